"""Who acts: the one word every service, permission and selector takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partners.models import Member

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partners.models import Partner, User


@dataclass(frozen=True)
class Actor:
    """Somebody with a role in an order: `kind` is one of the contract's four actors.

    A stranger has no kind. A customer is known by the one order a private link opened; with a `user` it is a customer
    on the phone, and the user who of Rada's listens.
    """

    kind: str
    user: User | None = None
    partner_id: int | None = None
    member_id: int | None = None
    role: str = ""
    order_id: int | None = None
    partner: Partner | None = field(default=None, compare=False, repr=False)  # as it stood when the actor was made

    @property
    def is_partner(self) -> bool:
        """A member of a partner."""
        return self.kind == "partner" and self.partner_id is not None

    @property
    def is_staff(self) -> bool:
        """Rada's own people."""
        return self.kind == "rada"

    def is_trusted_with(self, permission: str) -> bool:
        """Somebody of Rada's whose role has this permission, `orders.add_legalhold`."""
        return self.is_staff and self.user is not None and self.user.has_perm(permission)

    @property
    def is_dispatching(self) -> bool:
        """An owner or dispatcher: answers offers, sees every order of the partner."""
        return self.is_partner and self.role in {Member.Role.OWNER, Member.Role.DISPATCHER}

    @property
    def is_owner(self) -> bool:
        """The partner's owner."""
        return self.is_partner and self.role == Member.Role.OWNER


STRANGER = Actor(kind="")
SYSTEM = Actor(kind="system")


def actor_of(user: User | AnonymousUser) -> Actor:
    """Who a signed-in account is. A member's partner comes first, then Rada's staff; anybody else is a stranger."""
    if user.is_anonymous or not user.is_active:
        return STRANGER
    member = user.membership
    if member is not None:
        return Actor(
            kind="partner", user=user, partner_id=member.partner_id, member_id=member.pk, role=member.role,
            partner=member.partner,
        )  # fmt: skip
    if user.is_staff:
        return Actor(kind="rada", user=user)
    return STRANGER


def customer_of(order_id: int) -> Actor:
    """The customer whom a private link to this order opened."""
    return Actor(kind="customer", order_id=order_id)


def customer_on_the_phone(order_id: int, noted_by: Actor) -> Actor:
    """The order's customer, whose words somebody of Rada's writes down as they are spoken."""
    return Actor(kind="customer", user=noted_by.user, order_id=order_id)
