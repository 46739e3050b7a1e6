"""The page of one breach: everything it rests on, what was decided, and what may be decided now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from orders import permissions, selectors
from orders.admin.breach_evidence import to_look_at
from orders.admin.chronicle import chronicle
from orders.commitments.reading import CaseError
from orders.forms.rulings import RulingForm
from orders.models import Breach
from orders.models.breaches import Severity
from orders.services.breaches import STANDING
from orders.services.second_look import SecondLook, look_again
from orders.wording import breach_sentence, decision_line, rule_words
from partners.actors import actor_of
from partners.charter_words import clause_words
from rada.web import clock

SEVERITY_LABELS = {Severity.MAJOR: "danger", Severity.MINOR: "warning", Severity.NOTICE: "info"}
STATE_LABELS = {
    **dict.fromkeys(Breach.State, "success"),  # everything that takes a breach back
    Breach.State.TO_CHECK: "primary",
    Breach.State.COUNTED: "",
    Breach.State.SHADOW: "info",
}


def page(request: HttpRequest, breach: Breach, form: RulingForm | None = None) -> dict[str, Any]:
    """What the template shows; `form` is what somebody sent and did not get."""
    told = chronicle(breach.assignment, evidence=breach.evidence)
    events = [row.event for row in told["rows"]]
    decisions = breach.decisions.select_related("decided_by", "event", "closure")
    may_rule = permissions.can_rule_on_breaches(actor_of(request.user))
    may_decide = may_rule and breach.state in STANDING
    return {
        "breach": breach,
        "words": rule_words(breach.rule),
        "clause": clause_words(breach.clause),
        "sentence": breach_sentence(breach, events),
        "chronicle": told,
        "looks": to_look_at(breach, events),
        "decisions": [decision_line(decision) for decision in decisions],
        "severity_variant": SEVERITY_LABELS[Severity(breach.severity)],
        "state_variant": STATE_LABELS[Breach.State(breach.state)],
        "form": (form or RulingForm(breach=breach)) if may_decide else None,
        "typed": form.data.get("note", "") if form is not None and not may_decide else "",
        "may_rule": may_rule,
        "next_to_check": selectors.next_to_check(breach),
    }


def second_look(breach: Breach) -> dict[str, Any]:
    """What the judge says now, in words, and whether it can be kept."""
    try:
        look = look_again(breach, now=clock.now())
    except CaseError as error:
        return {"look_words": _("The stored facts cannot be read: %(why)s") % {"why": error}, "look_is_same": False}
    return {"look_words": _look_words(look), "look_is_same": look.is_same, "can_apply": not look.is_same}


def _look_words(look: SecondLook) -> str:
    if look.is_same:
        return _("Judged again from the stored facts: the same result.")
    if look.differing == ("standing",):
        if look.finding is None:
            return _("Judged again: the commitment does not count as broken any more. The sweep will retract it.")
        return _("Judged again: the commitment counts as broken again. The sweep will say so.")
    names = {"occurred_at": _("instant"), "severity": _("severity"), "facts": _("numbers")}
    differing = ", ".join(names[name] for name in look.differing)
    return _("Judged again, another result (%(what)s): %(sentence)s") % {
        "what": differing,
        "sentence": breach_sentence(look.finding) if look.finding else "",
    }
