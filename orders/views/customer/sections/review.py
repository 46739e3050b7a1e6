"""Sections of a customer's order: the review to give, and the one that was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orders.forms.customers import ReviewForm
from orders.models import Status
from orders.services.reviews import CHANGEABLE_FOR, is_changeable

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage


def waiting(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_review.html` shows: the form, once the work is completed and not reviewed yet."""
    if page.assignment is None or page.assignment.status != Status.COMPLETED or page.review is not None:
        return {}
    return {"form": page.form("review"), "days": CHANGEABLE_FOR.days}


def given(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_reviewed.html` shows: the review, and while it can be changed the form."""
    review = page.review
    if review is None:
        return {}
    may_change = is_changeable(review, page.now)
    return {
        "review": review,
        "until": review.given_at + CHANGEABLE_FOR,
        "form": page.form("review") if may_change else None,
        "is_open": page.is_open("review"),
        "refusal": page.refusal_in("review"),
    }


def review_form(page: CustomerPage, data: Any, files: Any) -> ReviewForm:
    """The review as it was given, or an empty one."""
    review = page.review
    told = {"stars": review.stars, "text": review.text, "is_private": not review.is_public} if review else {}
    return ReviewForm(data, initial=told, auto_id="review_%s")
