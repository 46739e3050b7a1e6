"""What comes back of partners, and for whom."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from partners.actors import Actor
from partners.models import Partner, TermsVersion


def terms_in_force(partner: Partner, at: datetime) -> TermsVersion | None:
    """The version a partner had in force at an instant."""
    return partner.terms_versions.filter(starts_at__lte=at).order_by("-starts_at", "-number").first()


def partners_taking_offers(*, ward: str, service: str, at: datetime) -> QuerySet[Partner]:
    """Partners whose terms in force cover the ward and the service, neither paused nor on announced leave at `at`."""
    newest = (
        TermsVersion.objects.filter(starts_at__lte=at)
        .order_by("partner_id", "-starts_at", "-number")
        .distinct("partner_id")
    )
    covering = TermsVersion.objects.filter(
        pk__in=newest.values("pk"), wards__contains=[ward], services__contains=[service]
    )
    return (
        Partner.objects.filter(pk__in=covering.values("partner_id"))
        .filter(Q(paused_until__isnull=True) | Q(paused_until__lte=at))
        .exclude(leaves__starts_at__lte=at, leaves__ends_at__gt=at)
    )


def partner_of(actor: Actor) -> Partner | None:
    """The partner a member works for."""
    return Partner.objects.filter(pk=actor.partner_id or 0).first() if actor.is_partner else None
