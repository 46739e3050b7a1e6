"""What each kind of event carries in a generated case: mostly what fits the events before it, at times not."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.commitments.plain import pools
from tests.commitments.plain.shape import KINDS

Event = dict[str, Any]
SPANS = [0, 0, 1, 5, 15, 29, 30, 60, 61, 120, 240, 600, 780, 1440, 1441, 3000, 10000]


def moved(rng: Random, at: datetime, spans: list[int] = SPANS) -> datetime:
    """A later instant, often off by the smallest step there is."""
    tiny = timedelta(microseconds=rng.choice([0, 0, 0, 0, 1, -1, 1, 59_999_999, rng.randrange(60_000_000)]))
    return at + timedelta(minutes=rng.choice(spans)) + tiny


class Teller:
    """Makes the fields of an event from what was told before."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.quotes: list[Event] = []

    def event(self, name: str, kind: str, at: datetime) -> Event:
        """An event of this kind, `at` still a datetime."""
        actor = self.rng.choice(sorted(KINDS[kind][0]))
        made = {"id": name, "kind": kind, "at": at, "actor": actor}
        fields = getattr(self, kind, None)
        if kind.startswith("complaint"):
            fields = self.complaint
        if fields is not None:
            made.update(fields(made))
        return made

    def one(self, *values: Any) -> Any:
        """One of the values."""
        return self.rng.choice(values)

    def declined(self, made: Event) -> Event:
        """Why the offer was declined."""
        return {"reason": self.rng.choice(pools.REASONS)}

    def cancelled(self, made: Event) -> Event:
        """Why the engagement ended; the two reasons that matter come often."""
        return {"reason": self.one("no_agreement", "partner_asked", self.rng.choice(pools.REASONS))}

    def disagreement_reported(self, made: Event) -> Event:
        """What the partner reports."""
        return {"text": self.rng.choice(pools.TEXTS)}

    def scheduled(self, made: Event) -> Event:
        """An appointment, at times one that has gone by already."""
        begins = moved(self.rng, made["at"], [0, 30, 60, 90, 119, 120, 121, 300, 1440, 1500, -60, -600])
        ends = moved(self.rng, begins, [0, 0, 30, 60, 120, 240])
        return {"arrive_from": min(begins, ends), "arrive_to": max(begins, ends)}

    def message(self, made: Event) -> Event:
        """Mostly an ordinary message."""
        made["actor"] = self.one("customer", "customer", "partner", "partner", "rada")
        fields: Event = {}
        if self.rng.random() < 0.2:
            fields["needs_reply"] = self.one(False, True)
        if self.rng.random() < 0.15:
            fields["auto"] = self.one(True, True, False)
        return fields

    def quoted(self, made: Event) -> Event:
        """A quote; the same id may be quoted again with other lines."""
        lines = pools.quote_lines(self.rng)
        total = sum(line["unit_price"] * line["qty"] for line in lines)
        quote = {"quote": self.one("q0", "q0", "q1"), "total": total + self.one(0, 0, 1, -1), "lines": lines}
        self.quotes.append(quote)
        return quote

    def quote_approved(self, made: Event) -> Event:
        """Mostly of a quote that exists."""
        known = [quote["quote"] for quote in self.quotes]
        return {"quote": self.rng.choice([*known * 4, "q0", "q9"])}

    quote_rejected = quote_approved

    def part_replaced(self, made: Event) -> Event:
        """A part, mostly one of the quote and then near what was promised."""
        lines = [line for quote in self.quotes for line in quote["lines"]]
        if not lines or self.rng.random() < 0.25:
            fields = {"origin": pools.ORIGINS, "brand": pools.BRANDS, "model": pools.MODELS}
            return {"line": self.one(None, "l0", "l1", "l7"), **{key: self.one(*pool) for key, pool in fields.items()}}
        parts = [line for line in lines if line["kind"] == "part"]
        line = self.rng.choice(parts if parts and self.rng.random() < 0.85 else lines)
        made_of: Event = {"line": line["line"]}
        for key, pool in (("origin", pools.ORIGINS), ("brand", pools.BRANDS), ("model", pools.MODELS)):
            same = pools.disguised(self.rng, line.get(key))
            value = same if self.rng.random() < 0.8 else self.rng.choice(pool)
            if value is not None or self.rng.random() < 0.7:
                made_of[key] = value
        return made_of

    def checklist_done(self, made: Event) -> Event:
        """Some of the items, in any order."""
        return {"items": self.rng.sample(pools.ITEMS, self.rng.randint(0, len(pools.ITEMS)))}

    def receipt_issued(self, made: Event) -> Event:
        """A receipt whose total is near a quote's, and whose discount is near a promise."""
        lines = pools.receipt_lines(self.rng)
        near = [quote["total"] for quote in self.quotes] + [sum(line["unit_price"] * line["qty"] for line in lines)]
        subtotal = sum(line["unit_price"] * line["qty"] for line in lines)
        shares = [subtotal * percent // 100 for percent in (5, 10, 33)]
        receipt: Event = {
            "stamp": self.rng.choice(pools.STAMPS),
            "total": self.rng.choice(near) + self.one(0, 0, 1, -1, 2),
            "lines": lines,
            "warranty": self.rng.choice(pools.WARRANTIES),
        }
        if self.rng.random() < 0.85:
            promised = self.one(0, 20000, 40000, 90000, 100000, 110000, subtotal, subtotal, subtotal, *shares)
            receipt["discount"] = promised + self.one(0, 0, 0, -1, 1)
        return receipt

    def photo_uploaded(self, made: Event) -> Event:
        """A photo, with what could be read of it."""
        fields = {
            "stamp_read": self.rng.choice([*pools.STAMPS, "RD-0009"]),
            "reused_from": self.one(None, None, "ph-77", " ", ""),
        }
        return {key: value for key, value in fields.items() if value is not None or self.rng.random() < 0.7}

    def complaint(self, made: Event) -> Event:
        """One of three complaints; a closing has its outcome."""
        fields: Event = {"complaint": self.one("k0", "k0", "k1", "k2")}
        if made["kind"] == "complaint_opened":
            fields["category"] = self.rng.choice(pools.CATEGORIES)
        if made["kind"] == "complaint_closed":
            fields["outcome"] = self.one("upheld", "upheld", "rejected", "settled")
            upheld = fields["outcome"] == "upheld"
            if upheld or self.rng.random() < 0.4:
                fields["clause"] = self.rng.choice(pools.CLAUSES if upheld else [*pools.CLAUSES, "D9", None, 7])
            if self.rng.random() < 0.7:
                fields["severity"] = self.rng.choice([*pools.SEVERITIES, None] if upheld else ["huge", None, 3])
        return fields
