"""A complaint on the desk, in a real browser: from the queue to upheld, the breach that follows, and its appeal."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from complaints.models import Appeal, Complaint, Remedy, State
from orders.models import Assignment, Breach
from orders.services import complaints, offers
from partners.models import User
from rada.desk.roles import create_roles
from tests.factories import the_customer
from tests.journeys import walks
from tests.journeys.conftest import PASSWORD, said
from tests.journeys.hands import Finger

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
QUESTION = "Thợ đã thu thêm khoản nào ngoài báo giá?"
ANSWER = "Thợ thu thêm 150.000 tiền gas, chưa báo trước ạ."
PLEA = "Khách đã đồng ý tiền gas qua tin nhắn, em gửi ảnh chụp màn hình."
GRANTED = "Ảnh cho thấy khách đã đồng ý trước khi thợ nạp gas, Rada gỡ vi phạm này."
TOLD = "Anh chị đúng: khoản thu thêm trái giá niêm yết, đối tác hoàn lại 150.000 đồng."


@pytest.fixture
def complaint(owner):
    """A customer's complaint about a job that the partner took."""
    job = Assignment.objects.get()
    offers.accept(job, by=owner)
    number = complaints.open_complaint(job, by=the_customer(job.order), category="price", text="Thu thêm tiền gas")
    return Complaint.objects.get(number=number)


@pytest.fixture
def an():
    """A lead who works through complaints too, and may decide appeals."""
    return a_lead("thuan", "Nguyễn Thu An")


def a_lead(username: str, name: str) -> User:
    """A quality lead who can sign in."""
    create_roles()
    user = User(username=username, full_name=name, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name="quality lead"))
    return user


def does(hands: Finger, act: str, **fields: str) -> None:
    """Open the sheet of an act, fill it in, send it."""
    sheet = f"#act-{act}"
    hands.page.locator(f"{sheet} > summary").click()
    for name, value in fields.items():
        field = hands.page.locator(f"{sheet} [name='{name}']")
        kind = field.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            hands.page.locator(f"{sheet} [name='{name}'][value='{value}']").check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with hands.visitor.answered():
        hands.page.locator(f"{sheet} button[type=submit]:not([name])").click()


def test_a_complaint_from_the_queue_to_upheld_and_the_appeal_that_a_second_person_grants(
    visiting, complaint, an, tmp_path
):
    desk, partner = Finger(visiting("wide")), Finger(visiting("phone"))
    walks.signs_in(desk, an.username)
    upholds(desk, partner, complaint)

    complaint.refresh_from_db()
    breach = complaint.assignment.breaches.get(rule="B1.upheld")
    assert (complaint.state, complaint.handler, Remedy.objects.get().amount_vnd) == (State.UPHELD, an, 150_000)
    desk.visitor.keep_picture("desk-closed")
    desk.page.locator(".desk-facts").get_by_role("link", name="B1.upheld").click()
    desk.visitor.settled()
    assert desk.page.url.endswith(reverse("admin:orders_breach_change", args=[breach.pk]))
    assert "5 điểm" in desk.page.locator("body").inner_text().lower()
    assert points(desk, partner, breach) == ("5", "5")

    walks.appeals(partner, breach, PLEA, tmp_path)
    address = reverse("admin:complaints_appeal_change", args=[Appeal.objects.get().pk])
    desk.visitor.open(address)
    assert desk.visitor.sees(
        said("You closed the complaint that this breach rests on: somebody else decides the appeal.")
    )
    assert desk.page.locator("select[name=decision]").count() == 0
    second = Finger(visiting("wide"))
    walks.signs_in(second, a_lead("lebinh", "Lê Văn Bình").username)
    walks.decides(second, address, "granted:wrong_record", GRANTED)

    breach.refresh_from_db()
    assert breach.state == Breach.State.OVERTURNED
    assert points(desk, partner, breach) == ("0", "0")
    partner.visitor.open(f"/breaches/{breach.pk}/")
    assert partner.visitor.sees(GRANTED)
    partner.visitor.keep_picture("desk-appeal-granted")
    for hands in (desk, partner, second):
        assert hands.visitor.complaints == []


def upholds(desk: Finger, partner: Finger, complaint: Complaint) -> None:
    """From the queue: taken, the partner asked and answering, closed under the clause with a remedy."""
    desk.visitor.open(reverse("admin:complaints_complaint_changelist"))
    desk.visitor.keep_picture("desk-queue")
    with desk.visitor.answered():
        desk.page.locator("#result_list a", has_text=complaint.number).click()
    with desk.visitor.answered():
        desk.page.locator(".desk-take button").click()
    does(desk, "ask_partner", text=QUESTION)
    answers(partner, complaint)
    desk.visitor.open(reverse("admin:complaints_complaint_change", args=[complaint.pk]))
    assert desk.visitor.sees(ANSWER)
    closes(desk)


def points(desk: Finger, partner: Finger, breach: Breach) -> tuple[str, str]:
    """The points that weigh now, as the score card says and as the partner's own page says."""
    desk.visitor.open(reverse("admin:complaints_scorecard_change", args=[breach.partner_id]))
    card = desk.page.get_by_text(said("Points that weigh now"), exact=True).locator("xpath=following-sibling::*[1]")
    partner.visitor.open(reverse("complaints:quality"))
    own = partner.page.locator(f"main a[href='{reverse('complaints:quality_points')}'] b")
    return card.first.inner_text().strip(), own.first.inner_text().strip()


def answers(partner: Finger, complaint: Complaint) -> None:
    """The partner reads the question on the complaint's own page, and answers."""
    walks.signs_in(partner)
    partner.visitor.open(reverse("complaints:complaint", args=[complaint.opening_id]))
    assert partner.visitor.sees(QUESTION)
    partner.write("text", ANSWER)
    with partner.visitor.answered():
        partner.page.locator("main form button[type=submit]").first.click()


def closes(desk: Finger) -> None:
    """Before the click the form says what the partner gets."""
    sheet = desk.page.locator("#act-close")
    sheet.locator("summary").click()
    sheet.locator("[name=outcome][value=upheld]").check()
    sheet.locator("[name=clause]").select_option("B1")
    sheet.get_by_text("B1.upheld").wait_for()
    desk.visitor.keep_picture("desk-closing")
    sheet.locator("[name=remedies][value=refund]").check()
    desk.write("refund_vnd", "150k", within="#act-close")
    desk.write("follow_up_on", "2099-01-05", within="#act-close")
    desk.write("told", TOLD, within="#act-close")
    with desk.visitor.answered():
        sheet.locator("button[type=submit]").click()
