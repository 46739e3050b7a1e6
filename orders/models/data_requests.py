"""What customers ask about their own data, why some of it must stay, and what was erased when."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Order


class DataRequest(models.Model):
    """One thing a customer asks about the data of one order, with the instants by which the law wants it answered.

    Everything but what was asked is a projection of its steps.
    """

    class Kind(models.TextChoices):
        COPY = "copy", _("a copy of the data")
        DELETION = "deletion", _("deletion")
        WITHDRAWAL = "withdrawal", _("withdrawal of the consent to offers")

    class State(models.TextChoices):
        OPEN = "open", _("waits for Rada")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("order"))
    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind.choices)
    asked_at = models.DateTimeField(_("asked at"))
    answer_due_at = models.DateTimeField(_("first answer due"))
    due_at = models.DateTimeField(_("due"))
    first_answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    extended_at = models.DateTimeField(_("extended"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["due_at", "id"]
        permissions = [("answer_datarequest", _("Can answer requests about personal data, and erase it"))]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(state="open"),
                name="one_open_request_per_kind",
                violation_error_message=_("The same is asked already and waits for an answer."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="an_ended_request_says_when",
                violation_error_message=_("A request that ended needs the instant."),
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="data_request_open", condition=Q(state="open"))]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="asking_stands", fields=["order", "kind", "asked_at", "answer_due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.order_id}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for Rada."""
        return self.state == self.State.OPEN


class DataRequestStep(models.Model):
    """What happened to a request: by whom, when, why. Written once; the words beside it can be erased."""

    class Kind(models.TextChoices):
        ASKED = "asked", _("asked")
        ACKNOWLEDGED = "acknowledged", _("first answer")
        EXTENDED = "extended", _("extended")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back by the customer")

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=20, blank=True, help_text=_("A code of ours."))
    note = models.TextField(max_length=1000, blank=True, help_text=_("What the customer is told."))
    due_at = models.DateTimeField(null=True, blank=True, help_text=_("The new due instant of an extension."))

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(kind="extended"),
                name="one_extension_per_request",
                violation_error_message=_("A request is extended once."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="written_once", exclude=["note"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class LegalHold(models.Model):
    """Why the data of an order must stay for now, whoever asks for its deletion. It names a code, never a person."""

    class Reason(models.TextChoices):
        DISPUTE = "dispute", _("a dispute that is not settled")
        AUTHORITY = "authority", _("an authority or a court asks for it")
        PAYMENT = "payment", _("money that is still owed")
        SAFETY = "safety", _("an accident or damage that is looked into")
        OTHER_LAW = "other_law", _("another law asks to keep it")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="legal_holds", verbose_name=_("order"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("placed by")
    )
    placed_at = models.DateTimeField(_("placed"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "reason"],
                condition=Q(lifted_at__isnull=True),
                name="one_standing_hold_per_reason",
                violation_error_message=_("This order is held for this reason already."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_lifted_hold_says_by_whom_and_when",
                violation_error_message=_("A lifted hold needs who lifted it and when."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="placing_stands", fields=["order", "reason", "placed_by", "placed_at"]),
            pgtrigger.Protect(
                name="lifted_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__lifted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.order_id}"


class Erasure(models.Model):
    """What was erased of an order, when, by whom and why: codes and counts alone, nothing of whom it was about."""

    class Extent(models.TextChoices):
        TALK = "talk", _("what was said")
        PHOTOS = "photos", _("photos")
        PERSON = "person", _("the person, with all that was said and shown")

    class Reason(models.TextChoices):
        REQUEST = "request", _("the customer asked for it")
        TERM = "term", _("kept as long as it may be")
        NOT_NEEDED = "not_needed", _("no longer needed")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="erasures", verbose_name=_("order"))
    extent = models.CharField(_("what was erased"), max_length=6, choices=Extent.choices)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    erased_at = models.DateTimeField(_("erased"))
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("erased by"),
    )
    counts = models.JSONField(_("how much"), default=dict, help_text=_("How many rows of each table."))

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-erased_at"]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.extent} {self.order_id}"
