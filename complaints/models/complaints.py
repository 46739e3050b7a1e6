"""A complaint as a row: what its events tell, and what the desk did about it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import ActorKind, Assignment, Event
from orders.models.breaches import Severity


class State(models.TextChoices):
    """Where a complaint stands: whom it waits for, or how it ended."""

    NEW = "new", _("new")
    WAITING_PARTNER = "waiting_partner", _("waits for the partner")
    WAITING_CUSTOMER = "waiting_customer", pgettext_lazy("complaint", "waits for the customer")
    WAITING_RADA = "waiting_rada", _("waits for Rada")
    REOPENED = "reopened", _("reopened")
    UPHELD = "upheld", _("upheld")
    REJECTED = "rejected", _("rejected")
    SETTLED = "settled", pgettext_lazy("complaint", "settled")
    MERGED = "merged", _("merged")


CLOSED = (State.UPHELD, State.REJECTED, State.SETTLED, State.MERGED)
OPEN = tuple(state for state in State if state not in CLOSED)
FOR_RADA = (State.NEW, State.REOPENED, State.WAITING_RADA)
Q_OPEN = Q(state__in=[str(state) for state in OPEN])


class AlertLevel(models.IntegerChoices):
    """How far Rada's people were told of a clock of their own."""

    NOBODY = 0, _("nobody")
    SOON = 1, _("soon due")
    LATE = 2, _("late")
    LEAD = 3, _("late for long")


class Complaint(models.Model):
    """One complaint about one assignment. A projection: its events and steps say everything but who has it in hand.

    `due_at` is what the desk looks at next: Rada's first answer, else Rada's next step, else the partner's clock, else
    a remedy's follow-up. While it is Rada's next step, `step_from` says since when it waits, `step_warn_at` and
    `step_lead_at` are 30 care minutes before and 240 after the due instant.
    `version` counts what happened to it, so that who acts can say what they had seen.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="complaints", verbose_name=_("assignment")
    )
    number = models.CharField(_("number"), max_length=120)
    category = models.CharField(_("category"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.NEW)
    opening = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+", verbose_name=_("opening"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.CharField(_("opened by"), max_length=8, choices=ActorKind.choices)
    version = models.PositiveIntegerField(default=0)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("handler"),
    )  # fmt: skip
    handed_at = models.DateTimeField(_("handed"), null=True, blank=True)
    first_due_at = models.DateTimeField(_("Rada's first answer due"))
    first_answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    partner_due_at = models.DateTimeField(_("partner's answer due"), null=True, blank=True)
    due_at = models.DateTimeField(pgettext_lazy("complaint", "due"), null=True, blank=True)
    step_from = models.DateTimeField(null=True, blank=True)
    step_warn_at = models.DateTimeField(null=True, blank=True)
    step_lead_at = models.DateTimeField(null=True, blank=True)
    step_told_level = models.PositiveSmallIntegerField(choices=AlertLevel.choices, default=AlertLevel.NOBODY)
    closed_at = models.DateTimeField(pgettext_lazy("complaint", "closed"), null=True, blank=True)
    clause = models.CharField(_("clause"), max_length=2, blank=True)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity.choices, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_off", verbose_name=_("split from")
    )
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = [F("due_at").asc(nulls_last=True), "id"]
        permissions = [("close_complaint", _("Can close complaints"))]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "number"],
                name="one_complaint_per_number",
                violation_error_message=_("This complaint is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(Q_OPEN, closed_at__isnull=True) | Q(~Q_OPEN, closed_at__isnull=False),
                name="a_closed_complaint_says_when",
                violation_error_message=_("A closed complaint needs when it was closed, an open one has no such time."),
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | Q(~Q(state="merged"), merged_into__isnull=True),
                name="a_merged_complaint_says_into_what",
                violation_error_message=_("A merged complaint names the one that goes on."),
            ),
            models.CheckConstraint(
                condition=~Q(state="upheld") | ~Q(clause=""),
                name="an_upheld_complaint_names_its_clause",
                violation_error_message=_("A complaint is upheld under a clause."),
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True) | Q(handed_at__isnull=False),
                name="a_handler_has_it_since_an_instant",
                violation_error_message=_("Whoever handles a complaint has it since an instant."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="complaint_due", condition=Q_OPEN),
            models.Index(fields=["handler", "due_at", "id"], name="complaint_by_handler", condition=Q_OPEN),
            models.Index(fields=["state", "due_at", "id"], name="complaint_by_state", condition=Q_OPEN),
            models.Index(fields=["-closed_at", "-id"], name="complaint_closed", condition=~Q_OPEN),
            models.Index(fields=["handler", "-handed_at"], name="complaint_handed"),
            models.Index(fields=["step_warn_at"], name="complaint_step_waits", condition=Q(step_from__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="identity_stands", fields=["assignment", "number"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def reference(self) -> str:
        """Its number as its events name it."""
        return str(self.opening.payload["complaint"])

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done about it."""
        return self.state in OPEN


class FirstAnswer(models.Model):
    """Rada's clock to the first word to the customer: one for each opening and reopening, kept for ever.

    `warn_at` is 30 care minutes before, `lead_at` 240 care minutes after the due instant; `told_level` is how far
    people were told of it.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="first_answers")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    lead_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    told_level = models.PositiveSmallIntegerField(choices=AlertLevel.choices, default=AlertLevel.NOBODY)

    class Meta:
        verbose_name = _("first answer")
        verbose_name_plural = _("first answers")
        ordering = ["started_at", "id"]
        indexes = [
            models.Index(fields=["warn_at"], name="first_answer_waits", condition=Q(answered_at__isnull=True)),
            models.Index(fields=["started_at"], name="first_answer_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.due_at}"

    @property
    def was_late(self) -> bool:
        """Whether the answer came after the due instant; False while it is waited for."""
        return self.answered_at is not None and self.answered_at > self.due_at


class ComplaintStep(models.Model):
    """What the desk did that its events alone do not tell; written once. `event` is the event it says more of."""

    class Kind(models.TextChoices):
        HANDED = "handed", _("handed over")
        CUSTOMER_ASKED = "customer_asked", _("customer asked")
        CUSTOMER_ANSWERED = "customer_answered", _("customer answered")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split off")

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=18, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other = models.ForeignKey(Complaint, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of complaints")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="handed") | Q(event__isnull=False),
                name="a_step_goes_with_its_event",
                violation_error_message=_("A step that says more of an event names it."),
            )
        ]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.complaint_id}"
