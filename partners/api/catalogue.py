"""What everybody may read: what can be ordered, who does it, on which terms."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import serializers

from partners import selectors
from partners.api import tellings
from partners.models import Partner, TermsVersion
from rada.platform.api.operations import operation
from rada.platform.api.views import ApiView
from rada.web import clock
from rada.web.api.bodies import Instant, Query, Text
from rada.web.api.callers import to_all
from rada.web.api.conditions import etag_of
from rada.web.api.paging import MOST


class PartnerQuery(Query):
    """Who takes offers now, for a ward and a service."""

    ward = Text(max_length=40, required=False, default="", allow_blank=True)
    service = Text(max_length=40, required=False, default="", allow_blank=True)


class TermsQuery(Query):
    """As of when: now, unless an instant of the past is named."""

    at = Instant(required=False, default=None)


class Partners(serializers.Serializer):
    """Partners by name, a hundred at most: narrow by ward and service."""

    results = tellings.PartnerSerializer(many=True)


class ServicesView(ApiView):
    """The catalogue."""

    @operation(to_all(), gives=tellings.Services)
    def get(self, request: Any, asked: dict[str, Any]) -> Any:
        """What can be ordered, by trade."""
        return {"results": selectors.services_on_offer()}


class PartnersView(ApiView):
    """The partners."""

    @operation(to_all(), asks=PartnerQuery, gives=Partners)
    def get(self, request: Any, asked: dict[str, Any]) -> Any:
        """Partners whose terms in force cover a ward and a service, by name."""
        found = selectors.partners_covering(at=clock.now(), **asked).order_by("name_sort", "pk")
        return {"results": found[:MOST]}


class PartnerView(ApiView):
    """One partner."""

    @operation(to_all(), gives=tellings.PartnerSerializer)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> Partner:
        """One partner who publishes terms."""
        return _published(pk)


class TermsView(ApiView):
    """The terms of a partner: those in force, and every version before them."""

    @operation(to_all(), asks=TermsQuery, gives=tellings.TermsSerializer, is_tagged=True)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> TermsVersion:
        """What a partner promises now, or promised `at` an instant. What will be in force then, nobody knows yet."""
        partner, now = _published(pk), clock.now()
        at = asked["at"] or now
        terms = selectors.terms_in_force(partner, at) if at <= now else None
        if terms is None:
            raise Http404
        return terms

    def headers_of(self, result: TermsVersion) -> dict[str, str]:
        """The tag of the version."""
        return {"ETag": etag_of(result.pk, result.digest)}


def _published(pk: int) -> Partner:
    found = selectors.partner_published(str(pk), clock.now())
    if found is None:
        raise Http404
    return found
