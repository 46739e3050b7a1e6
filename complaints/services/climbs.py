"""The system's part in measures: whose score changed is looked at; a climb to a step is proposed once, a fall ends it.

The cost follows what changed: the database notes a partner beside every breach that is found or weighs differently
(`orders.ScoreChange`), and a standing says when the next points expire. Nobody else is looked at.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from complaints.models import Measure, MeasureDecision, Standing
from complaints.scores import definition, selectors
from complaints.scores.card import Card
from complaints.scores.numbers import Numbers
from complaints.services import measures, webhooks
from orders.models import Breach, ScoreChange
from rada.web import clock

logger = logging.getLogger(__name__)

BATCH = 200
# A rate moves with the days though nothing happens: orders leave its window.
RATES_MOVE = timedelta(days=1)
RETRY = timedelta(hours=1)
Metric, State, Step, Kind = Measure.Metric, Measure.State, Measure.Step, MeasureDecision.Kind
FELL, CLIMBED_ON, OVER = "fell", "climbed_on", "over"


def propose() -> int:
    """Look at every partner whose score changed since the last pass, or whose points expired; how many were proposed.

    Any number of passes may run at once: what another holds is left to it.
    """
    while _note_changes() == BATCH:
        pass
    proposed = 0
    while (looked := _look_at_batch()) is not None:
        proposed += looked
    return proposed


def look_again(*, at: datetime) -> None:
    """Look at everybody who has points when an instant comes: other numbers are in force then."""
    with_points = Standing.objects.filter(points__gt=0)
    with_points.filter(Q(look_at__isnull=True) | Q(look_at__gt=at)).update(look_at=at)


@transaction.atomic
def _note_changes() -> int:
    """Turn a batch of noted changes into standings that are to be looked at now."""
    changes = list(ScoreChange.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
    now = clock.now()
    Standing.objects.bulk_create(
        [Standing(partner_id=pk, look_at=now) for pk in sorted({each.partner_id for each in changes})],
        update_conflicts=True,
        unique_fields=["partner"],
        update_fields=["look_at"],
    )
    ScoreChange.objects.filter(pk__in=[each.pk for each in changes]).delete()
    return len(changes)


@transaction.atomic
def _look_at_batch() -> int | None:
    """Look at a batch of partners whose time has come; None where there is none."""
    now = clock.now()
    due = Standing.objects.select_for_update(skip_locked=True, of=("self",)).filter(look_at__lte=now)
    standings = list(due.order_by("look_at", "partner")[:BATCH])
    if not standings:
        return None
    partners = [each.partner_id for each in standings]
    cards = selectors.cards(partners, now=now)
    expiring = _first_expiries(partners, now)
    standing_measures = _unsettled(partners)
    proposed = 0
    for each in standings:
        pk = each.partner_id
        try:
            with transaction.atomic():
                proposed += _settle(each, cards[pk], standing_measures[pk], now)
                each.look_at = _next_look(cards[pk], expiring.get(pk), standing_measures[pk], now)
                each.save()
        except Exception as error:  # one partner's rows hold up nobody else's
            logger.error("score of partner %s cannot be looked at: %s", pk, type(error).__name__)
            Standing.objects.filter(pk=pk).update(look_at=now + RETRY)
    return proposed


def _settle(standing: Standing, card: Card, of_partner: Sequence[Measure], now: datetime) -> int:
    """Withdraw or end what the score has fallen under, propose what it has climbed to; how many were proposed."""
    proposed = 0
    for metric, before in standing.reached.items():
        reached = card.reached(metric)
        going_on = [each for each in of_partner if each.metric == metric and each.fell_at is None]
        for each in going_on:
            if definition.rank(each.step) > definition.rank(reached):
                _fall(each, now)
        if definition.rank(reached) > definition.rank(before):
            proposed += _climb(standing.partner_id, metric, reached, card, going_on, now)
    for each in of_partner:
        if each.step == Step.PAUSE and each.state == State.TAKEN and each.until is not None and each.until <= now:
            measures.stop(each, now)
            _note(each, Kind.ENDED, OVER, now)
    was = standing.points, standing.step
    standing.points, standing.step = card.points, card.step
    standing.answers_too_few, standing.cancels_too_many = card.answers_too_few, card.cancels_too_many
    if was != (standing.points, standing.step):
        webhooks.tell_score(standing, at=now)
    return proposed


def _climb(partner: int, metric: str, reached: str, card: Card, going_on: Iterable[Measure], now: datetime) -> int:
    """Propose the step that was reached, in the place of lower ones that still wait."""
    if any(each.step == reached and each.fell_at is None for each in going_on):
        return 0
    for each in going_on:
        if each.is_open:
            _withdraw(each, CLIMBED_ON, now)
    found = _behind(partner, metric, card.numbers, now)
    Measure.objects.create(
        partner_id=partner,
        step=reached,
        metric=metric,
        proposed_at=now,
        points=card.points,
        breaches=[
            {"breach": row.pk, "rule": row.rule, "points": row.points, "occurred_at": row.occurred_at.isoformat()}
            for row in found
        ],
        figures=figures(card),
    )
    return 1


def figures(card: Card) -> dict[str, int]:
    """The counts behind both rates, as a proposal keeps them."""
    return {
        "offers": card.recent.counted,
        "missed": card.recent.broken,
        "accepted": card.accepted,
        "cancelled": card.cancelled,
    }


def _fall(measure: Measure, now: datetime) -> None:
    """The score fell under the step: what waits is withdrawn, and what lasts until then ends."""
    measure.fell_at = now
    measure.save(update_fields=["fell_at"])
    if measure.is_open:
        _withdraw(measure, FELL, now)
    elif measure.state == State.TAKEN and measure.step in (Step.REMIND, Step.LOWER):
        measures.stop(measure, now)
        _note(measure, Kind.ENDED, FELL, now)


def _withdraw(measure: Measure, reason: str, now: datetime) -> None:
    measure.state = State.WITHDRAWN
    measure.save(update_fields=["state"])
    _note(measure, Kind.WITHDRAWN, reason, now)


def _note(measure: Measure, kind: MeasureDecision.Kind, reason: str, now: datetime) -> None:
    MeasureDecision.objects.create(measure=measure, kind=kind, decided_at=now, reason=reason)


def _unsettled(partners: Sequence[int]) -> dict[int, list[Measure]]:
    """The measures that a look may change, locked: of climbs that go on, and pauses that run."""
    found: dict[int, list[Measure]] = defaultdict(list)
    rows = Measure.objects.select_for_update(no_key=True, of=("self",)).filter(
        Q(fell_at__isnull=True) | Q(state=State.TAKEN, step=Step.PAUSE), partner_id__in=partners
    )
    for measure in rows.order_by("pk"):
        found[measure.partner_id].append(measure)
    return found


def _first_expiries(partners: Sequence[int], now: datetime) -> dict[int, datetime]:
    """When the next points of each of these partners stop weighing."""
    numbers = selectors.numbers_at(now)
    weighing = Breach.objects.filter(selectors.weighs(now, numbers), partner_id__in=partners, points__gt=0)
    rows = weighing.order_by().values("partner_id").annotate(first=Min("occurred_at"))
    return {row["partner_id"]: definition.expires(row["first"], numbers) for row in rows}


def _next_look(card: Card, expiry: datetime | None, of_partner: Iterable[Measure], now: datetime) -> datetime | None:
    pauses = [each.until for each in of_partner if each.state == State.TAKEN and each.step == Step.PAUSE]
    moving = [now + RATES_MOVE] if card.recent.broken or card.cancelled else []
    return min((at for at in (expiry, *pauses, *moving) if at is not None), default=None)


def _behind(partner: int, metric: str, numbers: Numbers, now: datetime) -> QuerySet[Breach]:
    """The breaches that a proposal rests on, the newest first."""
    of_partner = Breach.objects.filter(partner_id=partner, state=definition.BREAKS).order_by("-occurred_at", "-pk")
    asked: dict[str, Any] = {
        Metric.POINTS: Q(selectors.weighs(now, numbers), points__gt=0),
        Metric.ANSWERS: Q(clause="A1", assignment__offered_at__gt=now - numbers.answers_window),
        Metric.CANCELS: Q(
            rule__in=definition.CANCELLED_BY_PARTNER, assignment__offered_at__gt=now - numbers.cancels_window
        ),
    }
    return of_partner.filter(asked[metric])
