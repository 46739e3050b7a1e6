"""Whom a decision about a breach is told, in its own transaction: its partner, and programs that asked for it."""

from __future__ import annotations

from orders.models import BreachDecision
from orders.services import webhooks
from rada.platform import outbox


def tell(decision: BreachDecision) -> None:
    """Write the notice and the webhooks of a decision; a breach that was taken back is a retraction."""
    breach, kind = decision.breach, decision.kind
    level = "retraction" if kind == BreachDecision.Kind.RETRACTED else "decision"
    facts: dict[str, object] = {"rule": breach.rule, "breach": breach.pk, "decision": str(kind)}
    partner, subject = f"partner:{breach.partner_id}", f"decision:{decision.pk}"
    outbox.tell([outbox.notice(partner, subject, level, at=decision.decided_at, facts=facts)])
    webhooks.tell_decided(decision)
