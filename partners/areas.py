"""Provinces and wards of Vietnam (since 2025: no districts). Codes are kept, never names: hundreds of names repeat."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from rada.lib.text import clean, fold, sort_key

# What people type for a province; every word of a search must begin a word of these or of the label.
NICKNAMES = {"01": "hn", "79": "tphcm tp hcm sai gon sg"}


KIND_WORDS = r"^(Phường|Xã|Đặc khu|Thành phố|Tỉnh|[PX]\b\.?)\s+"
KIND_TYPED = r"^(phuong|xa|dac khu|[px]) "

Area = TypeVar("Area")


class UnknownAreaError(ValueError):
    """No province or ward has this code today."""


@dataclass(frozen=True)
class Province:
    """A province or city under the central government; `code` has two digits."""

    code: str
    name: str


@dataclass(frozen=True)
class Ward:
    """A ward, commune or special zone; `code` has five digits, `kind` is its first word (Phường, Xã, Đặc khu)."""

    code: str
    kind: str
    name: str
    province_code: str


@dataclass(frozen=True)
class _Entry:
    """A ward as the search sees it."""

    ward: Ward
    bare_name: str
    accented_name: str
    words: str
    order: str


@dataclass(frozen=True)
class _Areas:
    provinces: dict[str, Province]
    wards: dict[str, Ward]


def provinces() -> list[Province]:
    """All provinces in alphabetical order, the words "Thành phố" and "Tỉnh" not counted."""
    return sorted(_areas().provinces.values(), key=lambda province: sort_key(_bare(province.name)))


def province(code: str) -> Province:
    """The province of a two-digit code. Raises UnknownAreaError."""
    return _found(_areas().provinces, code)


def ward(code: str) -> Ward:
    """The ward of a five-digit code. Raises UnknownAreaError."""
    return _found(_areas().wards, code)


def is_ward(code: str) -> bool:
    """Whether a ward has this code today."""
    return code in _areas().wards


def wards_of(province_code: str) -> list[Ward]:
    """The wards of one province, in alphabetical order. Raises UnknownAreaError."""
    province(province_code)
    return [entry.ward for entry in _entries() if entry.ward.province_code == province_code]


def ward_label(code: str) -> str:
    """`Phường Cầu Giấy, Thành phố Hà Nội`; an abolished ward, which older orders may still name, shows its code."""
    known = _areas().wards.get(code)
    return f"{known.name}, {province(known.province_code).name}" if known else code


def search_wards(text: str, *, within: str | None = None, limit: int = 20) -> list[Ward]:
    """Wards whose name or province has words that begin with every word typed, accents or not; the closest first.

    `within` keeps to one province's code. Nothing typed finds nothing.
    """
    words = _search_words(text)
    if not words:
        return []
    hits = [entry for entry in _entries() if within in (None, entry.ward.province_code) and _matches(entry, words)]
    typed = re.sub(KIND_TYPED, "", " ".join(words))
    accented = sort_key(re.sub(KIND_WORDS, "", clean(text).strip(), flags=re.IGNORECASE))
    hits.sort(key=lambda entry: _distance(entry, typed, accented))
    return [entry.ward for entry in hits[:limit]]


def labels_of(codes: Iterable[str]) -> list[str]:
    """The labels of several wards, in alphabetical order."""
    return sorted((ward_label(code) for code in codes), key=sort_key)


def _matches(entry: _Entry, typed: list[str]) -> bool:
    return all(f" {word}" in entry.words for word in typed)


def _distance(entry: _Entry, typed: str, accented: str) -> tuple[bool, bool, bool, bool, bool, str]:
    """False sorts first: the very name, the name and more (its province), its beginning, a part of it; as accented."""
    name, written = entry.bare_name, entry.accented_name
    return (
        typed != name,
        not f"{typed} ".startswith(f"{name} "),
        not name.startswith(typed),
        f" {typed}" not in f" {name}",
        not (accented.startswith(written) or accented in written),
        entry.order,
    )


def _search_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


def _bare(name: str) -> str:
    """The name without its kind."""
    return re.sub(KIND_WORDS, "", name)


def _found(areas: dict[str, Area], code: str) -> Area:
    try:
        return areas[code]
    except KeyError:
        raise UnknownAreaError(f"No area has the code {code!r} today.") from None


@cache
def _areas() -> _Areas:
    """Read from the package at the first use, once a process: at import nobody pays for it."""
    import vietnam_provinces as source

    known = {
        f"{each.code.value:02}": Province(f"{each.code.value:02}", each.name) for each in source.Province.iter_all()
    }
    wards = (
        Ward(f"{each.code.value:05}", _kind(each.name), each.name, f"{each.province_code.value:02}")
        for each in source.Ward.iter_all()
    )
    return _Areas(known, {each.code: each for each in wards})


def _kind(name: str) -> str:
    return name.removesuffix(_bare(name)).strip()


@cache
def _entries() -> list[_Entry]:
    """All wards in alphabetical order by bare name, then by province."""
    return sorted((_entry(each) for each in _areas().wards.values()), key=lambda entry: entry.order)


def _entry(each: Ward) -> _Entry:
    label = f"{each.name} {province(each.province_code).name} {NICKNAMES.get(each.province_code, '')}"
    bare = _bare(each.name)
    return _Entry(
        ward=each,
        bare_name=" ".join(_search_words(bare)),
        accented_name=sort_key(bare),
        words=" " + " ".join(_search_words(label)),
        order=f"{sort_key(bare)} {each.province_code}",
    )
