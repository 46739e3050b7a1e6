"""The sections of the order page, by the name under which its template finds what each shows."""

from orders.views.sections import asked, quote, receipt, talk, visit, work

SECTIONS = {
    "quote": quote.section,
    "work": work.section,
    "receipt": receipt.section,
    "talk": talk.section,
    "visit": visit.section,
    "asked": asked.section,
}
