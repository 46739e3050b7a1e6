"""Which problems of the API the refusals of orders are. A code stays, whatever becomes of the exception's name."""

from __future__ import annotations

from orders.commitments.reading import CaseError
from orders.photos.refusals import PhotoRefused, ShareUsedUp
from orders.services import (
    bookings,
    complaints,
    messages,
    offers,
    parts,
    phone_codes,
    quotes,
    receipts,
    reporting,
    requests,
    reviews,
    second_rounds,
    stamps,
    timeline,
    visits,
)
from rada.web.api.problems import NOT_LIKE_THIS, NOT_NOW, REFUSED, TOO_OFTEN_WORDS, Kind, says

NOT_POSSIBLE = {
    timeline.NotPossibleNow: "not_possible_now",
    timeline.OtherContent: "other_content",
    offers.OfferClosed: "offer_closed",
    offers.CannotOffer: "cannot_offer",
    second_rounds.NoPolicyYet: "no_policy_yet",
    visits.Moved: "appointment_moved",
    visits.NothingToCancel: "nothing_to_cancel",
    visits.NotInProgress: "not_in_progress",
    visits.NotOnTheTeam: "not_on_the_team",
    bookings.DoubleBooked: "double_booked",
    parts.AlreadyRecorded: "part_recorded_before",
    receipts.OtherReceipt: "other_receipt",
    quotes.OutdatedQuote: "outdated_quote",
    quotes.QuotedMeanwhile: "quoted_meanwhile",
    complaints.ComplaintMixedUp: "complaint_mixed_up",
    complaints.NotReopened: "not_reopened",
    reviews.NotReviewable: "not_reviewable",
    reviews.ReviewStands: "review_stands",
    requests.PartnerCannot: "partner_cannot",
    phone_codes.NoPhone: "no_phone",
    phone_codes.CodeOver: "phone_code_over",
}
UNSUITABLE = {
    timeline.BadInstant: "bad_instant",
    visits.BadAppointment: "bad_appointment",
    quotes.AboveTheList: "above_the_list",
    quotes.BadQuote: "bad_quote",
    receipts.BadReceipt: "bad_receipt",
    stamps.StampRefused: "stamp_refused",
    messages.EmptyMessage: "empty_message",
    messages.MessageTooLong: "message_too_long",
    messages.TooManyPhotos: "too_many_photos",
    complaints.BadComplaint: "bad_complaint",
    reviews.BadReview: "bad_review",
    requests.ConsentMissing: "consent_missing",
    phone_codes.WrongCode: "wrong_phone_code",
    reporting.Unreadable: "unreadable_event",
    CaseError: "unreadable_event",
    PhotoRefused: "photo_refused",
}
TOO_SOON = {
    phone_codes.TooSoon: "too_soon",
    phone_codes.TooManyCodes: "too_many_codes",
    ShareUsedUp: "too_many_photos_today",
}


def add() -> None:
    """Say it; called from `ready()`."""
    says({timeline.Refused: REFUSED})
    says({raised: Kind(code, 409, NOT_NOW) for raised, code in NOT_POSSIBLE.items()})
    says({raised: Kind(code, 422, NOT_LIKE_THIS) for raised, code in UNSUITABLE.items()})
    says({raised: Kind(code, 429, TOO_OFTEN_WORDS, is_final=False) for raised, code in TOO_SOON.items()})
