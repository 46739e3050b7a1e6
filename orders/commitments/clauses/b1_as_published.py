"""B1: on time, at the published price, with the published promotions."""

from collections.abc import Iterator

from orders.commitments.case import Case, Event
from orders.commitments.outcomes import MAJOR, MINOR, Broken, Clock
from orders.commitments.registry import rule
from partners.terms import Promotion


@rule("B1.late_arrival", severity=MINOR, on="scheduled", engaged=True)
def late_arrival(case: Case) -> Iterator[Clock]:
    """The partner arrives before the appointment's end and some grace."""
    return _arrival_clocks(case, case.policy["arrival_grace_minutes"])


@rule("B1.no_show", severity=MAJOR, on="scheduled", engaged=True)
def no_show(case: Case) -> Iterator[Clock]:
    """The partner arrives at all."""
    return _arrival_clocks(case, case.policy["no_show_minutes"])


def _arrival_clocks(case: Case, minutes: int) -> Iterator[Clock]:
    for appointment in case.appointments:
        if appointment.window is not None:
            yield Clock(
                appointment,
                case.plain,
                minutes,
                case.first_after(appointment, "arrived", "completed", "cancelled", "scheduled"),
                started_at=appointment.window[1],
            )


@rule("B1.overpriced", severity=MAJOR, on="receipt_issued", engaged=True)
def overpriced(case: Case) -> Iterator[Broken]:
    """No line of a receipt costs more than the published price and the tolerance."""
    tolerance = case.policy["price_tolerance_percent"]
    max_prices = case.terms.max_prices
    for receipt in case.engaged("receipt_issued"):
        for index, line in enumerate(receipt.data["lines"]):
            code, charged = line["code"], line["unit_price"]
            if code in max_prices and charged * 100 > max_prices[code] * (100 + tolerance):
                yield Broken(
                    receipt,
                    {
                        "code": code,
                        "charged": charged,
                        "max": max_prices[code],
                        "tolerance_percent": tolerance,
                        "qty": line["qty"],
                    },
                    subject=f"{receipt.id}#{index}",
                )


@rule("B1.promotion_withheld", severity=MAJOR, on="receipt_issued", engaged=True)
def promotion_withheld(case: Case) -> Iterator[Broken]:
    """A receipt gives at least the best discount that the promotions published at the offer promise."""
    offer = case.offered
    if offer is None:
        return
    running = [item for item in case.terms.promotions if item.starts_at <= offer.at <= item.ends_at]
    for receipt in case.engaged("receipt_issued") if running else ():
        promises = [(promise, item.code) for item in running if (promise := _promised(item, receipt)) is not None]
        best, code = max(promises, default=(None, ""))
        given = receipt.data.get("discount", 0)
        if best is not None and given < best:
            yield Broken(receipt, {"promotion": code, "promised": best, "given": given}, (offer,))


def _promised(promotion: Promotion, receipt: Event) -> int | None:
    """The discount in đồng that the promotion promises on the receipt, None where it does not apply."""
    covered = promotion.codes
    subtotal = sum(
        line["unit_price"] * line["qty"] for line in receipt.data["lines"] if not covered or line["code"] in covered
    )
    if subtotal <= 0 or subtotal < promotion.min_total:
        return None
    if promotion.percent is None:
        return min(promotion.amount or 0, subtotal)
    discount = subtotal * promotion.percent // 100
    return discount if promotion.cap is None else min(promotion.cap, discount)
