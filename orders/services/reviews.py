"""What customers say of a finished order, and Rada's rulings about their words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, Review, ReviewRuling, Status
from orders.models.reviews import FEWEST_STARS, MOST_STARS
from orders.services import timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

LONGEST = 1000
CHANGEABLE_FOR = timedelta(days=7)


class NotReviewable(timeline.Refused):
    """The work is not done, or was never begun."""

    def __str__(self) -> str:
        return _("You can review the work once it is completed.")


class BadReview(timeline.Refused):
    """Stars or words that make no review; its text says which."""


class ReviewStands(timeline.Refused):
    """The days in which a review can be changed are over."""

    def __str__(self) -> str:
        return _("Your review stands now: it could be changed for %(days)s days.") % {"days": CHANGEABLE_FOR.days}


class NothingToRule(timeline.Refused):
    """The words are already as the ruling wants them."""

    def __str__(self) -> str:
        return _("Somebody has ruled so already. Look at the review again.")


@once
def give(
    assignment: Assignment, *, by: Actor, stars: int, text: str = "", is_public: bool = True, key: Key | None = None
) -> None:
    """Review a completed order, or change the review within 7 plain days of giving it.

    Raises NotReviewable, BadReview, ReviewStands.
    """
    words = clean(text).strip()
    if not FEWEST_STARS <= stars <= MOST_STARS:
        raise BadReview(_("Choose one to five stars."))
    if len(words) > LONGEST:
        raise BadReview(_("Your words are too long: at most %(count)s characters.") % {"count": LONGEST})
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_act_for_customer, by, locked)
    if locked.status != Status.COMPLETED:
        raise NotReviewable
    now = clock.now()
    review = Review.objects.filter(assignment=locked).first()
    if review is None:
        review = Review(assignment=locked, partner_id=locked.partner_id, given_at=now)
    elif not is_changeable(review, now):
        raise ReviewStands
    review.stars, review.text, review.is_public, review.changed_at = stars, words, is_public, now
    review.save()


def is_changeable(review: Review, now: datetime) -> bool:
    """Whether its customer may still change it; the last instant is included."""
    return now <= review.given_at + CHANGEABLE_FOR


@once
def hide_words(review: Review, *, by: Actor, reason: str, key: Key | None = None) -> None:
    """Hide the words from others, for a stated reason. The stars count on: none is hidden for being few."""
    _rule(review, by, ReviewRuling.Kind.HIDDEN, reason)


@once
def show_words(review: Review, *, by: Actor, key: Key | None = None) -> None:
    """Show the words again."""
    _rule(review, by, ReviewRuling.Kind.SHOWN, ReviewRuling.Reason.MISTAKE)


def _rule(review: Review, by: Actor, kind: ReviewRuling.Kind, reason: str) -> None:
    if by.user is None or not permissions.can_rule_on_reviews(by):
        raise PermissionDenied
    locked = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    hides = kind == ReviewRuling.Kind.HIDDEN
    if locked.is_hidden == hides:
        raise NothingToRule
    ReviewRuling.objects.create(
        review=locked, kind=kind, reason=ReviewRuling.Reason(reason), decided_at=clock.now(), decided_by=by.user
    )
    locked.is_hidden = review.is_hidden = hides
    locked.save(update_fields=["is_hidden"])
