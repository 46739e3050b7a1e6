"""Stamps that are lost or damaged: declared by their partner or by Rada, refused on a receipt, found by Rada alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from orders.models import OddReport, Stamp, StampDecision
from orders.services import rebuilding, receipts, stamp_decisions, stamps
from partners.actors import actor_of
from rada.web import clock
from tests.factories import DAY, HOUR, MONDAY, a_dispatcher, a_partner, a_technician, an_engagement, an_owner, reported
from tests.orders.papers import LABOUR, a_serial, at, at_work
from tests.orders.test_photo_checks import somebody_of
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
LINE = {"code": "AC-CLEAN", "unit_price": 250_000, "qty": 1}
SAID = "Rơi mất ở nhà khách"


@pytest.fixture
def partner():
    return a_partner()


def a_roll(partner, size=5):
    """The serials of a new roll, in its order."""
    roll = stamps.issue_roll(partner, size=size, by=None, at=MONDAY)
    return list(roll.stamps.order_by("serial").values_list("serial", flat=True))


def gone(first, last="", *, by, kind="lost", reason=SAID):
    return stamp_decisions.declare(first, last, kind=kind, reason=reason, by=by)


def states(serials):
    known = dict(Stamp.objects.values_list("serial", "state"))
    return [known[serial] for serial in serials]


def test_a_declared_stamp_is_kept_with_who_when_and_why(partner):
    serials, owner = a_roll(partner), an_owner(partner)

    with clock.standing_at(MONDAY):
        number = gone(f" {serials[1].lower()} ", by=owner)

    decision = StampDecision.objects.get()
    assert number == 1
    assert states(serials) == ["free", "lost", "free", "free", "free"]
    assert (decision.kind, decision.reason, decision.decided_at) == ("lost", SAID, MONDAY)
    assert decision.decided_by == owner.user


def test_a_stretch_of_a_roll_is_declared_at_once_and_what_is_gone_already_stays(partner):
    serials, by = a_roll(partner), a_dispatcher(partner)
    gone(serials[2], by=by)

    number = gone(serials[1], serials[3], by=by, kind="void")

    assert number == 2
    assert states(serials) == ["free", "void", "lost", "void", "free"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(3, 1, "last"), (0, "other roll", "last"), ("other partner", None, "first"), ("nobody's", None, "first")],
)
def test_a_stretch_that_is_none_is_refused_beside_its_field(partner, first, last, field):
    serials = a_roll(partner)
    named = {"other roll": a_roll(partner)[0], "other partner": a_roll(a_partner())[0], "nobody's": "NO-SUCH", None: ""}

    with pytest.raises(stamp_decisions.BadStretch) as refusal:
        gone(named.get(first) or serials[first], named.get(last, "") or (serials[last] if last == 1 else ""),
             by=an_owner(partner))  # fmt: skip

    assert refusal.value.field == field
    assert not StampDecision.objects.exists()


def test_a_stamp_that_was_used_cannot_be_declared_alone_or_in_a_stretch():
    job = at_work(LABOUR)
    serials = a_roll(job.partner, 3)
    with at():
        receipts.issue(job, by=an_owner(job.partner), lines=[LINE], total=250_000, stamp=serials[1])

    for first, last in ((serials[1], ""), (serials[0], serials[2])):
        with pytest.raises(stamp_decisions.BadStretch, match=serials[1]):
            gone(first, last, by=an_owner(job.partner))

    assert states(serials) == ["free", "used", "free"]


def test_a_receipt_with_a_stamp_that_is_gone_is_refused_as_an_act():
    job = at_work(LABOUR)
    serial = a_serial(job)
    gone(serial, by=an_owner(job.partner), kind="void")

    with at(), pytest.raises(stamps.StampRefused, match=serial):
        receipts.issue(job, by=an_owner(job.partner), lines=[LINE], total=250_000, stamp=serial)


def reported_with(serial, job):
    told = {"stamp": serial, "total": 250_000, "lines": [LINE], "warranty": None}
    return reported(job, ("r1", "receipt_issued", MONDAY + HOUR, "partner", told), at=MONDAY + DAY)


def test_a_report_of_one_waits_for_a_person_and_stands():
    job = an_engagement()
    serial = a_serial(job)
    gone(serial, by=an_owner(job.partner))

    reported_with(serial, job)

    assert OddReport.objects.get().reason == f"stamp {serial} was declared lost"
    assert states([serial]) == ["lost"]


def test_found_again_by_rada_it_goes_to_the_receipt_that_was_reported_with_it():
    job = an_engagement()
    serial = a_serial(job)
    gone(serial, by=an_owner(job.partner))
    reported_with(serial, job)

    gone(serial, by=actor_of(somebody_of("triage")), kind="found", reason="Thợ tìm thấy")

    assert Stamp.objects.get(serial=serial).assignment_id == job.pk
    assert [each.differences for each in rebuilding.rebuild(type(job).objects.filter(pk=job.pk), repair=False)] == [[]]


def test_only_rada_finds_stamps_and_only_the_office_loses_them(partner):
    (serial,) = a_roll(partner, 1)
    gone(serial, by=an_owner(partner))

    for by, kind in ((an_owner(partner), "found"), (a_technician(partner), "lost"),
                     (actor_of(somebody_of("finance view")), "found")):  # fmt: skip
        with pytest.raises(PermissionDenied):
            gone(serial, by=by, kind=kind)

    assert states([serial]) == ["lost"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: StampDecision.objects.update(kind="found"),
        lambda: StampDecision.objects.all().delete(),
        lambda: Stamp.objects.update(state="used", used_at=MONDAY),
    ],
)
def test_the_database_keeps_decisions_and_what_used_means(partner, change):
    gone(*a_roll(partner, 1), by=an_owner(partner))

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        change()


def test_the_page_shows_rolls_what_is_left_and_the_next_stamp(partner):
    serials = a_roll(partner, 12)
    gone(serials[0], by=an_owner(partner))

    page = signed_in(an_owner(partner)).get(reverse("orders:stamps")).content.decode()

    assert "11 stamps left" in page
    assert "11 of 12 left, 0 used, 1 lost or damaged" in page
    assert f"next stamp: {serials[1]}" in page
    assert SAID in page


def test_plenty_of_stamps_raise_no_worry_and_technicians_have_no_such_page(partner):
    a_roll(partner, 30)

    page = signed_in(an_owner(partner)).get(reverse("orders:stamps")).content.decode()
    technician = signed_in(a_technician(partner)).get(reverse("orders:stamps"))

    assert "Ask Rada for a new roll" not in page
    assert technician.status_code == 404


def test_the_form_declares_once_however_often_it_is_sent(partner):
    (serial,) = a_roll(partner, 1)
    client, sent = signed_in(an_owner(partner)), form(kind="lost", first=serial, reason=SAID)

    statuses = [client.post(reverse("orders:stamps"), sent).status_code for _press in range(2)]

    assert statuses == [302, 302]
    assert StampDecision.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed(partner):
    client = signed_in(an_owner(partner))

    answer = client.post(reverse("orders:stamps"), form(kind="lost", first="ZZZZZ-ZZZZZ", reason=SAID))

    assert answer.status_code == 422
    assert "There is no stamp ZZZZZ-ZZZZZ." in answer.content.decode()
    assert f'value="{SAID}"' in answer.content.decode()


def test_staff_declare_on_the_rolls_page_and_whoever_only_views_does_not(client: Client, partner):
    serials = a_roll(partner, 2)
    roll = Stamp.objects.get(serial=serials[0]).roll_id
    address = f"/admin/orders/stamproll/{roll}/declare/"
    client.cookies["django_language"] = "en"

    client.force_login(somebody_of("triage"))
    done = client.post(address, form(kind="void", first=serials[0], last=serials[1], reason="In lệch"))
    refused = client.post(address, form(kind="void", first="NO", reason="Đã gõ"))
    page = client.get(f"/admin/orders/stamproll/{roll}/change/").content.decode()
    client.force_login(somebody_of("finance view"))
    denied = client.post(address, form(kind="found", first=serials[0], reason="x")).status_code

    assert (done.status_code, refused.status_code, denied) == (302, 422, 403)
    assert 'value="Đã gõ"' in refused.content.decode()
    assert "declared void" in page
    assert states(serials) == ["void", "void"]
