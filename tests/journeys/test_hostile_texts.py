"""Hostile texts in every column that people write, read back on every page by a real browser: they stay texts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle, islice
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from rada.web import clock
from tests.access_table import OPEN_TO, PUBLIC
from tests.desk import admin_names, an_account
from tests.desk import signed_in as desk_signed_in
from tests.desk_table import PAGES
from tests.desk_world import a_whole_desk, row_of
from tests.hostile_texts import HARM, TEXTS
from tests.journeys.test_every_page import NO_PAGES
from tests.orders.quoting import through_a_link
from tests.orders.through_links import private_pages
from tests.portal import Side, signed_in
from tests.two_sides import address_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
DATA = ("{", "[")  # a remark that keeps data instead of words
ROOM = 4_000  # where a column has no limit of its own
WRITTEN = {
    "orders.Order": "customer_name address description",
    "orders.Remark": "text",
    "orders.Review": "text",
    "orders.Closure": "note",
    "orders.PlatformFault": "note",
    "orders.RuleMode": "note",
    "orders.PolicyDraft": "note",
    "orders.BreachDecision": "note",
    "orders.DataRequestStep": "note",
    "complaints.Appeal": "text note",
    "complaints.ComplaintNote": "text",
    "complaints.Remedy": "note",
    "complaints.CannedReply": "title text",
    "complaints.Measure": "note",
    "platform.Integration": "name",
    "platform.WebhookEndpoint": "description",
    "partners.Partner": "name address",
    "partners.User": "full_name",
    "partners.Invitation": "full_name",
    "partners.AnnouncedLeave": "reason",
    "partners.ServiceCategory": "name_vi name_en",
    "partners.Service": "name_vi name_en",
    "partners.CharterClause": "text",
    "partners.SignedInDevice": "agent",
    "partners.AppSession": "agent",
}
HEARD = """document.addEventListener('securitypolicyviolation', (found) =>
  console.error(`policy: ${found.effectiveDirective} ${found.blockedURI} ${found.sample}`));"""


def write_over() -> int:
    """Put a text of the list into every column that people write, past the services; how many were written."""
    texts, written = cycle(TEXTS), 0
    with pgtrigger.ignore():
        for label, columns in WRITTEN.items():
            model = apps.get_model(label)
            for row in model._default_manager.order_by("pk"):
                words = [name for name in columns.split() if not str(getattr(row, name)).startswith(DATA)]
                told = {name: fitting(model, name, texts) for name in words}
                if told:
                    model._default_manager.filter(pk=row.pk).update(**told)
                written += len(told)
    return written


def fitting(model: type[Model], column: str, texts: Any) -> str:
    """As many of the texts as the column has room for; all of them where it has enough."""
    room = getattr(model._meta.get_field(column), "max_length", None) or ROOM
    text = next(each for each in texts if len(each) <= room)
    for each in islice(texts, len(TEXTS) - 1):
        if len(text) + len(each) < room:
            text += f" {each}"
    return text


class Reader:
    """A browser that opens pages one after another and keeps what goes wrong in them."""

    def __init__(self, visitor: Any, client: Client) -> None:
        self.visitor, self.page, self.client, self.wrong = visitor, visitor.page, client, list[str]()
        self.page.add_init_script(HEARD)
        cookies = [
            {"name": name, "value": cookie.value, "domain": "localhost", "path": cookie["path"] or "/"}
            for name, cookie in client.cookies.items()
        ]
        self.page.context.add_cookies(cookies)
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.path = ""

    def _dialog(self, dialog: Any) -> None:
        self.wrong.append(f"{self.path}: a dialog says {dialog.message}")
        dialog.dismiss()

    def _console(self, message: Any) -> None:
        if "policy" in message.text.lower():
            self.wrong.append(f"{self.path}: {message.text}")

    def read(self, path: str) -> bool:
        """Open a page and look for harm; whether one of the texts stood in it."""
        self.path = path
        answer = self.page.goto(self.visitor.address + path)
        assert answer.status == 200, path
        if self.page.locator(HARM).count() or self.page.locator("a[href*='alert(1)' i]").count():
            self.wrong.append(f"{path}: a text became an element")
        return "data-harm" in self.page.content()


def pages_of(client: Client, paths: list[str]) -> list[str]:
    """Those that are pages."""
    answers = {path: client.get(path) for path in paths}
    for answer in answers.values():
        answer.getvalue()
    return [
        path for path, answer in answers.items()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    ]  # fmt: skip


def paths_for(names: Iterable[str], side: Side) -> list[str]:
    """The addresses of pages that an owner, or everybody, opens."""
    return [
        address_of(name, side)
        for name in sorted(names)
        if name not in NO_PAGES and "owner" in OPEN_TO.get(name, {"owner"})
    ]


def desk_paths() -> list[str]:
    """Every list of operations, of each table one row, and a history, whose page all of them share."""
    lists = [reverse(f"admin:{name}") for name, hands in admin_names().items() if not hands and "add" not in name]
    rows = [reverse(f"admin:{label.replace('.', '_')}_change", args=[row_of(label).pk]) for label in PAGES]
    return [*lists, *rows, rows[0].replace("/change/", "/history/")]


def test_hostile_texts_stay_texts_on_every_page(visiting, transactional_db):
    with transaction.atomic():
        side = a_whole_desk(now=clock.now())
    assert write_over() > 50
    root = desk_signed_in(an_account("root", is_superuser=True))
    readers = {
        "owner": (signed_in(side.owner), paths_for(OPEN_TO, side)),
        "stranger": (signed_in(None), paths_for(PUBLIC, side)),
        "customer": (through_a_link(side.job, at=clock.now()), sorted(private_pages(side.job).values())),
        "staff": (root, desk_paths()),
    }

    wrong, shown = [], {}
    for who, (client, paths) in readers.items():
        reader = Reader(visiting("wide"), client)
        shown[who] = sum(reader.read(path) for path in pages_of(client, paths))
        wrong += reader.wrong

    assert wrong == []
    assert shown["owner"] > 15
    assert shown["customer"] > 5
    assert shown["staff"] > 30
    assert len(set(TEXTS)) == 43
