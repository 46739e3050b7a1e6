"""What a partner mended in time, and what it disputed: an appeal that waits, one that was granted, one that was not."""

from rada.desk.demo.scenes import situation
from rada.desk.demo.scenes.papers import done
from rada.desk.demo.steps import Play, line_of


@situation("giobien", "AC-CLEAN", breaks="A4.no_receipt")
def receipt_made_good(play: Play) -> None:
    """Nothing on paper for a day; a day and a half later the stamped receipt is there, and the points are gone."""
    done(play, 9).later(3).photo_asked()
    play.on(7, "18:20").receipt()


@situation("giobien", "AC-CLEAN", breaks="B1.late_arrival")
def late_by_the_customers_wish(play: Play) -> None:
    """The customer had asked on the telephone to come an hour later; nobody has decided yet."""
    play.engaged(3, "09:15", (2, "14:00"))
    play.on(2, "15:52").worked().papers()
    play.on(1, "07:40").appealed(
        "B1.late_arrival",
        "Khách gọi lúc 13 giờ 20 nhờ thợ qua muộn một tiếng vì còn ở cơ quan. Tôi quên đổi lịch trên ứng dụng, "
        "thợ tới theo đúng giờ khách nhờ.",
    )


@situation("giobien", "AC-CLEAN", breaks="B1.overpriced")
def price_agreed_for_two_machines(play: Play) -> None:
    """Two machines on one line of the receipt; Rada believed it, and the points are gone."""
    done(play, 12).papers(line_of("AC-CLEAN", price=400_000))
    play.on(11, "09:10").appealed(
        "B1.overpriced", "Khách có hai máy, thợ ghi gộp thành một dòng 400.000 ₫. Tính ra 200.000 ₫ một máy, đúng giá."
    )
    play.on(9, "10:30").ruled(
        "granted", "wrong_record", "Khách xác nhận thợ vệ sinh hai máy. Lần sau anh/chị ghi số lượng 2."
    )


@situation("giobien", "AC-CLEAN", breaks="C1.reply_late")
def reply_by_telephone(play: Play) -> None:
    """The partner says that it had called; the call list shows another day."""
    play.engaged(10, "10:20", (9, "09:00"))
    play.on(9, "09:05").worked().papers()
    play.on(8, "09:00").asks("Em ơi máy kêu to hơn hôm trước.")
    play.on(8, "15:30").answers("Dạ em xin lỗi chị, chiều em qua xem ạ.")
    play.on(7, "08:15").appealed(
        "C1.reply_late", "Tôi đã gọi lại cho khách trước 13 giờ, không nhắn tin nên hệ thống không ghi."
    )
    play.on(5, "14:00").ruled(
        "rejected", "not_shown", "Nhật ký cuộc gọi đã gửi là của ngày hôm trước, chưa chứng minh được."
    )
