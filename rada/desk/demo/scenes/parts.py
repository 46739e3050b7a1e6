"""Quotes and parts (B2, B3, B4), checklists (B5)."""

from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play, line_of, part_of

CAPACITOR = part_of("AC-CAPACITOR", origin="Nhật Bản", brand="Sakura Cap", model="SC-35", warranty_days=180)
CAPACITOR_LINE = line_of("AC-CAPACITOR")
AS_QUOTED = {"origin": "Nhật Bản", "brand": "Sakura Cap", "model": "SC-35"}


def diagnosed(play: Play, days: int) -> Play:
    """A visit at 14:00 at which the technician found a broken capacitor and quoted it."""
    play.engaged(days + 1, "09:15", (days, "14:00"))
    play.on(days, "14:05").arrived().later(20)
    return play.quoted(CAPACITOR)


@situation("giobien", "AC-CLEAN")
def approved_and_replaced(play: Play) -> None:
    """Quoted, approved, replaced as quoted, with its warranty on the stamped receipt."""
    diagnosed(play, 3).later(2).answers("Em đo thấy tụ yếu, chị duyệt báo giá trên đơn giúp em nhé.")
    play.later(3).approved().later(1).thanks("Chị duyệt rồi.")
    play.later(20).replaced(**AS_QUOTED).later(20).ticked().later(5).completed()
    play.papers(line_of("AC-CLEAN"), CAPACITOR_LINE, warranty_days=180)


@situation("giobien", "AC-CLEAN")
def rejected_then_quoted_again(play: Play) -> None:
    """The first quote was too dear; without the part the customer agrees."""
    diagnosed(play, 25).later(6).rejected()
    play.later(8).quoted().later(2).approved()
    play.later(30).ticked().later(5).completed().papers()


@situation("giobien", "AC-CLEAN", breaks="B2.unapproved_part")
def replaced_without_asking(play: Play) -> None:
    """The capacitor was changed before the customer had approved it."""
    diagnosed(play, 9).later(10).replaced(**AS_QUOTED)
    play.later(20).ticked().later(5).completed().papers(line_of("AC-CLEAN"), CAPACITOR_LINE, warranty_days=180)


@situation("giobien", "AC-CLEAN", breaks="B4.part_differs")
def another_part_than_quoted(play: Play) -> None:
    """Quoted from Japan, put in from elsewhere: a person looks at it."""
    diagnosed(play, 8).later(4).approved()
    play.later(15).replaced(origin="Trung Quốc", brand="Sakura Cap", model="SC-35")
    play.later(20).ticked().later(5).completed().papers(line_of("AC-CLEAN"), CAPACITOR_LINE, warranty_days=180)


@situation("tuyetdaumua", "FRIDGE-CHECK", breaks="B4.origin_missing")
def origin_not_told(play: Play) -> None:
    """A part went in, and nobody wrote where it comes from."""
    play.engaged(6, "09:10", (5, "09:00")).on(5, "09:04").arrived()
    sensor = part_of("FRIDGE-SENSORS", origin="Thái Lan", brand="Siam Cool", model="DF-2")
    play.later(15).quoted(sensor).later(3).approved().later(10).replaced(brand="Siam Cool", model="DF-2")
    play.later(15).ticked().later(5).completed()
    play.papers(line_of("FRIDGE-CHECK"), line_of("FRIDGE-SENSORS"), warranty_days=180)


@situation("giobien", "AC-CLEAN", breaks="B2.over_quote")
def more_than_the_quote(play: Play) -> None:
    """Approved at 630.000, billed at more."""
    diagnosed(play, 19).later(4).approved().later(15).replaced(**AS_QUOTED)
    play.later(20).ticked().later(5).completed()
    play.papers(line_of("AC-CLEAN"), CAPACITOR_LINE, line_of("AC-GAS"), warranty_days=180)


@situation("giobien", "AC-CLEAN", breaks="B3.no_warranty_info")
def warranty_not_stated(play: Play) -> None:
    """A new part, and nothing about its warranty on the receipt."""
    diagnosed(play, 22).later(4).approved().later(15).replaced(**AS_QUOTED)
    play.later(20).ticked().later(5).completed().papers(line_of("AC-CLEAN"), CAPACITOR_LINE, warranty=False)


@situation("bepluanho", "HEATER-DESCALE", breaks="B3.warranty_short")
def warranty_shorter_than_promised(play: Play) -> None:
    """180 days in the quote, 30 on the receipt."""
    play.engaged(9, "09:20", (8, "14:00")).on(8, "14:10").arrived()
    element = part_of("HEATER-ELEMENT", origin="Ý", brand="Caldo", model="TE-2500")
    play.later(15).quoted(element).later(5).approved()
    play.later(20).replaced(origin="Ý", brand="Caldo", model="TE-2500").later(15).ticked().later(5).completed()
    play.papers(line_of("HEATER-DESCALE"), line_of("HEATER-ELEMENT"), warranty_days=30)


@situation("giobien", "AC-CLEAN", breaks="B5.checklist_skipped")
def checklist_skipped(play: Play) -> None:
    """The test run was left out."""
    play.engaged(11, "14:10", (10, "09:00"))
    play.on(10, "09:05").arrived().later(40).ticked(leaving_out=1).later(2).completed().papers()
