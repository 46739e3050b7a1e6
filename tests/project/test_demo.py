"""The demo: played once for this file, then looked at. What each situation breaks is told beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from complaints.models import Appeal
from orders import selectors
from orders.commitments.registry import RULES
from orders.models import Breach, BreachDecision, Closure, Event, Order, Receipt
from partners import areas
from partners.actors import actor_of
from partners.models import CharterSignature, Partner, User
from rada.desk.demo import accounts, content, seeding
from rada.desk.demo.scenes import situations
from rada.platform.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.thorough]
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[seeding.Seeded]:
    """The whole demo in a transaction that is taken back after this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seeding.seed()
        transaction.set_rollback(True)


def breaches_of(order: Order) -> list[tuple[str, bool]]:
    rows = Breach.objects.filter(assignment__order=order).order_by("rule", "occurred_at")
    return [(row.rule, row.state == Breach.State.RETRACTED) for row in rows]


def test_each_situation_breaks_what_it_tells_and_nothing_else(demo):
    told = {
        each.name: sorted([*((rule, False) for rule in each.breaks), *((rule, True) for rule in each.retracts)])
        for each in situations()
    }

    broken = {name: sorted(breaches_of(order)) for name, order in demo.orders.items()}

    assert broken == told


def test_every_rule_of_the_contract_has_a_situation_that_breaks_it(demo):
    upheld = {rule for rule in RULES if rule.endswith(".upheld")}

    broken = set(Breach.objects.values_list("rule", flat=True))

    assert set(RULES) - upheld - broken == set()
    assert broken & upheld


def test_breaches_are_taken_back_for_a_late_event_and_for_a_closure(demo):
    retractions = BreachDecision.objects.filter(kind=BreachDecision.Kind.RETRACTED)

    causes = {(each.event is not None, each.closure is not None) for each in retractions}

    assert causes == {(True, False), (False, True)}
    assert Closure.objects.get().note


def test_appeals_wait_were_granted_and_were_rejected_and_a_breach_was_mended(demo):
    states = dict(Appeal.objects.values_list("outcome", "breach__state"))

    mended = BreachDecision.objects.get(kind=BreachDecision.Kind.CURED)

    assert states == {"open": "counted", "granted": "overturned", "rejected": "counted"}
    assert (mended.breach.rule, mended.breach.points) == ("A4.no_receipt", 0)


def test_notices_went_out_when_they_were_written(demo):
    late = [row for row in Notice.objects.all() if row.sent_at is None or row.sent_at - row.created_at > A_MINUTE]

    assert late == []


def test_breaches_were_found_when_they_happened_not_when_the_demo_was_made(demo):
    late = [row for row in Breach.objects.all() if (row.found_at - row.occurred_at).total_seconds() > 5]

    assert [(row.rule, row.found_at, row.occurred_at) for row in late] == []


def test_every_timeline_verifies_and_every_projection_is_what_its_timeline_says(demo):
    verified, rebuilt = StringIO(), StringIO()

    call_command("verify_timeline", stdout=verified)
    call_command("rebuild", "--check", stdout=rebuilt)

    assert Event.objects.count() > 500


def test_a_second_run_says_so_and_changes_nothing(demo):
    events, users = Event.objects.count(), User.objects.count()
    said = StringIO()

    call_command("seed_demo", stdout=said)

    assert "\n" in said.getvalue()
    assert (Event.objects.count(), User.objects.count()) == (events, users)


def test_every_partner_has_published_terms_signed_the_charter_and_serves_wards_that_exist(demo):
    partners = Partner.objects.filter(name__in=[entry.name for entry in content.partners()])

    signed = CharterSignature.objects.filter(partner__in=partners).count()
    served = {code for partner in partners for code in partner.terms_versions.get().wards}

    assert (partners.count(), signed) == (24, 24)
    assert served <= {home.code for province in ("01", "79") for home in content.homes(province)}


@pytest.mark.parametrize("province", ["01", "79"])
def test_every_address_names_the_ward_whose_code_it_has(province):
    homes = content.homes(province)

    elsewhere = [home for home in homes if f", {areas.ward(home.code).name}, " not in home.address]

    assert elsewhere == []
    assert {areas.ward(home.code).province_code for home in homes} == {province}


def test_an_order_waits_to_be_offered_again(demo):
    order = demo.orders["cancelled_and_waiting_for_another"]

    order.refresh_from_db()

    assert order.state == Order.State.OPEN


def test_the_printed_accounts_can_sign_in(demo, rf):
    told = {account.username for account in accounts.accounts()}

    signed_in = {name for name in told if authenticate(rf.post("/"), username=name, password=accounts.PASSWORD)}

    assert signed_in == told


def test_nothing_of_the_demo_pins_the_policy_of_the_simulation(demo):
    orders = Order.objects.filter(assignments__policy__is_demo=True)

    assert list(orders) == []


def test_the_first_partner_has_breaches_to_read_and_money_that_adds_up(demo):
    owner = actor_of(User.objects.get(username=content.partners()[0].members[0].username))

    breaches = selectors.breaches_visible_to(owner)
    totals = [
        (receipt.total_vnd, sum(line.unit_price_vnd * line.qty for line in receipt.lines.all()) - receipt.discount_vnd)
        for receipt in Receipt.objects.prefetch_related("lines")
    ]

    assert breaches.count() >= 15
    assert [pair for pair in totals if pair[0] != pair[1]] == []
