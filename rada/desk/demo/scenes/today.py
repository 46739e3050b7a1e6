"""What the first partner finds on its page today, at whatever hour: offers, running clocks, appointments."""

from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play

A_DAY = 24 * 60


@situation("giobien", "AC-CLEAN")
def offer_from_just_now(play: Play) -> None:
    """Put to two partners a few minutes ago."""
    play.ago(minutes=4).offered("giobien", "muathu")


@situation("giobien", "AC-CLEAN-CASSETTE")
def offer_half_way(play: Play) -> None:
    """Half of the time to answer is gone."""
    play.ago(minutes=28).offered()


@situation("giobien", "AC-INSTALL")
def offer_about_to_run_out(play: Play) -> None:
    """A few minutes are left, in service hours."""
    play.ago(minutes=52).offered()


@situation("giobien", "AC-CLEAN")
def customer_waiting_for_a_reply(play: Play) -> None:
    """Asked a while ago; at night the clock rests."""
    play.on(1, "16:05").offered().later(3).accepted().later(4).scheduled(play.day(-1, "09:00"))
    play.ago(minutes=40).asks("Em ơi, mai thợ có mang theo thang không? Nhà chị trần cao.")


@situation("muathu", "AC-CLEAN")
def asked_before_accepting(play: Play) -> None:
    """A question that came with the offer."""
    play.ago(minutes=8).offered().later(2).asks("Vệ sinh một máy mất bao lâu vậy em?")


@situation("giobien", "AC-CLEAN")
def no_appointment_yet(play: Play) -> None:
    """Accepted, and no appointment so far."""
    play.ago(minutes=24).offered().later(3).accepted()


@situation("giobien", "AC-CLEAN")
def receipt_almost_due(play: Play) -> None:
    """Completed a day ago but for twenty-five minutes, and no receipt: at any hour the clock near its end."""
    play.ago(minutes=2 * A_DAY).offered().later(3).accepted()
    play.later(2).scheduled(play.instant.replace(second=0, microsecond=0) + (play.now - play.instant) / 2)
    play.ago(minutes=A_DAY + 35).arrived().later(8).ticked()
    play.ago(minutes=A_DAY - 25).completed().later(2).photo_asked()


@situation("giobien", "AC-CLEAN")
def complaint_waiting_for_an_answer(play: Play) -> None:
    """A complaint of this night or morning."""
    play.engaged(4, "08:40", (3, "14:00")).on(3, "14:02").worked().papers()
    play.ago(hours=9).complained("quality", "Máy chạy lại kêu to hơn trước khi vệ sinh.")


@situation("giobien", "AC-CLEAN", name="morning_appointment")
def morning_appointment(play: Play) -> None:
    """Today from 08:30: done and receipted once that hour is over."""
    visited_today(play, "08:30")


@situation("giobien", "AC-CLEAN-CASSETTE")
def afternoon_appointment(play: Play) -> None:
    """Today from 14:00."""
    visited_today(play, "14:00")


@situation("giobien", "AC-CLEAN")
def late_evening_appointment(play: Play) -> None:
    """Today from 20:30."""
    visited_today(play, "20:30")


def visited_today(play: Play, hours: str) -> None:
    """An appointment today, as far as it has come by now: nothing, arrived, or all done."""
    play.on(1, "09:30").offered().later(3).accepted().later(4).scheduled(play.day(0, hours))
    for minutes, step in ((12, play.arrived), (55, play.ticked), (62, play.completed), (68, play.receipt)):
        if play.minutes_since(hours) < minutes:
            return
        play.on(0, hours).later(minutes)
        step()
    if play.minutes_since(hours) >= 70:
        play.later(2).photo_asked()
