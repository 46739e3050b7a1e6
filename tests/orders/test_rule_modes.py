"""A rule that is tried in the shadow or switched off: what is recorded, and that partners hear of none of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from orders import rule_modes, selectors
from orders.models import Breach, RuleMode
from orders.services import rebuilding, rejudging, rules, warnings
from partners.actors import actor_of
from rada.platform.models import Notice
from rada.web import clock
from tests import factories as make
from tests.factories import DAY, HOUR, MINUTE, MONDAY
from tests.orders.deciders import somebody_of
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
RULE = "A1.unanswered"
DUE = MONDAY + 15 * MINUTE
LATER = DUE + MINUTE
LIVE, SHADOW, OFF = RuleMode.Mode.LIVE, RuleMode.Mode.SHADOW, RuleMode.Mode.OFF


def switched(mode, at, rule=RULE):
    """Somebody trusted with it put the rule into this mode at an instant."""
    with clock.standing_at(at):
        rules.switch(rule, mode=mode, note="Đang thử", by=actor_of(somebody_of("quality lead", f"lead {at}")))


def missed(at=LATER):
    """An offer that nobody answered, swept at an instant."""
    offer = make.an_offer(at=MONDAY)
    make.sweep_all(at)
    return offer


def states(offer):
    return list(offer.breaches.filter(rule=RULE).values_list("state", "points"))


@pytest.mark.parametrize(
    ("when_it_occurred", "when_it_is_written", "recorded"),
    [
        (LIVE, LIVE, "counted"), (SHADOW, LIVE, "shadow"), (LIVE, SHADOW, "shadow"), (SHADOW, SHADOW, "shadow"),
        (OFF, LIVE, None), (LIVE, OFF, None), (OFF, SHADOW, None), (SHADOW, OFF, None),
    ],
)  # fmt: skip
def test_a_breach_is_recorded_by_the_milder_of_both_modes(when_it_occurred, when_it_is_written, recorded):
    offer = make.an_offer(at=MONDAY)
    if when_it_occurred != LIVE:
        switched(when_it_occurred, DUE - HOUR)
    if when_it_is_written != when_it_occurred:
        switched(when_it_is_written, DUE + HOUR)

    make.sweep_all(DUE + 2 * HOUR)

    assert [state for state, _points in states(offer)] == ([recorded] if recorded else [])


def test_a_mode_holds_from_its_very_instant():
    switched(SHADOW, DUE)

    modes = rule_modes.read()

    assert modes.at(RULE, DUE) == SHADOW
    assert modes.at(RULE, DUE - make.MINUTE / 60) == LIVE
    assert modes.at("A2.cancelled", DUE) == LIVE


def test_what_stands_is_left_when_its_rule_is_switched_off_and_what_was_tried_is_never_promoted():
    counted = missed()
    switched(SHADOW, MONDAY + DAY)
    tried = make.an_offer(at=MONDAY + DAY)
    make.sweep_all(MONDAY + DAY + HOUR)
    switched(LIVE, MONDAY + 2 * DAY)

    list(rejudging.rejudge(type(tried).objects.all()))

    assert states(counted) == [("counted", 0)]
    assert states(tried) == [("shadow", 0)]


def test_a_proof_misses_nothing_that_was_not_to_be_written():
    switched(OFF, MONDAY - DAY)
    offer = missed()

    with clock.standing_at(LATER + MINUTE):
        (proof,) = rebuilding.rebuild(type(offer).objects.filter(pk=offer.pk), repair=False)
        (told,) = rejudging.rejudge(type(offer).objects.filter(pk=offer.pk), dry_run=True)

    assert (proof.differences, told.changes) == ([], [])


def test_nobody_is_told_of_a_breach_in_the_shadow_nor_warned_of_its_clock():
    switched(SHADOW, MONDAY - DAY)
    make.an_offer(at=MONDAY)
    with clock.standing_at(DUE - MINUTE):
        warnings.warn()
    make.sweep_all(LATER)

    assert Breach.objects.get().state == "shadow"
    assert not Notice.objects.filter(level__in=["breach", "warning", "decision", "retraction"]).exists()


TITLE = "Offer not answered in time"
PAGES = ("orders:breaches", "orders:breaches_csv", "orders:orders", "orders:notices", "orders:today",
         "complaints:quality", "complaints:quality_points")  # fmt: skip


def test_a_partner_meets_it_on_no_page():
    switched(SHADOW, MONDAY - DAY)
    offer = missed()
    breach, owner = offer.breaches.get(), make.an_owner(offer.partner)
    Breach.objects.filter(pk=breach.pk).update(facts={}, severity="major")
    portal = signed_in(owner)
    about_it = [reverse("orders:breach", args=[breach.pk]), reverse("complaints:appeal", args=[breach.pk])]

    with clock.standing_at(LATER):
        pages = [portal.get(reverse(name)) for name in PAGES]
        pages += [portal.get(reverse("complaints:quality_clause", args=["A1"]) + f"?show={show}")
                  for show in ("", "broken", "pending", "excluded", "kept")]  # fmt: skip
        pages += [portal.get(reverse("orders:assignment", args=[offer.pk]))]
        hidden = [portal.get(address).status_code for address in about_it]

    assert {page.status_code for page in pages} == {200}
    for page in pages:
        whole = page.getvalue().decode()
        assert TITLE not in whole
        assert f"/breaches/{breach.pk}/" not in whole
    assert hidden == [404, 404]
    assert not selectors.breaches_visible_to(owner).exists()


@pytest.mark.parametrize("role", ["triage", "finance view"])
def test_whoever_is_not_trusted_with_rules_switches_none(role):
    with pytest.raises(PermissionDenied):
        rules.switch(RULE, mode=OFF, note="Thử", by=actor_of(somebody_of(role)))

    assert not RuleMode.objects.exists()


@pytest.mark.parametrize(
    ("rule", "mode", "note", "refusal"),
    [
        ("Z9.none", OFF, "Thử", rules.UnknownRule), (RULE, OFF, "  ", rules.ReasonNeeded),
        (RULE, OFF, "x" * 301, rules.ReasonNeeded), (RULE, LIVE, "Thử", rules.SameMode),
        (RULE, "on", "Thử", ValueError),
    ],
)  # fmt: skip
def test_a_switch_needs_a_rule_another_mode_and_a_reason(rule, mode, note, refusal):
    with pytest.raises(refusal):
        rules.switch(rule, mode=mode, note=note, by=actor_of(somebody_of("quality lead")))


def test_a_mode_once_set_is_never_changed_or_deleted():
    switched(SHADOW, MONDAY)

    for wrong in ({"mode": OFF}, {"note": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RuleMode.objects.update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleMode.objects.all().delete()
