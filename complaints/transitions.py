"""The one table of a complaint: act -> (from, to, by whom). Screens, services, the fold, tests and docs read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.models import CLOSED, OPEN, State
from orders.models import ActorKind

CUSTOMER, PARTNER, RADA = ActorKind.CUSTOMER, ActorKind.PARTNER, ActorKind.RADA


class Act(models.TextChoices):
    """What can happen to a complaint. Each stands on the timeline: the events of complaints, and three messages."""

    OPENED = "opened", _("opened")
    PARTNER_ASKED = "partner_asked", _("partner asked")
    PARTNER_REPLIED = "partner_replied", _("partner replied")
    CUSTOMER_ASKED = "customer_asked", _("customer asked")
    CUSTOMER_ANSWERED = "customer_answered", _("customer answered")
    CUSTOMER_REPLIED = "customer_replied", _("customer replied")
    UPHELD = "upheld", _("upheld")
    REJECTED = "rejected", _("rejected")
    SETTLED = "settled", pgettext_lazy("complaint", "settled")
    MERGED = "merged", _("merged into an older one")
    REOPENED = "reopened", _("reopened")


@dataclass(frozen=True)
class Transition:
    """`act` may happen in `sources`, by `actors`, and leads to `target` (None: the state stays)."""

    act: Act
    sources: tuple[State | None, ...]
    target: State | None
    actors: tuple[ActorKind, ...]


UNANSWERED = (State.NEW, State.REOPENED)
UNDER_WAY = (State.WAITING_PARTNER, State.WAITING_CUSTOMER, State.WAITING_RADA)
TABLE: tuple[Transition, ...] = (
    Transition(Act.OPENED, (None,), State.NEW, (CUSTOMER, RADA)),
    Transition(Act.PARTNER_ASKED, OPEN, State.WAITING_PARTNER, (RADA,)),
    Transition(Act.PARTNER_REPLIED, OPEN, State.WAITING_RADA, (PARTNER,)),
    Transition(Act.CUSTOMER_ASKED, OPEN, State.WAITING_CUSTOMER, (RADA,)),
    Transition(Act.CUSTOMER_ANSWERED, UNANSWERED, State.WAITING_RADA, (RADA,)),
    Transition(Act.CUSTOMER_ANSWERED, UNDER_WAY, None, (RADA,)),
    Transition(Act.CUSTOMER_REPLIED, (State.WAITING_CUSTOMER,), State.WAITING_RADA, (CUSTOMER,)),
    Transition(Act.UPHELD, OPEN, State.UPHELD, (RADA,)),
    Transition(Act.REJECTED, OPEN, State.REJECTED, (RADA,)),
    Transition(Act.SETTLED, OPEN, State.SETTLED, (RADA,)),
    Transition(Act.MERGED, OPEN, State.MERGED, (RADA,)),
    Transition(Act.REOPENED, CLOSED, State.REOPENED, (RADA, CUSTOMER)),
)


def step(act: str, state: State | str | None, actor: str) -> Transition | None:
    """The row that lets `actor` do `act` while the complaint stands at `state` (None: not opened yet), or None."""
    return next((row for row in TABLE if row.act == act and state in row.sources and actor in row.actors), None)


def possible(state: str, actor: str) -> list[Act]:
    """The acts that `actor` may do now, in the table's order."""
    return [row.act for row in TABLE if state in row.sources and actor in row.actors]
