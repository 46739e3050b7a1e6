"""Faults of the platform itself: when something of Rada's did not work, and what that touched."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rada.web.wording import instant


class Touched(models.TextChoices):
    """What a fault was about; the ways out are named as the outbox names its channels."""

    ALL = "all", _("everything")
    AREA = "area", _("some wards")
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("messages to phones")
    PUSH = "push", _("ringing of browsers")


CHANNELS = (Touched.EMAIL, Touched.SMS, Touched.PUSH)


class PlatformFault(models.Model):
    """A recorded fault [starts_at, ends_at). By itself it excuses nothing: a person confirms what it proposes.

    Without `recorded_by` the system noticed it: nothing went out by a channel.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for a decision")
        CONFIRMED = "confirmed", _("excused by closures")
        DECLINED = "declined", _("nothing is excused")

    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    touched = models.CharField(_("what was touched"), max_length=5, choices=Touched.choices)
    wards = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("ward codes"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("recorded by"),
        related_name="+",
    )  # fmt: skip
    recorded_at = models.DateTimeField(_("recorded"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("decided by"),
        related_name="+",
    )  # fmt: skip
    settled_at = models.DateTimeField(_("decided"), null=True, blank=True)
    settled_note = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("fault of the platform")
        verbose_name_plural = _("faults of the platform")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="fault_ends_after_it_starts",
                violation_error_message=_("A fault must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(Q(touched="area"), ~Q(wards=[])) | Q(~Q(touched="area"), wards=[]),
                name="a_fault_of_an_area_names_its_wards",
                violation_error_message=_("Name wards where some wards were touched, and only there."),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", settled_at__isnull=True, settled_by__isnull=True)
                | Q(~Q(state="proposed"), settled_at__isnull=False, settled_by__isnull=False),
                name="a_settled_fault_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["touched"], condition=Q(state="proposed", recorded_by__isnull=True),
                name="one_open_proposal_of_the_system_per_channel",
            ),
        ]  # fmt: skip
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_touched_display()} {instant(self.starts_at)}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say what it excuses."""
        return self.state == self.State.PROPOSED
