"""One complaint on the desk: what its page tells, each act through its form, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.models import CannedReply, Complaint, Remedy, State
from complaints.services import desk, replies
from orders.models import EventKind
from orders.services import complaints
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained, of_role, triage
from tests.factories import DAY, HOUR, an_engagement, an_owner
from tests.pages import forms_of
from tests.portal import a_photo_beside, form, signed_in

pytestmark = pytest.mark.django_db
NOW = NOON + HOUR
TOLD = "Rada đã kiểm tra và hoàn lại tiền cho anh chị."


@pytest.fixture(autouse=True)
def _an_hour_later():
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def an():
    return triage("Nguyễn Thu An")


def address(complaint: Complaint, act: str = "") -> str:
    place = f"act/{act}/" if act else "change/"
    return f"/admin/complaints/complaint/{complaint.pk}/{place}"


def page(actor: Any, complaint: Complaint) -> str:
    return signed_in(actor).get(address(complaint)).content.decode()


def sent(actor: Any, complaint: Complaint, act: str, **fields: Any) -> Any:
    """The act's form as the page gives it, filled in further."""
    (shown,) = [each for each in forms_of(page(actor, complaint)) if f"/act/{act}/" in each.action]
    return signed_in(actor).post(address(complaint, act), shown.data(**fields))


def stands(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def test_the_page_tells_everything_that_was_said_and_marks_what_is_internal(an):
    complaint = complained(category="quality", text="Máy vẫn chảy nước")
    photo = a_photo_beside(complaint.opening, b"jpeg")
    desk.ask_partner(complaint, by=an, text="Thợ đã làm gì?")
    complaints.reply(
        complaint.assignment, by=an_owner(complaint.assignment.partner), complaint=complaint.number, text="Đã thay ống"
    )
    desk.note(complaint, by=an, text="Khách quen, gọi trước 17 giờ")
    desk.answer_customer(complaint, by=an, text="Rada đang xem")

    shown = page(an, complaint)

    told = ["Máy vẫn chảy nước", "Thợ đã làm gì?", "Đã thay ống", "Rada đang xem", "Khách quen", "Internal note"]
    for words in (*told, f"/photos/{photo.pk}/?size=small", "The chain of", "quality of the work", "waits for Rada"):
        assert words in shown, words
    assert shown.index('class="internal"') < shown.index("Khách quen")


def test_what_can_be_done_comes_from_the_table_and_says_what_follows(an):
    complaint = complained()

    opened = {each.action.split("/")[-2] for each in forms_of(page(an, complaint)) if "/act/" in each.action}
    shown = page(an, complaint)
    desk.close(complaint, by=an, outcome="rejected", told="Không có vi phạm")
    closed = {each.action.split("/")[-2] for each in forms_of(page(an, complaint)) if "/act/" in each.action}

    assert opened == {"take", "write", "ask_partner", "note", "close", "promise", "assign", "split"}
    assert closed == {"note", "promise", "reopen"}
    assert "an answer after 13:00 Wednesday 04/03 is a breach of A5" in shown
    assert "major · 5 points" in shown


def test_the_form_of_closing_says_what_would_be_recorded(an):
    complaint = complained()

    def said(**chosen):
        return signed_in(an).get(f"/admin/complaints/complaint/{complaint.pk}/upheld/", chosen).content.decode()

    assert said(outcome="upheld", clause="B1", severity="major") == (
        "Recorded as breach B1.upheld, major: 5 points for the partner."
    )
    assert said(outcome="rejected", clause="B1", severity="major") == "Nothing is recorded against the partner."


def test_taken_asked_answered_noted_and_closed_with_its_remedy(an):
    complaint = complained()

    sent(an, complaint, "take")
    sent(an, complaint, "ask_partner", text="Thợ thu thêm khoản gì?")
    sent(an, complaint, "write", text="Anh chị còn biên nhận không?", waits="on")
    sent(an, complaint, "note", text="Đã gọi hai lần")
    asked = stands(complaint)
    answer = sent(
        an, complaint, "close", outcome="upheld", clause="B1", severity="major", told=TOLD, remedies=["refund"],
        refund_vnd="150k", follow_up_on="2026-03-05",
    )  # fmt: skip

    closed, remedy = stands(complaint), Remedy.objects.get()
    assert (asked.state, asked.handler, asked.notes.count()) == (State.WAITING_CUSTOMER, an.user, 1)
    assert (answer.status_code, closed.state, closed.clause) == (302, State.UPHELD, "B1")
    assert (remedy.amount_vnd, remedy.follow_up_at) == (150_000, NOON.replace(hour=9) + 3 * DAY)
    assert complaint.assignment.breaches.get(rule="B1.upheld").points == 5
    assert "B1.upheld" in page(an, complaint)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outcome": ""}, "Choose an outcome."),
        ({"clause": ""}, "Choose the commitment that was broken."),
        ({"remedies": ["refund"], "follow_up_on": "2026-03-05"}, "Type the amount of the refund."),
        ({"remedies": ["redo"]}, "Choose the day on which somebody looks after it."),
        ({"remedies": ["redo"], "follow_up_on": "2026-03-02"}, "Choose a later day than today."),
        ({"refund_vnd": "nhiều"}, "Type the amount in whole đồng"),
    ],
)
def test_a_closing_that_is_not_whole_says_what_is_missing_and_keeps_what_was_typed(an, changes, sentence):
    complaint = complained()
    whole = {"outcome": "upheld", "clause": "B1", "severity": "major", "told": TOLD}

    answer = sent(an, complaint, "close", **{**whole, **changes})

    shown = answer.content.decode()
    assert (answer.status_code, stands(complaint).state) == (422, State.NEW)
    assert sentence in shown
    assert TOLD in shown


def test_after_a_colleague_acted_it_is_refused_by_name_and_the_second_try_goes_through(an):
    complaint = complained()
    (shown,) = [each for each in forms_of(page(an, complaint)) if "/act/write/" in each.action]
    desk.ask_partner(complaint, by=triage("Lê Văn Bình"), text="Thợ nói gì?")

    refused = signed_in(an).post(address(complaint, "write"), shown.data(text="Rada sẽ gọi lại trong hôm nay"))
    (again,) = [each for each in forms_of(refused.content.decode()) if "/act/write/" in each.action]
    accepted = signed_in(an).post(address(complaint, "write"), {**again.data(), **form()})

    assert refused.status_code == 409
    assert "Lê Văn Bình acted on this complaint in the meantime" in refused.content.decode()
    assert again.named("text").value == "Rada sẽ gọi lại trong hôm nay"
    assert "Thợ nói gì?" in refused.content.decode()
    assert accepted.status_code == 302


def test_what_is_not_possible_any_more_gives_back_what_was_typed(an):
    complaint = complained()
    (shown,) = [each for each in forms_of(page(an, complaint)) if "/act/ask_partner/" in each.action]
    desk.close(complaint, by=triage(), outcome="settled", told="Đã xong")

    refused = signed_in(an).post(address(complaint, "ask_partner"), shown.data(text="Thợ đã thu bao nhiêu?"))

    assert refused.status_code == 409
    assert "Thợ đã thu bao nhiêu?" in refused.content.decode()
    assert not complaint.assignment.events.filter(kind=EventKind.COMPLAINT_INFO_REQUESTED).exists()


def test_a_double_click_sends_once(an):
    complaint = complained()
    (shown,) = [each for each in forms_of(page(an, complaint)) if "/act/ask_partner/" in each.action]
    fields = shown.data(text="Thợ thu thêm khoản gì?")

    answers = [signed_in(an).post(address(complaint, "ask_partner"), fields).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert complaint.assignment.events.filter(kind=EventKind.COMPLAINT_INFO_REQUESTED).count() == 1


def test_a_canned_reply_is_filled_in_to_be_read_before_it_is_sent(an):
    complaint = complained()
    lead = of_role("quality lead")
    pk = replies.save(CannedReply(), by=lead, title="Đã nhận", text="Chào {khách}, đơn {mã đơn} đang được xem.")

    answer = sent(an, complaint, "write", canned=str(pk), fill="yes")

    (shown,) = [each for each in forms_of(answer.content.decode()) if "/act/write/" in each.action]
    code = complaint.assignment.order.code
    assert answer.status_code == 200
    assert shown.named("text").value == f"Chào Trần Thị Hà, đơn {code} đang được xem."
    assert not complaint.assignment.events.filter(kind=EventKind.MESSAGE).exists()


def test_two_are_merged_and_one_is_split_and_reopened(an):
    job = an_engagement()
    older, younger = complained(job), complained(job, at=NOON + HOUR / 2, text="Thợ cũng đến trễ")

    merged = sent(an, younger, "merge", other=str(older.pk))
    split = sent(an, older, "split", category="conduct", text="Thợ nói năng khó nghe")
    sent(an, older, "close", outcome="rejected", told="Không có vi phạm")
    sent(an, older, "reopen", text="Khách gửi thêm ảnh")

    part = Complaint.objects.get(split_from=older)
    assert merged.url.endswith(f"/{older.pk}/change/")
    assert split.url.endswith(f"/{part.pk}/change/")
    assert (stands(younger).merged_into_id, stands(older).state) == (older.pk, State.REOPENED)
    assert "Thợ cũng đến trễ" in page(an, older)
    assert younger.number in page(an, older)


def test_the_page_names_colleagues_and_earlier_complaints_of_the_same_phone(an):
    earlier, complaint = complained(), complained()
    binh = triage("Lê Văn Bình")

    signed_in(binh).post(f"/admin/complaints/complaint/{complaint.pk}/watch/", form(seen="1"))
    shown, beat = page(an, complaint), signed_in(an).post(f"/admin/complaints/complaint/{complaint.pk}/watch/", form())

    assert "Lê Văn Bình is viewing it" in shown
    assert "Lê Văn Bình is viewing it" in beat.content.decode()
    assert earlier.number in shown
    assert "Somebody acted on this complaint since you opened it." not in shown


def test_only_posts_act_and_only_those_who_triage(an):
    complaint = complained()
    client = signed_in(an)
    viewer = of_role("finance view")

    assert client.get(address(complaint, "take")).status_code == 405
    assert client.post(address(complaint, "nothing"), form()).status_code == 404
    assert client.post(address(complaint, "take"), {"seen": 1}).status_code == 400
    assert signed_in(viewer).post(address(complaint, "take"), form(seen=1)).status_code == 403
    assert stands(complaint).handler is None


def test_the_remedy_is_marked_as_done_from_its_complaint_and_from_its_list(an):
    complaint = complained()
    promised = [desk.Promise(kind, follow_up_at=NOW + DAY) for kind in ("redo", "apology")]
    desk.close(complaint, by=an, outcome="settled", told="Thợ quay lại", remedies=promised)
    first, second = Remedy.objects.order_by("pk")
    client = signed_in(an)

    with clock.standing_at(NOW + 2 * DAY):
        due = client.get("/admin/complaints/remedy/?done=due").content.decode()
        client.post(f"/admin/complaints/remedy/{first.pk}/done/", form())
        client.post("/admin/complaints/remedy/", form(action="mark_done", _selected_action=[second.pk], index=0))

    assert complaint.number in due
    assert [remedy.done_by for remedy in Remedy.objects.all()] == [an.user, an.user]


def test_a_remedy_is_promised_long_after_the_complaint_was_closed(an):
    complaint = complained()
    desk.close(complaint, by=an, outcome="rejected", told="Thợ đã hẹn đúng hạn")
    client, sent = signed_in(an), {"remedies": ["refund"], "follow_up_on": "2026-03-05", "refund_vnd": ""}

    with clock.standing_at(NOW + DAY):
        version = stands(complaint).version
        refused = client.post(address(complaint, "promise"), form(seen=version, **sent))
        client.post(address(complaint, "promise"), form(seen=version, **{**sent, "refund_vnd": "180.000"}))

    promised = Remedy.objects.get()
    assert refused.status_code == 422
    assert "Type the amount of the refund." in refused.content.decode()
    assert (promised.kind, promised.amount_vnd, promised.promised_by) == ("refund", 180_000, an.user)
    assert stands(complaint).state == "rejected"


def test_the_page_of_the_order_leads_to_the_desk(an):
    complaint = complained()

    shown = signed_in(an).get(f"/admin/orders/assignment/{complaint.assignment_id}/change/").content.decode()

    assert address(complaint) in shown
