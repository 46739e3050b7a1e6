"""Whom a decision about a breach is told, in its own transaction: its partner, and programs that asked for it."""

from __future__ import annotations

from orders.models import BreachDecision
from orders.services import webhooks
from rada.platform import outbox
from rada.platform.models import Notice


def tell(*made: BreachDecision) -> None:
    """Write the notices and webhooks of decisions of one instant; a breach that was taken back is a retraction."""
    outbox.tell(_notice(decision) for decision in made)
    webhooks.tell_decided(*made)


def _notice(decision: BreachDecision) -> Notice:
    breach, kind = decision.breach, decision.kind
    level = "retraction" if kind == BreachDecision.Kind.RETRACTED else "decision"
    facts: dict[str, object] = {"rule": breach.rule, "breach": breach.pk, "decision": str(kind)}
    partner, subject = f"partner:{breach.partner_id}", f"decision:{decision.pk}"
    return outbox.notice(partner, subject, level, at=decision.decided_at, facts=facts)
