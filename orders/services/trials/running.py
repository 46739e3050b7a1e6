"""A trial from its start to its end: started and stopped by people, driven by workers or the command."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Sum

from orders import permissions
from orders.models import PolicyDraft, PolicyVersion, Trial
from orders.services.trials import shards
from orders.services.trials.facts import Facts
from partners.actors import Actor
from rada.platform.idempotency import Key, once
from rada.web import clock


@once
def start(policy: PolicyDraft | PolicyVersion, *, days: int | None, by: Actor, key: Key | None = None) -> int:
    """Try a draft's or version's numbers on the orders of the last `days`, or on all; the trial's primary key."""
    if not permissions.can_try_policies(by):
        raise PermissionDenied
    now = clock.now()
    trial = Trial.objects.create(
        draft=policy if isinstance(policy, PolicyDraft) else None,
        version=policy if isinstance(policy, PolicyVersion) else None,
        numbers=policy.numbers,
        points=policy.points,
        days=days,
        judged_at=now,
        started_by=by.user,
        started_at=now,
    )
    shards.cut(trial)
    Trial.objects.filter(pk=trial.pk).update(size=trial.shards.aggregate(all=Sum("size"))["all"] or 0)
    shards.end_if_done(trial)
    return trial.pk


@transaction.atomic
def stop(trial: Trial, *, by: Actor) -> bool:
    """Stop a trial; what was found so far stays, and nothing is added. Whether it was still running."""
    if not permissions.can_try_policies(by):
        raise PermissionDenied
    running = Trial.objects.filter(pk=trial.pk, state=Trial.State.RUNNING)
    return bool(running.update(state=Trial.State.STOPPED, ended_at=clock.now()))


def work(*, seconds: float | None = None) -> int:
    """Judge shard after shard until none is free or the seconds are over; how many were judged.

    Safe to run anywhere, any number of times at once. A stopped trial's shards are free no more.
    """
    facts, done = Facts(), 0
    end = None if seconds is None else time.monotonic() + seconds
    while (end is None or time.monotonic() < end) and (shard := shards.claim()) is not None:
        shards.run(shard, facts)
        done += 1
    return done


@dataclass(frozen=True)
class Progress:
    """How far a trial is: assignments looked at, of how many, those that cannot be judged, and the seconds left."""

    looked_at: int
    size: int
    failed: int
    seconds_left: int | None

    @property
    def percent(self) -> int:
        """How much of it, from 0 to 100."""
        return 100 * self.looked_at // self.size if self.size else 100


def progress(trial: Trial) -> Progress:
    """How far a trial is now; the seconds left follow from its speed so far."""
    is_done = Q(done_at__isnull=False)
    counted = trial.shards.aggregate(
        looked_at=Sum("size", filter=is_done, default=0), failed=Sum("failed", filter=is_done, default=0)
    )
    left = None
    if trial.state == Trial.State.RUNNING and counted["looked_at"]:
        taken = (clock.now() - trial.started_at).total_seconds()
        left = round(taken * (trial.size - counted["looked_at"]) / counted["looked_at"])
    return Progress(counted["looked_at"], trial.size, counted["failed"], left)
