"""The portal's recurring pieces. They take plain values and know no model; `/gallery/` shows every one of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rada.lib.money import format_vnd
from rada.web import clock_faces, hours_strip, wording

register = template.Library()

MINUS = "−"
ICON_OF_TONE = {"kept": "kept", "soon": "soon", "broken": "broken", "accent": "info"}


@register.filter
def vnd(amount: int | None) -> str:
    """Đồng as `1.250.000 ₫`, less than nothing with a true minus; nothing where there is no amount."""
    return "" if amount is None else format_vnd(amount).replace("-", MINUS)


@register.filter
def local_instant(at: datetime | None, now: datetime | None = None) -> str:
    """`22/11/2026 21:05` in Vietnam; `at|local_instant:now` names near days ("14:20 today")."""
    return "" if at is None else wording.instant(at, now)


@register.filter
def local_time(at: datetime | None) -> str:
    """`21:05` in Vietnam."""
    return "" if at is None else wording.time_of_day(at)


@register.filter
def span_words(minutes: int) -> str:
    """`18 minutes`, `5 hours`, `2 days`, rounded down."""
    return wording.span(int(minutes))


@register.filter
def greeting(person: Any) -> str:
    """`Chị Hà`; see `wording.greeting`."""
    return wording.greeting(person)


@register.simple_tag
def new_key() -> str:
    """An idempotency key for one form on one page; `{% new_key as key %}` hands it to a confirm sheet."""
    return secrets.token_urlsafe(16)


@register.simple_tag
def form_key() -> SafeString:
    """The hidden field that makes sending a form twice the same as sending it once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', secrets.token_urlsafe(16))


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """A drawing of our sprite; hidden from screen readers unless it has a `title`. A page has dozens: no template."""
    spoken = format_html('role="img" aria-label="{}"', title) if title else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"/></svg>', spoken, static("img/icons.svg"), name)


@register.inclusion_tag("components/_clock_chip.html")
def clock_chip(
    due_at: datetime,
    now: datetime,
    kind: str = "plain",
    rests: Iterable[clock_faces.Rest] | None = None,
    span_minutes: int | None = None,
    show_due: bool = True,
) -> dict[str, Any]:
    """A countdown in words; the browser keeps it fresh by the server's clock. See `clock_faces.face`."""
    face = clock_faces.face(due_at, now, kind, rests, span_minutes)
    return {"face": face, "care": kind == "care", "show_due": show_due}


@register.inclusion_tag("components/_countdown_words.html")
def countdown_words() -> dict[str, Any]:
    """What the browser needs to say a countdown in the page's language; once a page, in the shell."""
    return {
        "left": _("%(span)s left") % {"span": "{span}"},
        "care_left": _("%(span)s of care time left") % {"span": "{span}"},
        "late": _("%(span)s late") % {"span": "{span}"},
        "units": [
            ("minute", wording.minutes_words(1), wording.minutes_words("{n}")),
            ("hour", wording.hours_words(1), wording.hours_words("{n}")),
            ("day", wording.days_words(1), wording.days_words("{n}")),
        ],
    }


@register.inclusion_tag("components/_state_badge.html")
def state_badge(word: str, tone: str = "", icon: str = "") -> dict[str, str]:
    """A state by word, icon and colour; `tone` is empty, accent, kept, soon or broken."""
    return {"word": word, "tone": tone, "icon": icon or ICON_OF_TONE.get(tone, "")}


@register.inclusion_tag("components/_burn_bar.html")
def burn_bar(left: float, whole: float, label: str, tone: str = "") -> dict[str, Any]:
    """How much of a whole is left; `label` says the same in words."""
    share = 0 if whole <= 0 else max(0.0, min(1.0, left / whole))
    return {"width": round(share * 100, 1), "label": label, "tone": tone}


@register.inclusion_tag("components/_money_line.html")
def money_line(label: str, amount: int, note: str = "", kind: str = "") -> dict[str, Any]:
    """One line of a `<dl class="money">`, in đồng; `kind` is empty, less (a discount) or total."""
    return {"label": label, "amount": amount, "note": note, "kind": kind}


@register.inclusion_tag("components/_evidence_sentence.html")
def evidence_sentence(sentence: str, figures: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """The numbers a breach rests on, as a sentence and, where given, as pairs of word and value."""
    return {"sentence": sentence, "figures": list(figures)}


@register.inclusion_tag("components/_hours_strip.html")
def strip_of_hours(
    begin: datetime,
    due_at: datetime,
    end: datetime,
    rests: Iterable[clock_faces.Rest] | None = None,
    begin_word: str = "",
) -> dict[str, Any]:
    """The hours of one clock as a drawing: counted, resting, late. Without `rests` it rests at night, as care does."""
    pauses = clock_faces.nights(begin, due_at) if rests is None else rests
    drawn = hours_strip.stretches(begin, due_at, end, pauses)
    due_x = next((piece.x for piece in drawn if piece.kind == "late"), hours_strip.WIDTH)
    anchor = "start" if due_x < 60 else "end" if due_x > hours_strip.WIDTH - 60 else "middle"
    return {
        "stretches": drawn, "begin": begin, "due_at": due_at, "end": end, "width": hours_strip.WIDTH,
        "due_x": due_x, "due_anchor": anchor, "begin_word": begin_word, "mark": f"{begin:%d%H%M}-{end:%d%H%M}",
    }  # fmt: skip


@register.inclusion_tag("components/_timeline_item.html")
def timeline_item(
    word: str,
    at: datetime,
    note: str = "",
    quote: str = "",
    tone: str = "",
    icon: str = "",
    now: datetime | None = None,
) -> dict[str, Any]:
    """One event in an `<ol class="timeline">`; `quote` is what somebody wrote, `note` is ours."""
    return {
        "word": word, "at": at, "note": note, "quote": quote, "tone": tone, "now": now,
        "icon": icon or ICON_OF_TONE.get(tone, "clock"),
    }  # fmt: skip


@register.inclusion_tag("components/_empty_state.html")
def empty_state(
    title: str, text: str, icon: str = "empty", action_url: str = "", action_word: str = ""
) -> dict[str, str]:
    """What will appear here, and what to do next."""
    return {"title": title, "text": text, "icon": icon, "action_url": action_url, "action_word": action_word}


@register.inclusion_tag("components/_confirm_sheet.html", takes_context=True)
def confirm_sheet(
    context: Context,
    action: str,
    label: str,
    consequence: str,
    key: str,
    confirm: str = "",
    form: Any = None,
    tone: str = "danger",
    quiet: bool = True,
) -> dict[str, Any]:
    """Ask once before a step that cannot be undone, and say first what follows. `key` is the idempotency key.

    Two sheets on one page need forms with different prefixes, so that no id stands twice.
    """
    return {
        "action": action, "label": label, "consequence": consequence, "key": key, "confirm": confirm or label,
        "form": form, "tone": tone, "quiet": quiet, "csrf_token": context.get("csrf_token", ""),
    }  # fmt: skip


@register.inclusion_tag("components/_photo_tile.html")
def photo_tile(src: str, alt: str, caption: str = "", href: str = "", word: str = "", tone: str = "") -> dict[str, str]:
    """A photo with its state; without `src` the place where it will be."""
    sign = ICON_OF_TONE.get(tone, "")
    return {"src": src, "alt": alt, "caption": caption, "href": href, "word": word, "tone": tone, "icon": sign}


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form's field with label, help and error beside it; Django itself points `aria-describedby` at both."""
    kind = getattr(bound.field.widget, "input_type", "")
    group = kind in {"radio", "checkbox"} and bound.use_fieldset
    return {"field": bound, "is_group": group, "is_single_box": kind == "checkbox" and not group}
