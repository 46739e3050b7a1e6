"""Appointments and arrivals (A3, B1), and what a storm or a late report takes back."""

from rada.desk.demo.content import Home
from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play

FLOODED = Home("00640", "01", "Số 94, ngách 4, ngõ 136, đường Bờ Đê Xanh, Xã Thanh Trì, Thành phố Hà Nội")


@situation("muathu", "AC-CLEAN", breaks="A3.no_appointment")
def no_appointment(play: Play) -> None:
    """Accepted, and two hours without an appointment."""
    play.on(4, "09:00").offered().later(3).accepted()
    play.on(4, "11:15").scheduled(play.day(3, "14:00"))
    play.on(3, "14:12").worked().papers()


@situation("giobien", "AC-CLEAN", breaks="A3.short_notice")
def moved_at_short_notice(play: Play) -> None:
    """Forty minutes before the visit it is put off to the evening."""
    play.engaged(11, "09:20", (10, "14:00"))
    play.on(10, "13:20").scheduled(play.day(10, "18:00"))
    play.on(10, "18:10").worked().papers()


@situation("giobien", "AC-CLEAN", breaks="B1.late_arrival")
def late_arrival(play: Play) -> None:
    """The window ended at 15:00, the technician came at 15:48."""
    play.engaged(5, "09:05", (4, "14:00"))
    play.on(4, "14:40").asks("Em ơi thợ đến chưa, chị phải đi đón con.")
    play.later(6).answers("Dạ thợ kẹt xe ở cầu, khoảng 1 tiếng nữa tới ạ. Em xin lỗi chị.")
    play.on(4, "15:48").worked().papers()


@situation("thonhapho", "PIPE-LEAK", breaks="B1.late_arrival B1.no_show")
def no_show(play: Play) -> None:
    """Nobody came, nobody called; the customer gave up."""
    play.engaged(6, "08:15", (6, "13:00"))
    play.on(6, "16:20").cancelled("too_late", by="customer")


@situation("giobien", "AC-CLEAN", retracts="B1.late_arrival")
def late_because_of_a_flood(play: Play) -> None:
    """Streets under water: the next day Rada exempts the ward, and the breach is taken back."""
    play.on(16, "08:20").ordered(home=FLOODED).offered().later(3).accepted().later(4).scheduled(play.day(16, "13:00"))
    play.on(16, "15:05").worked().papers()
    play.on(15, "09:00").exempted("flood", "Ngập sâu sau mưa lớn", play.day(16, "12:30"), play.day(16, "17:30"))


@situation("giobien", "AC-CLEAN", retracts="B1.late_arrival B1.no_show")
def arrival_told_late(play: Play) -> None:
    """The technician's phone had no signal in the basement; the arrival was told hours later."""
    play.engaged(13, "09:45", (12, "14:00"))
    play.on(12, "18:05").reported("arrived", play.day(12, "14:35"))
    play.later(3).ticked().later(2).completed().papers()


@situation("giobien", "AC-CLEAN-CASSETTE")
def moved_in_good_time(play: Play) -> None:
    """Put off the day before, agreed in the chat: no breach."""
    play.engaged(20, "10:00", (18, "09:00"))
    play.on(19, "09:30").answers("Dạ anh ơi mai bên em kẹt lịch sáng, em xin dời sang 14 giờ được không ạ?")
    play.later(12).thanks("Được em.").later(2).scheduled(play.day(18, "14:00"))
    play.on(18, "14:10").worked(75).papers()
