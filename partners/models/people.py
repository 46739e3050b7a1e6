"""Partners, their members, and the accounts people sign in with."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from rada.lib.text import fold


class User(AbstractUser):
    """An account: a partner's member or Rada's staff. Vietnamese names are one field."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    phone = models.CharField(
        _("phone"), max_length=16, unique=True, null=True, blank=True, help_text=_("As +84912345678.")
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def membership(self) -> Member | None:
        """As whom the account works, and for which partner; None where for none."""
        return Member.objects.filter(user=self, is_active=True).select_related("partner").first()

    @classmethod
    def with_membership(cls) -> QuerySet[User]:
        """The accounts, each with its `membership` read along."""
        active = FilteredRelation("memberships", condition=Q(memberships__is_active=True))
        return cls.objects.annotate(membership=active).select_related("membership__partner")  # type: ignore[misc]

    def get_full_name(self) -> str:
        """The whole name."""
        return self.full_name

    def get_short_name(self) -> str:
        """The given name: a Vietnamese name's last word."""
        return self.full_name.split()[-1] if self.full_name.split() else self.username


class Partner(models.Model):
    """A household or company that repairs, cleans or installs at customers' homes."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("household business")
        COMPANY = "company", _("company")

    name = models.CharField(_("name"), max_length=120)
    name_sort = models.CharField(max_length=240, editable=False, db_index=True, help_text=_("Search and sort key."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.HOUSEHOLD)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    paused_until = models.DateTimeField(
        _("paused until"), null=True, blank=True, help_text=_("No new offers before this instant.")
    )
    is_lowered = models.BooleanField(
        _("asked after the others"), default=False, help_text=_("New orders are offered to other partners first.")
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """The address of the public page: `12-dien-lanh-gio-bien`."""
        return f"{self.pk}-{slugify(fold(self.name))}".strip("-")[:80]


class Member(models.Model):
    """A person who works for a partner, and as what."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        DISPATCHER = "dispatcher", _("dispatcher")
        TECHNICIAN = "technician", _("technician")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="members", verbose_name=_("partner"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_active=True),
                name="one_active_membership_per_account",
                violation_error_message=_("This account already works for a partner."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(models.Model):
    """A place in a partner's team, held for somebody until they take it by a private link."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="invitations")
    full_name = models.CharField(_("full name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=16, help_text=_("As +84912345678."))
    role = models.CharField(_("role"), max_length=10, choices=Member.Role.choices)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "phone"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_phone",
                violation_error_message=_("This phone number is already invited."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.get_role_display()})"
