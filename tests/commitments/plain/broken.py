"""Cases with one thing wrong: a good case of the generator, changed in one place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.commitments.plain.cases import Case, random_case

Place = tuple[Any, Any]
WRONG_TYPES = [None, True, False, 0, 7, -1, 1.0, 2.5, float("nan"), "x", "", "12", [], {}, [1], [[]], {"a": 1}]
WRONG_INSTANTS = [
    "2026-03-02T09:00:00",
    "2026-13-45T99:00:00+07:00",
    "2026-02-29T09:00:00+07:00",
    "2026-03-02",
    "yesterday",
    "",
    "09:00",
    1700000000,
]
WRONG_CLOCKS = ["25:00", "24:01", "08:60", "noon", "", "0800", "8h", 8, "-1:00"]
# The contract does not say whether these may be missing, so neither reading is held to it.
SILENT = {"service", "policy", "closures", "cap", "min_total", "codes", "code", "now"}
AHEAD = "2099-01-01T00:00:00+07:00"
UNKNOWN = {"x_note"}


def places(value: Any) -> Iterator[Place]:
    """Every place of the case: its container and the key or index in it."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        if key not in UNKNOWN:
            yield value, key
            yield from places(value[key])


def wrong_type(case: Case, rng: Random) -> None:
    """Put a value of another type in any place."""
    container, key = rng.choice([place for place in places(case) if place[1] != "now"])
    old = type(container[key])
    container[key] = rng.choice([value for value in WRONG_TYPES if type(value) is not old])


def missing_field(case: Case, rng: Random) -> None:
    """Take a field away."""
    fields = [place for place in places(case) if isinstance(place[0], dict) and place[1] not in SILENT]
    container, key = rng.choice(fields)
    del container[key]


def wrong_instant(case: Case, rng: Random) -> None:
    """Spoil an instant."""
    names = ("at", "arrive_from", "arrive_to", "from", "to", "now")
    container, key = rng.choice([place for place in places(case) if place[1] in names])
    container[key] = rng.choice(WRONG_INSTANTS)


def wrong_closure(case: Case, rng: Random) -> None:
    """Add a closure that is no pair of instants."""
    good = AHEAD
    case["closures"].append(
        rng.choice([[good], [good, good, good], [good, rng.choice(WRONG_INSTANTS)], good, {}, None])
    )


def wrong_range(case: Case, rng: Random) -> None:
    """Add a range that is none, or turn the care window over."""
    bad = [
        ["18:00", "08:00"],
        ["08:00", "08:00"],
        ["24:00", "24:00"],
        ["08:00"],
        ["08:00", "09:00", "10:00"],
        ["08:00", rng.choice(WRONG_CLOCKS)],
        [rng.choice(WRONG_CLOCKS), "20:00"],
    ]
    pick = rng.choice(bad)
    if rng.random() < 0.7 or len(pick) != 2:
        case["terms"].setdefault("hours", {}).setdefault("mon", []).append(pick)
    else:
        case["policy"]["care_open"], case["policy"]["care_close"] = pick


def wrong_policy(case: Case, rng: Random) -> None:
    """An override of a wrong type, a negative duration, an unknown severity; a negative percent is none of these."""
    keys = ["reply_minutes", "receipt_hours", "aftercare_days", "no_show_minutes", "short_notice_minutes"]
    changes: dict[str, list[Any]] = {key: [-1, "60", None, True, 60.0, [60]] for key in keys}
    changes["price_tolerance_percent"] = ["5", None, True, 5.0]
    changes["outside_window_severity"] = ["huge", "", 0, False]
    changes["excused_decline_reasons"] = [None, "busy", [None], {"busy": 1}]
    key = rng.choice(list(changes))
    case["policy"][key] = rng.choice(changes[key])


def wrong_actor(case: Case, rng: Random) -> None:
    """Somebody else does it."""
    rng.choice(case["events"])["actor"] = rng.choice(["customer", "partner", "rada", "system", "nobody", ""])


def wrong_kind(case: Case, rng: Random) -> None:
    """Call an event by the name of another, which lacks its fields, or by none."""
    rng.choice(case["events"])["kind"] = rng.choice(
        ["teleported", "", "Accepted", "receipt_issued", "quoted", "scheduled"]
    )


def one_id_twice(case: Case, rng: Random) -> None:
    """Repeat an event."""
    twin = copy.deepcopy(rng.choice(case["events"]))
    case["events"].insert(rng.randint(0, len(case["events"])), twin)


def early_acceptance(case: Case, rng: Random) -> None:
    """An acceptance long before the offer, where there is one."""
    case["events"].append({"id": "early", "kind": "accepted", "at": "2020-01-01T00:00:00+07:00", "actor": "partner"})


def extra_event(case: Case, rng: Random) -> None:
    """An event that no reader takes, often one that lies far ahead of `now`."""
    extra = {"id": "zz", "at": rng.choice([case.get("now", AHEAD), AHEAD])}
    line = {"line": "l", "kind": "labour", "code": None, "unit_price": 1, "qty": 1}
    visit = {"arrive_from": "2026-12-31T10:00:00+07:00", "arrive_to": "2026-12-31T09:59:59.999999+07:00"}
    closed = {"kind": "complaint_closed", "actor": "rada", "complaint": "k0"}
    quote = {"kind": "quoted", "actor": "partner", "quote": "q0", "total": 2}
    choices: list[dict[str, Any]] = [
        {"kind": "teleported", "actor": "partner"},
        {"kind": "scheduled", "actor": "partner", **visit},
        {**closed, "outcome": "upheld"},
        {**closed, "outcome": "upheld", "clause": rng.choice(["D9", "b1", "A6", "", None])},
        {**closed, "outcome": "upheld", "clause": "B1", "severity": rng.choice(["huge", "", "Major", 1])},
        {**closed, "outcome": rng.choice(["ignored", "", "UPHELD", None])},
        {**quote, "lines": [line, dict(line)]},
        {**quote, "lines": [{**line, "kind": "magic"}]},
        {**quote, "lines": [{**line, "kind": "part", "warranty_days": -1}]},
        {**quote, "lines": [{key: line[key] for key in line if key != rng.choice(list(line))}]},
    ]
    case["events"].append(extra | rng.choice(choices))


def wrong_promotion(case: Case, rng: Random) -> None:
    """A promotion of both kinds, of neither, or of a wrong type."""
    good = {"code": "X", "from": AHEAD, "to": AHEAD, "min_total": 0, "codes": []}
    bad = [
        {"percent": 5, "cap": None, "amount": 5},
        {},
        {"percent": "5", "cap": None},
        {"amount": 5.0},
        {"amount": True},
    ]
    case["terms"].setdefault("promotions", []).append({**good, **rng.choice(bad)})


CHANGES = [
    wrong_type,
    wrong_type,
    wrong_type,
    missing_field,
    missing_field,
    wrong_instant,
    wrong_closure,
    wrong_range,
    wrong_policy,
    wrong_actor,
    wrong_kind,
    one_id_twice,
    early_acceptance,
    extra_event,
    wrong_promotion,
]


def broken_case(seed: int) -> Case:
    """A case that is nearly always an error; where the change happens to be harmless it is not."""
    rng = Random(seed)
    case = random_case(seed)
    while not case["events"]:
        case = random_case(rng.randrange(10**9))
    rng.choice(CHANGES)(case, rng)
    return case
