"""The sections of a customer's order, from the top of the page to its end; BESIDE stand at the right of wide screens.

`name: section` shows `customer/_<name>.html` wherever `section(page)` has something to show; the template finds it
under the section's name. A form that a section shows stands in FORMS under its own name.
"""

from orders.views.customer.sections import (
    asked,
    complaints,
    ending,
    papers,
    promises,
    quote,
    receipt_photo,
    review,
    talk,
    visit,
)

SECTIONS = {
    "quote": quote.waiting,
    "receipt_photo": receipt_photo.wanted,
    "review": review.waiting,
    "visit": visit.section,
    "promises": promises.section,
    "answered": quote.answered,
    "papers": papers.section,
    "receipt_photos": receipt_photo.kept,
    "reviewed": review.given,
    "talk": talk.section,
    "complaints": complaints.section,
    "asked": asked.section,
    "ending": ending.section,
}
BESIDE = frozenset({"talk", "complaints", "asked", "ending"})
FORMS = {
    "message": talk.message_form,
    "schedule": visit.schedule_form,
    "receipt_photo": receipt_photo.photo_form,
    "review": review.review_form,
    "cancel": ending.cancel_form,
}
