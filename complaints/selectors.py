"""What comes back of appeals and of the events that tell of complaints, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from complaints import permissions
from complaints.models import Appeal, AppealPhoto, Measure
from orders.models import Assignment, Breach, Event, EventKind, Remark
from orders.selectors import assignments_visible_to
from partners.actors import Actor
from rada.web.paging import After, beyond

OPENED, REPLY, CLOSED = EventKind.COMPLAINT_OPENED, EventKind.COMPLAINT_REPLY, EventKind.COMPLAINT_CLOSED
ASKED, REOPENED = EventKind.COMPLAINT_INFO_REQUESTED, EventKind.COMPLAINT_REOPENED
OPENS_A_CLOCK, ENDS_IT = (OPENED, ASKED, REOPENED), (REPLY, CLOSED)
EVERY_KIND = (*OPENS_A_CLOCK, *ENDS_IT)
UNERASED = Prefetch("remarks", Remark.objects.filter(erased_at__isnull=True))


@dataclass(frozen=True)
class ToldComplaint:
    """One complaint: the event that opened it, and everything told of it so far, in the timeline's order."""

    opened: Event
    events: Sequence[Event]

    @property
    def assignment(self) -> Assignment:
        """Whose work it is about."""
        return self.opened.assignment

    @property
    def reference(self) -> str:
        """Its id, as everybody who speaks of it names it."""
        return str(self.opened.payload["complaint"])

    @property
    def closing(self) -> Event | None:
        """The event that closed it and was not followed by a reopening; None while it is open."""
        ending = [event for event in self.events if event.kind in (CLOSED, REOPENED)]
        return ending[-1] if ending and ending[-1].kind == CLOSED else None

    @property
    def is_unanswered(self) -> bool:
        """Whether the customer or Rada waits for the partner."""
        told = [event for event in self.events if event.kind in EVERY_KIND]
        return bool(told) and told[-1].kind in OPENS_A_CLOCK


def appeals_visible_to(actor: Actor) -> QuerySet[Appeal]:
    """A partner's own for its office, all for those of Rada who may view them."""
    everything = Appeal.objects.select_related("breach__assignment__order", "breach__assignment__policy")
    if not permissions.sees_appeals(actor):
        return everything.none()
    return everything if actor.is_staff else everything.filter(partner_id=actor.partner_id or 0)


def appeal_photos_visible_to(actor: Actor) -> QuerySet[AppealPhoto]:
    """The photos beside those appeals."""
    return AppealPhoto.objects.select_related("file").filter(appeal__in=appeals_visible_to(actor))


def appeals_open() -> QuerySet[Appeal]:
    """What waits for a decision, the oldest first."""
    return Appeal.objects.filter(outcome=Appeal.Outcome.OPEN).order_by("filed_at")


def measures_open() -> QuerySet[Measure]:
    """What waits for a person, the oldest first."""
    return Measure.objects.filter(state__in=[Measure.State.PROPOSED, Measure.State.SECONDING]).order_by("proposed_at")


def measures_told(actor: Actor) -> QuerySet[Measure]:
    """What a partner's office was told of measures, the newest first; proposals are not theirs to see."""
    told = Measure.objects.filter(state__in=[Measure.State.TAKEN, Measure.State.ENDED]).order_by("-starts_at", "-pk")
    return told.filter(partner_id=actor.partner_id or 0) if actor.is_dispatching else told.none()


def measures_visible_to(actor: Actor) -> QuerySet[Measure]:
    """All for those of Rada who may view them, the newest first."""
    found = Measure.objects.select_related("partner", "taken_by", "seconded_by")
    return found if permissions.sees_measures(actor) else found.none()


def breaches_behind(measure: Measure) -> dict[int, Breach]:
    """The breaches that a measure was proposed for, as they stand now, by primary key."""
    return Breach.objects.select_related("assignment__order").in_bulk([row["breach"] for row in measure.breaches])


def openings_visible_to(actor: Actor) -> QuerySet[Event]:
    """The events that opened complaints about what this actor sees, each with its assignment."""
    about = _told(Event.objects.filter(kind=OPENED, assignment__in=assignments_visible_to(actor).order_by()))
    return about.select_related("assignment__order__service", "assignment__terms", "assignment__policy")


def openings_newest(actor: Actor, *, after: After | None = None) -> QuerySet[Event]:
    """The same, the newest first, from `after` on."""
    return openings_visible_to(actor).filter(beyond(after, "at")).order_by("-at", "-pk")


def complaints_open(actor: Actor) -> QuerySet[Event]:
    """Openings of complaints that are not closed, the oldest first."""
    return openings_visible_to(actor).exclude(_is_closed()).order_by("at", "pk")


def complaints_closed(actor: Actor, *, after: After | None = None) -> QuerySet[Event]:
    """Openings of closed complaints, the newest first, from `after` on."""
    found = openings_visible_to(actor).filter(_is_closed()).order_by("-at", "-pk")
    if after is not None:
        found = found.filter(Q(at__lt=after.at) | Q(at=after.at, pk__lt=after.pk))
    return found


def waiting_for_answer(actor: Actor) -> QuerySet[Event]:
    """The openings, one for each complaint, of what waits for the partner's answer, in time or late."""
    unanswered = _told(Event.objects.filter(kind__in=OPENS_A_CLOCK)).exclude(Exists(_later(ENDS_IT)))
    earlier = _told(Event.objects.filter(kind=OPENED, position__lt=OuterRef("position"))).filter(**_SAME)
    return openings_visible_to(actor).filter(Exists(unanswered.filter(**_SAME))).exclude(Exists(earlier))


def told_of(openings: Sequence[Event]) -> list[ToldComplaint]:
    """The complaints that these events opened, each with its events and their texts; two queries for all."""
    told: dict[tuple[int, str], list[Event]] = defaultdict(list)
    events = Event.objects.filter(kind__in=EVERY_KIND, assignment_id__in={each.assignment_id for each in openings})
    for event in events.prefetch_related(UNERASED).order_by("at", "seq", "position"):
        told[event.assignment_id, event.payload["complaint"]].append(event)
    return [ToldComplaint(each, told[each.assignment_id, each.payload["complaint"]]) for each in openings]


_REFERENCE = KeyTextTransform("complaint", "payload")
_SAME = {"assignment": OuterRef("assignment"), "complaint": OuterRef("complaint")}


def _told(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.annotate(complaint=_REFERENCE)


def _later(kinds: Sequence[str]) -> QuerySet[Event]:
    """Events of the same complaint that follow the outer event in the timeline's order."""
    following = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), seq__gt=OuterRef("seq"))
    return _told(Event.objects.filter(kind__in=kinds)).filter(following, **_SAME)


def _is_closed() -> Exists:
    """A closing that no reopening followed."""
    closing = _told(Event.objects.filter(kind=CLOSED)).exclude(Exists(_later([REOPENED])))
    return Exists(closing.filter(**_SAME))
