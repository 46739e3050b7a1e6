"""A2: what was accepted is not cancelled, and a disagreement is reported. Only the first cancellation counts."""

from collections.abc import Iterator

from orders.commitments.case import Case, Event, is_blank
from orders.commitments.outcomes import MAJOR, MINOR, Broken, Clock
from orders.commitments.registry import REVIEW, rule


@rule("A2.cancelled", severity=MAJOR, on="cancelled", engaged=True)
def cancelled(case: Case) -> Iterator[Broken]:
    """The partner does not cancel; one who reported the disagreement before is graded milder."""
    cancellation = case.cancelled
    if cancellation is None or cancellation.actor != "partner":
        return
    report = _reported_disagreement(case)
    reported_before = report is not None and report.place < cancellation.place
    yield Broken(
        cancellation,
        {"reason": cancellation.data["reason"], "disagreement_reported_before": reported_before},
        (case.accepted, report if reported_before else None),
        severity=MINOR if reported_before else None,
    )


@rule("A2.asked_to_cancel", severity=MAJOR, on="cancelled", engaged=True, certainty=REVIEW)
def asked_to_cancel(case: Case) -> Iterator[Broken]:
    """The partner does not have the customer or Rada cancel in their stead."""
    cancellation = case.cancelled
    if cancellation is None or cancellation.actor == "partner" or cancellation.data["reason"] != "partner_asked":
        return
    yield Broken(cancellation, {"cancelled_by": cancellation.actor}, (case.accepted,))


@rule("A2.no_feedback", severity=MINOR, on="cancelled", engaged=True)
def no_feedback(case: Case) -> Iterator[Clock]:
    """Where no agreement was reached, the partner says why; having said it before the cancellation is enough."""
    cancellation = case.cancelled
    if cancellation is None or cancellation.actor == "partner" or cancellation.data["reason"] != "no_agreement":
        return
    yield Clock(cancellation, case.care, case.policy["feedback_minutes"], _reported_disagreement(case))


def _reported_disagreement(case: Case) -> Event | None:
    reports = case.engaged("disagreement_reported")
    return next((report for report in reports if not is_blank(report.data["text"])), None)
