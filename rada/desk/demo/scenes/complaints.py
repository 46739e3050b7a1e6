"""Complaints (A5, C3), and what Rada upheld."""

from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play


def served(play: Play, days: int) -> Play:
    """An order without fault, whose papers were done at 15:30."""
    return play.engaged(days + 1, "09:40", (days, "14:00")).on(days, "14:05").worked().papers()


@situation("giobien", "AC-CLEAN", breaks="A5.complaint_unanswered")
def complaint_about_the_price_unanswered(play: Play) -> None:
    """Two care days, and no answer."""
    served(play, 8)
    play.on(7, "10:30").complained("price", "App ghi vệ sinh 200 nghìn một máy, thợ nói máy bẩn quá nên đòi thêm.")


@situation("giobien", "AC-CLEAN", breaks="C3.complaint_unanswered")
def complaint_about_quality_answered_late(play: Play) -> None:
    """Answered on the fourth day."""
    served(play, 11)
    play.on(10, "09:00").complained("quality", "Vệ sinh xong hai hôm máy lại nhỏ nước xuống giường.")
    play.on(6, "16:10").answered_complaint("Dạ bên em xin lỗi, thợ qua thông lại ống thoát nước miễn phí rồi ạ.")
    play.on(5, "10:00").closed_complaint("settled")


@situation("giobien", "AC-CLEAN")
def complaint_answered_in_time(play: Play) -> None:
    """Answered the same day, settled the next."""
    served(play, 17)
    play.on(16, "09:20").complained("warranty", "Phiếu ghi bảo hành 3 tháng mà gọi lại không ai nghe máy.")
    play.on(16, "11:05").answered_complaint("Dạ số bảo hành bên em vừa đổi, 14 giờ nay em qua kiểm tra ạ.")
    play.on(15, "09:30").closed_complaint("settled")
    play.later(90).reviewed(4, "Gọi bảo hành hơi khó, nhưng qua kiểm tra rất nhanh.")


@situation("giobien", "AC-CLEAN", breaks="B6.upheld")
def complaint_upheld(play: Play) -> None:
    """Rada looked at the photos and upheld it under B6."""
    served(play, 13)
    play.on(12, "10:00").complained("part", "Gas nạp không đúng loại ghi trên báo giá, vỏ bình là hãng khác.")
    play.on(12, "15:20").answered_complaint("Dạ em lấy nhầm bình của kho, em xin đổi lại và hoàn tiền gas ạ.")
    play.on(9, "16:00").closed_complaint("upheld", "B6", "minor")
    play.later(40).reviewed(2, "Nạp nhầm gas, phải khiếu nại mới đổi. Rada xử lý rõ ràng.")


@situation("kienvang", "MOVE-FLAT", breaks="C2.upheld")
def advice_upheld(play: Play) -> None:
    """Under C2, at full weight."""
    served(play, 15)
    play.on(14, "09:00").complained("conduct", "Chốt trọn gói, xuống xe mới nói phải thuê thêm xe thứ hai.")
    play.on(13, "09:30").answered_complaint("Dạ bên em khảo sát thiếu đồ ban công, em xin lỗi chị.")
    play.on(10, "11:00").closed_complaint("upheld", "C2")


@situation("giobien", "AC-CLEAN")
def complaint_rejected(play: Play) -> None:
    """Rada found nothing wrong."""
    served(play, 29)
    play.on(28, "19:00").complained("price", "Sao hóa đơn có dòng nạp gas?")
    play.on(27, "08:40").answered_complaint("Dạ biên nhận chỉ có công vệ sinh, không có gas ạ, em gửi lại ảnh.")
    play.on(25, "10:00").closed_complaint("rejected")
