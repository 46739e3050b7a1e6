"""The site of operations: the house's own sign-in, a home with numbers, places by trade."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite


class DeskSite(UnfoldAdminSite):
    """Operations. Whoever is signed in and no staff sees no such page at all."""

    index_title = _("Today")
    index_template = "admin/home.html"

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in, with its lock-out: go there and come back."""
        if self.has_permission(request):
            return redirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise Http404
        wanted = request.GET.get("next", "")
        home = reverse("admin:index", current_app=self.name)
        return redirect_to_login(wanted if wanted.startswith(home) else home, resolve_url(settings.LOGIN_URL))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Today's numbers, the chart, and the tables below."""
        from rada.desk.home import home

        return super().index(request, {**home(request), **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        """With the pages that belong to no table."""
        from rada.desk import figures, inbox
        from rada.desk.finding import find

        own = [
            path("find/", self.admin_view(find), name="find"),
            path("inbox/", self.admin_view(inbox.page), name="inbox"),
            path("figures/", self.admin_view(figures.page), name="figures"),
            path("figures.csv", self.admin_view(figures.as_csv), name="figures_csv"),
        ]
        return [*own, *super().get_urls()]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django does, and every act is entered into the journal."""
        from rada.desk.journal.recording import recorded

        return super().admin_view(recorded(view), cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the house's own mark, and what the bell counts."""
        from rada.desk.sidebar import INBOX, badge, waiting

        icon = {"rel": "icon", "href": static("img/favicon.svg"), "type": "image/svg+xml"}
        return {
            **super().each_context(request),
            "site_icon": static("img/logo.svg"),
            "site_favicons": [icon],
            "show_languages": True,
            "unread_notices": SimpleLazyObject(lambda: badge(waiting(request)[INBOX])),
        }

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Places by trade; a group without a place this person may open is left out by the page."""
        from rada.desk.sidebar import places

        groups = [{**group, "items": self._get_navigation_items(request, group["items"])} for group in places(request)]
        return [group for group in groups if any(item["has_permission"] for item in group["items"])]

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """No search across all tables: each list has its own, and none leans on the cache."""
        raise Http404
