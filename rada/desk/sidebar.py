"""The places of operations, by trade; each is shown to whoever may view its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

MOST = 99
GROUPS: tuple[tuple[Any, tuple[tuple[Any, str, str], ...]], ...] = (
    (
        _("Quality"),
        (
            (_("Breaches"), "gavel", "orders.breach"),
            (_("Appeals"), "balance", "complaints.appeal"),
            (_("Odd reports"), "report", "orders.oddreport"),
            (_("Reviews"), "reviews", "orders.review"),
            (_("Receipt photos"), "photo_camera", "orders.photocheck"),
            (_("Closures"), "thunderstorm", "orders.closure"),
            (_("Rules"), "rule", "orders.rulemode"),
            (_("Policy versions"), "tune", "orders.policyversion"),
        ),
    ),
    (
        _("Orders"),
        (
            (_("Orders"), "receipt_long", "orders.order"),
            (_("Assignments"), "timeline", "orders.assignment"),
            (_("Stamp rolls"), "approval", "orders.stamproll"),
            (_("Stamps"), "qr_code_2", "orders.stamp"),
        ),
    ),
    (
        _("Personal data"),
        (
            (_("Requests"), "contact_page", "orders.datarequest"),
            (_("Legal holds"), "lock_clock", "orders.legalhold"),
            (_("Erasures"), "ink_eraser", "orders.erasure"),
        ),
    ),
    (
        _("Partners"),
        (
            (_("Partners"), "storefront", "partners.partner"),
            (_("Members"), "badge", "partners.member"),
            (_("Published terms"), "contract", "partners.termsversion"),
            (_("Announced leave"), "event_busy", "partners.announcedleave"),
            (_("Charter"), "handshake", "partners.charterversion"),
            (_("Services"), "home_repair_service", "partners.service"),
        ),
    ),
    (
        _("System"),
        (
            (_("Notices"), "notifications", "platform.notice"),
            (_("Private links"), "link", "platform.accesstoken"),
            (_("Accounts"), "person", "partners.user"),
            (_("Roles"), "group", "auth.group"),
            (_("Failed sign-ins"), "lock", "axes.accessattempt"),
        ),
    ),
)


class MayView:
    """Whether a person may view a table; its admin page says so itself."""

    def __init__(self, label: str) -> None:
        self.label = label

    def __call__(self, request: HttpRequest) -> bool:
        """Ask the table's own page."""
        from django.apps import apps
        from django.contrib import admin

        page = admin.site._registry.get(apps.get_model(self.label))
        return page is not None and page.has_view_permission(request)


def places() -> list[dict[str, Any]]:
    """The groups with their places, as the theme wants them."""
    home = {"title": _("Today"), "icon": "today", "link": reverse_lazy("admin:index")}
    return [{"title": "", "items": [home]}] + [
        {"title": title, "items": [_place(*place) for place in places_of]} for title, places_of in GROUPS
    ]


def _place(title: Any, icon: str, label: str) -> dict[str, Any]:
    link = reverse_lazy(f"admin:{label.replace('.', '_')}_changelist")
    place = {"title": title, "icon": icon, "link": link, "permission": MayView(label)}
    return {**place, "badge": SimpleLazyObject(WAITING[label])} if label in WAITING else place


def _number(waiting: QuerySet[Any]) -> str:
    """How many wait for a person; nothing where none does."""
    number = len(waiting.values_list("pk")[: MOST + 1])
    return f"{MOST}+" if number > MOST else str(number or "")


def _appeals() -> str:
    from complaints.selectors import appeals_open

    return _number(appeals_open())


def _receipt_photos() -> str:
    from orders.stamp_selectors import checks_open

    return _number(checks_open())


def _data_requests() -> str:
    from orders.selectors import data_requests_open

    return _number(data_requests_open())


WAITING: dict[str, Callable[[], str]] = {
    "complaints.appeal": _appeals,
    "orders.photocheck": _receipt_photos,
    "orders.datarequest": _data_requests,
}
