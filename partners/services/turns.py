"""What a measure of Rada's does to the orders that reach a partner. Offers and orders that stand are not touched."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from partners.models import Partner


def lower(partner: int) -> None:
    """Offer new orders to the others first."""
    Partner.objects.filter(pk=partner).update(is_lowered=True)


def lift(partner: int) -> None:
    """Take its turn among the others again."""
    Partner.objects.filter(pk=partner).update(is_lowered=False)


@transaction.atomic
def pause(partner: int, *, until: datetime) -> None:
    """Offer nothing before an aware instant; a pause that lasts longer stands."""
    paused = Partner.objects.select_for_update(no_key=True).get(pk=partner)
    if paused.paused_until is None or paused.paused_until < until:
        paused.paused_until = until
        paused.save(update_fields=["paused_until"])


def resume(partner: int, *, until: datetime, now: datetime) -> None:
    """End the pause that was to last `until`; another one, set since, stands."""
    Partner.objects.filter(pk=partner, paused_until=until).update(paused_until=min(now, until))
