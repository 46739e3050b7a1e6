"""Prices and promotions (B1), stamped receipts and their photos (A4)."""

from rada.desk.demo.scenes import situation
from rada.desk.demo.steps import Play, line_of


def done(play: Play, days: int) -> Play:
    """Work completed at 14:55, nothing on paper yet."""
    return play.engaged(days + 1, "10:10", (days, "14:00")).on(days, "14:05").worked()


@situation("giobien", "AC-CLEAN", breaks="B1.overpriced")
def overpriced(play: Play) -> None:
    """350.000 for what is published at 220.000 at most; the receipt's photo is blurred, so a person looks at it."""
    done(play, 5).later(4).receipt(line_of("AC-CLEAN", price=350_000))
    play.later(2).photo_asked().later(25).pictured(is_sharp=False)


@situation("giobien", "AC-CLEAN", breaks="B1.promotion_withheld")
def promotion_withheld(play: Play) -> None:
    """The published 15 percent were not taken off."""
    done(play, 14).papers(line_of("AC-CLEAN", qty=2), discount=0)


@situation("giobien", "AC-CLEAN", breaks="A4.unstamped")
def receipt_without_a_stamp(play: Play) -> None:
    """A receipt, and no stamp on it within a day."""
    done(play, 4).later(5).receipt(stamped=False).later(2).photo_asked()


@situation("ngonho", "ELECTRICIAN-HOUR", breaks="A4.no_receipt A4.photo_not_requested")
def no_receipt(play: Play) -> None:
    """Cash taken, nothing written."""
    done(play, 4)


@situation("giobien", "AC-CLEAN", breaks="A4.photo_not_requested")
def photo_not_asked_for(play: Play) -> None:
    """A stamped receipt, and nobody asked for its photo."""
    done(play, 7).later(5).receipt()


@situation("giobien", "AC-CLEAN", breaks="A4.stamp_mismatch")
def another_stamp_on_the_photo(play: Play) -> None:
    """The photo shows another serial than the receipt: a person looks at it."""
    done(play, 6).later(5).receipt().later(2).photo_asked().later(30).pictured(with_spare_stamp=True)


@situation("gocpho", "CEILING-FAN", breaks="A4.photo_reused")
def photo_of_another_order(play: Play) -> None:
    """The photo was sent for another order before."""
    done(play, 6).later(5).receipt().later(2).photo_asked().later(30).photographed(reused_from="ảnh-đơn-trước")


@situation("giobien", "AC-CLEAN")
def receipt_corrected(play: Play) -> None:
    """A forgotten discount is put right on a second receipt with the same stamp, before the photo."""
    done(play, 27).later(5).receipt()
    stamp = play.assignment.receipts.latest("pk").stamp
    play.later(10).corrected(stamp).later(2).photo_asked().later(20).pictured()
