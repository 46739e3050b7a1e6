"""The partner's lists by the API, beside bare SQL, a constant page and a plain list of the REST framework."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.test import Client

from orders.benches import pages
from orders.benches.pages import Measured, Page
from orders.benches.portal import QUERIES, grown, portal_pages
from orders.benches.registry import Goal, Write, bench, median, ratio
from partners.actors import actor_of
from partners.services import app_sessions


@bench("api")
def bench_api(
    write: Write, *, orders: Sequence[int] = (100_000,), rounds: int = 20, keep: bool = False, **_options: Any
) -> list[Goal]:
    """The same rows as JSON; several `--orders` show how they grow; needs PostgreSQL."""
    medians: dict[int, dict[str, float]] = {}
    for count in sorted(orders):
        with pages.served(count, keep=keep):
            owner = pages.owner_of_the_largest()
            tokens = app_sessions.begin(owner, actor_of(owner), "bench")
            client = Client(headers={"Authorization": f"Bearer {tokens.access_token}"})
            write(f"api: {count} orders, half of them the partner's, {rounds} rounds, wall clock")
            told = api_pages(owner.memberships.get().partner_id)
            found = pages.measured(write, client.get, results_of, told, rounds, without_thought="/without-thought/api")
            medians[count] = {name: median(each.timing) for name, each in found.items()}
    return [*_goals(found, max(orders)), *grown(medians)]


def api_pages(partner: int) -> dict[str, Page]:
    """The resources that tell what the portal's pages show."""
    pages = portal_pages(partner)
    at = {name: page.address.replace("/orders/", "/assignments/") for name, page in pages.items() if name != "today"}
    return {
        name: pages[name]._replace(address=f"/api/v1{address}".replace("/?", "?").rstrip("/"))
        for name, address in at.items()
    }


def results_of(answer: Any) -> list[int]:
    """The primary keys that an answer tells."""
    told = answer.json()
    return [each["id"] for each in told.get("results", [told])]


def _goals(found: dict[str, Measured], orders: int) -> list[Goal]:
    first, late, *_rest = found
    listed = found[first]
    return [
        Goal(
            f"the list of orders as JSON beside a plain one, among {orders:,} orders",
            ratio(listed.timing, found["/without-thought/api"].timing), 0.45,
        ),
        Goal(f"{late} as JSON beside page 1", ratio(found[late].timing, listed.timing), 1.5),
        Goal("statements that count or skip in the list as JSON", pages.counting(listed.asked), 0, ""),
        Goal("statements of the list as JSON", len(listed.asked), QUERIES, ""),
    ]  # fmt: skip
