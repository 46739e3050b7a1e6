"""Policy drafts: written, compared with what is in force, tried on history, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from orders import permissions
from orders.admin.keyed import KeyedAdmin
from orders.forms.policies import DraftForm, PublishForm
from orders.models import PolicyDraft
from orders.services import policies, policy_drafts
from orders.services.policy_drafts import Content
from orders.services.timeline import Refused
from orders.wording.policies import difference
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock

HISTORY_SHOWN = 20


@admin.register(PolicyDraft)
class PolicyDraftAdmin(KeyedAdmin):
    """Numbers that are being thought about. A new one begins with what is in force."""

    list_display = ("note", "revision", "updated_by", "updated_at", "published_as")
    list_select_related = ("updated_by", "published_as")
    ordering = ("-updated_at", "-id")
    search_fields = ("note",)
    sortable_by = ()
    fields = ("note",)
    empty_words = _("No draft yet. A draft begins with the numbers in force; try it on history before it is published.")
    change_form_template = "admin/orders/policydraft/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Through its own pages alone."""
        return False

    def create(self, request: HttpRequest, obj: PolicyDraft, form: Any) -> PolicyDraft:
        """Begun through the service."""
        return PolicyDraft(pk=policy_drafts.begin(obj.note, by=actor_of(request.user)))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Straight to its numbers."""
        return redirect("admin:orders_policydraft_change", obj.pk)

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Saving and publishing."""
        return (
            ("<int:pk>/save/", "orders_policydraft_save", self.save),
            ("<int:pk>/publish/", "orders_policydraft_publish", self.publish),
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The draft with all that belongs to it, beside Django's own context."""
        if context.get("original") is not None:
            context |= self._page(request, context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def save(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Keep what the form says; refused, it stays as it was filled."""
        draft = self._draft(request, pk)
        form = DraftForm(request.POST, draft=draft)

        def keep(**by: Any) -> str:
            revision = form.cleaned_data["revision"]
            policy_drafts.save(draft, form.content, note=form.cleaned_data["note"], revision=revision, **by)
            return _now("The draft is saved.")

        return self._done(request, draft, keep, form=form)

    def publish(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Make it a version; refused, the start stays as it was typed."""
        draft = self._draft(request, pk)
        form = PublishForm(request.POST)

        def put_in_force(**by: Any) -> str:
            number = policy_drafts.publish(draft, **form.cleaned_data, **by)
            return _now("Published as version %(number)s.") % {"number": number}

        return self._done(request, draft, put_in_force, publishing=form)

    def _done(self, request: HttpRequest, draft: PolicyDraft, act: Callable[..., str], **forms: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        by, key = actor_of(request.user), request.idempotency_key  # type: ignore[attr-defined]
        if not permissions.can_draft_policies(by):
            raise PermissionDenied
        if is_answered(key):
            return redirect("admin:orders_policydraft_change", draft.pk)
        (form,), status = forms.values(), 422
        if form.is_valid():
            try:
                messages.success(request, act(by=by, key=key))
            except (Refused, KeyReused) as error:
                form.add_error(None, str(error))
                status = 409
            else:
                return redirect("admin:orders_policydraft_change", draft.pk)
        context = {**self.admin_site.each_context(request), **self._page(request, draft), **forms}
        context |= {"opts": self.opts, "original": draft, "title": str(draft)}
        return TemplateResponse(request, self.change_form_template, context, status=status)

    def _draft(self, request: HttpRequest, pk: int) -> PolicyDraft:
        draft = self.get_object(request, str(pk))
        if draft is None:
            raise Http404
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        return draft  # type: ignore[no-any-return]

    def _page(self, request: HttpRequest, draft: PolicyDraft) -> dict[str, Any]:
        by = actor_of(request.user)
        is_open = draft.published_as_id is None and permissions.can_draft_policies(by)
        standing = policies.in_force(clock.now())
        changes = draft.changes.select_related("changed_by")[:HISTORY_SHOWN]
        return {
            "draft": draft,
            "standing": standing,
            "lines": difference(standing, draft),
            "form": DraftForm(draft=draft, auto_id="draft_%s") if is_open else None,
            "publishing": PublishForm(initial={"revision": draft.revision}, auto_id="publish_%s") if is_open else None,
            "trial_url": f"{reverse('admin:orders_trial_add')}?draft={draft.pk}",
            "may_try": permissions.can_try_policies(by),
            "trials": draft.trial_set.select_related("started_by")[:HISTORY_SHOWN],
            "changes": [(each, difference(Content(**each.before), Content(**each.after))) for each in changes],
        }
