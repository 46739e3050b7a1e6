"""A customer's whole way on a phone: request, changed quote, photo of the printed receipt, review, complaint."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import Assignment, EventKind, Order, Quote, Review, Stamp
from orders.services import offers, parts, quotes, receipts, stamps, sweeping, texting, visits
from partners.models import User
from partners.services import charter
from rada.web import clock
from tests import sent_messages
from tests.factories import a_partner, a_policy, a_service, an_owner
from tests.journeys import printed
from tests.journeys.conftest import said
from tests.journeys.hands import Finger
from tests.journeys.walks import a_photo, compared, complains_of, describes_the_trouble
from tests.orders.papers import CAPACITOR, LABOUR
from tests.partners.charter_page import page as charter_page
from tests.portal import a_stored_photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
GAS = {"line": "3", "kind": "labour", "code": None, "name": "Nạp bổ sung gas", "unit_price": 150_000, "qty": 1}
FIRST, CHANGED = 430_000, 580_000
DID_NOT_HAPPEN = "Thợ không xả nước sau khi vệ sinh."
PLACE = 6  # of the stamp on its sheet


@pytest.fixture
def partner(transactional_db, settings, tmp_path):
    """A company that takes orders; care is given around the clock, so that the hour of the test does not matter."""
    settings.SMS_BACKEND, settings.PHOTO_WORK_DIR = "tests.sent_messages.keep", tmp_path
    sent_messages.sent.clear()
    a_policy(care_open="00:00", care_close="24:00")
    a_service()
    charter.publish(charter.draft_from(charter_page()).version)
    return a_partner("Điện lạnh Gió Biển", warranty_days=180)


def requests(visiting, photo):
    """From the home page to the order's own."""
    hands = Finger(visiting())
    page, visitor = hands.page, hands.visitor
    visitor.open("/")
    visitor.check("home")
    page.locator("details.trade summary").first.click()
    with visitor.answered():
        page.locator("a[href*='service=AC-CLEAN']").click()
    describes_the_trouble(page)
    hands.hand_over("photos", photo)
    page.type("[name=ward_query]", "hoan kiem")
    page.locator("#wards label", has_text="Hoàn Kiếm").first.click()
    page.check("[name=agree_order]")
    page.check("[name=agree_photos]")
    visitor.check("request")
    hands.press(said("Send the request"))
    compared(hands)


def opens_the_link(visiting):
    """On another phone, from the message that brought it."""
    texting.send_waiting()
    ((_to, text),) = sent_messages.sent
    hands = Finger(visiting())
    hands.visitor.open(re.search(r"https?://[^/]+(\S+)", text)[1])
    compared(hands)
    return hands


def at_the_door(job):
    """The company takes the order, makes an appointment, comes, and quotes."""
    by, now = an_owner(job.partner), clock.now()
    offers.accept(job, by=by)
    visits.schedule(job, by=by, arrive_from=now + timedelta(minutes=30), arrive_to=now + timedelta(hours=2))
    visits.arrive(job, by=by)
    quoted(job, LABOUR, CAPACITOR, total=FIRST)


def quoted(job, *lines, total):
    """The company sends a version of its quote."""
    quotes.quote(job, by=an_owner(job.partner), reference="BG-1", lines=lines, total=total)


def agrees(hands, total):
    """To everything, in the sheet that says what follows."""
    words = said("Agree to everything: %(total)s", total=total)
    hands.unfold(words)
    hands.visitor.check("before approving")
    hands.press(words, within="details[open]")


def types_the_code(hands):
    """The digits from the message that came to the phone."""
    forgiven(hands)
    hands.visitor.check("code")
    texting.send_waiting()
    hands.write("confirm_code", re.search(r"\b\d{6}\b", sent_messages.sent[-1][1])[0])
    hands.press(said("Confirm"))


def forgiven(hands):
    """The browser notes that an act was refused, or not done yet."""
    told = [each for each in hands.visitor.complaints if "409 (Conflict)" not in each]
    hands.visitor.complaints[:] = told


def tries_the_outdated(hands):
    """The page still shows the first version; whether it is said that this one is over, and nothing is approved."""
    agrees(hands, "430.000 ₫")
    types_the_code(hands)
    forgiven(hands)
    hands.visitor.check("outdated quote")
    words = said("This quote has changed since you opened it. Look at the new one before you answer.")
    return hands.visitor.sees(words) and not Quote.objects.filter(status=Quote.Status.APPROVED).exists()


def works_and_bills(job, serial):
    """The company replaces the part, completes the work, and issues the stamped receipt."""
    by, lines = an_owner(job.partner), [LABOUR, CAPACITOR, GAS]
    made = {name: CAPACITOR[name] for name in ("line", "origin", "brand", "model")}
    photos = {"old_photos": [a_stored_photo(b"old")], "new_photos": [a_stored_photo(b"new")]}
    parts.replace_part(job, by=by, **made, **photos)
    visits.do_checklist(job, by=by, items=job.terms.content["checklists"]["AC-CLEAN"])
    visits.complete(job, by=by)
    billed = [{name: line[name] for name in ("code", "name", "unit_price", "qty")} for line in lines]
    warranty = receipts.Warranty(180, "Bảo hành công thay và linh kiện.")
    receipts.issue(job, by=by, lines=billed, total=CHANGED, stamp=serial, warranty=warranty)
    receipts.ask_for_photo(job, by=by)


def a_sheet(client, partner):
    """Somebody of Rada's makes a roll and prints it; the sheet, and the serial at the place of our stamp."""
    keeper = User.objects.create(username="giutem", full_name="Lê Thu An", is_staff=True, is_superuser=True)
    client.force_login(keeper, backend="partners.sign_in.PhoneOrUsernameBackend")
    roll = stamps.issue_roll(partner, size=12, by=keeper, at=clock.now())
    answer = client.get(reverse("admin:orders_stamproll_sheets", args=[roll.pk, 1]))
    return b"".join(answer.streaming_content), roll.stamps.order_by("serial")[PLACE].serial


def sends_the_photo(hands, file):
    """Through the page's form; the bar stands there until the answer does."""
    hands.hand_over("camera", file)
    progress = hands.page.locator("#receipt-photo [data-rada-progress]")
    hands.page.get_by_role("button", name=said("Send the photo"), exact=True).click()
    progress.wait_for(state="visible")
    hands.page.locator("#receipt-photo .note").wait_for(timeout=45_000)  # decoding twelve megapixels takes a while
    hands.visitor.settled()
    compared(hands)


def reviews(hands, text):
    """Five stars and some words."""
    hands.choose("stars", "5", within="#review")
    hands.write("text", text, within="#review")
    hands.press(said("Send the review"), within="#review")
    compared(hands)


@pytest.mark.thorough
def test_from_the_request_to_the_complaint(visiting, client, partner, tmp_path):
    sheet, serial = a_sheet(client, partner)
    requests(visiting, a_photo(tmp_path, "may-lanh", "silver"))
    hands, job = opens_the_link(visiting), Assignment.objects.get()
    at_the_door(job)
    hands.page.reload()
    compared(hands)
    quoted(job, LABOUR, CAPACITOR, GAS, total=CHANGED)

    is_refused = tries_the_outdated(hands)
    agrees(hands, "580.000 ₫")
    compared(hands)
    works_and_bills(job, serial)
    hands.page.reload()
    compared(hands)
    (tmp_path / "bien-nhan.jpg").write_bytes(printed.photographed(printed.receipt_with(printed.cut_out(sheet, PLACE))))
    sends_the_photo(hands, tmp_path / "bien-nhan.jpg")
    is_read = hands.visitor.sees(said("Stamp %(stamp)s was read, and it is the one on your receipt.", stamp=serial))
    reviews(hands, "Làm kỹ, dọn sạch.")
    begun = complains_of(hands, "steps", DID_NOT_HAPPEN, a_photo(tmp_path, "nuoc", "tan"))

    sweeping.sweep()
    photo = job.photos.get()
    assert (is_refused, is_read) == (True, True)
    assert job.quotes.get(status=Quote.Status.APPROVED).total_vnd == CHANGED
    assert photo.event.payload["stamp_read"] == photo.stamp_read == serial
    assert Stamp.objects.get(serial=serial).assignment == job
    assert not job.breaches.exists()
    assert (Review.objects.get().stars, Review.objects.get().text) == (5, "Làm kỹ, dọn sạch.")
    assert begun.startswith("Điều này đã không xảy ra")
    assert job.events.order_by("position").last().kind == EventKind.COMPLAINT_OPENED
    assert Order.objects.get().state == Order.State.COMPLETED
    hands.visitor.keep_picture("customer-complaint")
