"""Drafts of policies: begun from what is in force, saved by whoever saw the newest revision, published once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import PolicyDraft, PolicyDraftChange, PolicyVersion
from orders.services import policies
from orders.services.timeline import Refused
from partners.actors import Actor
from rada.platform.idempotency import Key, once
from rada.web import clock
from rada.web.wording import instant


@dataclass(frozen=True)
class Content:
    """What a policy says, as versions and drafts keep it: what differs from the defaults."""

    numbers: dict[str, Any]
    points: dict[str, int]
    cures: dict[str, list[str]]

    @classmethod
    def of(cls, policy: PolicyDraft | PolicyVersion) -> Content:
        """Of a draft or a version."""
        return cls(policy.numbers, policy.points, policy.cures)


class ChangedMeanwhile(Refused):
    """Somebody saved or published the draft after the page was opened."""

    def __init__(self, draft: PolicyDraft, now: datetime) -> None:
        self.draft = draft
        self.now = now
        super().__init__(draft.pk, draft.revision)

    def __str__(self) -> str:
        return _("%(name)s changed this draft %(at)s, after you opened the page, so nothing has been saved yet.") % {
            "name": self.draft.updated_by,
            "at": instant(self.draft.updated_at, self.now),
        }


class AlreadyPublished(Refused):
    """A published draft is a version: it never changes."""

    def __str__(self) -> str:
        return _("This draft was published. Begin a new one for a further change.")


class StartsInThePast(Refused):
    """A version never changes what was judged before."""

    def __str__(self) -> str:
        return _("A version starts now or later: orders offered before keep theirs.")


class NothingToPublish(Refused):
    """The version in force then says the same."""

    def __str__(self) -> str:
        return _("The version in force then says the same already.")


@once
def begin(note: str, *, by: Actor, key: Key | None = None) -> int:
    """Begin a draft with what is in force now; its primary key. Raises policies.NoPolicy where nothing is."""
    _require_drafting(by)
    now = clock.now()
    content = Content.of(policies.in_force(now))
    draft = PolicyDraft.objects.create(note=note, updated_by=by.user, updated_at=now, **asdict(content))
    return draft.pk


@once
def save(draft: PolicyDraft, content: Content, *, note: str, revision: int, by: Actor, key: Key | None = None) -> int:
    """Keep what a form says; `revision` is the one it began with. Returns the new revision."""
    _require_drafting(by)
    kept = _opened(draft, revision)
    before = Content.of(kept)
    kept.note, kept.revision = note, kept.revision + 1
    kept.numbers, kept.points, kept.cures = content.numbers, content.points, content.cures
    kept.updated_by, kept.updated_at = by.user, clock.now()
    kept.save()
    PolicyDraftChange.objects.create(
        draft=kept,
        revision=kept.revision,
        changed_by=by.user,
        changed_at=kept.updated_at,
        before=asdict(before),
        after=asdict(content),
    )
    return kept.revision


@once
def publish(draft: PolicyDraft, *, starts_at: datetime | None, revision: int, by: Actor, key: Key | None = None) -> int:
    """Make the draft a version, in force from `starts_at` or now; its number. What was offered before keeps its own."""
    _require_drafting(by)
    kept, now = _opened(draft, revision), clock.now()
    if starts_at is not None and starts_at < now:
        raise StartsInThePast
    content = Content.of(kept)
    if Content.of(policies.in_force(starts_at or now)) == content:
        raise NothingToPublish
    version = policies.publish(
        content.numbers,
        starts_at=starts_at or now,
        points=content.points,
        cures=content.cures,
        note=kept.note,
        by=by.user,
    )
    PolicyDraft.objects.filter(pk=kept.pk).update(published_as=version, updated_by=by.user, updated_at=now)
    return version.number


def _require_drafting(by: Actor) -> None:
    if not permissions.can_draft_policies(by):
        raise PermissionDenied


def _opened(draft: PolicyDraft, revision: int) -> PolicyDraft:
    """The draft, locked, as the form saw it."""
    kept = PolicyDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if kept.published_as_id is not None:
        raise AlreadyPublished
    if kept.revision != revision:
        raise ChangedMeanwhile(kept, clock.now())
    return kept
