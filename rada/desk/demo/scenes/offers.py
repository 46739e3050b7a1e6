"""Answering offers (A1), and walking away after accepting (A2)."""

from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play


@situation("giobien", "AC-CLEAN", breaks="A1.unanswered")
def missed_then_taken_by_another(play: Play) -> None:
    """Nobody answers in time; Rada ends the offer, another partner takes the order."""
    play.on(6, "10:02").offered()
    play.on(6, "11:40").withdrawn()
    play.later(2).offered("muathu").later(4).accepted().later(6).scheduled(play.day(5, "09:00"))
    play.on(5, "09:20").worked().papers()


@situation("giobien", "AC-CLEAN-CASSETTE", breaks="A1.declined_in_hours")
def declined_in_hours(play: Play) -> None:
    """Declined as busy inside the partner's own hours; another partner takes it."""
    play.on(8, "14:05").offered().later(9).declined("busy")
    play.later(3).offered("muathu").later(5).accepted().later(4).scheduled(play.day(7, "10:00"))
    play.on(7, "10:10").worked(80).papers()


@situation("giobien", "AC-INSTALL")
def declined_with_an_excuse(play: Play) -> None:
    """Outside the area: an answer, and no breach."""
    play.on(12, "15:30").offered().later(6).declined("outside_area")
    play.later(4).offered("muathu").later(8).accepted().later(5).scheduled(play.day(11, "13:00"))
    play.on(11, "13:05").worked(120).papers()


@situation("giobien", "AC-CLEAN")
def offered_to_three_and_taken_by_one(play: Play) -> None:
    """One acceptance wins; the other two offers end by themselves."""
    play.on(9, "08:40").offered("muathu", "giobien", "tuyetdaumua").turn_to("giobien")
    play.later(5).accepted().later(3).scheduled(play.day(9, "15:00"))
    play.on(9, "15:10").worked().papers()


@situation("giobien", "AC-CLEAN")
def withdrawn_by_the_customer(play: Play) -> None:
    """The customer changes their mind before anybody answers."""
    play.on(15, "16:20").offered().later(11).cancelled("changed_mind", by="customer")


@situation("bachia", "LOCK-OPEN", breaks="A1.declined_in_hours A1.unanswered")
def nobody_took_it(play: Play) -> None:
    """One declines, one is silent: the order waits to be offered again."""
    play.on(2, "09:30").offered("bachia", "cuacuonem")
    play.later(7).declined("too_far")
    play.turn_to("cuacuonem").on(1, "10:00").withdrawn()


@situation("giobien", "AC-CLEAN", breaks="A2.cancelled")
def cancelled_by_the_partner(play: Play) -> None:
    """Accepted, then cancelled without a word: 5 points. Another partner helps."""
    play.engaged(10, "09:10", (9, "14:00"))
    play.on(9, "11:30").cancelled("cannot_come")
    play.later(5).offered("muathu").later(4).accepted().later(3).scheduled(play.day(9, "17:00"))
    play.on(9, "17:08").worked().papers()


@situation("tuyetdaumua", "WASHER-CLEAN", breaks="A2.cancelled")
def cancelled_and_waiting_for_another(play: Play) -> None:
    """Cancelled by its partner yesterday; the order can be offered again."""
    play.on(2, "09:10").offered().later(4).accepted().later(5).scheduled(play.day(-1, "09:00"))
    play.on(1, "08:30").cancelled("cannot_come")


@situation("giobien", "AC-INSTALL", breaks="A2.cancelled")
def cancelled_after_a_disagreement(play: Play) -> None:
    """The two could not agree, the partner wrote it down first: minor."""
    play.engaged(14, "10:25", (13, "08:30"))
    play.on(13, "08:40").arrived()
    play.later(20).disagreed("Khách muốn treo dàn nóng ngoài ban công tầng 9, không có giá đỡ an toàn.")
    play.later(10).cancelled("no_agreement")


@situation("giobien", "AC-CLEAN", breaks="A2.asked_to_cancel")
def asked_to_cancel(play: Play) -> None:
    """The partner had the customer press the button: a person looks at it."""
    play.engaged(4, "16:02", (3, "10:00"))
    play.on(3, "08:45").cancelled("partner_asked", by="customer")


@situation("duongthong", "SEPTIC", breaks="A2.no_feedback")
def no_agreement_without_feedback(play: Play) -> None:
    """The customer found no agreement; the partner never wrote down why."""
    play.engaged(7, "09:30", (6, "08:30"))
    play.on(6, "08:41").arrived().later(35).cancelled("no_agreement", by="customer")


@situation("giobien", "AC-CLEAN")
def no_agreement_with_feedback(play: Play) -> None:
    """The same end, written down the same day: no breach."""
    play.engaged(18, "13:12", (17, "09:00"))
    play.on(17, "09:06").arrived().later(25).cancelled("no_agreement", by="customer")
    play.later(40).disagreed("Máy hụt gas do thủng dàn, khách chưa muốn thay dàn; bên em không nạp thêm.")
