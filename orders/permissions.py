"""Who may do what to an order. Each reads as a question; services ask again what views already asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from orders.models import Assignment, Order
from partners.actors import Actor

Permission = Callable[[Actor, Assignment], bool]
CUSTOMER_SHOWN_DAYS = 7
SPEAKING = "orders.act_for_customer"


def require(permission: Permission, actor: Actor, assignment: Assignment) -> None:
    """Raise PermissionDenied where the actor may not."""
    if not permission(actor, assignment):
        raise PermissionDenied(permission.__name__)


def is_member(actor: Actor) -> bool:
    """Anybody who works for a partner."""
    return actor.is_partner


def is_member_or_staff(actor: Actor) -> bool:
    """Anybody who works for a partner, or for Rada."""
    return actor.is_partner or actor.is_staff


def is_dispatching(actor: Actor) -> bool:
    """An owner or dispatcher."""
    return actor.is_dispatching


def can_see_assignment(actor: Actor, assignment: Assignment) -> bool:
    """Its partner's owner and dispatchers, its technician, its customer, Rada."""
    if actor.is_partner:
        own = assignment.partner_id == actor.partner_id
        return own and (actor.is_dispatching or assignment.technician_id == actor.member_id)
    return _is_customer_of(actor, assignment.order_id) or actor.kind in {"rada", "system"}


def can_answer_offer(actor: Actor, assignment: Assignment) -> bool:
    """An owner or dispatcher of the partner it was offered to."""
    return actor.is_dispatching and assignment.partner_id == actor.partner_id


def can_send_technician(actor: Actor, assignment: Assignment) -> bool:
    """An owner or dispatcher of its partner."""
    return can_answer_offer(actor, assignment)


def can_work_on_assignment(actor: Actor, assignment: Assignment) -> bool:
    """Whoever of the partner sees it: owner, dispatcher, its technician."""
    return actor.is_partner and can_see_assignment(actor, assignment)


def can_end_assignment(actor: Actor, assignment: Assignment) -> bool:
    """An owner or dispatcher of its partner, its customer, Rada."""
    if actor.is_partner:
        return can_answer_offer(actor, assignment)
    return actor.kind in {"customer", "rada"} and can_see_assignment(actor, assignment)


def can_cancel_order(actor: Actor, order: Order) -> bool:
    """Its customer, or Rada: a partner ends its own assignment alone."""
    return actor.kind == "rada" or _is_customer_of(actor, order.pk)


def can_end_links(actor: Actor, order: Order) -> bool:
    """Its customer, or Rada: whoever may say who else looks at it."""
    return can_cancel_order(actor, order)


def can_act_for_customer(actor: Actor, assignment: Assignment) -> bool:
    """Its customer."""
    return actor.kind == "customer" and can_see_assignment(actor, assignment)


def can_act_for_rada(actor: Actor, assignment: Assignment) -> bool:
    """Rada's staff, or the system itself."""
    return actor.kind in {"rada", "system"}


def can_talk(actor: Actor, assignment: Assignment) -> bool:
    """Everybody who sees it, the system excepted."""
    return actor.kind != "system" and can_see_assignment(actor, assignment)


def can_declare_stamps(actor: Actor) -> bool:
    """An owner or dispatcher their partner's; of Rada's people whom it trusts with stamps."""
    if actor.is_staff:
        return actor.is_trusted_with("orders.add_stampdecision")
    return actor.is_dispatching


def can_take_orders(actor: Actor) -> bool:
    """Whom Rada trusts to take an order by telephone."""
    return actor.is_trusted_with("orders.take_order")


def can_offer_again(actor: Actor) -> bool:
    """Whom Rada trusts to put an order to partners by hand."""
    return actor.is_trusted_with("orders.reoffer_order")


def can_note_calls(actor: Actor) -> bool:
    """Whom Rada trusts to note what a customer was told."""
    return actor.is_trusted_with("orders.add_customercall")


def can_speak_for_customers(actor: Actor) -> bool:
    """Whom Rada trusts to write down what a customer says on the phone."""
    return actor.is_trusted_with(SPEAKING)


def can_check_photos(actor: Actor) -> bool:
    """Whom Rada trusts with the queue of receipt photos."""
    return actor.is_trusted_with("orders.change_photocheck")


def can_rule_on_breaches(actor: Actor) -> bool:
    """Whom Rada trusts to confirm and waive breaches."""
    return actor.is_trusted_with("orders.add_breachdecision")


def can_switch_rules(actor: Actor) -> bool:
    """Whom Rada trusts to try a rule in the shadow, or to switch it off."""
    return actor.is_trusted_with("orders.add_rulemode")


def can_rule_on_reviews(actor: Actor) -> bool:
    """Whom Rada trusts to hide the words of a review."""
    return actor.is_trusted_with("orders.add_reviewruling")


def can_answer_data_requests(actor: Actor) -> bool:
    """Whom Rada trusts with requests about personal data."""
    return actor.is_trusted_with("orders.answer_datarequest")


def can_erase(actor: Actor) -> bool:
    """The system after the terms; of Rada's people whoever answers requests about personal data."""
    return actor.kind == "system" or can_answer_data_requests(actor)


def can_place_holds(actor: Actor) -> bool:
    """Whom Rada trusts to hold the data of an order."""
    return actor.is_trusted_with("orders.add_legalhold")


def can_lift_holds(actor: Actor) -> bool:
    """Whom Rada trusts to end such a hold."""
    return actor.is_trusted_with("orders.change_legalhold")


def can_record_faults(actor: Actor) -> bool:
    """Whom Rada trusts to record that something of its own did not work."""
    return actor.is_trusted_with("orders.add_platformfault")


def can_declare_closures(actor: Actor) -> bool:
    """Whom Rada trusts to excuse what storms and faults touched."""
    return actor.is_trusted_with("orders.add_closure")


def can_draft_policies(actor: Actor) -> bool:
    """Whom Rada trusts to write drafts of the rules' numbers, and to publish them."""
    return actor.is_trusted_with("orders.add_policyversion")


def can_try_policies(actor: Actor) -> bool:
    """Whom Rada trusts to try numbers on history; the system where a command does."""
    return actor.kind == "system" or actor.is_trusted_with("orders.add_trial")


def shows_customer(assignment: Assignment, now: datetime) -> bool:
    """Whether its partner sees phone and address: from the acceptance until 7 days after the end."""
    if assignment.accepted_at is None:
        return False
    return assignment.ended_at is None or now < assignment.ended_at + timedelta(days=CUSTOMER_SHOWN_DAYS)


def customer_shown(now: datetime) -> Q:
    """The same as `shows_customer`, asked of the database about assignments: what may not be read is not searched."""
    lately = Q(ended_at__isnull=True) | Q(ended_at__gt=now - timedelta(days=CUSTOMER_SHOWN_DAYS))
    return Q(accepted_at__isnull=False) & lately


def _is_customer_of(actor: Actor, order_id: int) -> bool:
    """The order's customer; on the phone only through somebody whom Rada trusts to write down what is said."""
    if actor.kind != "customer" or actor.order_id != order_id:
        return False
    return actor.user is None or actor.user.has_perm(SPEAKING)
