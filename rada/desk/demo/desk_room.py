"""What stands on the desk before the first complaint: canned replies, and who is given what."""

from __future__ import annotations

from complaints.models import CannedReply, StaffSkill
from complaints.services import replies
from orders.codes import CATEGORIES
from partners.actors import Actor

REPLIES = (
    ("Đã nhận khiếu nại", "", "Chào {khách}, Rada đã nhận khiếu nại {mã khiếu nại}, trả lời trước {hạn}."),
    ("Xin thêm ảnh", "damage", "Chào {khách}, nhờ anh chị gửi giúp Rada ảnh chỗ bị hỏng và ảnh chụp lúc bàn giao ạ."),
    ("Hỏi biên nhận", "price", "Chào {khách}, nhờ anh chị chụp giúp biên nhận đơn {mã đơn}, cả tem ạ."),
    ("Đang hỏi đối tác", "", "Chào {khách}, Rada đang làm việc với {đối tác}, có kết quả {nhân viên} sẽ báo ngay ạ."),
    ("Xin lỗi vì chậm trễ", "no_show", "Chào {khách}, Rada xin lỗi vì {đối tác} trễ hẹn. Hẹn lại giờ nào ạ?"),
)  # fmt: skip


def set_up(by: Actor | None) -> None:
    """Write the replies and say that whoever looks after orders is given complaints of every kind."""
    if by is None or by.user is None:
        return
    for title, category, text in REPLIES:
        replies.save(CannedReply(), by=by, title=title, text=text, category=category)
    StaffSkill.objects.create(user=by.user, categories=list(CATEGORIES))
