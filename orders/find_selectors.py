"""Finding anything by what a caller says: a phone number, a code, a name, a stamp's serial, a complaint's number.

What somebody's role may not view is not searched. Numbers and codes are looked up by an index; names, which are common,
in the newest NEWEST orders alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from orders import search_words
from orders.models import Event, EventKind, Order, Stamp
from orders.search_words import Spellings
from partners.actors import Actor
from partners.models import Member, Partner
from partners.selectors import members_reached_by, partners_named, partners_reached_by
from rada.lib.phones import parse_phone

MOST, NEWEST = 20, 20_000
NUMBER = KeyTextTransform("complaint", "payload")  # as the index says it


@dataclass
class Found:
    """What was found, the newest first, at most MOST of each; `phone` is set where a whole number was typed."""

    phone: str = ""
    orders: list[Order] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.orders or self.stamps or self.partners or self.members)


def found_by(text: str, *, by: Actor) -> Found:
    """Everything that a person of Rada's may view and that the text names; nothing typed finds nothing."""
    typed = search_words.typed(text)
    phone = phone_in(typed)
    found = Found(phone=phone)
    if not typed:
        return found
    if may_view(by, "orders.order"):
        found.orders = orders_of_phone(phone) if phone else _orders_named(search_words.words_of(typed))
    if may_view(by, "orders.stamp"):
        found.stamps = list(Stamp.objects.filter(serial="".join(typed.split()).upper()).select_related("roll__partner"))
    if may_view(by, "partners.partner"):
        found.partners = list(partners_reached_by(phone)[:MOST]) if phone else partners_named(typed, most=MOST)
    if phone and may_view(by, "partners.member"):
        found.members = list(members_reached_by(phone)[:MOST])
    return found


def phone_in(text: str) -> str:
    """The phone number that the whole text is, as +84912345678, however it is spelled; "" where it is none."""
    try:
        return parse_phone(text)
    except ValueError:
        return ""


def orders_of_phone(phone: str) -> list[Order]:
    """The orders of a phone number, the newest first."""
    found = Order.objects.filter(customer_phone=phone).select_related("service")
    return list(found.order_by("-created_at", "-pk")[:MOST])


def last_order_of(phone: str) -> Order | None:
    """The newest order of a phone number."""
    return Order.objects.filter(customer_phone=phone).order_by("-created_at", "-pk").first()


def may_view(by: Actor, table: str) -> bool:
    """Whether somebody of Rada's may view a table, `orders.order`."""
    app, _dot, name = table.partition(".")
    return by.is_trusted_with(f"{app}.view_{name}")


def _orders_named(words: list[Spellings]) -> list[Order]:
    if not words:
        return []
    found = Order.objects.filter(holds(words)).select_related("service")
    if search_words.is_specific(words):
        return list(found.order_by("-created_at", "-pk")[:MOST])
    older = Subquery(Order.objects.order_by("-pk").values("pk")[NEWEST : NEWEST + 1])
    return list(found.filter(pk__gt=Coalesce(older, 0)).order_by("-pk")[:MOST])


def holds(words: list[Spellings], order: str = "") -> Q:
    """Whether an order's keys hold every one of these words; `order` is the way from the row to its order."""
    return Q(*(_holds(word, order) for word in words))


def _holds(word: Spellings, order: str) -> Q:
    held = Q()
    for spelling in word:
        held |= Q(**{f"{order}search_key__contains": spelling}) | Q(**{f"{order}contact_key__contains": spelling})
    return held


def openings_numbered(text: str) -> QuerySet[Event]:
    """The events that opened complaints of this number, however it is spelled; of whoever may see them."""
    number = search_words.typed(text).upper()
    opened = Event.objects.filter(kind=EventKind.COMPLAINT_OPENED).annotate(number=NUMBER).filter(number=number)
    return opened.order_by("-at", "-pk")
