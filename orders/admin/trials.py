"""Trials on history: started, watched, stopped; what they found, by rule and by partner, with examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from orders import permissions, policy_selectors
from orders.admin.keyed import KeyedAdmin
from orders.forms.policies import TrialForm
from orders.models import Assignment, Trial
from orders.services.trials import running
from orders.services.trials.tally import Tally, added_up, by_partner, by_rule
from orders.wording.trials import KIND_WORDS, Found, grade_words, progress_words, rule_label, what_is_tried
from partners.actors import actor_of
from rada.web import clock

PARTNERS_SHOWN = 30


@admin.register(Trial)
class TrialAdmin(KeyedAdmin):
    """A draft or version judged beside what each order has pinned. It changes no order."""

    form = TrialForm
    list_display = ("id", "draft", "version", "days", "state", "size", "started_by", "started_at")
    list_select_related = ("draft", "version", "started_by")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("draft", "version", "days")
    autocomplete_fields = ("draft", "version")
    empty_words = _("Nothing was tried yet. Begin from a policy draft: what it would change is counted, no order is.")
    change_form_template = "admin/orders/trial/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what was found was found."""
        return False

    def create(self, request: HttpRequest, obj: Trial, form: Any) -> Trial:
        """Started through the service; workers do the rest."""
        tried = obj.draft or obj.version
        return Trial(pk=running.start(tried, days=obj.days, by=actor_of(request.user)))  # type: ignore[arg-type]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Straight to its progress."""
        return redirect("admin:orders_trial_change", obj.pk)

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Progress as a fragment, and the stop button."""
        return (
            ("<int:pk>/progress/", "orders_trial_progress", self.progress),
            ("<int:pk>/stop/", "orders_trial_stop", self.stop),
        )

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what its page names."""
        return super().get_queryset(request).select_related("draft", "version", "started_by")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """How far it is, and once it is over what it found."""
        trial = context.get("original")
        if trial is not None:
            context |= self._progress(request, trial)
            if trial.state != Trial.State.RUNNING:
                context |= found_by(trial)
        return super().render_change_form(request, context, *args, **kwargs)

    def progress(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """The bar alone, asked for every second; once the trial is over, the whole page anew."""
        trial = self._trial(request, pk)
        if trial.state != Trial.State.RUNNING:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return TemplateResponse(request, "admin/orders/trial/_progress.html", self._progress(request, trial))

    def stop(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Stop it; what was found so far stays."""
        trial = self._trial(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        if not running.stop(trial, by=actor_of(request.user)):
            messages.info(request, _now("The trial was over already."))
        return redirect("admin:orders_trial_change", pk)

    def _trial(self, request: HttpRequest, pk: int) -> Trial:
        trial = self.get_object(request, str(pk))
        if trial is None:
            raise Http404
        if not self.has_view_permission(request, trial):
            raise PermissionDenied
        return trial  # type: ignore[no-any-return]

    def _progress(self, request: HttpRequest, trial: Trial) -> dict[str, Any]:
        now = running.progress(trial)
        may_stop = trial.state == Trial.State.RUNNING and permissions.can_try_policies(actor_of(request.user))
        return {
            "trial": trial,
            "tried": what_is_tried(trial),
            "progress": now,
            "progress_said": progress_words(trial, now),
            "may_stop": may_stop,
        }


def found_by(trial: Trial) -> dict[str, Any]:
    """What a trial found, for its page: by rule, by partner, with examples; and the points before and after."""
    tally = added_up(trial.shards.filter(done_at__isnull=False).values_list("outcome", flat=True))
    names = policy_selectors.partners_named(line.partner_id for line in tally.counts)
    partners = [Found(KIND_WORDS[kind], str(names[pk]), *counted) for (kind, pk), counted in by_partner(tally).items()]
    return {
        "by_rule": [Found(KIND_WORDS[kind], rule_label(rule), *n) for (kind, rule), n in by_rule(tally).items()],
        "by_partner": sorted(partners, key=lambda found: -found.number)[:PARTNERS_SHOWN],
        "partners_left_out": max(0, len(partners) - PARTNERS_SHOWN),
        "points_before": sum(counted[1] for counted in tally.counts.values()),
        "points_after": sum(counted[2] for counted in tally.counts.values()),
        "examples": _examples(tally),
    }


def _examples(tally: Tally) -> list[tuple[str, str, list[tuple[Assignment, str, str]]]]:
    """By kind and rule: a few assignments, each with its grade before and after."""
    shown = {each["assignment"] for examples in tally.examples.values() for each in examples}
    assignments = policy_selectors.assignments_named(shown)
    now = clock.now()
    return [
        (
            str(KIND_WORDS[kind]),
            rule_label(rule),
            [
                (assignments[each["assignment"]], grade_words(each["before"], now), grade_words(each["after"], now))
                for each in examples
            ],
        )
        for (kind, rule), examples in sorted(tally.examples.items())
    ]
