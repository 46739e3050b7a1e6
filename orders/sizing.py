"""How much room an order takes: what the tables of this database say, and the arithmetic from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from orders.models import Event, Order
from rada.platform.models import StoredFile

MONTH_DAYS = 30
NEWEST_PHOTOS = 500
FOR_GOOD = 0
# Tables whose rows go after a term of `settings.RETENTION_DAYS`; all others are kept for good.
GOES_AFTER = {
    "platform_notice": "notices", "platform_delivery": "notices", "platform_idempotencykey": "keys",
    "platform_accesstoken": "links", "platform_webhookevent": "webhooks", "platform_webhooktry": "webhooks",
}  # fmt: skip
SIZES = """
SELECT relname, pg_table_size(c.oid), pg_indexes_size(c.oid)
FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Mark:
    """How large everything was at an instant; `sizes` are the bytes of tables and of indexes by how long they stay."""

    position: str  # of the server's log of writes
    orders: int
    events: int
    sizes: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Room:
    """Bytes that an order takes while it is kept."""

    what: str
    days: int  # how long, FOR_GOOD without an end
    tables: float
    indexes: float

    def after(self, days: int, orders_a_day: float) -> float:
        """Bytes that lie there once so many days have gone by."""
        kept = days if self.days == FOR_GOOD else min(days, self.days)
        return (self.tables + self.indexes) * orders_a_day * kept


EMPTY = Mark("0/0", 0, 0, {})


def mark() -> Mark:
    """Everything as it is now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (position,) = cursor.fetchone()
        cursor.execute(SIZES)
        sizes = dict.fromkeys(("", *GOES_AFTER.values()), (0, 0))
        for table, own, indexes in cursor.fetchall():
            term = GOES_AFTER.get(table, "")
            sizes[term] = (sizes[term][0] + own, sizes[term][1] + indexes)
    return Mark(position, Order.objects.count(), Event.objects.count(), sizes)


def written_between(earlier: Mark, later: Mark) -> float:
    """Bytes of the server's log of writes that each order between the marks took. Needs an order between them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(%s, %s)", [later.position, earlier.position])
        return float(cursor.fetchone()[0]) / (later.orders - earlier.orders)


def rooms(earlier: Mark, later: Mark) -> Iterator[Room]:
    """What each order between the marks takes: tables by how long their rows are kept, then photos.

    Needs an order between them.
    """
    orders, terms = later.orders - earlier.orders, settings.RETENTION_DAYS
    for term, (own, indexes) in later.sizes.items():
        own_before, indexes_before = earlier.sizes.get(term, (0, 0))
        grown = (own - own_before) / orders, (indexes - indexes_before) / orders
        yield Room(term or "orders and timelines", terms.get(term, FOR_GOOD), *grown)
    yield Room("photos", terms["photos"], StoredFile.objects.count() / later.orders * bytes_of_a_photo(), 0)


def bytes_of_a_photo() -> float:
    """What one photo takes with its small picture, of the newest; 0 without any."""
    newest = StoredFile.objects.order_by("-pk").values_list("storage_name", "thumbnail_name")[:NEWEST_PHOTOS]
    sizes = [sum(default_storage.size(name) for name in pair if name) for pair in newest]
    return sum(sizes) / len(sizes) if sizes else 0.0
