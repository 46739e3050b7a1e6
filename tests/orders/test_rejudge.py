"""Judging again says what changed; a dry run writes nothing; looking back takes nothing away."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from orders.models import Assignment, Breach, BreachDecision, Closure, RunningClock
from orders.services import closures, judging, rules, second_look
from partners.actors import actor_of
from rada.platform.models import Notice
from rada.web import clock
from tests import factories as make
from tests.orders.deciders import somebody_of

pytestmark = pytest.mark.django_db
NOON = make.MONDAY + 3 * make.HOUR


def rejudged(*options: str, at=NOON) -> tuple[str, int]:
    out, status = StringIO(), 0
    with clock.standing_at(at):
        try:
            call_command("rejudge", *options, stdout=out, stderr=StringIO())
        except SystemExit as stopped:
            status = int(stopped.code or 0)
    return out.getvalue(), status


def everything() -> list[object]:
    """Every row that judging can write, as it stands."""
    tables = (Assignment, Breach, BreachDecision, RunningClock, Notice)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_new_breach_is_written_and_told():
    offer = make.an_offer()

    printed, status = rejudged(offer.order.code)

    assert f"{offer.order.code}/{offer.pk} new: A1.unanswered" in printed
    assert "1 judged, 0 failed: 1 new, 0 retracted" in printed
    assert (status, Breach.objects.get().rule) == (0, "A1.unanswered")


def test_a_dry_run_tells_the_same_and_writes_nothing():
    make.an_offer()
    before = everything()

    printed, _status = rejudged("--all", "--dry-run")

    assert "1 new" in printed
    assert "Nothing was written." in printed
    assert everything() == before


def test_what_a_closure_undoes_is_told_as_retracted_and_then_as_reinstated():
    offer = make.an_offer()
    make.sweep_all(NOON)
    closure = closures.declare(starts_at=make.MONDAY, ends_at=NOON, reason=Closure.Reason.POWER)
    undone, _status = rejudged(str(offer.pk))
    Closure.objects.filter(pk=closure.pk).update(ends_at=make.MONDAY + make.MINUTE)

    back, _status = rejudged(str(offer.pk))

    assert "retracted: A1.unanswered" in undone
    assert "reinstated: A1.unanswered" in back
    assert Breach.objects.get().state == Breach.State.COUNTED


def test_a_moved_instant_is_told_as_regraded():
    offer = make.an_offer()
    make.sweep_all(NOON)
    closures.declare(starts_at=make.MONDAY, ends_at=make.MONDAY + make.MINUTE, reason=Closure.Reason.POWER)

    printed, _status = rejudged("--all")

    assert "regraded: A1.unanswered" in printed
    assert offer.breaches.get().occurred_at == make.MONDAY + 16 * make.MINUTE


def test_judging_again_without_new_facts_changes_nothing():
    make.an_offer()
    rejudged("--all")
    before = everything()

    printed, _status = rejudged("--all")

    assert "0 new, 0 retracted, 0 reinstated, 0 regraded" in printed
    assert everything() == before


def test_looking_back_is_left_to_dry_runs():
    offer = make.an_offer()
    rejudged("--all")
    early = (make.MONDAY + make.MINUTE).isoformat()

    written, _status = rejudged("--all", "--now", early)
    dry, _status = rejudged("--all", "--now", early, "--dry-run")

    assert "1 were judged later than that already and left" in written
    assert "1 retracted" in dry
    assert offer.breaches.get().state == Breach.State.COUNTED


def test_one_that_cannot_be_judged_is_told_and_holds_up_nobody(monkeypatch):
    poisoned, healthy = make.an_offer(), make.an_offer()
    real = judging.judge_assignment

    def judge_assignment(assignment, *args, **kwargs):
        if assignment.pk == poisoned.pk:
            raise ValueError("unreadable")
        return real(assignment, *args, **kwargs)

    monkeypatch.setattr(judging, "judge_assignment", judge_assignment)
    printed, status = rejudged("--all")

    assert f"{poisoned.order.code}/{poisoned.pk} cannot be judged: unreadable" in printed
    assert status == 1
    assert healthy.breaches.exists()


@pytest.mark.parametrize("options", [[], ["RD-NONE"], ["987654321"], ["--all", "RD-NONE"], ["--all", "--now", "noon"]])
def test_a_choice_that_names_nothing_is_refused(options):
    with pytest.raises(CommandError):
        rejudged(*options)


def test_judging_a_breach_again_lets_an_event_that_came_due_steer():
    job = make.an_engagement()
    make.reported(
        job, ("c1", "cancelled", NOON, "partner", {"reason": "cannot_come"}), at=make.MONDAY + 30 * make.MINUTE
    )
    make.sweep_all(make.MONDAY + 2 * make.HOUR)
    breach = job.breaches.first()
    assert breach is not None

    with clock.standing_at(NOON + make.MINUTE):
        second_look.apply(breach, by=actor_of(somebody_of("quality lead")))

    job.refresh_from_db()
    assert job.status == "cancelled"


def test_what_is_switched_off_when_it_would_be_written_is_told_by_no_dry_run_of_the_past():
    offer = make.an_offer()
    with clock.standing_at(NOON):
        lead = actor_of(somebody_of("quality lead"))
        rules.switch("A1.unanswered", mode="off", note="Đang thử", by=lead)

    told, _status = rejudged(offer.order.code, "--now", (NOON - make.HOUR).isoformat(), at=NOON + make.MINUTE)

    assert "0 new" in told
    assert not Breach.objects.exists()
