"""The portal as an app on a phone: its manifest, the service worker, and the page for when there is no connection."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rada.web.access import public

WORKER = Path(settings.BASE_DIR) / "static" / "sw.js"
SHELL = ("rada.css", "rada.js", "img/icons.svg", "img/logo.svg", "img/favicon.svg")


@public("says what the app is called; the same for everybody")
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C Web Application Manifest)."""
    icons = [
        {"src": static("img/app-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/app-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("img/app-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    described = {
        "id": "/",
        "name": _("Rada for partners"),
        "short_name": "Rada",
        "lang": request.LANGUAGE_CODE,  # type: ignore[attr-defined]
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f4ef",
        "theme_color": "#0b6a65",
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@public("the same script for everybody; it keeps no page")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told which files the offline page needs."""
    offline_page = reverse("offline")
    files = [offline_page, *(static(name) for name in SHELL)]
    source = WORKER.read_text(encoding="utf-8")
    version = hashlib.sha256("\n".join([*files, source]).encode()).hexdigest()[:16]
    told = {"version": version, "offline": offline_page, "files": files, "icon": static("img/app-192.png")}
    return HttpResponse(f"const SHELL = {json.dumps(told)};\n{source}", content_type="text/javascript; charset=utf-8")


@public("a page without anybody's data, kept on the phone")
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands there without a connection: what is lost (nothing) and what to do."""
    return HttpResponse(render_to_string("offline.html"))
