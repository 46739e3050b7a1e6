"""Reviews: the list, and hiding the words of one for a stated reason. Stars are hidden by nobody."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from orders.models import Review, ReviewRuling
from orders.services import reviews, timeline
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin

SHOW = "show"
REASONS = [(reason, label) for reason, label in ReviewRuling.Reason.choices if reason != ReviewRuling.Reason.MISTAKE]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """What customers said. A review is the customer's: nobody here changes it."""

    list_display = ("given_at", "order_code", "partner", "stars", "words", "is_public", "is_hidden")
    list_filter = (
        "stars",
        "is_hidden",
        ("partner", AutocompleteSelectFilter),
        ("given_at", DayRangeFilter),
    )
    list_select_related = ("assignment__order", "partner")
    ordering = ("-given_at", "-id")
    sortable_by = ()
    fields = ("order_code", "partner", "stars", "text", "is_public", "is_hidden", "given_at", "changed_at")
    change_form_template = "admin/orders/review/change_form.html"

    @display(description=_("order"))
    def order_code(self, review: Review) -> str:
        """The order's code."""
        return review.assignment.order.code

    @display(description=_("words"))
    def words(self, review: Review) -> str:
        """How they begin."""
        return f"{review.text[:60]}…" if len(review.text) > 60 else review.text

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """Ruling about the words."""
        return (("<int:pk>/rule/", "orders_review_rule", self.rule),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what the page of one review names."""
        return super().get_queryset(request).select_related("assignment__order", "partner")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The review with its rulings, beside Django's own context."""
        review = context["original"]
        context |= {
            "review": review,
            "rulings": list(review.rulings.select_related("decided_by")),
            "choices": _choices(review) if request.user.has_perm("orders.add_reviewruling") else [],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def rule(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Hide the words for a reason, or show them again; whoever may not is refused by the service."""
        review = self.get_object(request, str(pk))
        if review is None:
            raise Http404
        if not self.has_view_permission(request, review):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        by: dict[str, Any] = {"by": actor_of(request.user), "key": request.idempotency_key}  # type: ignore[attr-defined]
        decision = request.POST.get("decision", "")
        try:
            if decision == SHOW:
                reviews.show_words(review, **by)
            else:
                reviews.hide_words(review, reason=decision, **by)
        except ValueError:
            messages.error(request, _now("Choose a decision and its reason."))
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _now("The decision is recorded."))
        return redirect("admin:orders_review_change", pk)


def _choices(review: Review) -> list[tuple[str, Any]]:
    """What may be decided now, each with its reason."""
    if review.is_hidden:
        return [(SHOW, _now("Show the words again"))]
    return [(reason, _now("Hide the words: %(why)s") % {"why": label}) for reason, label in REASONS]
