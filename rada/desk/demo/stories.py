"""What happens to simulated orders. A story yields the seconds until its next step; some keep, some break."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from rada.desk.demo.live import Live
from rada.desk.demo.steps import line_of

Story = Callable[[Live], Iterator[float]]
QUESTIONS = (
    "Thợ sắp tới chưa em?",
    "Giá này gồm công chưa em?",
    "Làm có lâu không em?",
    "Nhà anh ở ngõ nhỏ, xe vào được không?",
)
ANSWERS = (
    "Dạ em đang trên đường ạ.",
    "Dạ gồm cả công rồi ạ.",
    "Dạ khoảng 40 phút ạ.",
    "Dạ vào được ạ, em gọi trước khi tới.",
)


def kept(live: Live) -> Iterator[float]:
    """Everything as promised."""
    yield from _engaged(live)
    live.visit_in(20)
    yield live.pause(4, 9)
    live.asks(live.rng.choice(QUESTIONS))
    yield live.pause(8, 25)
    live.answers(live.rng.choice(ANSWERS))
    yield from _worked(live)
    yield from _papers(live)


def cancelled_after_accepting(live: Live) -> Iterator[float]:
    """The partner walks away."""
    yield from _engaged(live)
    live.visit_in(120)
    yield live.pause(3, 8)
    live.cancelled("cannot_come")


def reply_never_comes(live: Live) -> Iterator[float]:
    """The customer asks, and waits."""
    live.offered()
    yield 1
    live.accepted()
    yield 1
    live.asks(live.rng.choice(QUESTIONS))
    yield 1
    live.visit_in(240)


def reply_comes_late(live: Live) -> Iterator[float]:
    """The answer comes after the clock has run out."""
    yield from _engaged(live)
    live.visit_in(200)
    live.asks(live.rng.choice(QUESTIONS))
    yield live.while_clocks_run(66, 90)
    live.answers("Dạ em xin lỗi, em vừa lái xe nên giờ mới trả lời được ạ.")


def offer_missed(live: Live) -> Iterator[float]:
    """Nobody answers; Rada ends the offer."""
    live.offered()
    yield live.while_clocks_run(75, 100)
    live.withdrawn()


def declined(live: Live) -> Iterator[float]:
    """Busy, in the partner's own hours."""
    live.offered()
    yield live.pause(10, 30)
    live.declined(live.rng.choice(["busy", "outside_area"]))


def comes_late(live: Live) -> Iterator[float]:
    """The technician comes after the grace is over."""
    yield from _engaged(live)
    live.visit_in(5, lasting=10)
    yield live.while_clocks_run(90, 120)
    yield from _worked(live)
    yield from _papers(live)


def charges_too_much(live: Live) -> Iterator[float]:
    """A third more than published, and no stamp."""
    yield from _engaged(live)
    live.visit_in(15)
    yield from _worked(live)
    dear = line_of(live.code)
    live.receipt({**dear, "unit_price": dear["unit_price"] * 4 // 3 + 60_000}, stamped=False)


def complains_in_vain(live: Live) -> Iterator[float]:
    """A complaint that nobody answers."""
    yield from _engaged(live)
    live.visit_in(15)
    yield from _worked(live)
    yield from _papers(live)
    yield live.pause(5, 15)
    live.complained("quality", "Làm xong vẫn như cũ, nhờ bên em qua xem lại.")


def disagrees(live: Live) -> Iterator[float]:
    """No agreement, written down: the customer ends it, and nothing is broken."""
    yield from _engaged(live)
    live.visit_in(10)
    yield live.pause(8, 15)
    live.arrived()
    yield live.pause(5, 10)
    live.disagreed("Khách và thợ chưa thống nhất được cách làm.")
    yield live.pause(3, 8)
    live.cancelled("no_agreement", by="customer")


# What breaks soonest comes first, so that whoever watches need not wait; afterwards chance decides.
OPENING: tuple[Story, ...] = (reply_never_comes, cancelled_after_accepting, offer_missed, kept)
CHANCES: dict[Story, int] = {
    kept: 8,
    cancelled_after_accepting: 2,
    reply_never_comes: 1,
    reply_comes_late: 2,
    offer_missed: 1,
    declined: 2,
    comes_late: 2,
    charges_too_much: 1,
    complains_in_vain: 1,
    disagrees: 1,
}


def chosen(number: int, rng: random.Random) -> Story:
    """The story of the order of this number, counted from 0."""
    if number < len(OPENING):
        return OPENING[number]
    return rng.choices(list(CHANCES), weights=list(CHANCES.values()))[0]


def _engaged(live: Live) -> Iterator[float]:
    live.offered()
    yield live.pause(4, 20)
    live.accepted()
    yield live.pause(4, 15)


def _worked(live: Live) -> Iterator[float]:
    yield live.pause(10, 20)
    live.arrived()
    yield live.pause(10, 25)
    live.ticked()
    yield live.pause(2, 6)
    live.completed()
    yield live.pause(2, 8)


def _papers(live: Live) -> Iterator[float]:
    live.receipt()
    yield live.pause(1, 4)
    live.photo_asked()
    yield live.pause(8, 20)
    live.photographed()
