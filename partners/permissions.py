"""Who may do what with a partner's own things."""

from partners.actors import Actor


def is_member(actor: Actor) -> bool:
    """Anybody who works for a partner."""
    return actor.is_partner


def is_owner(actor: Actor) -> bool:
    """The partner's owner."""
    return actor.is_owner


def is_staff(actor: Actor) -> bool:
    """Rada's own people."""
    return actor.is_staff


def is_signed_in(actor: Actor) -> bool:
    """Anybody with a role."""
    return actor.kind in {"partner", "rada"}
