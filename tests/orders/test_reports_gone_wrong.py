"""Reports that come mixed up, twice at once or from nobody who may: what stands, what is refused, what goes on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from orders.models import Breach, Closure, EventKind, Order
from orders.services import closures, complaints, messages, timeline
from orders.services.timeline import OtherContent, Report
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
LATER = make.MONDAY + 2 * make.HOUR


def message(text: str) -> Report:
    return Report(id="m1", kind="message", at=LATER, actor="customer", fields={"text": text, "needs_reply": True})


def test_an_acceptance_reported_before_its_offer_stops_no_act_and_mends_itself_by_a_later_report():
    engagement = make.an_engagement()
    make.reported(engagement, ("early", "accepted", make.MONDAY - make.HOUR, "partner"), at=LATER)

    with clock.standing_at(LATER + make.HOUR):
        messages.send(engagement, by=make.the_customer(engagement.order), text="Anh ơi mấy giờ đến ạ?")
    make.sweep_all(LATER + make.HOUR)
    engagement.refresh_from_db()
    unread = engagement.judge_error
    make.reported(engagement, ("first", "offered", make.MONDAY - 2 * make.HOUR, "system"), at=LATER + 2 * make.HOUR)
    make.sweep_all(LATER + 3 * make.HOUR)
    engagement.refresh_from_db()

    assert engagement.events.filter(kind=EventKind.MESSAGE).count() == 1
    assert "an acceptance before the offer" in unread
    assert engagement.judge_error == ""
    assert engagement.breaches.filter(rule="C1.reply_late").exists()


def test_the_same_event_twice_in_one_report_is_one_event():
    engagement = make.an_engagement()

    with clock.standing_at(LATER):
        added = timeline.report(engagement, [message("Alo"), message("Alo")], by=make.a_staff_member())

    assert [event.event_id for event in added] == ["m1"]


def test_one_id_with_two_contents_in_one_report_is_refused():
    engagement = make.an_engagement()

    with clock.standing_at(LATER), pytest.raises(OtherContent):
        timeline.report(engagement, [message("Alo"), message("Khác")], by=make.a_staff_member())


def test_a_partner_reports_nothing():
    engagement = make.an_engagement()

    with pytest.raises(PermissionDenied):
        timeline.report(engagement, [message("Alo")], by=make.an_owner(engagement.partner))


@pytest.mark.parametrize("reason", ["0912345678", "Nguyen.Van.An", "khách đổi ý"])
def test_a_reason_that_is_none_of_our_codes_is_a_text(reason):
    engagement = make.an_engagement()

    make.reported(engagement, ("c1", "cancelled", LATER, "customer", {"reason": reason}), at=LATER)

    event = engagement.events.get(event_id="c1")
    assert reason not in str(event.payload)
    assert event.remarks.get(field="reason").text == reason


def test_a_complaint_is_opened_once_and_only_an_opened_one_is_answered():
    engagement = make.an_engagement()
    customer, owner = make.the_customer(engagement.order), make.an_owner(engagement.partner)

    with pytest.raises(complaints.ComplaintMixedUp):
        complaints.reply(engagement, by=owner, complaint="kn-1", text="Dạ em xin lỗi")
    complaints.open_complaint(engagement, by=customer, complaint="kn-1", category="price", text="Đắt quá")
    with pytest.raises(complaints.ComplaintMixedUp):
        complaints.open_complaint(engagement, by=customer, complaint="kn-1", category="price", text="Đắt quá")

    assert engagement.events.filter(kind=EventKind.COMPLAINT_OPENED).count() == 1


def test_shortening_a_closure_brings_back_what_it_excused_of_an_ended_order():
    engagement = make.an_engagement()
    done = make.MONDAY + make.HOUR
    late = done + 30 * make.HOUR
    with clock.standing_at(late):
        storm = closures.declare(
            starts_at=done + 2 * make.HOUR, ends_at=done + 14 * make.HOUR, reason=Closure.Reason.STORM
        )
    storm = Closure.objects.get() if isinstance(storm, int) else storm
    receipt = {"stamp": "TEM-1", "total": 0, "lines": [], "warranty": None}
    make.reported(
        engagement,
        ("done", "completed", done, "partner"),
        ("asked", "photo_requested", done, "partner"),
        ("paper", "receipt_issued", late, "partner", receipt),
        at=late,
    )
    make.sweep_all(late)
    excused = not engagement.breaches.filter(rule="A4.no_receipt").exists()

    with clock.standing_at(late + make.HOUR):
        storm.ends_at = storm.starts_at + make.HOUR
        closures.change(storm)
    make.sweep_all(late + 2 * make.HOUR)

    brought_back = engagement.breaches.get(rule="A4.no_receipt")
    assert excused
    assert (brought_back.state, brought_back.points) == (Breach.State.CURED, 0)  # its receipt had come long before
    assert Order.objects.get(pk=engagement.order_id).state == Order.State.COMPLETED
