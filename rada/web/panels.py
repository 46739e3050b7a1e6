"""Slots that a page names and upper apps fill: `{% panel "order" order %}` never becomes an import upwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Panel = Callable[[HttpRequest, Any], str]
_panels: dict[str, list[Panel]] = defaultdict(list)


def fill(slot: str, panel: Panel) -> None:
    """Show what `panel(request, subject)` renders wherever a page names `slot`; called from an app's `ready()`."""
    if panel not in _panels[slot]:
        _panels[slot].append(panel)


def rendered(slot: str, request: HttpRequest, subject: Any) -> list[str]:
    """The panels of a slot, rendered for whoever asks, in the order the apps filled them."""
    return [panel(request, subject) for panel in _panels[slot]]
