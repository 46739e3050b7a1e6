"""`/metrics`: what Prometheus reads. Counted in each web process, and read from the database when it asks."""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess

from rada.platform.gauges import Gauges
from rada.web.access import public
from rada.web.client_address import address_of


@public("for the machine that watches, by a token or from networks of the settings; to others it does not exist")
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for whoever may read them; else 404."""
    if not (shows_the_token(request) or comes_from_an_allowed_network(request)):
        raise Http404
    return _numbers(request)


def shows_the_token(request: HttpRequest) -> bool:
    """Whether the request carries METRICS_TOKEN as its bearer token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    expected = settings.METRICS_TOKEN
    return bool(expected) and scheme == "Bearer" and secrets.compare_digest(token.encode(), expected.encode())


def comes_from_an_allowed_network(request: HttpRequest) -> bool:
    """Whether the client's address lies in METRICS_ALLOWED_NETWORKS."""
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return False
    # A server that listens on both kinds of addresses says ::ffff:10.0.0.1.
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.METRICS_ALLOWED_NETWORKS)


@require_safe
def _numbers(request: HttpRequest) -> HttpResponse:
    read = CollectorRegistry()
    read.register(Gauges())
    return HttpResponse(generate_latest(_counted()) + generate_latest(read), content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    """What this process counted; where gunicorn runs several (`rada.launcher.web`), what all of them did."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)
    return together
