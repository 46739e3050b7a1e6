"""Complaints on the desk as Rada's people find them today: each waits for somebody else."""

from datetime import timedelta

from complaints.models import Complaint
from complaints.services import desk, handing, joining
from complaints.services.remedies import Promise
from rada.desk.demo.scenes import situation
from rada.desk.demo.scenes.complaints import served
from rada.desk.demo.steps import Play


def complaint_of(play: Play, number: str = "KN-1") -> Complaint:
    """A complaint of the order that is played."""
    return Complaint.objects.select_related("assignment").get(assignment=play.assignment, number=number)


@situation("giobien", "AC-CLEAN")
def complaint_that_nobody_took(play: Play) -> None:
    """Came in a while ago, and is anybody's."""
    served(play, 3)
    play.ago(minutes=50).complained("damage", "Thợ làm xước mặt nạ máy lạnh mới mua, em gửi ảnh sau ạ.")


@situation("kienvang", "MOVE-FLAT")
def complaint_that_waits_for_the_partner(play: Play) -> None:
    """Taken, its customer was told, the partner was asked."""
    served(play, 4)
    play.ago(minutes=100).complained("damage", "Tủ giày bị gãy một chân lúc bê xuống xe.")
    play.ago(minutes=80).do(handing.take, [complaint_of(play)], by=play.rada())
    told = "Rada đã nhận khiếu nại và đang hỏi đối tác, sẽ báo lại chị trong hôm nay ạ."
    play.ago(minutes=78).do(desk.answer_customer, complaint_of(play), by=play.rada(), text=told)
    asked = "Nhờ bên mình xác nhận lúc bê tủ có ai ký biên bản đồ đạc không?"
    play.ago(minutes=75).do(desk.ask_partner, complaint_of(play), by=play.rada(), text=asked)


@situation("giobien", "AC-CLEAN")
def complaint_that_waits_for_the_customer(play: Play) -> None:
    """Rada asked for the receipt."""
    served(play, 5)
    play.ago(minutes=130).complained("price", "Thợ thu tiền mặt thêm 100 nghìn không ghi biên nhận.")
    play.ago(minutes=120).answered_complaint("Dạ bên em không có khoản thu ngoài nào, nhờ Rada kiểm tra giúp.")
    asked = "Anh chị còn giữ tin nhắn hoặc ảnh chuyển tiền không, gửi giúp Rada với ạ?"
    play.ago(minutes=110).do(desk.ask_customer, complaint_of(play), by=play.rada(), text=asked)


@situation("giobien", "AC-CLEAN")
def complaint_reopened(play: Play) -> None:
    """Closed yesterday as rejected; its customer asked again, and another of theirs was joined with it."""
    served(play, 9)
    play.on(8, "09:00").complained("warranty", "Máy kêu to sau khi vệ sinh, gọi bảo hành không ai tới.")
    play.on(8, "10:30").answered_complaint("Dạ bên em đã hẹn chị chiều nay ạ.")
    play.on(7, "09:00").do(
        desk.close, complaint_of(play), by=play.rada(), outcome="rejected", told="Thợ đã hẹn đúng hạn."
    )
    again = "Thợ không đến như đã hẹn, nhờ Rada xem lại giúp."
    play.on(2, "09:10").do(desk.reopen, complaint_of(play), by=play.rada(), text=again)
    play.on(2, "09:20").answered_complaint("Dạ thợ bên em bị hỏng xe, sáng mai em qua sớm ạ.")
    play.on(2, "09:30").complained("warranty", "Máy vẫn kêu to.", complaint="KN-2")
    play.on(2, "09:40").do(joining.merge, complaint_of(play, "KN-2"), complaint_of(play), by=play.rada())


@situation("giobien", "AC-CLEAN", breaks="C2.upheld")
def complaint_with_a_refund_to_follow(play: Play) -> None:
    """Upheld, and the refund is to be looked after."""
    served(play, 7)
    play.on(6, "08:30").complained("conduct", "Thợ báo hỏng tụ, hãng kiểm tra thì tụ vẫn tốt.")
    play.on(6, "10:00").answered_complaint("Dạ bên em xin lỗi và hoàn lại tiền tụ ạ.")
    refund = Promise(
        "refund", amount_vnd=180_000, follow_up_at=play.now - timedelta(hours=2), note="Chuyển khoản cho khách"
    )
    told = "Rada công nhận khiếu nại; đối tác hoàn lại 180.000 đồng tiền tụ."
    play.on(5, "15:00").do(
        desk.close, complaint_of(play), by=play.rada(), outcome="upheld", clause="C2", severity="minor", told=told,
        remedies=[refund],
    )  # fmt: skip
