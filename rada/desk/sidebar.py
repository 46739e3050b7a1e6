"""The places of operations, by trade; each is shown to whoever may view its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

MOST, INBOX = 99, "inbox"
GROUPS: tuple[tuple[Any, tuple[tuple[Any, str, str], ...]], ...] = (
    (
        _("Complaints"),
        (
            (_("Complaints"), "support_agent", "complaints.complaint"),
            (_("Remedies"), "volunteer_activism", "complaints.remedy"),
            (_("Canned replies"), "quickreply", "complaints.cannedreply"),
            (_("Skills of colleagues"), "badge", "complaints.staffskill"),
        ),
    ),
    (
        _("Quality"),
        (
            (_("Breaches"), "gavel", "orders.breach"),
            (_("Appeals"), "balance", "complaints.appeal"),
            (_("Measures"), "stairs", "complaints.measure"),
            (_("Score cards"), "leaderboard", "complaints.scorecard"),
            (_("Odd reports"), "report", "orders.oddreport"),
            (_("Reviews"), "reviews", "orders.review"),
            (_("Receipt photos"), "photo_camera", "orders.photocheck"),
        ),
    ),
    (
        _("Rules"),
        (
            (_("Rules"), "rule", "orders.rulemode"),
            (_("Closures"), "thunderstorm", "orders.closure"),
            (_("Faults of the platform"), "running_with_errors", "orders.platformfault"),
            (_("Policy versions"), "tune", "orders.policyversion"),
            (_("Policy drafts"), "edit_note", "orders.policydraft"),
            (_("Trials on history"), "history", "orders.trial"),
            (_("Versions of the score"), "trending_up", "complaints.scoreversion"),
        ),
    ),
    (
        _("Orders"),
        (
            (_("Orders that need a hand"), "front_hand", "orders.orderinneed"),
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
            (_("Webhook endpoints"), "webhook", "platform.webhookendpoint"),
            (_("Webhook events"), "outbox", "platform.webhookevent"),
            (_("Integrations"), "api", "platform.integration"),
            (_("Accounts"), "person", "partners.user"),
            (_("Roles"), "group", "auth.group"),
            (_("Journal"), "history", "desk.journalentry"),
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


def places(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups with their places, as the theme wants them."""
    from rada.desk import figures

    home = {"title": _("Today"), "icon": "today", "link": reverse_lazy("admin:index")}
    numbers: Any = SimpleLazyObject(lambda: waiting(request))
    weekly = {
        "title": _("Weekly figures"), "icon": "query_stats", "link": reverse_lazy("admin:figures"),
        "permission": figures.may_read,
    }  # fmt: skip
    return [{"title": "", "items": [home, weekly]}] + [
        {"title": title, "items": [_place(numbers, *place) for place in places_of]} for title, places_of in GROUPS
    ]


def _place(numbers: Mapping[str, int], title: Any, icon: str, label: str) -> dict[str, Any]:
    link = reverse_lazy(f"admin:{label.replace('.', '_')}_changelist")
    place = {"title": title, "icon": icon, "link": link, "permission": MayView(label)}
    return {**place, "badge": SimpleLazyObject(lambda: badge(numbers[label]))} if label in WAITING else place


def badge(number: int) -> str:
    """Nothing where nothing waits."""
    return f"{MOST}+" if number > MOST else str(number or "")


def waiting(request: HttpRequest) -> Counter[str]:
    """How many rows wait for a person in each place, and in this person's INBOX; one query for all, once a request."""
    if not hasattr(request, "desk_waiting"):
        request.desk_waiting = _numbers(request)  # type: ignore[attr-defined]
    return request.desk_waiting  # type: ignore[attr-defined,no-any-return]


def _numbers(request: HttpRequest) -> Counter[str]:
    """Counted no farther than a badge tells."""
    from rada.desk.inbox import unread

    places_of = {label: rows() for label, rows in WAITING.items()} | {INBOX: unread(request)}
    first, *others = [
        rows.order_by().annotate(place=Value(label, CharField())).values_list("place", flat=True)[: MOST + 1]
        for label, rows in places_of.items()
    ]
    return Counter(first.union(*others, all=True))


def _complaints() -> QuerySet[Any]:
    from complaints.desk_selectors import waiting_for_rada

    return waiting_for_rada()


def _breaches() -> QuerySet[Any]:
    from orders.selectors import breaches_to_check

    return breaches_to_check()


def _appeals() -> QuerySet[Any]:
    from complaints.selectors import appeals_open

    return appeals_open()


def _measures() -> QuerySet[Any]:
    from complaints.selectors import measures_open

    return measures_open()


def _faults() -> QuerySet[Any]:
    from orders.policy_selectors import faults_open

    return faults_open()


def _receipt_photos() -> QuerySet[Any]:
    from orders.stamp_selectors import checks_open

    return checks_open()


def _data_requests() -> QuerySet[Any]:
    from orders.selectors import data_requests_open

    return data_requests_open()


def _orders_in_need() -> QuerySet[Any]:
    from orders.need_selectors import orders_in_need

    return orders_in_need()


# What waits for a person in a place; its badge says how many.
WAITING: dict[str, Callable[[], QuerySet[Any]]] = {
    "complaints.complaint": _complaints,
    "orders.breach": _breaches,
    "complaints.appeal": _appeals,
    "complaints.measure": _measures,
    "orders.orderinneed": _orders_in_need,
    "orders.platformfault": _faults,
    "orders.photocheck": _receipt_photos,
    "orders.datarequest": _data_requests,
}
