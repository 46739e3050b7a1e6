"""The charter's versions: a published text becomes a draft, a draft is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partners import selectors
from partners.actors import SYSTEM, Actor
from partners.charter import Charter, parse_charter
from partners.models import CharterClause, CharterSignature, CharterVersion
from partners.services.refusals import Refused
from rada.platform.idempotency import Key, once
from rada.web import clock

# Any fixed number: one import at a time, so that the same text is never two versions.
IMPORT_LOCK = 20_140_314


class AlreadyPublishedError(Exception):
    """The version is in force; it never goes back to a draft."""


class NotInForceError(Exception):
    """A draft cannot be signed."""


class NewerVersionError(Refused):
    """Another version is in force by now; it is read before it is signed."""

    def __str__(self) -> str:
        return _("A newer version of the charter is in force. It stands here now: please read it before you sign.")


@dataclass(frozen=True)
class Draft:
    """The version that holds a text, and whether it was made now or stood there before."""

    version: CharterVersion
    is_new: bool


@transaction.atomic
def draft_from(text: bytes | str, *, by: Actor | None = None) -> Draft:
    """A draft version of 3 sections and 14 clauses; the version there is, where one has these very clauses.

    Raises CharterShapeError for a text of any other shape, PermissionDenied for anybody but Rada's own.
    """
    _require_staff(by or SYSTEM)
    charter = parse_charter(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
    existing = CharterVersion.objects.filter(digest=charter.digest).first()
    return Draft(existing, is_new=False) if existing else Draft(_written(charter), is_new=True)


@transaction.atomic
def publish(version: CharterVersion, *, by: Actor | None = None) -> CharterVersion:
    """Put a draft in force from now on; signatures under earlier versions stay as they are.

    Raises AlreadyPublishedError, and PermissionDenied for anybody but Rada's own.
    """
    _require_staff(by or SYSTEM)
    locked = CharterVersion.objects.select_for_update().get(pk=version.pk)
    if locked.status == CharterVersion.Status.PUBLISHED:
        raise AlreadyPublishedError(_("This charter version is published already."))
    locked.status, locked.published_at = CharterVersion.Status.PUBLISHED, clock.now()
    locked.save(update_fields=["status", "published_at"])
    return locked


@once
def sign(version: CharterVersion, *, by: Actor, key: Key | None = None) -> CharterSignature:
    """Sign the version for the actor's partner, now; signing again is the first signature.

    Raises NotInForceError for a draft, NewerVersionError for a version that another has followed, PermissionDenied
    for anybody but the partner's owner.
    """
    if not by.is_owner or by.partner_id is None or by.member_id is None:
        raise PermissionDenied
    if version.status != CharterVersion.Status.PUBLISHED:
        raise NotInForceError(_("This charter version is not published yet."))
    if selectors.charter_in_force() != version:
        raise NewerVersionError
    signature, _is_new = CharterSignature.objects.get_or_create(
        version=version,
        partner_id=by.partner_id,
        defaults={"signed_by_id": by.member_id, "signed_at": clock.now()},
    )
    return signature


def _require_staff(by: Actor) -> None:
    if by.kind not in {"rada", "system"}:
        raise PermissionDenied


def _written(charter: Charter) -> CharterVersion:
    last = CharterVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = CharterVersion.objects.create(number=last + 1, digest=charter.digest, created_at=clock.now())
    CharterClause.objects.bulk_create(
        CharterClause(version=version, code=each.code, section=each.section, number=each.number, text=each.text)
        for each in charter.clauses
    )
    return version
