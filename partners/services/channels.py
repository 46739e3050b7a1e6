"""Choosing by which channels beside the inbox one is told. The inbox has no switch: the charter's terms rest on it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied

from partners.actors import Actor
from partners.channels import Choice, address_of, topics_of
from partners.models import ChannelChoice
from rada.platform.idempotency import Key, once
from rada.platform.kinds import OFFERED


@once
def choose(on: Collection[Choice], *, by: Actor, key: Key | None = None) -> None:
    """Be told by these channels of these topics, and by no other of those that are offered to `by` and reach them."""
    if by.user is None:
        raise PermissionDenied
    topics, user = topics_of(by), by.user
    offered = [choice for choice in OFFERED if choice[0] in topics and address_of(user, choice[1])]
    if not set(on) <= set(offered):
        raise PermissionDenied
    chosen = [
        ChannelChoice(user=user, topic=topic, channel=channel, is_on=(topic, channel) in on)
        for topic, channel in offered
    ]
    ChannelChoice.objects.bulk_create(
        chosen, update_conflicts=True, update_fields=["is_on"], unique_fields=["user", "topic", "channel"]
    )
