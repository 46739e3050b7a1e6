"""The queue of complaints: what stands first, what each tab and filter shows, what is done to many at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint, SavedFilter, StaffSkill
from complaints.services import desk, handing, watching
from complaints.services.remedies import Promise
from orders.models import EventKind
from rada.desk import sidebar
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained, of_role, triage
from tests.factories import HOUR, MINUTE, a_partner, an_engagement, an_order
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/complaints/complaint/"
NOW = NOON + 3 * HOUR + 15 * MINUTE


@pytest.fixture(autouse=True)
def _in_the_afternoon():
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def an():
    return triage("Nguyễn Thu An")


def numbers(page: str) -> list[str]:
    """The numbers that the queue names, in its order."""
    known = Complaint.objects.values_list("number", flat=True)
    places = {number: page.find(f">{number}<") for number in known}
    return sorted((number for number, place in places.items() if place >= 0), key=places.__getitem__)


def queue(actor: Any, query: str = "") -> str:
    answer = signed_in(actor).get(f"{QUEUE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def act(actor: Any, action: str, *complaints: Complaint, **more: Any) -> Any:
    chosen = [each.pk for each in complaints]
    sent = form(action=action, _selected_action=chosen, index=0, **more)
    return signed_in(actor).post(QUEUE, sent, follow=True)


def test_an_empty_queue_says_what_comes_there_and_a_view_that_leaves_nothing_leads_back(an):
    nothing, nothing_of_mine = queue(an), queue(an, "?tab=mine")

    assert "What customers complain about comes here by itself" in nothing
    assert "Nothing fits these filters." in nothing_of_mine


def test_a_place_stands_once_on_the_way_to_a_page(an):
    heading = queue(an).partition("<h1")[2].partition("</h1>")[0]

    assert heading.count("Complaints") == 1


def test_what_is_due_first_stands_first_and_what_has_no_clock_last(an):
    customers = complained(at=NOON - 2 * HOUR)
    desk.ask_customer(customers, by=an, text="Anh chị còn biên nhận không?")
    answered = complained(at=NOON - 2 * HOUR)
    desk.close(answered, by=an, outcome="settled", told="Đã xong", remedies=[Promise("redo", follow_up_at=NOW + HOUR)])
    desk.reopen(answered, by=an, text="Khách gọi lại")
    desk.answer_customer(answered, by=an, text="Rada đang xem")
    late = complained(at=NOON)
    early = complained(at=NOON - HOUR)

    page = queue(an)

    assert numbers(page) == [early.number, late.number, answered.number, customers.number]
    assert "Rada&#x27;s next step" in page


def test_a_row_says_by_word_how_much_care_time_is_left_and_whose_step_it_is(an):
    complaint = complained(at=NOON)
    watching.watch(complaint, by=triage("Lê Văn Bình"))

    page = queue(an)

    for shown in ("45 minutes left", "Rada&#x27;s first answer", complaint.assignment.order.code, "nobody yet",
                  "Mr/Ms Hà", complaint.assignment.partner.name, "Lê Văn Bình is viewing it"):  # fmt: skip
        assert shown in page


def test_each_tab_shows_its_own(an):
    mine, nobodys, asked, waiting, reopened, closed, promised = (complained(at=NOON) for _each in range(7))
    handing.take([mine], by=an)
    handing.take([asked, waiting, reopened], by=triage())
    desk.ask_partner(asked, by=an, text="Thợ thu thêm khoản gì?")
    desk.ask_customer(waiting, by=an, text="Anh chị còn biên nhận không?")
    for each in (reopened, closed):
        desk.close(each, by=an, outcome="rejected", told="Không có vi phạm")
    desk.reopen(reopened, by=an, text="Khách gửi thêm ảnh")
    with clock.standing_at(NOW - HOUR):
        soon = Promise("apology", follow_up_at=NOW - MINUTE)
        desk.close(promised, by=an, outcome="settled", told="Xin lỗi", remedies=[soon])

    shown = {name: set(numbers(queue(an, f"?tab={name}"))) for name in (
        "mine", "unassigned", "soon", "reopened", "waiting_partner", "waiting_customer", "remedies", "closed",
    )}  # fmt: skip

    assert shown == {
        "mine": {mine.number}, "unassigned": {nobodys.number}, "soon": {mine.number, nobodys.number, asked.number},
        "reopened": {reopened.number}, "waiting_partner": {asked.number}, "waiting_customer": {waiting.number},
        "remedies": {promised.number}, "closed": {closed.number, promised.number},
    }  # fmt: skip


def test_the_filters_narrow_by_state_category_partner_and_handler(an):
    partner = a_partner("Điện lạnh Sáng")
    wanted = complained(an_engagement(partner=partner), category="damage")
    complained(category="price")
    handing.take([wanted], by=an)

    for query in (f"?assignment__partner__id__exact={partner.pk}", "?category=damage", f"?handler={an.user.pk}"):
        assert numbers(queue(an, query)) == [wanted.number]
    assert numbers(queue(an, "?state=upheld")) == []
    assert wanted.number not in numbers(queue(an, "?handler=nobody"))
    assert len(numbers(queue(an, "?handler=²&category=nothing&state=odd&tab=odd"))) == 2


@pytest.mark.parametrize("typed", ["0987-654.321", "+84 987 654 321", "nguyen thi dao", "Đào", "{code}", "{number}"])
def test_it_is_found_by_number_code_phone_and_name_however_they_are_typed(an, typed):
    order = an_order()
    order.customer_name, order.customer_phone = "Nguyễn Thị Đào", "+84987654321"
    order.save()
    wanted = complained(an_engagement(order))
    desk.close(wanted, by=an, outcome="rejected", told="Không có vi phạm")
    complained()

    found = signed_in(an).get(QUEUE, {"q": typed.format(code=order.code.lower(), number=wanted.number.lower())})

    assert numbers(found.content.decode()) == [wanted.number]


def test_chosen_complaints_are_taken_handed_over_and_shared_out(an):
    first, second, third = complained(), complained(category="quality"), complained()
    binh = triage("Lê Văn Bình")
    StaffSkill.objects.create(user=binh.user, categories=["price"])

    act(an, "take", first)
    act(an, "assign", first, handler=binh.user.pk)
    page = act(an, "share_out", second, third).content.decode()

    handlers = dict(Complaint.objects.values_list("number", "handler"))
    assert handlers == {first.number: binh.user.pk, second.number: None, third.number: binh.user.pk}
    assert f"{second.number} stays" in page
    assert "Choose a colleague." in act(an, "assign", second).content.decode()


def test_a_double_click_on_a_bulk_action_is_one_act(an):
    complaint = complained()
    sent = form(action="take", _selected_action=[complaint.pk], index=0)

    for _time in range(2):
        signed_in(an).post(QUEUE, sent)

    assert complaint.steps.count() == 1


def test_a_saved_filter_keeps_its_query_without_what_was_searched_and_is_nobody_elses(an):
    client = signed_in(an)

    client.post(f"{QUEUE}keep-filter/", form(name="Gấp của tôi", query="tab=mine&category=price&q=0912345678&evil=1"))
    client.post(f"{QUEUE}keep-filter/", form(name="", query="tab=mine"))

    saved = SavedFilter.objects.get()
    assert sorted(saved.query.split("&")) == ["category=price", "tab=mine"]
    assert "Gấp của tôi" in queue(an)
    other = triage()
    assert "Gấp của tôi" not in queue(other)
    assert signed_in(other).post(f"{QUEUE}remove-filter/{saved.pk}/", form()).status_code == 404
    assert signed_in(an).post(f"{QUEUE}remove-filter/{saved.pk}/", form()).status_code == 302
    assert not SavedFilter.objects.exists()


def test_sixty_complaints_cost_at_most_fifteen_queries(an):
    """The rows are copies: the page reads rows, whatever made them."""
    pattern = complained()
    events = pattern.assignment.events.model.objects
    for number in range(59):
        opening = events.get(pk=pattern.opening_id)
        opening.pk, opening.position, opening.event_id = None, 1000 + number, f"copy-{number}"
        opening.save()
        Complaint.objects.create(
            assignment=pattern.assignment, number=f"KN-{number:06}", category="price", opening=opening,
            opened_at=NOON, opened_by="customer", first_due_at=NOON + HOUR, due_at=NOON + HOUR + number * MINUTE,
            handler=an.user, handed_at=NOON,
        )  # fmt: skip
    client = signed_in(an)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(QUEUE).content.decode()

    assert len(numbers(page)) == 50
    assert len(queries) <= 15, [each["sql"][:120] for each in queries]


def test_finance_sees_no_complaint_and_a_colleague_without_the_right_moves_none():
    complaint = complained()
    finance = of_role("finance view")

    assert signed_in(finance).get(QUEUE).status_code == 403
    assert signed_in(finance).get(f"{QUEUE}{complaint.pk}/change/").status_code == 403
    assert signed_in(finance).post(QUEUE, form(action="take", _selected_action=[complaint.pk])).status_code == 403
    assert signed_in(finance).post(f"{QUEUE}{complaint.pk}/watch/", form()).status_code == 403
    assert signed_in(finance).post(f"{QUEUE}keep-filter/", form(name="x", query="tab=mine")).status_code == 403
    assert complaint.assignment.events.filter(kind=EventKind.COMPLAINT_OPENED).count() == 1
    assert Complaint.objects.get().handler is None


def test_the_sidebar_counts_what_waits_for_rada(an):
    complained()
    desk.ask_partner(complained(), by=an, text="Thợ nói gì?")

    assert sidebar.WAITING["complaints.complaint"]().count() == 1
    assert ">1<" in " ".join(queue(an).split()).replace("> ", ">").replace(" <", "<")
