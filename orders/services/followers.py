"""What upper apps keep of timelines: they follow every event, whichever door it came by, in its own transaction.

An app gives a follower from its `ready()`. It is called under the assignment's lock, after the events stand and the
projections of orders are settled, and again with every verdict that is kept; `rebuild` asks it what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

if TYPE_CHECKING:
    from orders.models import Assignment, Closure, Event
    from orders.services.judging import Judged


class Follower(Protocol):
    """What an upper app keeps of a timeline, and proves to be what the timeline says."""

    def settle(self, assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str]) -> None:
        """Events of these kinds came, or came due: bring what is kept up to the timeline. `events` are all of it."""

    def judged(self, judged: Sequence[Judged]) -> None:
        """These verdicts were kept: clocks run, or run no more, and closures may have moved."""

    def differences(self, judged: Sequence[Judged]) -> Iterator[tuple[int, str]]:
        """What is kept and is not what these timelines say, by the assignment's primary key."""

    def touched_by(self, closure: Closure) -> Q:
        """The assignments, beside those orders knows of, of which a closure moves something."""


_followers: list[Follower] = []


def also(follower: Follower) -> None:
    """Let a follower of an upper app follow; called from its `ready()`."""
    if follower not in _followers:
        _followers.append(follower)


def settle(assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str]) -> None:
    """Let everybody follow new events of a locked assignment."""
    for follower in _followers:
        follower.settle(assignment, events, now=now, kinds=kinds)


def judged(judged: Sequence[Judged]) -> None:
    """Let everybody follow verdicts."""
    for follower in _followers:
        follower.judged(judged)


def differences(judged: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """What anybody keeps and the timelines do not say."""
    for follower in _followers:
        yield from follower.differences(judged)


def touched_by(closure: Closure) -> Q:
    """What of anybody's a closure moves; nothing where nobody follows."""
    touched = Q(pk__in=[])
    for follower in _followers:
        touched |= follower.touched_by(closure)
    return touched
