"""The made-up catalogue, partners and people, as the files in `data/` tell them. Money is integer đồng."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Price:
    """One line of a price list: what it usually costs, and the most a partner publishes for it."""

    code: str
    vi: str
    en: str
    unit: str
    kind: str
    usual: int
    max: int


@dataclass(frozen=True)
class Category:
    """A trade with what its partners publish: prices, checklist, warranty, at most one promotion."""

    slug: str
    vi: str
    en: str
    warranty_days: int
    promotion: dict[str, Any] | None
    checklist: list[str]
    prices: tuple[Price, ...]

    @property
    def services(self) -> list[Price]:
        """What can be ordered: everything but parts."""
        return [price for price in self.prices if price.kind != "part"]

    @property
    def parts(self) -> list[Price]:
        """The parts on the price list."""
        return [price for price in self.prices if price.kind == "part"]


@dataclass(frozen=True)
class MemberEntry:
    """Somebody who works for a partner."""

    role: str
    username: str
    name: str
    phone: str


@dataclass(frozen=True)
class PartnerEntry:
    """A partner: trade, province, hours of every day, and members, the owner first."""

    key: str
    name: str
    kind: str
    category: str
    province: str
    hours: list[list[str]]
    closed_on_sunday: bool
    response_minutes: int
    members: tuple[MemberEntry, ...]


@dataclass(frozen=True)
class Customer:
    """Somebody who orders."""

    name: str
    phone: str


@dataclass(frozen=True)
class Home:
    """Where somebody lives: a ward's code, its province's, and an address that does not exist."""

    code: str
    province: str
    address: str


@dataclass(frozen=True)
class StaffEntry:
    """One of Rada's own people."""

    username: str
    name: str
    is_admin: bool


@cache
def categories() -> dict[str, Category]:
    """The trades by their slug, in order."""
    return {
        row["slug"]: Category(**{**row, "prices": tuple(Price(**price) for price in row["prices"])})
        for row in _rows("catalogue")
    }


@cache
def prices() -> dict[str, Price]:
    """Every line of every price list by its code."""
    return {price.code: price for category in categories().values() for price in category.prices}


@cache
def partners() -> list[PartnerEntry]:
    """The 24 partners; the first is the one to look at."""
    return _partners("partners")


@cache
def simulated_partners() -> list[PartnerEntry]:
    """The partners whose orders the simulation plays: open around the clock."""
    return _partners("simulated_partners")


@cache
def customers() -> list[Customer]:
    """Everybody who orders."""
    return [Customer(**row) for row in _rows("customers")]


@cache
def homes(province: str) -> list[Home]:
    """Addresses in a province."""
    return [home for row in _rows("wards") if (home := Home(**row)).province == province]


@cache
def staff() -> list[StaffEntry]:
    """Rada's own people."""
    return [StaffEntry(**row) for row in _rows("staff")]


def wish(code: str, category: str, number: int) -> str:
    """What a customer writes with an order of this service, in turn."""
    wishes = _wishes().get(code) or _wishes()[category]
    return wishes[number % len(wishes)]


@cache
def _wishes() -> dict[str, list[str]]:
    wishes: dict[str, list[str]] = json.loads((DATA / "wishes.json").read_text(encoding="utf-8"))
    return wishes


def _partners(name: str) -> list[PartnerEntry]:
    return [
        PartnerEntry(**{**row, "members": tuple(MemberEntry(**member) for member in row["members"])})
        for row in _rows(name)
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows
