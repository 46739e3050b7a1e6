"""An order about which everything was told that can be: every kind of event with its words, photos, papers, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection

from complaints.models import AppealPhoto
from complaints.services import appeals
from orders.models import Assignment, Attachment, BreachDecision, Closure, EventKind, Order, Photo, ScheduledMessage
from orders.services import attachments, closures, data_requests, links, sweeping
from partners.actors import Actor, actor_of
from partners.models import User
from rada.platform.idempotency import Key
from rada.platform.models import Notice, StoredFile
from rada.web import clock
from tests import factories as make
from tests.portal import a_stored_photo

CANARY = "Canary"
END = make.MONDAY + 3 * make.DAY
OVER = END + 60 * make.DAY  # by now nobody may appeal any more
LINE = {"line": "l1", "kind": "part", "code": None, "unit_price": 90_000, "qty": 1, "origin": "VN", "brand": "Siam"}


@dataclass
class Told:
    """The order, its one engagement, and the files that lie beside it."""

    order: Order
    job: Assignment
    files: list[StoredFile]


def an_officer(permission: str = "") -> Actor:
    """Somebody of Rada's who answers requests about personal data, and has one more permission where named."""
    user: User = make.a_staff_member().user  # type: ignore[assignment]
    wanted = ["answer_datarequest", *([permission] if permission else [])]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return actor_of(User.objects.get(pk=user.pk))


def everything_told(name: str = CANARY) -> Told:
    """A completed order with every kind of event; its complaint is closed and its appeal decided by `OVER`."""
    order = make.an_order()
    order.customer_name, order.address = f"Trần {name}", f"12 ngõ {name}"
    order.description, order.reference = f"{name} bị chảy nước", f"{name}-{order.pk}"
    order.save()
    declined, withdrawn = make.an_offer(order), make.an_offer(order)
    make.reported(declined, ("no", "declined", make.MONDAY, "partner", {"reason": f"{name} ở xa"}), at=make.MONDAY)
    make.reported(withdrawn, ("away", "withdrawn", make.MONDAY, "rada"), at=make.MONDAY)
    job = make.an_engagement(order)
    files = [a_stored_photo(f"{name} {order.pk} {number}".encode()) for number in range(5)]
    make.reported(job, *_events(name, files), at=END)
    attachments.attach(job.events.get(event_id="chat"), files[:1], Attachment.Role.MESSAGE)
    attachments.attach(job.events.get(event_id="part"), files[1:2], Attachment.Role.NEW_PART)
    Photo.objects.filter(event__event_id="photo", assignment=job).update(file=files[2])
    with clock.standing_at(END):
        sweeping.sweep()
        _beside(job, name, files)
    return Told(Order.objects.get(pk=order.pk), job, files)


def _events(name: str, files: list[StoredFile]) -> list[tuple[Any, ...]]:
    """An hour apart, from the acceptance on; each text names the customer."""
    visit = {"arrive_from": "2026-03-02T14:00:00+07:00", "arrive_to": "2026-03-02T16:00:00+07:00"}
    lines = [{**LINE, "name": f"Tụ cho {name}"}]
    receipt = {
        "stamp": "RD-1", "total": 95_000, "discount": 0, "warranty": {"days": 90, "terms": f"Tại nhà {name}"},
        "lines": [{"code": None, "unit_price": 95_000, "qty": 1, "name": f"Tụ cho {name}"}],
    }  # fmt: skip
    complaint = {"complaint": "k1", "text": f"{name} không hài lòng"}
    told: list[tuple[str, str, str, dict[str, Any]]] = [
        ("visit", "scheduled", "partner", visit),
        ("chat", "message", "customer", {"text": f"{name} đây", **attachments.named(files[:1])}),
        ("enough", "reply_not_needed", "customer", {}),
        ("first", "quoted", "partner", {"quote": "q1", "total": 90_000, "lines": lines}),
        ("refused", "quote_rejected", "customer", {"quote": "q1", "text": f"{name} thấy đắt"}),
        ("second", "quoted", "partner", {"quote": "q1", "total": 90_000, "lines": lines}),
        ("approved", "quote_approved", "customer", {"quote": "q1"}),
        ("here", "arrived", "partner", {}),
        ("odds", "disagreement_reported", "partner", {"text": f"{name} khó tính"}),
        ("part", "part_replaced", "partner", {"line": "l1", "origin": "VN", **attachments.named(files[1:2])}),
        ("list", "checklist_done", "partner", {"items": ["power_off"], "note": name}),
        ("done", "completed", "partner", {}),
        ("paper", "receipt_issued", "partner", receipt),
        ("asked", "photo_requested", "partner", {}),
        ("photo", "photo_uploaded", "customer", {"stamp_read": "RD-2", "reused_from": None}),
        ("open", "complaint_opened", "customer", {**complaint, "category": f"thái độ với {name}"}),
        ("more", "complaint_info_requested", "rada", complaint),
        ("said", "complaint_reply", "partner", complaint),
        ("shut", "complaint_closed", "rada", {"complaint": "k1", "outcome": "settled", "note": name}),
        ("again", "complaint_reopened", "customer", {"complaint": "k1"}),
        ("end", "complaint_closed", "rada", {"complaint": "k1", "outcome": "upheld", "clause": "B5"}),
        ("late", "cancelled", "customer", {"reason": f"{name} đổi ý"}),
    ]
    return [
        (event_id, kind, make.MONDAY + number * make.HOUR, actor, fields)
        for number, (event_id, kind, actor, fields) in enumerate(told, start=1)
    ]


def _beside(job: Assignment, name: str, files: list[StoredFile]) -> None:
    """What lies beside the timeline: an appeal, notes, a waiting message, a link, notices, keys, requests."""
    now = clock.now()
    owner, breach = make.an_owner(job.partner), job.breaches.get(rule="B2.over_quote")
    closures.declare(starts_at=now, ends_at=now + make.HOUR, reason=Closure.Reason.OTHER, note=name, order=job.order)
    pk = appeals.file(breach, by=owner, text=f"{name} nói sai", files=files[3:4])
    judge = an_officer("decide_appeal")
    appeals.decide(breach.appeal, by=judge, outcome="rejected", reason="not_shown", note=f"{name} có ảnh")
    assert AppealPhoto.objects.filter(appeal=pk).exists()
    BreachDecision.objects.filter(breach=breach).update(note=f"{name} đúng")
    waiting = ScheduledMessage.objects.create(
        assignment=job, author=owner.user, text=f"Chào {name}", send_at=now + 900 * make.DAY, created_at=now
    )
    waiting.files.add(files[4])
    links.issue(job.order)
    Notice.objects.create(
        audience=f"order:{job.order_id}", subject=f"order:{job.order_id}", level="link", facts={"to": name},
        created_at=now, sent_at=now,
    )  # fmt: skip
    customer, officer = make.the_customer(job.order), an_officer()
    key = Key.of(f"order:{job.order_id}", f"ask-{name}", name)
    asked = data_requests.ask(job.order, by=customer, kind="withdrawal", key=key)
    request = job.order.data_requests.get(pk=asked)
    data_requests.refuse(request, by=officer, reason="other", note=f"{name} chưa từng đồng ý")


def rows_that_say(*words: str) -> list[str]:
    """Every table with a row in which one of these words stands."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(
                f'SELECT EXISTS (SELECT 1 FROM "{table}" t WHERE t::text ILIKE ANY(%s))',
                [[f"%{word}%" for word in words]],
            )
            if cursor.fetchone()[0]:
                found.append(model._meta.label)
    return sorted(found)


def kinds_told(job: Assignment) -> set[str]:
    """The kinds of events of the order, its other partners' included."""
    told = EventKind.values
    return {event.kind for each in job.order.assignments.all() for event in each.events.all() if event.kind in told}
