"""Finding complaints by what a caller says: their number, or the code, the phone and the name of their order."""

from __future__ import annotations

from django.db.models import QuerySet

from complaints.models import Complaint
from orders import find_selectors, search_words
from orders.models import Event, Order
from orders.search_words import Spellings

MOST, NEWEST = 500, 3_000


def named(complaints: QuerySet[Complaint], text: str) -> QuerySet[Complaint]:
    """Those among them that the text names, at most MOST; every word of a name has to be found, accents or none.

    A number, a code and a phone, however they are spelled, are looked up by an index; what is less telling in the
    newest NEWEST complaints alone.
    """
    words = search_words.words_of(search_words.typed(text))
    if len(words) == 1 and (openings := list(_numbered(text))):
        return complaints.filter(opening__in=openings)
    if search_words.is_specific(words):
        return complaints.filter(assignment__order__in=list(_orders_of(words)))
    return complaints.filter(pk__in=list(_of_the_newest(words)))


def _numbered(text: str) -> QuerySet[Event, int]:
    return find_selectors.openings_numbered(text).values_list("pk", flat=True)[:MOST]


def _orders_of(words: list[Spellings]) -> QuerySet[Order, int]:
    return Order.objects.filter(find_selectors.holds(words)).order_by("-pk").values_list("pk", flat=True)[:MOST]


def _of_the_newest(words: list[Spellings]) -> QuerySet[Complaint, int]:
    """The bound is read first: a plan that does not know how few they are reads every order."""
    newest = Complaint.objects.order_by("-pk").values_list("pk", flat=True)
    oldest = newest[NEWEST : NEWEST + 1].first() or 0
    return newest.filter(find_selectors.holds(words, "assignment__order__"), pk__gt=oldest)[:MOST]
