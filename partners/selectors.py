"""What comes back of partners, and for whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.actors import Actor
from partners.models import (
    AnnouncedLeave,
    CharterSignature,
    CharterVersion,
    Member,
    Partner,
    PushDevice,
    Service,
    TermsDraft,
    TermsVersion,
)
from rada.lib.text import fold

# Where terms are pinned by name alone, as those of a file of cases are, they start here and are never in force.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def terms_in_force(partner: Partner, at: datetime) -> TermsVersion | None:
    """The version a partner had in force at an instant."""
    return partner.terms_versions.filter(starts_at__lte=at).order_by("-starts_at", "-number").first()


def terms_in_force_of(partners: Collection[int], at: datetime) -> dict[int, TermsVersion]:
    """The version each of these partners had in force at an instant, by the partner's primary key; one query."""
    newest = (
        TermsVersion.objects.filter(partner_id__in=partners, starts_at__lte=at)
        .order_by("partner_id", "-starts_at", "-number")
        .distinct("partner_id")
    )
    return {version.partner_id: version for version in newest}


def partners_taking_offers(*, ward: str, service: str, at: datetime) -> QuerySet[Partner]:
    """Partners whose terms in force cover the ward and the service, neither paused nor on announced leave at `at`."""
    return (
        partners_covering(ward=ward, service=service, at=at)
        .filter(Q(paused_until__isnull=True) | Q(paused_until__lte=at))
        .exclude(is_away=True)  # type: ignore[misc]
    )


def partners_covering(*, at: datetime, ward: str = "", service: str = "") -> QuerySet[Partner]:
    """Partners whose terms in force at `at` cover the ward and the service, any where none is named.

    `is_away` says who is on announced leave then.
    """
    newest = (
        TermsVersion.objects.filter(starts_at__lte=at)
        .order_by("partner_id", "-starts_at", "-number")
        .distinct("partner_id")
    )
    covering = TermsVersion.objects.filter(pk__in=newest.values("pk"))
    if ward:
        covering = covering.filter(wards__contains=[ward])
    if service:
        covering = covering.filter(services__contains=[service])
    leave = AnnouncedLeave.objects.filter(partner=OuterRef("pk"), starts_at__lte=at, ends_at__gt=at)
    return Partner.objects.filter(pk__in=covering.values("partner_id")).annotate(is_away=Exists(leave))


def partners_named(text: str, *, most: int) -> list[Partner]:
    """Partners whose name holds every word typed, accents or none, by name; at most so many."""
    words = fold(text.replace("\x00", "")).split()
    if not words:
        return []
    names = Partner.objects.order_by("name_sort", "pk").values_list("pk", "name")
    holding = [pk for pk, name in names if all(word in fold(name) for word in words)]
    return list(Partner.objects.filter(pk__in=holding[:most]).order_by("name_sort", "pk"))


def partners_reached_by(phone: str) -> QuerySet[Partner]:
    """Partners with this phone number, `+84912345678`."""
    return Partner.objects.filter(phone=phone).order_by("name_sort", "pk")


def members_reached_by(phone: str) -> QuerySet[Member]:
    """Members whose account has this phone number, `+84912345678`."""
    return Member.objects.filter(user__phone=phone).select_related("user", "partner").order_by("pk")


def partner_published(slug: str, at: datetime) -> Partner | None:
    """The partner of a public page's address, with terms in force; the words after its number may be any.

    None for a number that is nobody's, and for partners who publish nothing.
    """
    number = slug.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    in_force = TermsVersion.objects.filter(partner=OuterRef("pk"), starts_at__lte=at)
    return Partner.objects.filter(Exists(in_force), pk=int(number)).first()


def partner_numbered(pk: int) -> Partner | None:
    """The partner of a number, whether or not it publishes anything."""
    return Partner.objects.filter(pk=pk).first()


def leave_running(partner: Partner, at: datetime) -> AnnouncedLeave | None:
    """The announced leave a partner is on at an instant."""
    return partner.leaves.filter(starts_at__lte=at, ends_at__gt=at).order_by("-ends_at").first()


def signed_since(partner: Partner) -> datetime | None:
    """Since when a partner has kept signing the charter: its first signature, where the version in force has one."""
    times = {each.version_id: each.signed_at for each in partner.signatures.order_by("signed_at")}
    in_force = charter_in_force()
    return min(times.values()) if in_force is not None and in_force.pk in times else None


def partner_of(actor: Actor) -> Partner | None:
    """The partner a member works for, as it stood when the request began."""
    if not actor.is_partner:
        return None
    return actor.partner or Partner.objects.filter(pk=actor.partner_id or 0).first()


def terms_published(actor: Actor) -> QuerySet[TermsVersion]:
    """The versions of the partner an owner or dispatcher works for, the newest first."""
    versions = TermsVersion.objects.select_related("published_by__user").order_by("-number")
    own = versions.filter(partner_id=actor.partner_id or 0, starts_at__lt=NEVER)
    return own if actor.is_dispatching else versions.none()


def terms_before(version: TermsVersion) -> TermsVersion | None:
    """The version that was published before this one."""
    earlier = TermsVersion.objects.filter(partner_id=version.partner_id, number__lt=version.number, starts_at__lt=NEVER)
    return earlier.order_by("-number").first()


def newest_terms(partner_id: int) -> TermsVersion | None:
    """The version that will be in force once every announced one has started."""
    published = TermsVersion.objects.filter(partner_id=partner_id, starts_at__lt=NEVER)
    return published.order_by("-starts_at", "-number").first()


def draft_of(partner_id: int) -> TermsDraft:
    """What the partner is about to publish; not stored yet where nobody has changed anything."""
    stored = TermsDraft.objects.filter(partner_id=partner_id).select_related("updated_by__user", "based_on").first()
    if stored is not None:
        return stored
    newest = newest_terms(partner_id)
    if newest is None:
        return TermsDraft(partner_id=partner_id)
    return TermsDraft(
        partner_id=partner_id, content=newest.content, services=newest.services, wards=newest.wards, based_on=newest
    )


def services_on_offer() -> QuerySet[Service]:
    """What partners can choose from, by trade."""
    return Service.objects.filter(is_active=True).select_related("category").order_by("category__position", "code")


def service_names() -> dict[str, str]:
    """The name of every service by its code, in the active language; of those that are gone too."""
    return {service.code: str(service) for service in Service.objects.all()}


def leaves_of(actor: Actor) -> QuerySet[AnnouncedLeave]:
    """The announced leave of the partner an owner or dispatcher works for, the latest first."""
    leaves = AnnouncedLeave.objects.select_related("announced_by__user").order_by("-starts_at", "-pk")
    return leaves.filter(partner_id=actor.partner_id or 0) if actor.is_dispatching else leaves.none()


def charter_in_force() -> CharterVersion | None:
    """The charter's version that was published last."""
    return charters_published().first()


def charters_published() -> QuerySet[CharterVersion]:
    """Every version that is or was in force, the newest first."""
    published = CharterVersion.objects.filter(status=CharterVersion.Status.PUBLISHED)
    return published.order_by("-published_at", "-number")


def signatures_of(actor: Actor) -> QuerySet[CharterSignature]:
    """What the actor's partner has signed, the newest first."""
    signed = CharterSignature.objects.select_related("version", "signed_by__user").order_by("-signed_at", "-pk")
    return signed.filter(partner_id=actor.partner_id or 0) if actor.is_partner else signed.none()


def signature_at(partner: Partner, at: datetime) -> CharterSignature | None:
    """The signature by which a partner was bound at an instant, with its version; None where it had signed nothing."""
    signed = partner.signatures.filter(signed_at__lte=at).select_related("version")
    return signed.order_by("-signed_at", "-pk").first()


def charter_to_sign(actor: Actor) -> CharterVersion | None:
    """The version in force where the actor's partner has not signed it; one query."""
    signed = CharterSignature.objects.filter(version=OuterRef("pk"), partner_id=actor.partner_id or 0)
    newest = charters_published().annotate(is_signed=Exists(signed)).first() if actor.is_partner else None
    return newest if newest is not None and not newest.is_signed else None


def browsers_rung_for(actor: Actor) -> QuerySet[PushDevice]:
    """The browsers of this account that ring, the newest first."""
    return PushDevice.objects.filter(user=actor.user).order_by("-created_at", "-pk")
