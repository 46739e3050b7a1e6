"""The page of one complaint: what was told on the left, where it stands and what can be done on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from complaints import desk_clocks, desk_selectors, page_selectors
from complaints.admin import desk_acts
from complaints.admin.desk_acts import DeskAct
from complaints.admin.queue_columns import state_chip
from complaints.admin.talk import talk
from complaints.models import Complaint
from complaints.scores.selectors import cards
from complaints.services import watching
from complaints.wording.desk import CLOCK_WORDS, category_of
from complaints.wording.quality import answers_words, ladder_words
from orders.admin.chronicle import chronicle
from orders.wording import rule_words
from orders.wording.costs import points_words
from partners.actors import Actor
from partners.models import User
from rada.web import clock

Tried = tuple[str, Any]
EARLIER = 5


def page(request: HttpRequest, complaint: Complaint, tried: Tried | None = None) -> dict[str, Any]:
    """The context; `tried` is an act that was sent and refused, by its name, with its form."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    evidence = desk_selectors.evidence_of(complaint)
    there = watching.watching([complaint], by=actor, now=clock.now()).get(complaint.pk, [])
    sheets = [_sheet(act, complaint, actor, tried) for act in desk_acts.possible_now(complaint, actor)]
    return {
        **status(complaint, there),
        **_beside(complaint),
        "seen": str(complaint.version),
        "talk": talk(complaint, evidence),
        "evidence": evidence,
        "category": category_of(complaint.category),
        "take": next((sheet for sheet in sheets if sheet["act"].name == "take"), None),
        "sheets": [sheet for sheet in sheets if sheet["act"].name != "take"],
        "typed": _typed(sheets, tried),
        "remedies": list(complaint.remedies.select_related("done_by")),
        "may_settle_remedies": request.user.has_perm("complaints.change_remedy"),
    }


def status(complaint: Complaint, there: Sequence[User]) -> dict[str, Any]:
    """What the heartbeat renews: state, clocks, handler, and who has it open."""
    now = clock.now()
    running = desk_clocks.running(complaint, desk_clocks.closures_ahead([complaint], now), now)
    return {
        "complaint": complaint,
        "state": state_chip(complaint),
        "clocks": [(CLOCK_WORDS[each.whose], each.face) for each in running],
        "watchers": there,
        "now": now,
    }


def _sheet(act: DeskAct, complaint: Complaint, actor: Actor, tried: Tried | None) -> dict[str, Any]:
    was_tried = tried is not None and tried[0] == act.name
    return {
        "act": act,
        "form": tried[1] if tried is not None and was_tried else desk_acts.form_of(act, complaint, actor),
        "follows": desk_acts.foresight(act, complaint, actor),
        "is_open": was_tried,
    }


def _typed(sheets: Sequence[dict[str, Any]], tried: Tried | None) -> str:
    """The text of an act that is not possible any more, to be copied."""
    if tried is None or any(sheet["is_open"] for sheet in sheets):
        return ""
    return str(tried[1].data.get("text") or tried[1].data.get("told") or "")


def _beside(complaint: Complaint) -> dict[str, Any]:
    """The order with its papers and photos, the partner's standing, and what the same phone complained of before."""
    assignment, now = complaint.assignment, clock.now()
    card = cards([assignment.partner_id], now=now)[assignment.partner_id]
    breaches = assignment.breaches.order_by("occurred_at", "pk")
    return {
        "assignment": assignment,
        "order": assignment.order,
        "quotes": list(assignment.quotes.order_by("pk").prefetch_related("lines")),
        "receipts": list(assignment.receipts.order_by("pk")),
        "photos": page_selectors.photos_of_the_work(assignment),
        "receipt_photos": list(assignment.photos.select_related("file").order_by("pk")),
        "request_photos": list(assignment.order.photos.select_related("file")),
        "breaches": [(breach, rule_words(breach.rule).title, points_words(breach.points)) for breach in breaches],
        "partner_line": " · ".join(filter(None, [points_words(card.points), answers_words(card), ladder_words(card)])),
        "earlier": [(each, state_chip(each)) for each in page_selectors.of_same_phone(complaint, most=EARLIER)],
        "chronicle": chronicle(assignment),
    }
