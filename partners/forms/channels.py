"""A box for each topic and channel that somebody may choose."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from partners.actors import Actor
from partners.channels import Choice, address_of, choices_of, topics_of
from rada.platform.kinds import OFFERED, Channel, Topic

CHANNELS = (Channel.EMAIL, Channel.SMS)


class TopicBoxes(NamedTuple):
    """One topic with its boxes, by the order of CHANNELS; None where a channel does not carry it."""

    topic: Topic
    boxes: list[BoundField | None]


class ChannelsForm(forms.Form):
    """The boxes of one account; a channel that does not reach it cannot be ticked."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = actor.user
        chosen = choices_of([user.pk])[user.pk]
        self.topics = topics_of(actor)
        for topic, channel in OFFERED:
            if topic in self.topics:
                self.fields[_name(topic, channel)] = forms.BooleanField(
                    label=f"{topic.label}: {channel.label}",
                    required=False,
                    initial=chosen[topic, channel] and bool(address_of(user, channel)),
                    disabled=not address_of(user, channel),
                )

    @property
    def rows(self) -> list[TopicBoxes]:
        """The boxes as a table: a line for each topic."""
        return [TopicBoxes(topic, [self._box(topic, channel) for channel in CHANNELS]) for topic in self.topics]

    @property
    def on(self) -> list[Choice]:
        """What is ticked."""
        return [choice for choice in OFFERED if self.cleaned_data.get(_name(*choice))]

    def _box(self, topic: Topic, channel: Channel) -> BoundField | None:
        name = _name(topic, channel)
        return self[name] if name in self.fields else None


def _name(topic: Topic, channel: Channel) -> str:
    return f"{topic}_{channel}"
