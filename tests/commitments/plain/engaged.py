"""The rules of an engaged partner: A2, A3, A4 and B1 to B5, over what comes after the acceptance."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from tests.commitments.plain.ledger import Event, Ledger, blank


def of_kind(events: list[Event], *kinds: str) -> list[Event]:
    """The events of these kinds."""
    return [event for event in events if event["kind"] in kinds]


def before(events: list[Event], mark: Event) -> list[Event]:
    """The events that stand before `mark`, which is one of them."""
    return events[: [event["id"] for event in events].index(mark["id"])]


def later(events: list[Event], mark: Event) -> list[Event]:
    """The events that stand after `mark`, which is one of them."""
    return events[[event["id"] for event in events].index(mark["id"]) + 1 :]


def judge_engaged(ledger: Ledger) -> None:
    """Every rule that needs an acceptance."""
    accepted = ledger.first("accepted")
    if accepted is None:
        return
    life = ledger.after(accepted)
    judge_cancellation(ledger, life)
    met = of_kind(life, "scheduled", "arrived", "cancelled")
    ledger.clock("A3.no_appointment", accepted, ledger.care(accepted["at"], "appointment_minutes"), met, "minor")
    judge_appointments(ledger, life)
    judge_completion(ledger, life)
    for photo in of_kind(life, "photo_uploaded"):
        judge_photo(ledger, life, photo)
    for receipt in of_kind(life, "receipt_issued"):
        judge_prices(ledger, receipt)
        judge_promotion(ledger, receipt)
        judge_receipt(ledger, life, receipt)
    for part in of_kind(life, "part_replaced"):
        judge_part(ledger, life, part)


def judge_cancellation(ledger: Ledger, life: list[Event]) -> None:
    """A2, which looks at the first cancellation alone."""
    cancelled = ledger.first("cancelled", life)
    if cancelled is None:
        return
    reports = [event for event in of_kind(life, "disagreement_reported") if not blank(event["text"])]
    earlier = [report for report in reports if report in before(life, cancelled)]
    if cancelled["actor"] == "partner":
        ledger.broken("A2.cancelled", cancelled["id"], cancelled["at"], "minor" if earlier else "major")
    elif cancelled["reason"] == "partner_asked":
        ledger.broken("A2.asked_to_cancel", cancelled["id"], cancelled["at"], "major")
    elif cancelled["reason"] == "no_agreement":
        due = ledger.care(cancelled["at"], "feedback_minutes")
        ledger.clock("A2.no_feedback", cancelled, due, reports, "minor")


def judge_appointments(ledger: Ledger, life: list[Event]) -> None:
    """A3.short_notice, B1.late_arrival and B1.no_show, until the first cancellation."""
    cancelled = ledger.first("cancelled", life)
    counted = of_kind(life if cancelled is None else before(life, cancelled), "scheduled")
    for place, visit in enumerate(counted):
        met = of_kind(later(life, visit), "arrived", "completed", "cancelled", "scheduled")
        for rule, key, severity in (
            ("B1.late_arrival", "arrival_grace_minutes", "minor"),
            ("B1.no_show", "no_show_minutes", "major"),
        ):
            ledger.clock(rule, visit, ledger.plain(visit["arrive_to"], ledger.policy[key]), met, severity)
        if place and visit["actor"] == "partner":
            standing = counted[place - 1]
            between = before(later(life, standing), visit)
            notice = timedelta(minutes=ledger.policy["short_notice_minutes"])
            short = standing["arrive_from"] - notice < visit["at"] <= standing["arrive_to"]
            if short and not of_kind(between, "arrived"):
                ledger.broken("A3.short_notice", visit["id"], visit["at"], "minor")


def judge_completion(ledger: Ledger, life: list[Event]) -> None:
    """A4's two clocks and B5, which hang on the first completion."""
    completed = ledger.first("completed", life)
    if completed is None:
        return
    due = ledger.plain(completed["at"], ledger.policy["receipt_hours"] * 60)
    receipts = of_kind(life, "receipt_issued")
    stamped = [receipt for receipt in receipts if not blank(receipt["stamp"])]
    unstamped = due is not None and ledger.now > due and any(receipt["at"] <= due for receipt in receipts)
    rule, severity = ("A4.unstamped", "minor") if unstamped else ("A4.no_receipt", "major")
    ledger.clock(rule, completed, due, stamped, severity)
    due = ledger.plain(completed["at"], ledger.policy["photo_request_hours"] * 60)
    ledger.clock("A4.photo_not_requested", completed, due, of_kind(life, "photo_requested", "photo_uploaded"), "minor")
    done = {item for event in of_kind(before(life, completed), "checklist_done") for item in event["items"]}
    if any(item not in done for item in ledger.terms["checklists"].get(ledger.service, [])):
        ledger.broken("B5.checklist_skipped", completed["id"], completed["at"], "minor")


def judge_photo(ledger: Ledger, life: list[Event], photo: Event) -> None:
    """A4.stamp_mismatch and A4.photo_reused."""
    if not blank(photo["reused_from"]):
        ledger.broken("A4.photo_reused", photo["id"], photo["at"], "major")
    if blank(photo["stamp_read"]):
        return
    stamped = [receipt for receipt in of_kind(life, "receipt_issued") if not blank(receipt["stamp"])]
    earlier = [receipt for receipt in stamped if receipt in before(life, photo)]
    read = photo["stamp_read"].strip().upper()
    if earlier:
        if earlier[-1]["stamp"].strip().upper() != read:
            ledger.broken("A4.stamp_mismatch", photo["id"], photo["at"], "major")
    elif stamped and stamped[0]["stamp"].strip().upper() != read:
        ledger.broken("A4.stamp_mismatch", photo["id"], stamped[0]["at"], "major")


def judge_prices(ledger: Ledger, receipt: Event) -> None:
    """B1.overpriced, line by line."""
    for place, line in enumerate(receipt["lines"]):
        price = ledger.terms["prices"].get(line["code"])
        bound = 100 + ledger.policy["price_tolerance_percent"]
        if price is not None and line["unit_price"] * 100 > price["max"] * bound:
            ledger.broken("B1.overpriced", f"{receipt['id']}#{place}", receipt["at"], "major")


def judge_promotion(ledger: Ledger, receipt: Event) -> None:
    """B1.promotion_withheld: the best promotion of the day of the offer."""
    offered = ledger.first("offered")
    promised = []
    for offer in ledger.terms["promotions"] if offered else []:
        covered = [line for line in receipt["lines"] if not offer["codes"] or line["code"] in offer["codes"]]
        subtotal = sum(line["unit_price"] * line["qty"] for line in covered)
        in_force = offered is not None and offer["from"] <= offered["at"] <= offer["to"]
        if not in_force or subtotal <= 0 or subtotal < offer["min_total"]:
            continue
        if "amount" in offer:
            promised.append(min(offer["amount"], subtotal))
        else:
            share = subtotal * offer["percent"] // 100
            promised.append(share if offer["cap"] is None else min(offer["cap"], share))
    if promised and receipt["discount"] < max(promised):
        ledger.broken("B1.promotion_withheld", receipt["id"], receipt["at"], "major")


def approved_quote(life: list[Event], mark: Event) -> Event | None:
    """The content of the quote that the customer last approved before `mark`."""
    standing = None
    for approval in of_kind(before(life, mark), "quote_approved"):
        versions = [event for event in of_kind(before(life, approval), "quoted") if event["quote"] == approval["quote"]]
        if versions:
            standing = versions[-1]
    return standing


def part_lines(quote: Event | None) -> dict[str, Event]:
    """The lines of the quote that are parts, by their id."""
    return {} if quote is None else {line["line"]: line for line in quote["lines"] if line["kind"] == "part"}


def judge_receipt(ledger: Ledger, life: list[Event], receipt: Event) -> None:
    """B2.over_quote and both rules of B3."""
    quote = approved_quote(life, receipt)
    if quote is not None and receipt["total"] > quote["total"]:
        ledger.broken("B2.over_quote", receipt["id"], receipt["at"], "major")
    replaced = [part["line"] for part in of_kind(before(life, receipt), "part_replaced")]
    if not replaced:
        return
    promise = receipt["warranty"]
    if promise is None or promise["days"] is None or promise["days"] < 0 or blank(promise["terms"]):
        ledger.broken("B3.no_warranty_info", receipt["id"], receipt["at"], "minor")
        return
    lines = [line for name, line in part_lines(quote).items() if name in replaced]
    longest = max([ledger.terms["warranty_days"], *(line["warranty_days"] or 0 for line in lines)])
    if promise["days"] < longest:
        ledger.broken("B3.warranty_short", receipt["id"], receipt["at"], "minor")


def folded(value: str) -> str:
    """The text as two people would compare it."""
    return " ".join(unicodedata.normalize("NFC", value).casefold().split())


def judge_part(ledger: Ledger, life: list[Event], part: Event) -> None:
    """B2.unapproved_part and both rules of B4."""
    quoted = part_lines(approved_quote(life, part)).get(part["line"])
    if quoted is None:
        ledger.broken("B2.unapproved_part", part["id"], part["at"], "major")
    if blank(part["origin"]):
        ledger.broken("B4.origin_missing", part["id"], part["at"], "minor")
    if quoted is not None:
        stated = [key for key in ("origin", "brand", "model") if not blank(quoted[key]) and not blank(part[key])]
        if any(folded(quoted[key]) != folded(part[key]) for key in stated):
            ledger.broken("B4.part_differs", part["id"], part["at"], "major")
