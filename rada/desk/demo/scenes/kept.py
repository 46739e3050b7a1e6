"""Orders on which everything was kept: most of a partner's work."""

from rada.desk.demo import content
from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play

HOURS = ("08:30", "09:15", "10:00", "13:45", "14:30", "15:00")
ANSWERS = ("Dạ đúng hẹn ạ, thợ mang đủ đồ.", "Dạ em tới đúng giờ, chị để trống chỗ làm giúp em.", "Dạ được ạ.")
REVIEWS = (
    (5, "Thợ đến đúng giờ, làm gọn gàng, giải thích kỹ."),
    (4, "Làm tốt, hơi ồn buổi trưa."),
    (5, ""),
    (3, "Làm được nhưng dọn dẹp chưa sạch."),
)
QUESTIONS = ("Mai thợ có tới đúng giờ không em?", "Có cần chuẩn bị gì không em?", "Làm khoảng bao lâu vậy em?")


def _kept(number: int) -> None:
    entry = content.partners()[number % 24]
    service = content.categories()[entry.category].services[number // 3 % 2]
    days = 2 + number * 7 % 36

    def play_it(play: Play) -> None:
        visit = HOURS[number % len(HOURS)]
        play.engaged(days + 1, "14:20", (days, visit))
        play.later(12).asks(QUESTIONS[number % 3]).later(9).answers(ANSWERS[number % 3])
        play.on(days, visit).later(11).worked().papers()
        if number % 3 != 1:
            play.later(75).reviewed(*REVIEWS[number % len(REVIEWS)])

    situation(entry.key, service.code, name=f"kept_{number + 1}")(play_it)


for _number in range(24):
    _kept(_number)
