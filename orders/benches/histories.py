"""A made-up history of so many orders, written by COPY into a database of its own that goes when the bench is over."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from orders.models import PolicyVersion
from orders.services import policies
from partners.models import Partner, Service
from partners.services import terms
from rada.web.clock import VIETNAM

NAME = "rada_bench"
BEGINS = datetime(2026, 1, 5, 9, tzinfo=VIETNAM)
PARTNERS = 40
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PUBLISHED: dict[str, Any] = {
    "hours": {day: [["08:00", "18:00"]] for day in DAYS}, "response_minutes": 15,
    "prices": {"AC-CLEAN": {"max": 250_000}}, "promotions": [], "warranty_days": 90,
    "checklists": {"AC-CLEAN": ["power_off", "drain"]},
}  # fmt: skip
TEXT = {"sha256": "0" * 64, "blank": False}
COLUMNS = {
    "orders_order": "id code service_id customer_name customer_phone address ward description state is_demo "
    "search_key contact_key created_at reported_digest",
    "orders_assignment": "id order_id partner_id terms_id policy_id created_at status offered_at events_count "
    "head_hash judge_failures judge_error",
    "orders_event": "assignment_id position event_id kind at recorded_at seq actor door payload previous_hash hash",
}


@contextmanager
def scratch_database() -> Iterator[str]:
    """A migrated database of this server, empty, dropped afterwards; its name."""
    served = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = NAME
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield name
    finally:
        connection.creation.destroy_test_db(served, verbosity=0)


def write(orders: int, *, seed: int = 5) -> None:
    """Write orders with some twelve events each; the same seed is the same history."""
    chance = random.Random(seed)
    service = Service.objects.create(code="AC-CLEAN", name_vi="Vệ sinh máy lạnh", name_en="AC cleaning")
    policy = policies.publish({}, starts_at=BEGINS - timedelta(days=1))
    pins = [pinned(number) for number in range(PARTNERS)]
    rows: dict[str, io.StringIO] = {table: io.StringIO() for table in COLUMNS}
    for pk in range(1, orders + 1):
        _write_order(rows, chance, pk, service, policy, pins[pk % PARTNERS])
    with connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            rows[table].seek(0)
            cursor.copy_from(rows[table], table, columns=columns.split())
            cursor.execute(f"ANALYZE {table}")


def pinned(number: int) -> tuple[int, int]:
    """A partner with published terms; both primary keys."""
    partner = Partner.objects.create(name=f"Điện lạnh {number}", name_sort=f"{number}", created_at=BEGINS)
    version = terms.publish(partner, PUBLISHED, services=["AC-CLEAN"], wards=["00070"], starts_at=BEGINS)
    return partner.pk, version.pk


def _write_order(
    rows: dict[str, io.StringIO],
    chance: random.Random,
    pk: int,
    service: Service,
    policy: PolicyVersion,
    pinned: tuple[int, int],
) -> None:
    offered = BEGINS + timedelta(minutes=pk % 100_000)
    told = list(_told(chance, offered))
    order = [pk, f"B{pk:09}", service.pk, "", "", "", "00070", "", "completed", "f", "", "", offered, ""]
    assignment = [pk, pk, *pinned, policy.pk, offered, "completed", offered, len(told), "", 0, ""]
    _line(rows["orders_order"], order)
    _line(rows["orders_assignment"], assignment)
    for position, (kind, actor, at, payload) in enumerate(told):
        content = json.dumps(payload)
        event = [pk, position, f"{position}-{kind}", kind, at, at, position, actor, "act", content, "", ""]
        _line(rows["orders_event"], event)


def _told(chance: random.Random, offered: datetime) -> Iterator[tuple[str, str, datetime, dict[str, Any]]]:
    """An order from its offer to its photo; each step sooner or later, so that some promises are broken."""
    at = offered
    hour = (at + timedelta(hours=4)).replace(minute=0)
    window = {"arrive_from": hour.isoformat(), "arrive_to": (hour + timedelta(hours=1)).isoformat()}
    line = {"line": "p", "kind": "part", "code": "AC-CLEAN", "unit_price": 240_000, "qty": 1, "origin": "VN"}
    priced = {"code": "AC-CLEAN", "unit_price": 240_000, "qty": 1}
    steps: list[tuple[str, str, int, dict[str, Any]]] = [
        ("offered", "system", 0, {}),
        ("accepted", "partner", 12, {}),
        ("message", "customer", 20, {"needs_reply": True, "auto": False, "text": TEXT}),
        ("message", "partner", 90, {"needs_reply": True, "auto": False, "text": TEXT}),
        ("scheduled", "partner", 40, window),
        ("arrived", "partner", 200, {}),
        ("quoted", "partner", 20, {"quote": "q", "total": 240_000, "lines": [line]}),
        ("quote_approved", "customer", 15, {"quote": "q"}),
        ("part_replaced", "partner", 40, {"line": "p", "origin": "VN", "brand": None, "model": None}),
        ("checklist_done", "partner", 10, {"items": ["power_off", "drain"]}),
        ("completed", "partner", 5, {}),
        (
            "receipt_issued", "partner", 1200,
            {"stamp": "S", "total": 240_000, "lines": [priced], "warranty": {"days": 90, "terms": TEXT}},
        ),
        ("photo_requested", "partner", 300, {}),
    ]  # fmt: skip
    for kind, actor, minutes, payload in steps:
        at += timedelta(seconds=round(minutes * chance.uniform(20, 90)))
        yield kind, actor, at, payload


def _line(rows: io.StringIO, values: list[Any]) -> None:
    rows.write("\t".join(str(value).replace("\\", "\\\\") for value in values) + "\n")
