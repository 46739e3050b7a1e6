"""An order from the offer to the photo of its receipt, in a real browser, with every kind of hands."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.models import Appeal
from orders.models import Assignment, Breach, EventKind
from orders.services import offers, stamps, sweeping, visits
from partners.models import User
from rada.web import clock
from tests.factories import an_offer, an_order
from tests.journeys import walks
from tests.journeys.conftest import PASSWORD
from tests.journeys.hands import Finger, Keyboard

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
TOLD = [
    EventKind.OFFERED, EventKind.ACCEPTED, EventKind.SCHEDULED, EventKind.ARRIVED, EventKind.QUOTED,
    EventKind.QUOTE_APPROVED, EventKind.PART_REPLACED, EventKind.CHECKLIST_DONE, EventKind.COMPLETED,
    EventKind.RECEIPT_ISSUED, EventKind.PHOTO_REQUESTED,
]  # fmt: skip
SIZES_AND_LANGUAGES = [("phone", "vi"), ("wide", "en"), ("phone", "en"), ("wide", "vi")]
AGAIN = pytest.mark.thorough
WAYS = [
    ("wide", "vi", Keyboard),
    *(pytest.param(size, language, Finger, marks=AGAIN) for size, language in SIZES_AND_LANGUAGES),
]
# Every language and every size is held before axe once; elsewhere only words or width can differ.
HELD_BEFORE_AXE = {("phone", "vi"), ("wide", "en")}
DISPUTE = "Khách muốn làm thêm một máy mà không trả thêm tiền"
PLEA = "Khách đổi ý sau khi chúng tôi đã tới, ảnh chụp cửa nhà khách lúc 9 giờ kèm theo."


def a_visitor(visiting, size, language):
    """A visitor of this size in this language; before axe where nobody else shows it the same pages."""
    visitor = visiting(size)
    visitor.speak(language)
    if (size, language) not in HELD_BEFORE_AXE:
        visitor.rules = []
    return visitor


def walk(visiting, hands, job, tmp_path, *, size, **options):
    """The partner with these hands, the customer with the same kind of hands on their own phone."""
    customer = visiting(size, **options)
    customer.speak(hands.visitor.language)
    customer.rules = hands.visitor.rules
    stamp = stamps.issue_roll(job.partner, size=3, by=None, at=clock.now()).stamps.first()
    walks.signs_in(hands)
    walks.takes_and_schedules(hands)
    link = walks.quotes_a_part(hands)
    walks.approves(type(hands)(customer), link)
    hands.visitor.open(f"/orders/{job.pk}/")
    walks.puts_the_part_in(hands, tmp_path)
    walks.ticks_and_completes(hands, job)
    walks.issues_the_receipt(hands, stamp)
    return stamp


def told(job):
    return [event.kind for event in job.events.order_by("position")]


@pytest.mark.parametrize(
    ("size", "language"),
    [
        *SIZES_AND_LANGUAGES[:1],
        *(pytest.param(*both, marks=AGAIN) for both in SIZES_AND_LANGUAGES[1:]),
    ],
)
def test_an_order_from_the_offer_to_the_photo(visiting, owner, tmp_path, size, language):
    visitor = a_visitor(visiting, size, language)
    job = Assignment.objects.get()

    stamp = walk(visiting, Finger(visitor), job, tmp_path, size=size)

    visitor.same_as_fresh()
    visitor.check()
    visitor.keep_picture(f"order-{size}-{language}")
    sweeping.sweep()
    receipt = job.receipts.get()
    assert told(job) == TOLD
    assert (receipt.stamp, receipt.total_vnd) == (stamp.serial, job.quotes.get().total_vnd)
    assert job.attachments.count() == 2
    assert not Breach.objects.exists()


@pytest.mark.thorough
def test_the_keyboard_alone_takes_an_order_to_its_receipt(visiting, owner, tmp_path):
    visitor = a_visitor(visiting, "wide", "vi")
    job = Assignment.objects.get()

    walk(visiting, Keyboard(visitor), job, tmp_path, size="wide")

    assert told(job) == TOLD
    assert job.attachments.count() == 2


@pytest.mark.thorough
def test_without_any_script_an_order_goes_its_whole_way(visiting, owner, tmp_path):
    visitor = visiting(java_script_enabled=False)
    job = Assignment.objects.get()

    walk(visiting, Finger(visitor), job, tmp_path, size="phone", java_script_enabled=False)

    assert told(job) == TOLD
    assert job.attachments.count() == 2


@pytest.mark.parametrize(("size", "language", "kind"), WAYS)
def test_a_disagreement_is_reported_instead_of_cancelling(visiting, owner, size, language, kind):
    visitor = a_visitor(visiting, size, language)
    hands, job = kind(visitor), Assignment.objects.get()
    walks.signs_in(hands)
    hands.press(visitor.says("Take the order"))

    cost = walks.reports_instead_of_cancelling(hands, DISPUTE)

    assert visitor.sees(DISPUTE)
    assert "A2" in cost
    assert told(job) == [EventKind.OFFERED, EventKind.ACCEPTED, EventKind.DISAGREEMENT_REPORTED]
    visitor.same_as_fresh()
    visitor.check()


@pytest.mark.parametrize(("size", "language", "kind"), WAYS)
def test_a_breach_is_appealed_and_decided(visiting, owner, tmp_path, size, language, kind):
    visitor = a_visitor(visiting, size, language)
    hands, breach = kind(visitor), a_breach(owner)
    walks.signs_in(hands)

    walks.appeals(hands, breach, PLEA, tmp_path)
    assert visitor.sees(PLEA)
    visitor.same_as_fresh()
    visitor.check()
    visitor.keep_picture(f"appeal-{size}-{language}")
    decided_by_staff(visiting, kind, Appeal.objects.get(), "Ảnh cho thấy thợ đã đến đúng giờ.")

    breach.refresh_from_db()
    visitor.open(f"/breaches/{breach.pk}/")
    assert (breach.state, breach.points) == (Breach.State.OVERTURNED, 0)
    assert visitor.sees("Ảnh cho thấy thợ đã đến đúng giờ.")
    visitor.keep_picture(f"breach-{size}-{language}")


def a_breach(owner):
    """An order of the partner's that was cancelled after its acceptance."""
    job = an_offer(an_order(at=clock.now()), owner.user.memberships.get().partner, at=clock.now())
    offers.accept(job, by=owner)
    visits.cancel(job, by=owner, reason="cannot_come")
    return job.breaches.get(rule="A2.cancelled")


def decided_by_staff(visiting, kind, appeal, note):
    """Somebody of Rada's grants the appeal in the admin."""
    judge = User.objects.create(username="xetkhieunai", full_name="Lê Thu An", is_staff=True, is_superuser=True)
    judge.set_password(PASSWORD)
    judge.save()
    hands = kind(visiting("wide"))
    walks.signs_in(hands, judge.username)
    walks.decides(hands, reverse("admin:complaints_appeal_change", args=[appeal.pk]), "granted:wrong_record", note)
