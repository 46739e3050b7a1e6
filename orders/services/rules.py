"""Switching rules: a new one is tried in the shadow, a faulty one switched off. What was recorded stands as it is."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions, rule_modes
from orders.commitments.registry import RULES
from orders.models import RuleMode
from orders.services import timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

LONGEST_NOTE = 300


class UnknownRule(timeline.Refused):
    """No rule has this code."""

    def __str__(self) -> str:
        return _("There is no such rule.")


class SameMode(timeline.Refused):
    """The rule stands in this mode already."""

    def __str__(self) -> str:
        return _("The rule is in this mode already. Look at who set it, and why.")


class ReasonNeeded(timeline.Refused):
    """Nobody could say later why the rule was switched."""

    def __str__(self) -> str:
        return _("Write why, within %(count)s characters.") % {"count": LONGEST_NOTE}


@once
def switch(rule: str, *, mode: str, note: str, by: Actor, key: Key | None = None) -> int:
    """Put a rule into a mode from now on, for a reason; what was recorded before stands.

    Returns the row's key. Raises PermissionDenied, UnknownRule, ReasonNeeded, SameMode, ValueError for another mode.
    """
    if not permissions.can_switch_rules(by) or by.user is None:
        raise PermissionDenied
    if rule not in RULES:
        raise UnknownRule
    why = clean(note).strip()
    if not why or len(why) > LONGEST_NOTE:
        raise ReasonNeeded
    now = clock.now()
    if rule_modes.read().at(rule, now) == RuleMode.Mode(mode):
        raise SameMode
    return RuleMode.objects.create(rule=rule, mode=mode, set_at=now, set_by=by.user, note=why).pk
