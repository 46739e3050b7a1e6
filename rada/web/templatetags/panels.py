"""`{% panel "breach" breach %}`: what upper apps know, on a lower app's page."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from rada.web import panels

register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: Context, slot: str, subject: Any) -> SafeString:
    """Render what upper apps filled this slot with."""
    parts = panels.rendered(slot, context["request"], subject)
    return format_html_join("", "{}", ((mark_safe(part),) for part in parts))  # noqa: S308 — panels render templates
