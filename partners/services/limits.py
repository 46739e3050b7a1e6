"""How often somebody may try something, counted in the database, so that it holds with Redis away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from partners.services.refusals import Refused
from rada.platform import tries
from rada.web import clock, wording

AN_HOUR = timedelta(hours=1)
# An hour; many phones share one address of their network, and whoever signs in is not counted.
SIGN_IN, MOST_FROM_ONE_ADDRESS = "sign_in", 100


class TooManyTries(Refused):
    """The limit is reached; `minutes` later one try is free again."""

    def __init__(self, free_at: datetime, now: datetime) -> None:
        self.minutes = tries.minutes_until(free_at, now)
        super().__init__(self.minutes)

    def __str__(self) -> str:
        return _("There were too many tries. Please wait %(wait)s, then try again.") % {
            "wait": wording.span(self.minutes)
        }


def count_try(purpose: str, subject: str, *, most: int, within: timedelta = AN_HOUR) -> None:
    """Count one try of the `most` that a subject has within a span. Raises TooManyTries."""
    free_at = tries.count(purpose, subject, most=most, within=within)
    if free_at is not None:
        raise TooManyTries(free_at, clock.now())


def count_sign_in(address: str) -> None:
    """Count one try to sign in from an address, whatever the name, before a password is looked at: that costs much.

    Raises TooManyTries.
    """
    count_try(SIGN_IN, tries.hidden("address", address), most=MOST_FROM_ONE_ADDRESS)


def signed_in_from(address: str) -> None:
    """The try that was just counted was right: it counts no more."""
    tries.give_back(SIGN_IN, tries.hidden("address", address))
