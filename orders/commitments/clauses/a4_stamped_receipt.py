"""A4: a receipt with Rada's completion stamp, and the customer is asked to photograph it."""

from collections.abc import Iterator

from orders.commitments.case import Case, Event, before, is_blank
from orders.commitments.outcomes import MAJOR, MINOR, Broken, Clock
from orders.commitments.registry import REVIEW, rule


@rule("A4.no_receipt", severity=MAJOR, on="completed", engaged=True, variants={"A4.unstamped": MINOR})
def no_receipt(case: Case) -> Iterator[Clock]:
    """A stamped receipt is issued by the due time; one without a stamp by then makes the breach the milder one."""
    completed = case.completed
    if completed is None:
        return
    receipts = case.engaged("receipt_issued")
    clock = Clock(
        completed,
        case.plain,
        case.policy["receipt_hours"] * 60,
        next((receipt for receipt in receipts if not is_blank(receipt.data["stamp"])), None),
    )
    if receipts and clock.due_at is not None and receipts[0].at <= clock.due_at:
        clock.broken_as = "A4.unstamped"
        clock.extra = {"unstamped_receipt": receipts[0].id}
    yield clock


@rule("A4.photo_not_requested", severity=MINOR, on="completed", engaged=True)
def photo_not_requested(case: Case) -> Iterator[Clock]:
    """The customer is asked for a photo of the receipt, or sends one unasked."""
    if case.completed is not None:
        yield Clock(
            case.completed,
            case.plain,
            case.policy["photo_request_hours"] * 60,
            case.first_engaged("photo_requested", "photo_uploaded"),
        )


@rule("A4.stamp_mismatch", severity=MAJOR, on="photo_uploaded", engaged=True, certainty=REVIEW)
def stamp_mismatch(case: Case) -> Iterator[Broken]:
    """The stamp on the photo is the stamp on the receipt."""
    stamped = [receipt for receipt in case.engaged("receipt_issued") if not is_blank(receipt.data["stamp"])]
    for photo in case.engaged("photo_uploaded") if stamped else ():
        read = photo.data.get("stamp_read") or ""
        if is_blank(read):
            continue
        receipt = _receipt_of(photo, stamped)
        if _serial(receipt.data["stamp"]) != _serial(read):
            yield Broken(
                photo,
                {"stamp_read": read, "stamp_issued": receipt.data["stamp"]},
                (receipt,),
                occurred_at=max(photo.at, receipt.at),
            )


@rule("A4.photo_reused", severity=MAJOR, on="photo_uploaded", engaged=True, certainty=REVIEW)
def photo_reused(case: Case) -> Iterator[Broken]:
    """The photo was not used for another receipt before."""
    for photo in case.engaged("photo_uploaded"):
        if not is_blank(photo.data.get("reused_from")):
            yield Broken(photo, {"reused_from": photo.data["reused_from"]})


def _receipt_of(photo: Event, stamped: list[Event]) -> Event:
    """The last stamped receipt before the photo, or the first one after it where there is none before."""
    earlier = before(stamped, photo)
    return earlier[-1] if earlier else stamped[0]


def _serial(stamp: str) -> str:
    return stamp.strip().upper()
