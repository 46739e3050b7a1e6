"""By which channels beside the inbox somebody wants to be told of what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.people import User
from rada.platform.kinds import Topic
from rada.platform.models import Notice


class ChannelChoice(models.Model):
    """What an account chose for one topic and channel; where there is no row, the table of kinds says what is on."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="channel_choices")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=Notice.Channel.choices)
    is_on = models.BooleanField(_("on"))

    class Meta:
        verbose_name = _("chosen channel")
        verbose_name_plural = _("chosen channels")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic", "channel"], name="one_choice_per_topic_and_channel")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic} {self.channel}"
