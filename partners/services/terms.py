"""Published terms: a change is a new version; what is pinned on an assignment never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from partners.actors import SYSTEM, Actor
from partners.models import Partner, TermsVersion
from partners.selectors import NEVER
from partners.terms import read_terms
from rada.web import clock


@transaction.atomic
def publish(
    partner: Partner,
    content: dict[str, Any],
    *,
    services: Sequence[str] = (),
    wards: Sequence[str] = (),
    starts_at: datetime | None = None,
    by: Actor = SYSTEM,
) -> TermsVersion:
    """Publish terms, in force from `starts_at` (now). The same terms twice in a row are one version.

    Only the system may name a start in the past; an owner publishes through `drafts.publish`, which asks for more.
    Raises partners.terms.UnreadableError, naming the field, for content that cannot be read.
    """
    if by.kind != "system" and not (by.is_owner and by.partner_id == partner.pk):
        raise PermissionDenied("publish terms")
    read_terms(content)
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    now = clock.now()
    digest = digest_of(content, services, wards)
    last = partner.terms_versions.order_by("-number").first()
    if last is not None and last.digest == digest and starts_at is None and last.starts_at <= now:
        return last
    number = (partner.terms_versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return TermsVersion.objects.create(
        partner=partner,
        number=number,
        content=content,
        services=sorted(services),
        wards=sorted(wards),
        digest=digest,
        starts_at=starts_at or now,
        published_by_id=by.member_id,
        published_at=now,
    )


def pinned(partner: Partner, contents: Sequence[dict[str, Any]]) -> list[TermsVersion]:
    """For each of these contents a version that is never in force, only pinned by name: it starts at the end of time.

    `partner` is locked by the caller.
    """
    digests = [digest_of(content, (), ()) for content in contents]
    known = {version.digest: version for version in partner.terms_versions.filter(digest__in=digests, starts_at=NEVER)}
    missing = {digest: each for digest, each in zip(digests, contents, strict=True) if digest not in known}
    if missing:
        now = clock.now()
        last = partner.terms_versions.aggregate(last=Max("number"))["last"] or 0
        made = [
            TermsVersion(partner=partner, number=number, content=each, digest=digest, starts_at=NEVER, published_at=now)
            for number, (digest, each) in enumerate(missing.items(), start=last + 1)
        ]
        known |= {version.digest: version for version in TermsVersion.objects.bulk_create(made)}
    return [known[digest] for digest in digests]


def digest_of(content: dict[str, Any], services: Sequence[str], wards: Sequence[str]) -> str:
    """SHA-256, hexadecimal, of terms as canonical JSON."""
    whole = [content, sorted(services), sorted(wards)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
