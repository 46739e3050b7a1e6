"""Who may appeal, see appeals, decide them; who works on complaints; who takes measures and sees scores."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from orders.models import Breach
from partners.actors import Actor


def can_appeal(actor: Actor, breach: Breach) -> bool:
    """An owner or dispatcher of the partner whose breach it is."""
    return actor.is_dispatching and breach.partner_id == actor.partner_id


def can_decide_appeal(actor: Actor) -> bool:
    """Whom Rada trusts with appeals; whether with this very one, `services.appeals.why_not` says."""
    return actor.is_trusted_with("complaints.decide_appeal")


def sees_appeals(actor: Actor) -> bool:
    """A partner's office its own; of Rada's people who may view the table."""
    if actor.is_staff:
        return actor.is_trusted_with("complaints.view_appeal")
    return actor.is_dispatching


def sees_complaints(actor: Actor) -> bool:
    """Of Rada's people who may view the table; partners and customers read what the timeline tells them."""
    return actor.is_trusted_with("complaints.view_complaint")


def can_handle_complaint(actor: Actor) -> bool:
    """Who of Rada triages: takes complaints, asks and answers, merges, splits, reopens."""
    return actor.is_trusted_with("complaints.change_complaint")


def can_close_complaint(actor: Actor) -> bool:
    """Who of Rada says how a complaint ends."""
    return actor.is_trusted_with("complaints.close_complaint")


def can_edit_replies(actor: Actor) -> bool:
    """Who of Rada writes the canned replies of all."""
    return actor.is_trusted_with("complaints.change_cannedreply")


def can_edit_skills(actor: Actor) -> bool:
    """Who of Rada says what complaints a colleague is given."""
    return actor.is_trusted_with("complaints.change_staffskill")


def can_take_measure(actor: Actor) -> bool:
    """Whom Rada trusts with measures against partners."""
    return actor.is_trusted_with("complaints.take_measure")


def can_publish_score(actor: Actor) -> bool:
    """Whom Rada trusts with the numbers of the score."""
    return actor.is_trusted_with("complaints.add_scoreversion")


def sees_measures(actor: Actor) -> bool:
    """Of Rada's people who may view the table; a partner is told what was taken."""
    return actor.is_trusted_with("complaints.view_measure")


def sees_score_cards(actor: Actor) -> bool:
    """Of Rada's people who may view the table."""
    return actor.is_trusted_with("complaints.view_scorecard")


def require(may: bool) -> None:
    """Raise PermissionDenied where the answer is no."""
    if not may:
        raise PermissionDenied
