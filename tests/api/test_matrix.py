"""Who may call what: the router walked against the independent table. What it does not name is refused to everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from pytest_django import DjangoDbBlocker

from complaints.selectors import openings_visible_to
from orders.models import PhoneCode
from orders.services import complaints, links, offers, quotes, visits
from orders.services.phone_codes import Browser
from rada.platform.webhooks.models import WebhookEvent
from rada.web import clock
from rada.web.api.callers import Scope
from tests import api_table, rows
from tests.api.calling import Caller, an_app_of, an_integration
from tests.complaints.on_the_desk import triage
from tests.factories import DAY, HOUR, MONDAY
from tests.portal import Side, staff
from tests.two_sides import breach_of, whole_sides
from tests.webhooks.receiver import an_endpoint, tell

pytestmark = [pytest.mark.django_db, pytest.mark.long]

NOW = MONDAY + 2 * HOUR
OWN, RIVAL = "Canary-Own", "Canary-Rival"
DEVICE = "d" * 22
TABLE = {**api_table.OPEN, **api_table.OWN}
READING = (Scope.ORDERS_READ, Scope.BREACHES_READ)
# Shown to end well elsewhere: they need a password, a code, keys of a browser or a photo.
SIGNING_IN = {"sessions", "refresh"}
ELSEWHERE = SIGNING_IN | {
    "phone_codes",
    "confirm_phone",
    "push_devices",
    "push_devices_end",
    "receipt_photos",
    "photos",
}
COMPLAINTS = {"complaint", "answer_complaint", "reopen_complaint", "ask_partner", "close_complaint"}
HOOKS = {"webhook", "switch_on_webhook", "ping_webhook", "webhook_secret", "deliveries", "replay_delivery"}
PICTURES = {"receipt_photo", "order_photo", "attachment"}
REFUSALS = {401, 403, 404, 409, 415}
BESIDE_OPERATIONS = {"schema", "docs", "nowhere"}


@pytest.fixture(scope="module")
def both(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Side]]:
    """Two sides for all tests of this module, each with a quote that waits; all of it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.standing_at(NOW):
            sides = whole_sides(OWN, RIVAL, now=NOW)
            for side in sides:
                quoted(side)
                told_by_webhook(side)
        yield sides
        transaction.set_rollback(True)


def quoted(side: Side) -> None:
    line = {"line": "L1", "kind": "labour", "code": None, "unit_price": 1000, "qty": 1, "name": f"Quote {side.mark}"}
    quotes.quote(side.job, by=side.owner, reference="Q", lines=[line], total=1000)


def told_by_webhook(side: Side) -> None:
    """An endpoint of the partner's own, and something that was delivered to it."""
    endpoint = an_endpoint(f"https://hooks.example/{side.mark}", audience=f"partner:{side.partner.pk}", at=NOW)
    tell("remind", partner=side.partner.pk, at=NOW)
    endpoint.events.update(state="delivered")


@pytest.fixture
def callers(both):
    own, rival = both
    with clock.standing_at(NOW):
        yield {
            **{
                role: an_app_of(getattr(own, role)) for role in ("owner", "dispatcher", "technician", "idle_technician")
            },
            "rival_owner": an_app_of(rival.owner),
            "customer": confirmed_customer(own),
            "rival_customer": confirmed_customer(rival),
            "reader": an_integration(*READING, acting_for="rada"),
            "writer": an_integration(acting_for="rada"),
            "clerk": an_integration(acting_for=f"staff:{triage().user.pk}"),
            "stranger": Caller(),
        }


def confirmed_customer(side: Side) -> Caller:
    token = links.issue(side.job.order)
    link, order = links.opened(token) or (0, side.job.order)
    PhoneCode.objects.create(
        order=order, link_id=link, browser=Browser(link, DEVICE).digest, seed="s", created_at=NOW, closed_at=NOW,
        expires_at=NOW, confirmed_until=NOW + timedelta(minutes=30),
    )  # fmt: skip
    return Caller(f"Link {token}", **{"Rada-Device": DEVICE})


def views() -> dict[str, type]:
    """Every address of the API by its name, with its view."""
    (api,) = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "api"]
    found = [leaf for each in api.url_patterns for leaf in getattr(each, "url_patterns", [each])]
    return {leaf.name: leaf.callback.cls for leaf in found if leaf.name not in BESIDE_OPERATIONS}


def operations() -> dict[tuple[str, str], object]:
    """Every operation by the name of its address and its method."""
    return {
        (name, method): getattr(view, method).operation
        for name, view in views().items()
        for method in view.http_method_names
        if method != "head" and hasattr(getattr(view, method, None), "operation")
    }


def row_of(name: str, side: Side) -> dict[str, object]:
    """What the address of this name says of one side's own row."""
    job = side.job.pk
    if name in {"order", "cancel_order", "offers"}:
        return {"code": side.job.order.code}
    if name in {"partner", "terms"}:
        return {"pk": side.partner.pk}
    if name in {"accept", "decline", "withdraw"}:
        return {"pk": side.offer.pk}
    if name in {"breach", "appeal"}:
        return {"pk": breach_of(side).pk}
    if name in COMPLAINTS:
        return {"pk": openings_visible_to(side.owner).get(assignment=job).pk}
    if name in {"approve_quote", "reject_quote"}:
        return {"pk": job, "version": side.job.quotes.get().event_id}
    if name in HOOKS:
        told = WebhookEvent.objects.get(endpoint__audience=f"partner:{side.partner.pk}")
        return {"pk": told.endpoint_id} | ({"delivery": told.pk} if name == "replay_delivery" else {})
    if name in PICTURES:
        return {"pk": job, "photo": photo_of(name, side).pk}
    return {"pk": job} if name in {known for known, _method in api_table.OWN} else {}


def photo_of(name: str, side: Side) -> Any:
    """The photo that the address of this name shows of one side."""
    if name == "attachment":
        return side.photo
    return side.job.order.photos.get() if name == "order_photo" else side.job.photos.get()


def prepared(name: str, method: str, side: Side) -> dict[str, object]:
    """Bring the side to where the operation is possible; what the address says then."""
    if name == "review":
        visits.complete(side.job, by=side.owner)
    elif name == "offers":
        visits.cancel(side.job, by=side.owner, reason="cannot_come")
    elif name == "reopen_complaint":
        complaints.close(side.job, by=staff(), complaint="k", outcome="settled")
    elif (name, method) == ("appeal", "post"):
        offers.accept(side.offer, by=side.owner)
        visits.cancel(side.offer, by=side.owner, reason="cannot_come")
        return {"pk": side.offer.breaches.get(rule="A2.cancelled").pk}
    return row_of(name, side)


def body_of(name: str, side: Side) -> object:
    """A body that would be taken."""
    if name in {"approve_quote", "reject_quote"}:
        return {"digest": side.job.quotes.get().digest}
    if name == "schedule":
        return {"arrive_from": str(NOW + DAY), "arrive_to": str(NOW + DAY + HOUR)}
    if name == "offers":
        return {"partner": side.partner.pk}
    if name == "technician":
        return {"technician": side.technician.member_id}
    if name == "answer_complaint":
        return {"text": "Rõ"}
    examples = [told.example for (known, _method), told in operations().items() if known == name and told.example]
    return examples[0] if examples else {}


def call(caller: Caller, name: str, method: str, row: dict[str, object], body: object):
    """Call an operation about a row."""
    path = reverse(f"api:{name}", kwargs=row).removeprefix("/api/v1/")
    sent = {} if method == "delete" else body or {}
    return caller.get(path) if method == "get" else caller.send(method, path, sent, If_Match="*")


def attempts(caller: Caller, side: Side) -> dict[tuple[str, str], int]:
    """The status of every operation about one side's rows, each tried from the same state."""
    found = {}
    for name, method in operations():
        with transaction.atomic():
            row, body = prepared(name, method, side), body_of(name, side)
            found[name, method] = call(caller, name, method, row, body).status_code
            transaction.set_rollback(True)
    return found


def test_the_table_names_every_operation_and_no_other():
    assert set(operations()) == set(TABLE)


def test_no_view_answers_what_it_does_not_declare():
    undeclared = [
        (name, method)
        for name, view in views().items()
        for method in view.http_method_names
        if hasattr(view, method) and method != "head" and (name, method) not in TABLE
    ]

    assert undeclared == []


@pytest.mark.parametrize("role", sorted(api_table.EVERYBODY))
def test_each_caller_does_what_the_table_says_and_nothing_else(both, callers, role):
    found = attempts(callers[role], both[0])

    allowed = {asked: status for asked, status in found.items() if role in TABLE[asked]}
    refused = {asked: status for asked, status in found.items() if role not in TABLE[asked]}
    assert {asked: status for asked, status in allowed.items() if status >= 300 and asked[0] not in ELSEWHERE} == {}
    assert {asked: status for asked, status in refused.items() if status not in REFUSALS} == {}
    assert not {401, 403, 404, 500} & {
        status for asked, status in allowed.items() if asked[0] in ELSEWHERE - SIGNING_IN
    }


@pytest.mark.parametrize("role", ["rival_owner", "rival_customer", "idle_technician", "stranger"])
def test_a_foreign_row_looks_like_a_missing_one_and_nothing_is_stored(both, callers, role):
    own, before = both[0], rows.stored({"partners", "orders", "complaints"})
    asked = [(name, method) for name, method in sorted(api_table.OWN) if (name, method) != ("review", "put")]

    foreign = {each: call(callers[role], *each, row_of(each[0], own), body_of(each[0], own)) for each in asked}
    missing = {each: call(callers[role], *each, missing_row(each[0], own), body_of(each[0], own)) for each in asked}

    assert {each: told_by(answer) for each, answer in foreign.items()} == {
        each: told_by(answer) for each, answer in missing.items()
    }
    assert {answer.status_code for answer in foreign.values()} <= {401, 403, 404}
    assert rows.stored({"partners", "orders", "complaints"}) == before


def missing_row(name: str, side: Side) -> dict[str, object]:
    """The address of a row that nobody has."""
    return {part: "RD-0000-0000" if part == "code" else 10**12 for part in row_of(name, side)}


def told_by(answer) -> tuple[int, str]:
    """Status and body, without the address."""
    content = answer.json()
    return answer.status_code, json.dumps({**content, "instance": ""}, sort_keys=True)


@pytest.mark.parametrize("role", ["owner", "dispatcher", "technician", "customer", "rival_owner", "rival_customer"])
def test_no_answer_holds_a_word_of_the_other_side(both, callers, role):
    own, other = (both[1], both[0]) if role.startswith("rival") else both
    reading = [asked for asked, roles in TABLE.items() if asked[1] == "get" and asked[0] not in PICTURES]

    told = {
        asked: call(callers[role], *asked, row_of(asked[0], own), None).content.decode()
        for asked in reading
        if asked[0] not in {"services", "partners", "partner", "terms", "errors"}
    }

    assert [asked for asked, text in told.items() if other.mark in text] == []
    assert own.mark in told["assignments", "get"]


def test_a_technician_without_a_job_reads_of_none(both, callers):
    for name in ("assignments", "breaches", "complaints", "clocks"):
        assert callers["idle_technician"].get(name).json()["results"] == []
