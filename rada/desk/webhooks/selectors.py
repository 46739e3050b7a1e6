"""What the pages of webhooks read besides: an endpoint names its partner by a text, since its floor knows none."""

from __future__ import annotations

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, NullIf, Replace

from partners.models import Partner
from rada.platform.webhooks.models import WebhookEndpoint


def with_partner(endpoints: QuerySet[WebhookEndpoint]) -> QuerySet:
    """Endpoints, each with the name of the partner whose events it is told of; none for everybody's."""
    number = NullIf(Replace("audience", Value("partner:"), Value("")), Value(""))
    named = Partner.objects.filter(pk=OuterRef("partner_number")).values("name")
    return endpoints.annotate(partner_number=Cast(number, BigIntegerField()), partner_name=Subquery(named))
