"""Does an evidence sheet say what the timeline says? Every difference is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from orders import sealing
from orders.models import Assignment, Attachment, Breach, Photo
from orders.services.evidence_sheets import decision_stated, event_stated
from orders.services.verifying import breaks


def differences(file: bytes) -> list[str]:
    """What differs between a sheet's file and the stored timeline; nothing where the sheet is true.

    What happened after the sheet was made is no difference. Raises sealing.NotSealed for a file that is no sheet.
    """
    read = sealing.read(file)
    said = read.content
    breach = Breach.objects.select_related("assignment__order").filter(pk=_number(said.get("breach"))).first()
    found = [] if read.is_whole else ["the file is not byte for byte what Rada wrote"]
    if breach is None:
        return [*found, f"there is no breach {said.get('breach')}"]
    stored = {"order": breach.assignment.order.code, "rule": breach.rule, "subject": breach.subject}
    found += [f"{name}: the sheet says {said.get(name)}, stored is {value}" for name, value in stored.items()
              if said.get(name) != value]  # fmt: skip
    found += _of_events(said, breach)
    found += _of_photos(said, breach)
    decided = [decision_stated(each) for each in breach.decisions.all()]
    found += [f"decision {' '.join(map(str, each))} is not stored" for each in _list(said, "decisions")
              if each not in decided]  # fmt: skip
    return found + [
        str(problem) for _job, problem in breaks(Assignment.objects.filter(pk=breach.assignment_id)) if problem
    ]


def _of_events(said: dict[str, Any], breach: Breach) -> Iterator[str]:
    """The sheet's events against the stored ones, place by place."""
    events = {event.position: event_stated(event) for event in breach.assignment.events.all()}
    told = _list(said, "events")
    for place, each in enumerate(told, start=1):
        stored = events.get(place)
        if stored is None or not isinstance(each, dict):
            yield f"place {place}: no such event is stored"
            continue
        for name, value in stored.items():
            if each.get(name) != value:
                yield f"place {place}: {name} is {each.get(name)} on the sheet, stored is {value}"
    head = events.get(len(told), {}).get("hash", "")
    if said.get("head") != head:
        yield f"head: the sheet says {said.get('head')}, stored is {head}"


def _of_photos(said: dict[str, Any], breach: Breach) -> Iterator[str]:
    """A photo may be erased, never be another."""
    kept: dict[str, set[str]] = defaultdict(set)
    for model in (Attachment, Photo):
        rows = model._default_manager.filter(event__assignment=breach.assignment_id, file__isnull=False)
        for event_id, digest in rows.values_list("event__event_id", "file__digest"):
            kept[event_id].add(digest)
    for each in _list(said, "photos"):
        event_id, digest = (*each, "", "")[:2] if isinstance(each, list) else ("", "")
        if event_id in kept and digest not in kept[event_id]:
            yield f"photo of event {event_id}: no kept one has the fingerprint {digest}"


def _list(said: dict[str, Any], name: str) -> list[Any]:
    found = said.get(name)
    return found if isinstance(found, list) else []


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
