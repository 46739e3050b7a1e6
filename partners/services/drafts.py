"""The draft of a partner's terms: written part by part, published whole. The partner's row is locked first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partners import permissions, selectors, terms_checks, terms_parts
from partners.actors import Actor
from partners.models import Partner, TermsDraft
from partners.services import terms
from partners.services.refusals import Refused
from rada.platform.idempotency import Key, once
from rada.web import clock
from rada.web.wording import instant

DAYS_AHEAD = 366


class ChangedMeanwhile(Refused):
    """A colleague changed the same part after the page was opened."""

    def __init__(self, draft: TermsDraft, now: datetime) -> None:
        self.draft = draft
        self.now = now
        super().__init__(draft.pk, draft.revision)

    def __str__(self) -> str:
        if self.draft.pk is None:
            return _("This has changed since you opened the page, so nothing has been saved yet.")
        return _("%(name)s changed this draft %(at)s, after you opened the page, so nothing has been saved yet.") % {
            "name": self.draft.updated_by.user,
            "at": instant(self.draft.updated_at, self.now),
        }


class NothingToPublish(Refused):
    """The terms of that moment say the same already."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)

    def __str__(self) -> str:
        return _("Version %(number)d says the same already, so there is nothing to publish.") % {"number": self.number}


class NotReady(Refused):
    """Something is missing; the text says what."""


class BadStart(Refused):
    """The version cannot start then; the text says why."""


@once
def save(part: str, value: Any, *, by: Actor, seen: str, key: Key | None = None) -> int:
    """Write one part as a form read it; `seen` is the mark of the part the form began with. Returns the revision."""
    draft = opened(by)
    require_unchanged(draft, terms_parts.mark(draft, part), seen)
    terms_parts.put(draft, part, value)
    return kept(draft, by)


@once
def add_wards(codes: Iterable[str], *, by: Actor, key: Key | None = None) -> int:
    """Serve these wards too. Colleagues who add others at the same time do not disturb each other."""
    draft = opened(by)
    terms_parts.put(draft, terms_parts.AREAS, {*draft.wards, *codes})
    return kept(draft, by)


@once
def remove_wards(codes: Iterable[str], *, by: Actor, key: Key | None = None) -> int:
    """Serve these wards no longer."""
    draft = opened(by)
    terms_parts.put(draft, terms_parts.AREAS, {*draft.wards} - {*codes})
    return kept(draft, by)


@once
def discard(*, by: Actor, key: Key | None = None) -> int:
    """Go back to the newest published terms; without any, to an empty sheet."""
    draft = opened(by)
    newest = selectors.newest_terms(draft.partner_id)
    draft.content = newest.content if newest else {}
    draft.services, draft.wards = (newest.services, newest.wards) if newest else ([], [])
    draft.based_on = newest
    return kept(draft, by)


@once
def publish(*, by: Actor, revision: int, starts_at: datetime | None = None, key: Key | None = None) -> int:
    """Make the draft a version, in force from `starts_at` (now); orders already offered keep theirs.

    `revision` is the draft's that was previewed. Returns the version's number.
    """
    draft = opened(by)
    now = clock.now()
    if draft.revision != revision:
        raise ChangedMeanwhile(draft, now)
    _require_ready(draft, now, starts_at)
    version = terms.publish(
        draft.partner, draft.content, services=draft.services, wards=draft.wards, starts_at=starts_at, by=by
    )
    draft.based_on = version
    kept(draft, by)
    return version.number


def opened(by: Actor) -> TermsDraft:
    """The draft, with the partner locked: whoever writes next waits."""
    permissions.require(permissions.is_owner, by)
    partner = Partner.objects.select_for_update(no_key=True).get(pk=by.partner_id or 0)
    draft = selectors.draft_of(partner.pk)
    draft.partner = partner
    return draft


def kept(draft: TermsDraft, by: Actor) -> int:
    """Store the draft as its next revision, whose number is returned."""
    draft.revision += 1
    draft.updated_by_id = by.member_id  # type: ignore[assignment]
    draft.updated_at = clock.now()
    draft.save()
    return draft.revision


def require_unchanged(draft: TermsDraft, mark: str, seen: str) -> None:
    """Raise ChangedMeanwhile where what stands there has another mark than what was seen."""
    if mark != seen:
        raise ChangedMeanwhile(draft, clock.now())


def _require_ready(draft: TermsDraft, now: datetime, starts_at: datetime | None) -> None:
    """Raises BadStart, NotReady or NothingToPublish."""
    if starts_at is not None and starts_at <= now:
        raise BadStart(_("This moment has passed. Choose a later one, or start now."))
    if starts_at is not None and starts_at > now + timedelta(days=DAYS_AHEAD):
        raise BadStart(_("Choose a start within the next twelve months."))
    known = {service.code for service in selectors.services_on_offer()}
    for obstacle in terms_checks.obstacles(draft, known):
        raise NotReady(obstacle.sentence)
    standing = selectors.terms_in_force(draft.partner, starts_at or now)
    digest = terms.digest_of(draft.content, draft.services, draft.wards)
    if standing is not None and standing.digest == digest:
        raise NothingToPublish(standing.number)
