"""Random cases from a seed, many of their events put exactly on an instant where a verdict turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

from tests.commitments.plain import pools
from tests.commitments.plain.reading import judged
from tests.commitments.plain.shape import KINDS, read
from tests.commitments.plain.strict import UnreadableError
from tests.commitments.plain.telling import SPANS, Teller, moved

Case = dict[str, Any]
LOCAL = timezone(timedelta(hours=7))
SMALLEST = timedelta(microseconds=1)
CHATTER = ["message", "message", "message", "message", "reply_not_needed"]
COMPLAINTS = [kind for kind in KINDS if kind.startswith("complaint")]
QUOTING = ["quoted", "quote_approved"]
AT_WORK = ["quoted", "quote_approved", "quote_rejected", "part_replaced", "checklist_done", "receipt_issued"]
CHAPTERS: list[tuple[float, list[str]]] = [
    (0.5, CHATTER),
    (0.8, ["accepted", "accepted", "accepted", "declined", "withdrawn", "cancelled", "accepted"]),
    (0.5, CHATTER),
    (0.3, ["disagreement_reported"]),
    (0.6, ["scheduled"]),
    (0.4, ["scheduled", "arrived", "message"]),
    (0.3, ["scheduled", "cancelled", "withdrawn", "declined", "accepted"]),
    (0.6, ["arrived"]),
    (0.5, ["quoted"]),
    (0.6, ["quote_approved", "quote_approved", "quote_rejected", "quoted"]),
    (0.3, ["quoted", "quote_approved"]),
    (0.5, ["part_replaced"]),
    (0.4, ["part_replaced", "part_replaced", "receipt_issued"]),
    (0.5, ["checklist_done"]),
    (0.7, ["completed", "completed", "completed", "cancelled"]),
    (0.6, ["receipt_issued", "receipt_issued", "photo_uploaded"]),
    (0.5, ["photo_requested", "photo_uploaded", "receipt_issued"]),
    (0.4, ["photo_uploaded", "receipt_issued", "disagreement_reported"]),
    (0.5, CHATTER),
    (0.4, ["accepted", "offered", "cancelled", "completed", "disagreement_reported", "declined", "withdrawn"]),
    (0.5, ["complaint_opened"]),
    (0.4, COMPLAINTS),
    (0.4, COMPLAINTS),
    (0.4, COMPLAINTS),
    (0.4, CHATTER),
]


def kinds(rng: Random) -> list[str]:
    """The kinds of one story: chapter by chapter, of one chapter at length, or all in any order."""
    style = rng.random()
    if style < 0.15:
        return rng.choices(list(KINDS), k=rng.randint(0, 30))
    start = ["offered"] if rng.random() < 0.97 else []
    if style < 0.55:
        told = [rng.choice(chapter) for likely, chapter in CHAPTERS if rng.random() < likely]
        return start + told
    ended = ["accepted", "declined", "withdrawn", "cancelled"]
    themes = [CHATTER * 3 + ended, AT_WORK, COMPLAINTS, ["scheduled", "scheduled", "arrived", "completed", "cancelled"]]
    themes.append(["receipt_issued", "photo_uploaded", "photo_requested", "completed"])
    themes += [["part_replaced"] * 6 + ["receipt_issued"], ["part_replaced", "receipt_issued", *QUOTING]]
    themes.append(["receipt_issued"])
    themes.append(["scheduled"] * 4 + ["arrived"])
    themes.append([*CHATTER, "completed"])
    theme = rng.choice(themes)
    engaged = ["accepted"] if rng.random() < 0.8 else []
    if "part_replaced" in theme and rng.random() < 0.7:
        engaged += QUOTING
    middle = rng.choices([*theme, rng.choice(list(KINDS))], k=rng.randint(1, 14))
    return start + engaged + middle + (["completed"] if rng.random() < 0.3 else [])


def timeline(rng: Random, begin: datetime) -> list[Case]:
    """Events in their order, instants still datetimes."""
    teller, at, events = Teller(rng), begin, []
    spans = rng.choice([SPANS, SPANS, [0, 0, 1, 15, 60], [0, 600, 1440, 5000, 43200]])
    for place, kind in enumerate(kinds(rng), start=1):
        events.append(teller.event(f"e{place}", kind, at))
        at = moved(rng, at, spans) if rng.random() < 0.85 else at
    return events


def promotions(rng: Random, offered_at: datetime) -> list[Case]:
    """Promotions that begin or end near the offer, at times exactly at it."""
    made = []
    for place in range(rng.choice([0, 0, 1, 2, 3])):
        days = [0, 0, 1, 30, -1]
        promotion: Case = {
            "code": f"KM{place}",
            "from": offered_at - timedelta(days=rng.choice(days)) + SMALLEST * rng.choice([0, 0, 0, 1]),
            "to": offered_at + timedelta(days=rng.choice(days)) - SMALLEST * rng.choice([0, 0, 0, 1]),
            "min_total": rng.choice([0, 0, 1, 50000, 250000, 500000]),
            "codes": rng.choice([[], [], ["AC-GAS", "TRAVEL"], ["AC-CLEAN"], ["NONE"]]),
        }
        if rng.random() < 0.4:
            promotion["amount"] = rng.choice([0, 20000, 90000, 10**9])
        else:
            promotion["percent"] = rng.choice([0, 5, 10, 33, 100, 150])
            promotion["cap"] = rng.choice([None, 0, 20000, 100000])
        made.append(promotion)
    return made


def closures(rng: Random, events: list[Case]) -> list[list[datetime]]:
    """Closures around the events: overlapping, touching, empty and reversed ones among them."""
    made = []
    for _ in range(rng.choice([0, 0, 0, 1, 2, 2, 4])):
        begins = moved(rng, rng.choice(events)["at"], [0, 0, -30, 60, -600, 240, 1440])
        ends = moved(rng, begins, [0, 1, 30, 240, 1500, 5000, -30])
        made.append([begins, ends])
        if rng.random() < 0.3:
            made.append([ends, moved(rng, ends, [30, 240])])
    rng.shuffle(made)
    return made


def draft(rng: Random, name: str) -> Case:
    """A case whose instants are still datetimes."""
    begin = datetime(2024, 1, 1, tzinfo=LOCAL) + timedelta(minutes=rng.randrange(5 * 525_600))
    begin = begin.replace(hour=rng.choice([8, 21, 18, 0, begin.hour]), minute=rng.choice([0, 0, begin.minute]))
    events = timeline(rng, begin)
    terms: Case = {
        "hours": pools.hours(rng),
        "response_minutes": rng.choice([0, 5, 15, 30, 60, 600, 601, 5000]),
        "prices": rng.choice([{"AC-CLEAN": {"max": 250000}, "AC-GAS": {"max": 450000}, "TRAVEL": {"max": 50000}}, {}]),
        "warranty_days": rng.choice([0, 30, 90]),
        "promotions": promotions(rng, begin),
        "checklists": {"AC-CLEAN": pools.ITEMS[: rng.randint(0, 3)], "PLUMB": ["leak_test"]},
    }
    if pools.weekly_minutes(terms["hours"]) < 600 and rng.random() < 0.97:
        terms["response_minutes"] = rng.choice([0, 1, 2, 5, 15])  # the plain walk takes a step for each day
    if rng.random() < 0.1:
        terms.pop(rng.choice([key for key in terms if key != "response_minutes"]))
    last = events[-1]["at"] if events else begin
    return {
        "id": name,
        "now": moved(rng, last, [0, 0, 0, 0, 60, 1440, 100_000, -60, -1440]),
        "service": rng.choice(["AC-CLEAN", "AC-CLEAN", "PLUMB", "OTHER"]),
        "policy": pools.policy(rng),
        "closures": closures(rng, events) if events else [],
        "terms": terms,
        "events": events,
    }


def written(value: Any, rng: Random) -> Any:
    """The same case as JSON would hold it, each instant in an offset of its own."""
    if isinstance(value, dict):
        return {key: written(each, rng) for key, each in value.items()}
    if isinstance(value, list):
        return [written(each, rng) for each in value]
    if not isinstance(value, datetime):
        return value
    zone = rng.choice([LOCAL, LOCAL, LOCAL, UTC, timezone(timedelta(hours=-5, minutes=-30))])
    shown = value.astimezone(zone).isoformat()
    return shown.replace("+00:00", "Z") if rng.random() < 0.5 else shown


def turning_points(case: Case, rng: Random) -> list[tuple[datetime, str]]:
    """Every due instant of the case at a late `now`, and the edges that are no clock's with the kind they turn."""
    try:
        known = read(written(case, rng))
    except UnreadableError:
        return []
    points = [(due, "") for due in judged(known, datetime(2099, 1, 1, tzinfo=UTC)).dues]
    for event in known["events"]:
        if event["kind"] == "completed":
            points += [(event["at"] + timedelta(days=known["policy"]["aftercare_days"]), "message")] * 2
        if event["kind"] == "scheduled":
            notice = timedelta(minutes=known["policy"]["short_notice_minutes"])
            points += [(event["arrive_to"], "scheduled"), (event["arrive_from"] - notice, "scheduled")]
    return points


def aim(case: Case, rng: Random) -> None:
    """Move some events, and often `now`, onto turning points or one microsecond beside."""
    points = turning_points(case, rng)
    for _ in range(rng.choice([0, 1, 1, 2, 3]) if points and case["events"] else 0):
        point, kind = rng.choice(points)
        fitting = [event for event in case["events"] if event["kind"] == kind]
        event = rng.choice(fitting or case["events"])
        stood_at, event["at"] = event["at"], point + SMALLEST * rng.choice([-1, 0, 0, 1])
        moved_points = turning_points(case, rng)
        if moved_points or rng.random() < 0.05:
            points = moved_points or points
        else:
            event["at"] = stood_at
    if points and rng.random() < 0.6:
        case["now"] = rng.choice(points)[0] + SMALLEST * rng.choice([-1, 0, 0, 1, 1])


def decorate(case: Case, rng: Random) -> None:
    """Unknown fields, which are kept and ignored."""
    targets = [case, case["terms"], case["policy"], *case["events"], *case["terms"].get("promotions", [])]
    targets += [line for event in case["events"] for line in event.get("lines", [])]
    for _ in range(rng.randint(1, 4)):
        rng.choice(targets)["x_note"] = rng.choice([None, 1, "x", [1], {"at": "never"}])


def random_case(seed: int) -> Case:
    """The case of this seed, nearly always one that can be read."""
    rng = Random(seed)
    case = draft(rng, f"r-{seed}")
    if rng.random() < 0.7:
        aim(case, rng)
    style = rng.random()
    if style < 0.1:
        rng.shuffle(case["events"])
    elif style < 0.4 and case["events"]:
        case["events"].insert(rng.randrange(len(case["events"])), case["events"].pop())
    if rng.random() < 0.1:
        decorate(case, rng)
    if rng.random() < 0.03:
        del case["now"]
    return written(case, rng)
