"""The breaches of operations: the list, the page of one breach, and judging again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from orders.models import Assignment, Breach, BreachDecision, Event
from orders.services import messages, sweeping, visits
from partners.models import User
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, MONDAY, an_engagement, an_owner, reported, the_customer
from tests.orders.deciders import somebody_of
from tests.portal import form

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/breach/"


@pytest.fixture
def superuser_client(client: Client) -> Client:
    user = User(username="root", is_staff=True, is_superuser=True)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def a_late_reply() -> Assignment:
    """An engagement whose customer wrote at 10:00 and heard nothing until the sweep at 11:01."""
    assignment = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + 5 * MINUTE):
        visits.schedule(
            assignment, by=an_owner(assignment.partner), arrive_from=MONDAY + DAY, arrive_to=MONDAY + DAY + HOUR
        )
    with clock.standing_at(MONDAY + HOUR):
        messages.send(assignment, by=the_customer(assignment.order), text="Anh ơi")
    with clock.standing_at(MONDAY + 2 * HOUR + MINUTE):
        sweeping.sweep()
    return assignment


def the_breach(assignment: Assignment) -> Breach:
    return assignment.breaches.get(rule="C1.reply_late")


def page_of(breach: Breach) -> str:
    return reverse("admin:orders_breach_change", args=[breach.pk])


def judging_again(breach: Breach) -> str:
    return reverse("admin:orders_breach_judge_again", args=[breach.pk])


def written_rows() -> tuple[int, int, int]:
    return Breach.objects.count(), BreachDecision.objects.count(), Event.objects.count()


def test_the_list_costs_the_same_however_many_breaches_there_are_and_counts_none(superuser_client: Client) -> None:
    a_late_reply()
    with CaptureQueriesContext(connection) as few:
        superuser_client.get(LIST)
    for _ in range(4):
        a_late_reply()

    with CaptureQueriesContext(connection) as many:
        answer = superuser_client.get(LIST)

    assert answer.status_code == 200
    assert len(many) == len(few) <= 15
    assert [query["sql"] for query in many.captured_queries if "COUNT(" in query["sql"]] == []


def test_the_list_names_order_partner_clause_rule_severity_state_and_points(superuser_client: Client) -> None:
    assignment = a_late_reply()

    page = superuser_client.get(LIST).content.decode()

    for shown in (assignment.order.code, assignment.partner.name, "C1", "Customer answered late", "minor", "counts"):
        assert shown in page


@pytest.mark.parametrize(
    ("kept", "emptied"),
    [
        ({"clause": "C1"}, {"clause": "A1"}),
        ({"rule": "C1.reply_late"}, {"rule": "A1.unanswered"}),
        ({"severity__exact": "minor"}, {"severity__exact": "major"}),
        ({"state__exact": "counted"}, {"state__exact": "to_check"}),
        ({"occurred_at_from": "02/03/2026"}, {"occurred_at_from": "03/03/2026"}),
        ({"occurred_at_to": "02/03/2026"}, {"occurred_at_to": "01/03/2026"}),
        ({"occurred_at_to": "31/02/2026"}, {"occurred_at_to": "01/01/0001"}),
    ],
)
def test_each_filter_keeps_what_fits_and_leaves_out_what_does_not(
    superuser_client: Client, kept: dict[str, str], emptied: dict[str, str]
) -> None:
    code = a_late_reply().order.code

    fitting = superuser_client.get(LIST, kept).content.decode()
    other = superuser_client.get(LIST, emptied).content.decode()

    assert code in fitting
    assert code not in other


def test_a_partner_narrows_the_list_and_an_order_code_finds_its_breaches(superuser_client: Client) -> None:
    mine, theirs = a_late_reply(), a_late_reply()

    by_partner = superuser_client.get(LIST, {"partner__id__exact": mine.partner_id}).content.decode()
    by_code = superuser_client.get(LIST, {"q": f" {mine.order.code[:9].lower()} "}).content.decode()

    for page in (by_partner, by_code):
        assert mine.order.code in page
        assert theirs.order.code not in page


@pytest.mark.parametrize("hostile", [{"q": "\x00"}, {"p": "99999999999999"}, {"clause": "Z9'--"}, {"p": "x"}])
def test_hostile_values_in_the_address_never_break_the_list(superuser_client: Client, hostile: dict[str, str]) -> None:
    a_late_reply()

    answer = superuser_client.get(LIST, hostile, follow=True)

    assert answer.status_code == 200


def test_the_page_tells_the_clause_the_numbers_the_events_and_that_the_chain_is_whole(
    superuser_client: Client,
) -> None:
    breach = the_breach(a_late_reply())

    with CaptureQueriesContext(connection) as queries:
        page = superuser_client.get(page_of(breach)).content.decode()

    assert "The customer wrote at 10:00 Monday 02/03; 1 hour counted; due 11:00 Monday 02/03; no reply by then." in page
    assert "Customer care 8:00–21:00, every day" in page
    assert "“Anh ơi”" in page
    assert "The chain of 4 events is whole." in page
    assert breach.assignment.events.get(kind="message").hash[:12] in page
    assert len(queries) <= 20


def test_the_page_is_called_by_clause_and_title_not_by_codes(superuser_client: Client) -> None:
    page = superuser_client.get(page_of(the_breach(a_late_reply()))).content.decode()

    heading = page.partition("<h1")[2].partition("</h1>")[0]
    assert "C1 · Customer answered late" in heading


def test_the_page_names_the_event_at_which_the_chain_is_broken(superuser_client: Client) -> None:
    breach = the_breach(a_late_reply())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE orders_event SET at = at + interval '1 minute' WHERE assignment_id = %s AND kind = 'message'",
            [breach.assignment_id],
        )
        cursor.execute("SET session_replication_role = origin")

    page = superuser_client.get(page_of(breach)).content.decode()

    assert "The chain is broken at event 4" in page


def test_judging_again_says_the_same_and_writes_nothing(superuser_client: Client) -> None:
    breach = the_breach(a_late_reply())
    rows = written_rows()

    with clock.standing_at(MONDAY + 3 * HOUR):
        answer = superuser_client.post(judging_again(breach))

    assert "Judged again from the stored facts: the same result." in answer.content.decode()
    assert written_rows() == rows


def test_judging_again_tells_the_difference_that_a_late_report_makes_and_still_writes_nothing(
    superuser_client: Client,
) -> None:
    assignment = a_late_reply()
    breach = the_breach(assignment)
    reported(
        assignment,
        ("call-1", "message", MONDAY + HOUR + 10 * MINUTE, "partner", {"text": "Đã gọi"}),
        at=MONDAY + 3 * HOUR,
    )
    rows = written_rows()

    with clock.standing_at(MONDAY + 3 * HOUR + timedelta(seconds=1)):
        answer = superuser_client.post(judging_again(breach))

    breach.refresh_from_db()
    assert "does not count as broken any more" in answer.content.decode()
    assert (breach.state, written_rows()) == ("counted", rows)


def test_what_was_judged_again_is_kept_at_once_by_whoever_may_rule_and_noted(superuser_client: Client) -> None:
    assignment = a_late_reply()
    breach = the_breach(assignment)
    call = ("call-1", "message", MONDAY + HOUR + 10 * MINUTE, "partner", {"text": "Đã gọi"})
    reported(assignment, call, at=MONDAY + 3 * HOUR)
    address = reverse("admin:orders_breach_apply", args=[breach.pk])
    same = form()

    with clock.standing_at(MONDAY + 3 * HOUR + timedelta(seconds=1)):
        offered = "apply/" in superuser_client.post(judging_again(breach)).content.decode()
        answers = [superuser_client.post(address, same).status_code for _time in range(2)]

    breach.refresh_from_db()
    assert (offered, answers, breach.state) == (True, [302, 302], "retracted")
    assert breach.decisions.get().event.event_id == "call-1"
    assert LogEntry.objects.filter(object_id=str(breach.pk)).count() == 1


def test_whoever_only_views_neither_sees_nor_sends_what_keeps_the_second_look(client: Client) -> None:
    breach = the_breach(a_late_reply())
    client.force_login(somebody_of("finance view"))

    page = client.post(judging_again(breach)).content.decode()
    refused = client.post(reverse("admin:orders_breach_apply", args=[breach.pk]), form())

    assert "apply/" not in page
    assert (refused.status_code, LogEntry.objects.count()) == (403, 0)


def test_judging_again_is_never_done_by_a_link(superuser_client: Client) -> None:
    breach = the_breach(a_late_reply())

    answer = superuser_client.get(judging_again(breach))

    assert answer.status_code == 405


def test_not_even_a_superuser_adds_changes_or_deletes_a_breach(superuser_client: Client) -> None:
    breach = the_breach(a_late_reply())

    answers = [
        superuser_client.post("/admin/orders/breach/add/", {"points": 0}),
        superuser_client.post(page_of(breach), {"points": 0, "state": "waived"}),
        superuser_client.post(reverse("admin:orders_breach_delete", args=[breach.pk]), {"post": "yes"}),
        superuser_client.post(LIST, {"action": "delete_selected", "_selected_action": breach.pk, "post": "yes"}),
    ]

    breach.refresh_from_db()
    assert [answer.status_code for answer in answers[:3]] == [403, 403, 403]
    assert (breach.state, breach.points) == ("counted", 1)


def test_vietnamese_is_what_the_page_speaks_by_default(superuser_client: Client) -> None:
    breach = the_breach(a_late_reply())
    del superuser_client.cookies["django_language"]

    page = superuser_client.get(page_of(breach)).content.decode()

    assert "Chăm sóc khách 8:00–21:00 mỗi ngày" in page
    with translation.override("vi"):
        assert str(Breach._meta.verbose_name) in page.lower()
