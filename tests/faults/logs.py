"""No log of any process names a person: what people told, and what opens a door, is looked for in every file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from django.contrib.sessions.models import Session
from django.db.models import Model

from orders.models import Order, Remark
from partners.models import Partner, User
from rada.lib.phones import display_phone

NEWEST = 100
TOLD: tuple[tuple[type[Model], str], ...] = (
    (Order, "customer_name"),
    (Order, "customer_phone"),
    (Order, "address"),
    (Order, "description"),
    (Remark, "text"),
    (Partner, "name"),
    (User, "full_name"),
    (Session, "session_key"),
)


def personal_words() -> set[str]:
    """What the newest rows hold of people, a phone number in each spelling."""
    found = {word for model, column in TOLD for word in _newest(model, column) if word}
    phones = {word for word in found if word.startswith("+84")}
    return found - phones | {word[3:] for word in phones} | {display_phone(word) for word in phones}


def _newest(model: type[Model], column: str) -> Iterable[str]:
    rows = model._default_manager.values_list(column, flat=True)
    return set(rows.order_by("-pk")[:NEWEST])


def personal_data(folder: Path, words: Iterable[str]) -> list[str]:
    """Which file of a folder holds one of these words, as it is or as an address or JSON spells it."""
    files = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
    return [
        f"{name} holds {word!r}"
        for word in words
        for name, content in files.items()
        if any(spelt in content for spelt in _spellings(word))
    ]


def _spellings(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield quote(word).encode()
    yield json.dumps(word)[1:-1].encode()
