"""How an answer of the server is measured: its statements, its time beside bare SQL for the same rows, its plans."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from orders.benches import histories
from orders.benches.registry import BenchError, Timing, Write, interleaved, median, ratio
from partners.models import Member, Partner, User

BACKEND = "partners.sign_in.PhoneOrUsernameBackend"
CONSTANT = "/healthz"
PLAIN = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WITHOUT_THOUGHT = "orders.benches.without_thought"  # its addresses beside ours
UNLIMITED = 10**9
COUNTING = ("COUNT(*)", "OFFSET ")


class Page(NamedTuple):
    """An address and the SQL that reads its rows, the primary key first; `named` reads what the rows name."""

    address: str
    rows: str
    named: str
    parameters: dict[str, Any]


class Measured(NamedTuple):
    """What was measured of a page: its statements and its time."""

    asked: list[str]
    timing: Timing


Shown = Callable[[Any], list[int]]
Get = Callable[[str], Any]


@contextmanager
def served(orders: int, *, keep: bool) -> Iterator[None]:
    """A server in this process beside a made-up history; nobody is throttled or logged, no static file is collected."""
    static = settings.BASE_DIR / "static"
    logging.disable(logging.INFO)
    try:
        with (
            histories.history(orders, keep=keep),
            override_settings(STORAGES=PLAIN, STATIC_ROOT=static, ROOT_URLCONF=WITHOUT_THOUGHT, API_REQUESTS=UNLIMITED),
        ):
            yield
    finally:
        logging.disable(logging.NOTSET)


def owner_of_the_largest() -> User:
    """Whoever owns the partner that has every second order."""
    partner = Partner.objects.earliest("pk")
    user, is_new = User.objects.get_or_create(username="bench", defaults={"full_name": "Chị Hoa"})
    if is_new:
        Member.objects.create(partner=partner, user=user, role=Member.Role.OWNER)
    return user


def signed_in(user: User) -> Client:
    """The browser of somebody who has signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def checked(get: Get, address: str) -> Any:
    """The answer. Raises BenchError for anything but a page."""
    answer = get(address)
    if answer.status_code != 200:
        raise BenchError(f"{address} answers {answer.status_code}")
    return answer


def read(page: Page) -> list[int]:
    """The page's rows by bare SQL, with what they name; their primary keys."""
    with connection.cursor() as cursor:
        cursor.execute(page.rows, page.parameters)
        pks = [row[0] for row in cursor.fetchall()]
        cursor.execute(page.named, [pks])
        cursor.fetchall()
    return pks


def measured(
    write: Write, get: Get, shown: Shown, pages: Mapping[str, Page], rounds: int, *, without_thought: str
) -> dict[str, Measured]:
    """Print each page's figures, and those of a constant page and of one made without thought for the first's rows.

    Raises BenchError where a page does not show what the SQL reads.
    """
    works: dict[str, Callable[[], Any]] = {CONSTANT: partial(checked, get, CONSTANT)}
    works[without_thought] = partial(checked, get, without_thought)
    asked: dict[str, list[str]] = {}
    for name, page in pages.items():
        works[name] = partial(checked, get, page.address)
        works[f"{name}, SQL"] = partial(read, page)
        if not set(read(page)) <= set(shown(works[name]())):
            raise BenchError(f"{name}: the page and the SQL show different rows")
        with CaptureQueriesContext(connection) as captured:
            works[name]()
        asked[name] = [query["sql"] for query in captured]
    first = next(iter(pages))
    if shown(works[first]()) != shown(works[without_thought]()):
        raise BenchError(f"{first}: the page made without thought shows other rows")
    timings = interleaved(works, rounds, timer=time.perf_counter)
    for name in pages:
        ours, theirs = timings[name], timings[f"{name}, SQL"]
        write(
            f"  {name:<22} {len(asked[name]):3} statements {median(ours) * 1000:7.1f} ms, bare SQL "
            f"{median(theirs) * 1000:6.1f} ms, {ratio(ours, timings[CONSTANT]):5.1f} times a constant page"
        )
    write(f"  {without_thought:<22} {median(timings[without_thought]) * 1000:22.1f} ms, made without thought")
    write(f"  {CONSTANT:<22} {median(timings[CONSTANT]) * 1000:22.1f} ms, a constant page")
    found = {name: Measured(asked[name], timings[name]) for name in pages}
    return found | {without_thought: Measured([], timings[without_thought])}


def counting(asked: list[str]) -> int:
    """How many statements count or skip rows of a list."""
    return sum(any(word in statement for word in COUNTING) for statement in asked)
