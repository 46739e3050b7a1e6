"""Pieces of pages that know orders: badges of states, areas in words, addresses of acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from orders import acts
from orders.models import Assignment, Breach
from orders.views import chronicle
from orders.wording import rule_words
from partners.areas import ward_label
from rada.lib.phones import display_phone, masked_phone
from rada.web.clock import VIETNAM
from rada.web.templatetags.rada_components import new_key
from rada.web.wording import instant, time_of_day, weekday

register = template.Library()
ADDRESSES = {"answer": "assignment"}


@register.filter
def ward_words(code: str) -> str:
    """`Phường Cầu Giấy, Thành phố Hà Nội`; nothing where no ward is known."""
    return ward_label(code) if code else ""


@register.filter
def hidden_phone(number: str) -> str:
    """`•••• ••• 678`."""
    return masked_phone(number)


@register.filter
def phone_words(number: str) -> str:
    """`0912 345 678`."""
    return display_phone(number)


@register.filter
def local_day(at: datetime) -> str:
    """`Sunday 22/11`, in Vietnam."""
    local = at.astimezone(VIETNAM)
    word = weekday(local.weekday())
    return f"{word[:1].upper()}{word[1:]} {local:%d/%m}"


@register.filter
def window_until(begin: datetime, end: datetime | None) -> tuple[datetime, datetime]:
    """A span of an appointment, for `near`."""
    return begin, end or begin


@register.filter
def near(window: tuple[datetime, datetime], now: datetime) -> str:
    """`14:00–16:00 today`, in Vietnam; both days where the span crosses midnight."""
    begin, end = window
    if begin.astimezone(VIETNAM).date() != end.astimezone(VIETNAM).date():
        return f"{instant(begin, now)} – {instant(end, now)}"
    times = f"{time_of_day(begin)}–{time_of_day(end)}" if end > begin else time_of_day(begin)
    return instant(begin, now).replace(time_of_day(begin), times, 1)


@register.simple_tag
def act_url(action: str, pk: int) -> str:
    """The address that shows an act's form."""
    return reverse(f"orders:{ADDRESSES.get(action, action)}", args=[pk])


@register.inclusion_tag("components/_state_badge.html")
def assignment_badge(assignment: Assignment) -> dict[str, Any]:
    """Where an assignment stands."""
    return chronicle.state_of(assignment)._asdict()


@register.inclusion_tag("components/_state_badge.html")
def breach_badge(breach: Breach) -> dict[str, Any]:
    """Where a breach stands."""
    return chronicle.breach_state_of(breach)._asdict()


@register.filter
def rule_title(rule: str) -> str:
    """The breach's name in words."""
    return str(rule_words(rule).title)


@register.filter
def is_not(value: str, other: str) -> bool:
    """Whether two words differ."""
    return value != other


@register.inclusion_tag("components/_confirm_sheet.html", takes_context=True)
def step_sheet(
    context: Context, step: dict[str, Any], pk: int, tone: str = "", quiet: Any = True, label: str = ""
) -> dict[str, Any]:
    """The sheet of one possible act, with its form and what it costs; the milder way first where there is one."""
    act, milder = step["act"], step["has_milder_way"]
    other = acts.REPORT_DISAGREEMENT if milder else step["first"]
    consequence = " ".join(filter(None, (step["cost"], milder_words(context["minor_points"]) if milder else "")))
    return {
        "action": reverse(f"orders:{act.name}", args=[pk]), "label": label or act.word, "confirm": label or act.word,
        "consequence": consequence or WHAT_FOLLOWS.get(act.name, ""), "key": new_key(), "form": step["form"],
        "tone": tone, "quiet": bool(quiet), "is_open": step["is_open"], "icon": "" if tone == "danger" else act.icon,
        "refusal": "", "csrf_token": context.get("csrf_token", ""),
        "other_url": reverse(f"orders:{other.name}", args=[pk]) if other is not None else "",
        "other_word": other.word if other is not None else "",
    }  # fmt: skip


def milder_words(minor_points: str) -> str:
    """What a disagreement that is reported first changes."""
    return _(
        "If you and the customer cannot agree, report the disagreement first: then cancelling weighs only %(points)s."
    ) % {"points": minor_points}


WHAT_FOLLOWS: dict[str, Any] = {
    acts.COMPLETE.name: _lazy("After this you issue the stamped receipt and ask the customer for its photo."),
    acts.REPORT_DISAGREEMENT.name: _lazy("This costs nothing. It shows that you tried to agree before anything else."),
}
