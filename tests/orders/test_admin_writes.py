"""What operations may write, and that it goes through the services: closures, policy, stamps, the odd queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from orders.models import Closure, OddReport, PolicyVersion, Stamp, StampRoll
from orders.services import sweeping
from partners.models import User
from rada.desk.roles import create_roles
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import HOUR, MINUTE, MONDAY, a_partner, an_engagement, an_offer, reported, the_policy
from tests.portal import KEY, form

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: str) -> User:
    create_roles()
    user = User(username=role, is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def closing(begin: str, end: str, **changes: str) -> dict[str, str]:
    """A closure's form for hours of the Monday that the factories start on."""
    day = f"{MONDAY:%d/%m/%Y}"
    hours = {"starts_at_0": day, "starts_at_1": begin, "ends_at_0": day, "ends_at_1": end}
    return {**form(), **hours, "reason": "storm", "note": "", "wards": "", "order": "", **changes}


def an_odd_report() -> OddReport:
    """An arrival that was reported before any acceptance."""
    offer = an_offer()
    reported(offer, ("early", "arrived", MONDAY + MINUTE, "partner"), at=MONDAY + 2 * MINUTE)
    return OddReport.objects.get(event__event_id="early")


def policy_form(**changes: object) -> dict[str, object]:
    start = (clock.now() + timedelta(days=1)).astimezone(VIETNAM)
    fields: dict[str, object] = {
        "starts_at_0": f"{start:%d/%m/%Y}", "starts_at_1": "08:00", "note": "Tết",
        "care_open": "08:00", "care_close": "21:00", "appointment_minutes": 60, "short_notice_minutes": 120,
        "feedback_minutes": 780, "receipt_hours": 24, "photo_request_hours": 24, "complaint_reply_minutes": 1560,
        "arrival_grace_minutes": 30, "no_show_minutes": 120, "price_tolerance_percent": 0, "reply_minutes": 240,
        "reply_minutes_engaged": 60, "aftercare_days": 30, "outside_window_severity": "",
        "excused_decline_reasons": ["outside_area", "unsafe", "not_our_service"],
        "points_notice": 0, "points_minor": 1, "points_major": 5,
    }  # fmt: skip
    return {**form(), **fields, **changes}


def test_a_declared_closure_retracts_the_breach_it_excuses_at_the_next_sweep(client: Client) -> None:
    user = signed_in(client, "quality lead")
    assignment = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + 2 * HOUR):
        sweeping.sweep()

    with clock.standing_at(MONDAY + 3 * HOUR):
        answer = client.post("/admin/orders/closure/add/", closing("09:30", "20:00"))
        sweeping.sweep()

    assert answer.status_code == 302
    assert Closure.objects.get().created_by == user
    assert assignment.breaches.get(rule="A3.no_appointment").state == "retracted"


def test_a_closure_is_changed_and_what_it_no_longer_excuses_stands_again(client: Client) -> None:
    signed_in(client, "quality lead")
    assignment = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + 2 * HOUR):
        sweeping.sweep()
        client.post("/admin/orders/closure/add/", closing("09:30", "20:00"))
        sweeping.sweep()

    with clock.standing_at(MONDAY + 2 * HOUR + MINUTE):
        client.post(f"/admin/orders/closure/{Closure.objects.get().pk}/change/", closing("19:00", "20:00"))
        sweeping.sweep()

    assert assignment.breaches.get(rule="A3.no_appointment").state == "counted"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wards": "99999"}, "No ward has the code 99999."),
        ({"ends_at_1": "01:00"}, "A closure must end after it starts."),
    ],
)
def test_a_closure_that_means_nothing_is_refused_with_the_reason(
    client: Client, changes: dict[str, str], said: str
) -> None:
    signed_in(client, "quality lead")

    page = client.post("/admin/orders/closure/add/", closing("09:30", "20:00", **changes)).content.decode()

    assert said in page
    assert not Closure.objects.exists()


def test_nobody_deletes_a_closure(client: Client) -> None:
    signed_in(client, "administrator")
    client.post("/admin/orders/closure/add/", closing("09:30", "20:00"))

    answer = client.post(f"/admin/orders/closure/{Closure.objects.get().pk}/delete/", {"post": "yes"})

    assert answer.status_code == 403
    assert Closure.objects.exists()


def test_a_policy_version_keeps_only_the_numbers_that_differ(client: Client) -> None:
    signed_in(client, "quality lead")
    first = the_policy()

    answer = client.post("/admin/orders/policyversion/add/", policy_form(reply_minutes=180, points_major=6))

    published = PolicyVersion.objects.exclude(pk=first.pk).get()
    assert answer.status_code == 302
    assert (published.numbers, published.points) == ({"reply_minutes": 180}, {"major": 6})
    assert published.number == first.number + 1


def test_a_policy_excuses_the_reasons_that_are_ticked_and_its_page_names_them(client: Client) -> None:
    signed_in(client, "quality lead")
    first = the_policy()

    client.post("/admin/orders/policyversion/add/", policy_form(excused_decline_reasons=["unsafe", "busy"]))

    published = PolicyVersion.objects.exclude(pk=first.pk).get()
    page = client.get(f"/admin/orders/policyversion/{published.pk}/change/").content.decode()
    assert published.numbers == {"excused_decline_reasons": ["unsafe", "busy"]}
    assert "not safe to work there, no technician free" in page


@pytest.mark.parametrize(
    "changes", [{"starts_at_0": "01/01/2020"}, {"care_open": "21:00"}, {"care_close": "25:00"}, {"reply_minutes": -1}]
)
def test_a_policy_that_starts_in_the_past_or_cannot_be_read_is_refused(
    client: Client, changes: dict[str, object]
) -> None:
    signed_in(client, "quality lead")

    answer = client.post("/admin/orders/policyversion/add/", policy_form(**changes))

    assert answer.status_code == 200
    assert not PolicyVersion.objects.exists()


def test_a_policy_version_that_stands_is_never_changed(client: Client) -> None:
    signed_in(client, "administrator")
    version = the_policy()

    answer = client.post(f"/admin/orders/policyversion/{version.pk}/change/", policy_form(reply_minutes=1))

    version.refresh_from_db()
    assert answer.status_code == 403
    assert version.numbers == {}


def test_a_roll_is_issued_with_all_its_serials(client: Client) -> None:
    user = signed_in(client, "administrator")
    partner = an_offer().partner

    answer = client.post("/admin/orders/stamproll/add/", form(partner=partner.pk, size=12))

    roll = StampRoll.objects.get()
    assert answer.status_code == 302
    assert (roll.partner, roll.issued_by) == (partner, user)
    assert Stamp.objects.filter(roll=roll, state="free").count() == 12


def test_a_closure_that_is_sent_twice_is_declared_once(client: Client) -> None:
    signed_in(client, "quality lead")
    sent = closing("09:30", "20:00")

    answers = [client.post("/admin/orders/closure/add/", sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Closure.objects.count() == 1


def test_a_policy_version_that_is_sent_twice_is_published_once(client: Client) -> None:
    signed_in(client, "quality lead")
    sent = policy_form(reply_minutes=180)

    answers = [client.post("/admin/orders/policyversion/add/", sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert PolicyVersion.objects.count() == 1


def test_a_roll_that_is_sent_twice_is_issued_once(client: Client) -> None:
    signed_in(client, "administrator")
    sent = form(partner=a_partner().pk, size=12)

    answers = [client.post("/admin/orders/stamproll/add/", sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (StampRoll.objects.count(), Stamp.objects.count()) == (1, 12)


def test_a_form_that_comes_again_with_other_content_makes_nothing_and_says_so(client: Client) -> None:
    signed_in(client, "quality lead")
    sent = closing("09:30", "20:00")
    client.post("/admin/orders/closure/add/", sent)

    page = client.post("/admin/orders/closure/add/", {**sent, "reason": "flood"}, follow=True).content.decode()

    assert "This form was already sent with other content." in page
    assert [closure.reason for closure in Closure.objects.all()] == ["storm"]


@pytest.mark.parametrize("table", ["closure", "policyversion", "stamproll"])
def test_each_form_that_adds_comes_with_a_key_of_its_own(client: Client, table: str) -> None:
    signed_in(client, "administrator")

    keys = [KEY.search(client.get(f"/admin/orders/{table}/add/").content.decode()) for _time in range(2)]

    assert all(keys)
    assert len({key[1] for key in keys if key}) == 2


def test_triage_settles_an_odd_report_once(client: Client) -> None:
    user = signed_in(client, "triage")
    odd = an_odd_report()
    settling = {"action": "settle", "_selected_action": odd.pk}

    client.post("/admin/orders/oddreport/", settling)
    settled_at = OddReport.objects.get(pk=odd.pk).settled_at
    client.post("/admin/orders/oddreport/", settling)

    odd.refresh_from_db()
    assert (odd.settled_by, odd.settled_at) == (user, settled_at)
    assert settled_at is not None


def test_whoever_may_only_look_settles_nothing(client: Client) -> None:
    odd = an_odd_report()
    user = signed_in(client, "triage")
    user.groups.clear()
    user.user_permissions.set(Group.objects.get(name="triage").permissions.exclude(codename="change_oddreport"))

    client.post("/admin/orders/oddreport/", {"action": "settle", "_selected_action": odd.pk})

    odd.refresh_from_db()
    assert odd.settled_at is None
