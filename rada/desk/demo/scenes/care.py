"""Answering customers (C1): late, at night, and just in time."""

from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play


@situation("giobien", "AC-CLEAN", breaks="C1.reply_late")
def waited_over_night(play: Play) -> None:
    """Asked at 20:40; 20 minutes count, the night rests, due at 08:40: answered at 09:05."""
    play.engaged(6, "18:30", (5, "14:00"))
    play.on(6, "20:40").asks("Mai thợ tới mấy giờ vậy em? Chị còn xếp lịch nghỉ.")
    play.on(5, "09:05").answers("Dạ 14 giờ ạ, em xin lỗi chị em trả lời trễ.")
    play.on(5, "14:06").worked().papers()


@situation("giobien", "AC-CLEAN", breaks="C1.reply_late C1.reply_outside_window")
def answered_at_half_past_ten_at_night(play: Play) -> None:
    """Asked at 15:05, answered at 22:31: too late, and outside the window."""
    play.engaged(7, "11:05", (6, "09:00"))
    play.on(7, "15:05").asks("Chiều nay thợ còn qua được không anh?")
    play.on(7, "22:31").answers("Dạ hôm nay em kín lịch, mai 9 giờ như đã hẹn ạ.")
    play.on(6, "09:02").worked().papers()


@situation("giobien", "AC-CLEAN", breaks="C1.reply_outside_window")
def answered_at_night_what_was_asked_at_night(play: Play) -> None:
    """Asked at 22:10, answered at 22:16: noted, and weighs nothing."""
    play.engaged(24, "10:10", (23, "10:00"))
    play.on(23, "10:05").worked().papers()
    play.on(22, "22:10").asks("Máy vừa vệ sinh xong lại nhỏ nước rồi em ơi.")
    play.on(22, "22:16").answers("Dạ em ghi nhận, sáng mai 8 giờ 30 em qua kiểm tra ạ.")


@situation("giobien", "AC-CLEAN")
def answered_next_morning_in_time(play: Play) -> None:
    """Asked at 20:55, answered at 08:30: the night does not count."""
    play.engaged(21, "17:30", (20, "10:00"))
    play.on(21, "20:55").asks("Mai nhà anh có em bé ngủ trưa, thợ làm xong trước 11 giờ được không?")
    play.on(20, "08:30").answers("Dạ được anh, em tới đúng 10 giờ, làm khoảng 50 phút ạ.")
    play.later(2).thanks("Ok em, cảm ơn.")
    play.on(20, "10:01").worked().papers()


@situation("maihien", "WATERPROOF", breaks="C1.reply_late")
def never_answered(play: Play) -> None:
    """Asked three times after the work; no answer."""
    play.engaged(12, "09:00", (11, "08:30"))
    play.on(11, "08:40").worked(240).papers()
    play.on(5, "08:05").asks("Trần lại thấm sau trận mưa, em qua xem giúp anh.")
    play.on(5, "13:05").asks("Em ơi?")
    play.on(5, "18:05").asks("Có ai trả lời không?")


@situation("nhathom", "SOFA")
def no_reply_needed(play: Play) -> None:
    """A question that settled itself, and a thank-you that waits for nobody."""
    play.engaged(8, "10:00", (7, "09:00"))
    play.on(7, "09:05").worked().papers()
    play.on(7, "16:30").asks("Sofa giặt xong bao lâu thì khô hả em?")
    play.later(20).answers("Dạ khoảng 6 tiếng, chị mở quạt giúp em ạ.").later(3).thanks()
