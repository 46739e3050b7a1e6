"""What tests of the terms' editor share: an owner at the editor, and its forms as the page sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from partners import selectors, terms_parts
from partners.actors import Actor
from partners.models import Partner, TermsDraft
from tests.factories import a_partner, a_service, an_owner
from tests.portal import form, signed_in

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass
class Editor:
    """An owner with the editor open."""

    partner: Partner
    owner: Actor
    client: Client

    @property
    def draft(self) -> TermsDraft:
        """The draft as it stands."""
        return selectors.draft_of(self.partner.pk)

    def seen(self, part: str) -> str:
        """The mark that a page of this part would carry now."""
        return terms_parts.mark(self.draft, part)

    def item_seen(self, part: str, item: str) -> str:
        """The mark that the form of one line would carry now."""
        return terms_parts.mark_of(terms_parts.item_of(self.draft, part, item))

    def send(self, page: str, /, *, at: str = "", **fields: Any) -> Any:
        """Send a form with a key of its own; `at` is the address's query."""
        return self.client.post(reverse(f"partners:terms_{page}") + at, form(**fields))

    def save(self, part: str, /, **fields: Any) -> Any:
        """Send the form of one whole part as it was opened just now."""
        return self.send(part, seen=self.seen(part), **fields)


def an_editor(**changes: Any) -> Editor:
    """An owner whose terms are published, at the editor in English."""
    a_service()
    partner = a_partner(**changes)
    owner = an_owner(partner)
    return Editor(partner, owner, signed_in(owner))


def hours(**changes: Any) -> dict[str, Any]:
    """The fields of the form of hours: open 08:00 to 18:00 on Monday, the other days as Monday."""
    fields = {f"{day}_state": "monday" for day in DAYS[1:]}
    return {"mon_state": "open", "mon_0_from": "08:00", "mon_0_to": "18:00", **fields, **changes}


def words(answer: Any) -> str:
    """What a page says, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
