"""The steps of an order's life as the scenes write them: who does what, with the usual words and prices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import QuerySet

from complaints.models import Appeal
from complaints.services import appeals
from orders.models import Quote, Stamp
from orders.photos import intake
from orders.services import (
    complaints,
    messages,
    offers,
    parts,
    quotes,
    receipt_photos,
    receipts,
    reviews,
    stamps,
    visits,
)
from rada.desk.demo import content, pictures
from rada.desk.demo.scene import Scene
from rada.lib.money import format_vnd

STAMPS_ON_A_ROLL = 60
USUAL_AMOUNT = {"m²": 60, "m": 25, "giờ": 3, "km": 8}
WARRANTY = "Bảo hành phần đã làm; không gồm nguồn điện và va đập."


class Play(Scene):
    """A scene whose steps follow one another, each at the instant that `on`, `ago` or `later` set."""

    # the offer and the appointment

    def accepted(self) -> Self:
        """The partner takes the order."""
        return self.do(offers.accept, by=self.partner)

    def declined(self, reason: str) -> Self:
        """The partner does not take it."""
        return self.do(offers.decline, by=self.partner, reason=reason)

    def withdrawn(self) -> Self:
        """Rada ends the offer."""
        return self.do(offers.withdraw, by=self.rada())

    def scheduled(self, starts_at: datetime, hours: float = 1) -> Self:
        """The partner makes the appointment, and sends its technician."""
        technician = self.cast.technicians[self.key].member_id
        type(self.assignment).objects.filter(pk=self.assignment.pk).update(technician_id=technician)
        self.do(visits.schedule, by=self.partner, arrive_from=starts_at, arrive_to=starts_at + timedelta(hours=hours))
        return self

    def engaged(self, days: int, hours: str, visit: tuple[int, str]) -> Self:
        """Offered, accepted 3 minutes later, and an appointment made for an hour of a day."""
        self.on(days, hours).offered()
        return self.later(3).accepted().later(4).scheduled(self.day(*visit))

    def cancelled(self, reason: str, *, by: str = "partner") -> Self:
        """The assignment ends; by its customer the whole order does."""
        if by == "customer":
            return self.do(visits.cancel_order, self.order, by=self.customer, reason=reason)
        return self.do(visits.cancel, by=self.partner if by == "partner" else self.rada(), reason=reason)

    def disagreed(self, text: str) -> Self:
        """The partner writes down why the two could not agree."""
        return self.do(visits.report_disagreement, by=self.partner, text=text)

    # talk

    def asks(self, text: str) -> Self:
        """The customer writes, and waits."""
        return self.do(messages.send, by=self.customer, text=text)

    def thanks(self, text: str = "Ok, cảm ơn em nhé.") -> Self:
        """The customer writes, and does not wait."""
        return self.do(messages.send, by=self.customer, text=text, needs_reply=False)

    def answers(self, text: str) -> Self:
        """The partner writes."""
        return self.do(messages.send, by=self.partner, text=text)

    # the work

    def arrived(self) -> Self:
        """The technician is there."""
        return self.do(visits.arrive, by=self.technician)

    def quoted(self, *parts: dict[str, Any], reference: str = "BG-1") -> Self:
        """A quote of the service and of parts."""
        lines = [line_of(self.code, line="1"), *parts]
        self.total = sum(line["unit_price"] * line["qty"] for line in lines)
        return self.do(quotes.quote, by=self.technician, reference=reference, lines=lines, total=self.total)

    def approved(self) -> Self:
        """The customer approves the quote that waits."""
        version = Quote.objects.get(assignment=self.assignment, status=Quote.Status.WAITING)
        return self.do(quotes.approve, version, by=self.customer, digest=version.digest)

    def rejected(self) -> Self:
        """The customer does not."""
        version = Quote.objects.get(assignment=self.assignment, status=Quote.Status.WAITING)
        return self.do(quotes.reject, version, by=self.customer, digest=version.digest)

    def replaced(self, line: str | None = "2", **part: str) -> Self:
        """A part is put in."""
        return self.do(parts.replace_part, by=self.technician, line=line, **part)

    def ticked(self, *, leaving_out: int = 0) -> Self:
        """The checklist's steps are done, the last ones left out."""
        items = self.assignment.terms.content["checklists"][self.code]
        return self.do(visits.do_checklist, by=self.technician, items=items[: len(items) - leaving_out])

    def completed(self) -> Self:
        """The work is done."""
        return self.do(visits.complete, by=self.technician)

    # the papers

    def receipt(
        self,
        *lines: dict[str, Any],
        stamped: bool = True,
        discount: int | None = None,
        warranty_days: int | None = None,
        warranty: bool = True,
    ) -> Self:
        """The stamped receipt: what the published promotion gives is taken off, unless told otherwise."""
        lines = lines or (line_of(self.code),)
        subtotal = sum(line["unit_price"] * line["qty"] for line in lines)
        taken_off = self.promised_discount(subtotal) if discount is None else discount
        days = self.assignment.terms.content["warranty_days"] if warranty_days is None else warranty_days
        return self.do(
            receipts.issue,
            by=self.technician,
            lines=[_without_line(line) for line in lines],
            total=subtotal - taken_off,
            discount=taken_off,
            stamp=self._next_stamp() if stamped else None,
            warranty=receipts.Warranty(days, WARRANTY) if warranty else None,
        )

    def promised_discount(self, subtotal: int) -> int:
        """What the partner's one published promotion gives, in đồng."""
        for promotion in self.assignment.terms.content["promotions"]:
            if subtotal >= promotion["min_total"]:
                percent = promotion.get("percent")
                return min(promotion["cap"], subtotal * percent // 100) if percent else promotion["amount"]
        return 0

    def corrected(self, stamp: str) -> Self:
        """A second receipt with the stamp of the first."""
        line = _without_line(line_of(self.code))
        subtotal = line["unit_price"] * line["qty"]
        taken_off = self.promised_discount(subtotal)
        days = self.assignment.terms.content["warranty_days"]
        told = {"lines": [line], "total": subtotal - taken_off, "discount": taken_off, "stamp": stamp}
        return self.do(receipts.issue, by=self.technician, **told, warranty=receipts.Warranty(days, WARRANTY))

    def photo_asked(self) -> Self:
        """The customer is asked for the photo of the receipt."""
        return self.do(receipts.ask_for_photo, by=self.technician)

    def photographed(self, *, stamp: str | None = None, reused_from: str | None = None) -> Self:
        """The customer sends it; the stamp on it is the receipt's unless told otherwise."""
        own = self.assignment.receipts.latest("pk").stamp
        return self.do(pictures.told_of, by=self.customer, stamp_read=stamp or own, reused_from=reused_from)

    def pictured(self, *, with_spare_stamp: bool = False, is_sharp: bool = True) -> Self:
        """The customer sends a picture of the receipt, through the intake; with another stamp on it where told so."""
        issued = self.assignment.receipts.latest("pk")
        serial = self._free_stamps().values_list("serial", flat=True).last() if with_spare_stamp else issued.stamp
        lines = [self.order.code, str(self.order.service), format_vnd(issued.total_vnd), self.assignment.partner.name]
        sent = pictures.of_receipt("BIÊN NHẬN", lines, str(serial), is_sharp=is_sharp)
        with self.clock_set():
            taken = intake.take(sent, by=f"order:{self.order.pk}", texts=True)
        return self.do(receipt_photos.upload, by=self.customer, taken=taken)

    def worked(self, minutes: float = 50) -> Self:
        """Arrived now, the checklist done, completed."""
        return self.arrived().later(minutes - 5).ticked().later(5).completed()

    def papers(self, *lines: dict[str, Any], **more: Any) -> Self:
        """Receipt, photo asked for, photo sent."""
        return self.later(4).receipt(*lines, **more).later(2).photo_asked().later(25).photographed()

    def reviewed(self, stars: int, text: str = "", *, is_public: bool = True) -> Self:
        """The customer reviews the work."""
        return self.do(reviews.give, by=self.customer, stars=stars, text=text, is_public=is_public)

    # complaints

    def complained(self, category: str, text: str, *, complaint: str = "KN-1") -> Self:
        """The customer complains."""
        opened = {"complaint": complaint, "category": category, "text": text}
        return self.do(complaints.open_complaint, by=self.customer, **opened)

    def answered_complaint(self, text: str, *, complaint: str = "KN-1") -> Self:
        """The partner answers it."""
        return self.do(complaints.reply, by=self.partner, complaint=complaint, text=text)

    def closed_complaint(self, outcome: str, clause: str | None = None, severity: str | None = None) -> Self:
        """Rada rules on it."""
        ruling = {"complaint": "KN-1", "outcome": outcome, "clause": clause, "severity": severity}
        return self.do(complaints.close, by=self.rada(), **ruling)

    # appeals

    def appealed(self, rule: str, text: str) -> Self:
        """The partner disputes its breach of this rule."""
        return self.do(appeals.file, self.assignment.breaches.get(rule=rule), by=self.partner, text=text)

    def ruled(self, outcome: str, reason: str, note: str) -> Self:
        """Rada decides the appeal."""
        appeal = Appeal.objects.get(breach__assignment=self.assignment)
        return self.do(appeals.decide, appeal, by=self.rada(), outcome=outcome, reason=reason, note=note)

    def _next_stamp(self) -> str:
        free = self._free_stamps()
        if not free.exists():
            stamps.issue_roll(self.assignment.partner, size=STAMPS_ON_A_ROLL, by=None, at=self.instant)
        return free.values_list("serial", flat=True)[0]

    def _free_stamps(self) -> QuerySet[Stamp]:
        return Stamp.objects.filter(roll__partner=self.assignment.partner_id, state=Stamp.State.FREE).order_by("pk")


def line_of(code: str, *, line: str | None = None, price: int | None = None, qty: int | None = None) -> dict[str, Any]:
    """A line of a quote (with its `line` id) or a receipt, at the usual price and amount unless told otherwise."""
    listed = content.prices()[code]
    unit_price = listed.usual if price is None else price
    told = {"code": code, "name": listed.vi, "unit_price": unit_price, "qty": qty or USUAL_AMOUNT.get(listed.unit, 1)}
    return told if line is None else {**told, "line": line, "kind": "labour"}


def part_of(code: str, *, origin: str, brand: str, model: str, warranty_days: int = 180) -> dict[str, Any]:
    """The second line of a quote: a part, and what it is."""
    made = {"origin": origin, "brand": brand, "model": model, "warranty_days": warranty_days}
    return {**line_of(code, line="2"), "kind": "part", **made}


def _without_line(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("code", "name", "unit_price", "qty")}
