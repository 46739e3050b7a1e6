"""Score cards: every partner by its points, and one card whose numbers open the orders behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from complaints.exports import score_card_rows
from complaints.models import ScoreCard
from complaints.permissions import sees_measures
from complaints.scores import definition, selectors
from complaints.scores.card import Card
from complaints.scores.content import score_card_content
from complaints.scores.definition import CLAUSES, Verdict
from complaints.selectors import measures_visible_to
from complaints.wording import quality as words
from orders.wording import rule_words
from partners.actors import actor_of
from partners.admin.partners import FoundByName
from partners.charter_words import clause_words
from rada.web import clock
from rada.web.csv_files import csv_file
from rada.web.paging import After, after
from rada.web.staff_pages import ReadOnlyAdmin

PAGE = 50
HISTORY = 20


@admin.register(ScoreCard)
class ScoreCardAdmin(FoundByName, ReadOnlyAdmin):
    """The most points first; partners without a breach follow by name."""

    list_display = ("name", "points_label", "to_next", "answers", "cancels", "orders_counted")
    sortable_by = ()
    change_form_template = "admin/complaints/scorecard/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Ordered by the points of the last look; each row tells those of its card."""
        return super().get_queryset(request).order_by(F("standing__points").desc(nulls_last=True), "name_sort", "pk")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Each row knows its card; the cards of a page are read together."""
        changes = super().get_changelist_instance(request)
        rows = list(changes.result_list)
        cards = selectors.cards([row.pk for row in rows], now=clock.now())
        for row in rows:
            row.card = cards[row.pk]
        changes.result_list = rows  # type: ignore[assignment]
        return changes

    @display(description=_("points"))
    def points_label(self, partner: Any) -> str:
        """The points, and the step that they reach."""
        card: Card = partner.card
        return f"{card.points} · {words.MEASURE_WORDS[card.step]}" if card.step else str(card.points)

    @display(description=_("to the next step"))
    def to_next(self, partner: Any) -> str:
        """How many points more lead to the next step."""
        left = definition.points_to_next(partner.card.points, partner.card.numbers)
        return "" if left is None else str(left)

    @display(description=_("answer rate"))
    def answers(self, partner: Any) -> str:
        """Its percent, or nothing below enough offers."""
        return _rate(partner.card.answers_percent, partner.card.answers_too_few)

    @display(description=_("cancel rate"))
    def cancels(self, partner: Any) -> str:
        """Its percent, or nothing below enough orders."""
        return _rate(partner.card.cancels_percent, partner.card.cancels_too_many)

    @display(description=_("orders"))
    def orders_counted(self, partner: Any) -> Any:
        """How many were offered, or that they are too few."""
        return partner.card.orders if partner.card.is_enough else _("not enough orders yet")

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """The orders behind a number, and the card as a file."""
        return (
            ("<int:pk>/orders/<str:clause>/", "complaints_scorecard_orders", self.orders),
            ("<int:pk>/csv/", "complaints_scorecard_csv", self.csv),
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The card, beside Django's own context."""
        context.update(_page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def orders(self, request: HttpRequest, pk: int, clause: str, model_admin: Any = None) -> HttpResponse:
        """The orders under one clause: those of one verdict, or all that count."""
        partner = self._asked_of(request, pk)
        if clause not in CLAUSES:
            raise Http404
        now = clock.now()
        card = selectors.cards([pk], now=now)[pk]
        show = request.GET.get("show", "")
        show = show if show in set(Verdict) else ""
        begins = after(request.GET.get("after", ""))
        found = selectors.orders_under(
            clause, actor_of(request.user), show=show, now=now, after=begins, partner=partner.pk
        )
        rows = list(found[: PAGE + 1])
        last = rows[PAGE - 1] if len(rows) > PAGE else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": partner,
            "title": partner.name,
            "clause": clause_words(clause),
            "what_counts": words.what_counts(clause),
            "line": words.tally_words(card.clauses[clause].whole, card.numbers),
            "show": show,
            "shows": [(each.value, words.VERDICT_WORDS[each].word) for each in Verdict],
            "rows": [_scored(clause, row) for row in rows[:PAGE]],
            "older": str(After(last.offered_at, last.pk)) if last is not None and last.offered_at else "",
        }
        return TemplateResponse(request, "admin/complaints/scorecard/orders.html", context)

    def csv(self, request: HttpRequest, pk: int, model_admin: Any = None) -> StreamingHttpResponse:
        """The numbers of the card, as they are on the page."""
        partner = self._asked_of(request, pk)
        now = clock.now()
        content = score_card_content(selectors.cards([pk], now=now)[pk])
        return csv_file(f"score-{pk}", score_card_rows(partner.name, content), now)

    def _asked_of(self, request: HttpRequest, pk: int) -> Any:
        partner = self.get_object(request, str(pk))
        if partner is None:
            raise Http404
        if not self.has_view_permission(request, partner):
            raise PermissionDenied
        return partner


def _rate(percent: int | None, is_bad: bool) -> str:
    told = "–" if percent is None else words.percent_words(percent)
    return f"{told} !" if is_bad else told


def _page(request: HttpRequest, partner: ScoreCard) -> dict[str, Any]:
    now = clock.now()
    card = selectors.cards([partner.pk], now=now)[partner.pk]
    content = score_card_content(card)
    weighing = selectors.breaches_weighing(actor_of(request.user), now=now, partner=partner.pk)[:PAGE]
    history = measures_visible_to(actor_of(request.user)).filter(partner_id=partner.pk)
    return {
        "partner": partner,
        "content": content,
        "enough": card.numbers.enough,
        "ladder": words.ladder_words(card),
        "answers_words": words.answers_words(card),
        "cancels_words": words.cancels_words(card),
        "answer_days": card.numbers.answers_days,
        "cancel_days": card.numbers.cancels_days,
        "clauses": [
            {
                **row,
                "words": clause_words(row["clause"]),
                "weeks_words": words.weeks_words(card.clauses[row["clause"]].whole),
            }
            for row in content["clauses"]
        ],
        "weighing": [
            (each, rule_words(each.rule).title, definition.expires(each.occurred_at, card.numbers)) for each in weighing
        ],
        "measures": list(history[:HISTORY]),
        "may_see_measures": sees_measures(actor_of(request.user)),
    }


def _scored(clause: str, order: Any) -> dict[str, Any]:
    facts = selectors.facts_of(order)
    verdict = definition.verdict(clause, facts, {breach.state for breach in order.stains})
    return {
        "assignment": order,
        "order": order.order,
        "verdict": words.VERDICT_WORDS[verdict].word,
        "why_not": words.why_excluded(clause, facts) if verdict == Verdict.EXCLUDED else "",
        "breaches": [(each, rule_words(each.rule).title) for each in order.stains],
    }
