"""Orders and their assignments."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from orders.models.policy import PolicyVersion
from partners.models import Member, Partner, Service, TermsVersion
from rada.lib.text import fold


class Status(models.TextChoices):
    """Where an assignment stands; `transitions.py` alone says what leads where."""

    NEW = "new", _("not offered yet")
    OFFERED = "offered", _("waiting for an answer")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("offer withdrawn")
    ACCEPTED = "accepted", _("accepted")
    SCHEDULED = "scheduled", _("appointment made")
    ARRIVED = "arrived", _("at work")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


ENGAGED = (Status.ACCEPTED, Status.SCHEDULED, Status.ARRIVED)
HOLDS_THE_ORDER = (*ENGAGED, Status.COMPLETED)


SEARCHED = {"search_key": {"code", "customer_name"}, "contact_key": {"customer_phone", "address"}}


def contact_key_of(phone: str, address: str) -> str:
    """A phone as +84912345678 is found as it is dialled here, 0912345678; then the address, folded."""
    dialled = f"0{phone.removeprefix('+84')}" if phone.startswith("+84") else phone
    return fold(f"{dialled} {address}")[:400]


class Order(models.Model):
    """What a customer asked for. The customer has no account; who and where are personal data and can be erased."""

    class State(models.TextChoices):
        OPEN = "open", _("looking for a partner")
        ENGAGED = "engaged", _("a partner is engaged")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled by the customer or Rada")

    code = models.CharField(_("code"), max_length=16, unique=True)
    reference = models.CharField(
        max_length=120,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Its id at whoever reported it."),
        verbose_name=_("reference"),
    )
    reported_digest = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of the whole case that was reported as this order, if one was.")
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name=_("service"))
    customer_name = models.CharField(_("customer"), max_length=120, blank=True)
    customer_phone = models.CharField(_("phone"), max_length=16, blank=True, db_index=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    ward = models.CharField(_("ward code"), max_length=40, blank=True)
    description = models.TextField(_("what is wrong"), max_length=2000, blank=True)
    wanted_from = models.DateTimeField(null=True, blank=True, verbose_name=_("wanted from"))
    wanted_to = models.DateTimeField(null=True, blank=True, verbose_name=_("wanted until"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    is_demo = models.BooleanField(default=False, verbose_name=_("simulation"))
    search_key = models.CharField(
        max_length=400,
        editable=False,
        default="",
        help_text=_("The code and the customer's name, folded; follows both."),
    )
    contact_key = models.CharField(
        max_length=400,
        editable=False,
        default="",
        help_text=_("Phone and address, folded; whoever may not see them may not search them."),
    )
    created_at = models.DateTimeField(_("created"))
    erased_at = models.DateTimeField(
        _("erased"), null=True, blank=True, help_text=_("When the person was erased; texts that come later follow.")
    )
    erase_after = models.DateTimeField(
        null=True, db_default=Now(), help_text=_("When retention looks at it next; empty where nothing is left.")
    )

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-created_at"]
        indexes = [
            GinIndex(OpClass("search_key", "gin_trgm_ops"), name="order_by_words"),
            GinIndex(OpClass("contact_key", "gin_trgm_ops"), name="order_by_contact"),
            models.Index(fields=["erase_after", "id"], name="order_to_erase", condition=Q(erase_after__isnull=False)),
            models.Index(fields=["created_at", "id"], name="order_open", condition=Q(state="open", reported_digest="")),
        ]
        permissions = [
            ("take_order", _("Can take an order by telephone")),
            ("reoffer_order", _("Can put an order to partners again")),
            ("act_for_customer", _("Can record what a customer says on the phone")),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store, with the search keys of what is stored: what is erased is not found any more.

        Retention looks at a new order as from its creation, at once where it happened long ago.
        """
        if self._state.adding and isinstance(self.erase_after, DatabaseDefault):
            self.erase_after = self.created_at
        self.search_key = fold(f"{self.code} {self.customer_name}")[:400]
        self.contact_key = contact_key_of(self.customer_phone, self.address)
        changed = kwargs.get("update_fields")
        if changed is not None:
            kwargs["update_fields"] = {
                *changed,
                *(key for key, told in SEARCHED.items() if not told.isdisjoint(changed)),
            }
        super().save(*args, **kwargs)

    @property
    def is_whole_case(self) -> bool:
        """Reported as a whole case, with terms, policy and closures of its own: declared closures do not touch it."""
        return bool(self.reported_digest)


class Assignment(models.Model):
    """One partner's engagement with one order, from the offer on. Everything but the pins is a projection.

    `judge_after` is the next instant at which judging can say something new; the sweep looks at no other rows.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("order"))
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("partner")
    )
    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, verbose_name=_("pinned terms"))
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, verbose_name=_("pinned policy"))
    technician = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("technician")
    )
    created_at = models.DateTimeField(_("created"))

    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW)
    offered_at = models.DateTimeField(null=True, blank=True, verbose_name=_("offered"))
    accepted_at = models.DateTimeField(null=True, blank=True, verbose_name=_("accepted at"))
    completed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("completed at"))
    ended_at = models.DateTimeField(null=True, blank=True, verbose_name=_("ended"))
    arrive_from = models.DateTimeField(null=True, blank=True, verbose_name=_("arrival from"))
    arrive_to = models.DateTimeField(null=True, blank=True, verbose_name=_("arrival until"))

    events_count = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    judge_after = models.DateTimeField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judge_failures = models.PositiveSmallIntegerField(default=0)
    judge_error = models.CharField(max_length=200, blank=True, verbose_name=_("why it cannot be judged"))

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=HOLDS_THE_ORDER),
                name="one_partner_holds_an_order",
                violation_error_message=_("Another partner has already accepted this order."),
            ),
            models.UniqueConstraint(
                fields=["order", "partner"],
                condition=Q(status__in=[Status.NEW, Status.OFFERED]),
                name="one_open_offer_per_partner",
                violation_error_message=_("This order is already offered to this partner."),
            ),
        ]
        indexes = [
            models.Index(fields=["judge_after", "id"], name="assignment_due", condition=Q(judge_after__isnull=False)),
            models.Index(fields=["partner", "status", "-created_at"], name="assignment_by_partner"),
            models.Index(fields=["partner", "-created_at", "-id"], name="assignment_newest"),
            models.Index(
                fields=["partner", "-offered_at", "-id"],
                name="assignment_by_offer",
                condition=Q(offered_at__isnull=False),
            ),
            models.Index(fields=["offered_at"], name="assignment_by_week", condition=Q(offered_at__isnull=False)),
            models.Index(
                fields=["partner", "arrive_to"], name="assignment_by_visit_end", condition=Q(arrive_to__isnull=False)
            ),
            models.Index(fields=["order"], name="assignment_unjudged", condition=Q(judge_failures__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.pk}"

    @property
    def is_engaged(self) -> bool:
        """Accepted, and neither completed nor cancelled."""
        return self.status in ENGAGED
