"""What a partner's public page says of quality: the score's rates in plain words, no points, no single breach."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from complaints.scores import selectors
from complaints.wording.public import told
from partners.models import Partner
from rada.web import clock, panels


def fill() -> None:
    """Show it on the public page."""
    panels.fill("partner", quality)


def quality(request: HttpRequest, partner: Partner) -> str:
    """The rates of 90 days that customers ask about; below enough orders the page says so instead."""
    card = selectors.cards([partner.pk], now=clock.now())[partner.pk]
    shown: dict[str, Any] = {"lines": told(card), "enough": card.numbers.enough}
    return render_to_string("complaints/_public_quality.html", shown, request)
