"""The desk of appeals: the queue with the time left, one appeal with all it rests on, and the form that decides it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.models import Appeal
from complaints.services import appeals
from orders.models import Breach
from orders.services import rulings, visits
from partners.actors import actor_of
from partners.models import User
from rada.desk.roles import create_roles
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, MONDAY, an_engagement, an_owner, the_customer
from tests.portal import form

pytestmark = pytest.mark.django_db
CANCELLED = MONDAY + 10 * MINUTE
NOW = CANCELLED + HOUR
QUEUE = "/admin/complaints/appeal/"
SAID = "Khách tự hủy qua điện thoại"
NOTE = "Đã nghe lại cuộc gọi, khách xác nhận."


@pytest.fixture(autouse=True)
def _an_hour_after_the_breach() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def an_appeal(text: str = SAID, *, reason: str = "cannot_come") -> Appeal:
    assignment = an_engagement(at=MONDAY)
    by_partner = reason == "cannot_come"
    with clock.standing_at(CANCELLED):
        by = an_owner(assignment.partner) if by_partner else the_customer(assignment.order)
        visits.cancel(assignment, by=by, reason=reason)
    breach = assignment.breaches.get(clause="A2")
    appeals.file(breach, by=an_owner(assignment.partner), text=text)
    return Appeal.objects.get(breach=breach)


def somebody_of(role: str, name: str = "") -> User:
    create_roles()
    user = User(username=name or role, is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(somebody_of("quality lead"))
    client.cookies["django_language"] = "en"
    return client


def page_of(client: Client, appeal: Appeal) -> str:
    return client.get(f"{QUEUE}{appeal.pk}/change/").content.decode()


def deciding(client: Client, appeal: Appeal, decision: str, note: str = NOTE, **more: Any) -> Any:
    return client.post(f"{QUEUE}{appeal.pk}/decide/", form(decision=decision, note=note, **more))


def test_the_queue_names_order_partner_breach_and_the_time_left_in_care_hours(lead: Client) -> None:
    appeal = an_appeal()

    page = lead.get(QUEUE).content.decode()

    assert appeal.breach.assignment.order.code in page
    assert appeal.partner.name in page
    assert "Accepted order cancelled" in page
    assert "10:10 Saturday 07/03 (5 days left)" in page


def test_what_waits_stands_above_what_is_decided_the_oldest_first(lead: Client) -> None:
    decided, first, second = an_appeal(), an_appeal(), an_appeal()
    deciding(lead, decided, "granted:agreed")

    page = lead.get(QUEUE).content.decode()

    places = [page.index(each.breach.assignment.order.code) for each in (first, second, decided)]
    assert places == sorted(places)


def test_the_queue_costs_the_same_however_long_it_is(lead: Client) -> None:
    counts = []
    for _time in range(2):
        an_appeal()
        an_appeal()
        with CaptureQueriesContext(connection) as queries:
            lead.get(QUEUE)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


def test_home_and_sidebar_count_what_waits(lead: Client) -> None:
    an_appeal()
    deciding(lead, an_appeal(), "granted:agreed")

    home = " ".join(lead.get("/admin/").content.decode().split())

    assert "Appeals to decide</p>" in home
    assert f"{QUEUE}?outcome__exact=open" in home
    assert home.split("Appeals to decide</p>")[1].split(">")[1].split("<")[0].strip() == "1"


def test_the_page_shows_numbers_events_text_and_the_form(lead: Client) -> None:
    appeal = an_appeal()

    page = page_of(lead, appeal)

    for shown in (
        SAID,
        "The partner cancelled after accepting",
        "The chain of",
        "10:10 Saturday 07/03",
        "Grant: ",
        "Reject: ",
    ):
        assert shown in page


def test_a_granted_appeal_takes_the_points_and_is_shown_with_who_and_why(lead: Client) -> None:
    appeal = an_appeal()

    answer = deciding(lead, appeal, "granted:customer_fault")

    page = page_of(lead, appeal)
    breach = Breach.objects.get()
    assert (answer.status_code, breach.state, breach.points) == (302, "overturned", 0)
    assert NOTE in page
    assert "quality lead" in page
    assert 'name="decision"' not in page


def test_a_double_click_decides_once(lead: Client) -> None:
    appeal = an_appeal()
    fields = form(decision="rejected:facts_stand", note=NOTE)

    answers = [lead.post(f"{QUEUE}{appeal.pk}/decide/", fields) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert appeal.breach.decisions.filter(kind="upheld").count() == 1


@pytest.mark.parametrize(
    ("decision", "note", "sentence"),
    [
        ("", NOTE, "Choose a decision and its reason."),
        ("granted:nothing", NOTE, "Choose a decision and its reason."),
        ("rejected:facts_stand", " ", "Write in a few sentences why"),
        ("granted:other", "", "Write in a few sentences why"),
        ("rejected:facts_stand", "x" * 2001, "at most 2000 characters"),
        ("granted:agreed", "a\x00b", "cannot be stored"),
    ],
)
def test_a_form_that_cannot_be_recorded_says_why_and_keeps_what_was_written(
    lead: Client, decision: str, note: str, sentence: str
) -> None:
    appeal = an_appeal()

    answer = deciding(lead, appeal, decision, note)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert note.replace("\x00", "").strip()[:50] in page
    assert Appeal.objects.get().outcome == "open"


def test_after_a_colleague_decided_the_page_says_so_and_gives_back_what_was_written(lead: Client) -> None:
    appeal = an_appeal()
    colleague = actor_of(somebody_of("quality lead", "colleague"))
    appeals.decide(appeal, by=colleague, outcome="granted", reason="agreed")

    answer = deciding(lead, appeal, "rejected:facts_stand", note="Khách không nghe máy")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "was decided in the meantime" in page
    assert "Khách không nghe máy" in page
    assert Breach.objects.get().state == "overturned"


def test_whoever_confirmed_the_breach_sees_why_there_is_no_form(lead: Client) -> None:
    appeal = an_appeal(reason="partner_asked")
    rulings.confirm(appeal.breach, by=actor_of(User.objects.get(username="quality lead")), reason="evidence_clear")

    page, answer = page_of(lead, appeal), deciding(lead, appeal, "granted:agreed")

    assert "You confirmed or waived this breach: somebody else decides the appeal." in page
    assert 'name="decision"' not in page
    assert answer.status_code == 409
    assert Appeal.objects.get().outcome == "open"


def test_an_unconfirmed_breach_offers_no_rejection(lead: Client) -> None:
    appeal = an_appeal(reason="partner_asked")

    page = page_of(lead, appeal)

    assert "Grant: " in page
    assert "Reject: " not in page


@pytest.mark.parametrize(("role", "status"), [("triage", 403), ("finance view", 403)])
def test_who_may_not_decide_decides_nothing(client: Client, role: str, status: int) -> None:
    appeal = an_appeal()
    client.force_login(somebody_of(role))
    client.cookies["django_language"] = "en"

    answers = [deciding(client, appeal, "granted:agreed"), deciding(client, appeal, "")]

    assert [answer.status_code for answer in answers] == [status, status]
    assert Appeal.objects.get().outcome == "open"
    assert ("Your role does not decide appeals." in page_of(client, appeal)) == (role == "triage")


def test_deciding_is_never_done_by_a_link_nor_without_a_key(lead: Client) -> None:
    appeal = an_appeal()

    answers = [
        lead.get(f"{QUEUE}{appeal.pk}/decide/"),
        lead.post(f"{QUEUE}{appeal.pk}/decide/", {"decision": "granted:agreed", "note": NOTE}),
        lead.post(f"{QUEUE}999999/decide/", form(decision="granted:agreed")),
    ]

    assert [answer.status_code for answer in answers] == [405, 400, 404]
    assert Appeal.objects.get().outcome == "open"


def test_the_page_of_the_breach_leads_to_its_appeal(lead: Client) -> None:
    appeal = an_appeal()

    page = lead.get(f"/admin/orders/breach/{appeal.breach_id}/change/").content.decode()

    assert f"{QUEUE}{appeal.pk}/change/" in page


def test_an_appeal_older_than_its_days_says_how_late_it_is(lead: Client) -> None:
    an_appeal()

    with clock.standing_at(NOW + 7 * DAY):
        page = lead.get(QUEUE).content.decode()

    assert "07/03 (2 days late)" in page
