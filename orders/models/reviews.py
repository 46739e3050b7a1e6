"""What customers say of a finished order, in stars and words."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Assignment
from partners.models import Partner

FEWEST_STARS, MOST_STARS = 1, 5


class Review(models.Model):
    """One for each assignment. Its words can be hidden for a stated reason, or erased; its stars always count."""

    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, related_name="review", verbose_name=_("assignment")
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("partner"))
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(FEWEST_STARS), MaxValueValidator(MOST_STARS)]
    )
    text = models.TextField(_("words"), max_length=1000, blank=True)
    is_public = models.BooleanField(
        _("words are public"), default=True, help_text=_("Whether the customer lets others read the words.")
    )
    is_hidden = models.BooleanField(
        _("words are hidden"), default=False, help_text=_("As the last ruling about it says.")
    )
    given_at = models.DateTimeField(_("given"))
    changed_at = models.DateTimeField(_("last changed"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=FEWEST_STARS, stars__lte=MOST_STARS),
                name="one_to_five_stars",
                violation_error_message=_("A review has one to five stars."),
            )
        ]
        indexes = [models.Index(fields=["partner", "-given_at", "-id"], name="review_by_partner")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="whose_it_is_stands", fields=["assignment", "partner", "given_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.stars}"

    @property
    def shows_words(self) -> bool:
        """Whether others may read the words."""
        return bool(self.text) and self.is_public and not self.is_hidden


class ReviewRuling(models.Model):
    """Rada hides the words of a review, or shows them again: by whom, when and why. Written once."""

    class Kind(models.TextChoices):
        HIDDEN = "hidden", _("words hidden")
        SHOWN = "shown", _("words shown again")

    class Reason(models.TextChoices):
        PERSONAL_DATA = "personal_data", _("names somebody, or tells where they live")
        INSULT = "insult", _("insults or threatens somebody")
        NOT_THIS_ORDER = "not_this_order", _("is not about this order")
        ADVERTISING = "advertising", _("advertises something")
        MISTAKE = "mistake", _("was hidden by mistake")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="rulings", verbose_name=_("review"))
    kind = models.CharField(max_length=6, choices=Kind.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ruling about a review")
        verbose_name_plural = _("rulings about reviews")
        ordering = ["decided_at", "id"]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.review_id}"
