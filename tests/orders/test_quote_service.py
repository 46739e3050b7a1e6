"""Quotes as acts: what adds up is sent, the customer alone answers, and each answer is told to the partner."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from orders.models import EventKind, Quote, Status
from orders.quote_versions import approved, versions
from orders.selectors import timeline_of
from orders.services import quotes, timeline, visits
from orders.wording.notices import notice_words
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import MINUTE, a_technician, an_order, an_owner, reported, the_customer
from tests.orders.quoting import NOON, a_job, line, part, quoted

pytestmark = pytest.mark.django_db
MOST = 10**10


@pytest.fixture(autouse=True)
def in_english_at_noon():
    with translation.override("en"), clock.standing_at(NOON):
        yield


@pytest.fixture
def job():
    return a_job()


def send(job, *lines, by=None, reference="BG-1", **fields):
    total = sum(each["unit_price"] * each["qty"] for each in lines) - fields.get("discount", 0)
    given = {"lines": list(lines), "total": total, **fields}
    quotes.quote(job, by=by or an_owner(job.partner), reference=reference, **given)


def told(job):
    return versions(timeline_of(job), now=clock.now(), content=job.terms.content)


@pytest.mark.parametrize(
    ("lines", "fields", "said"),
    [
        ([], {}, "at least one line"),
        ([line("1", 100)], {"total": 99}, "The total must be what the lines cost"),
        ([line("1", 100)], {"discount": 10, "total": 100}, "The total must be what the lines cost"),
        ([line("1", 100)], {"discount": 101}, "cannot be more than what the lines cost"),
        ([line("1", 100)], {"discount": -1}, "cannot be more than what the lines cost"),
        ([line("1", -1)], {}, "from 0 to"),
        ([line("1", MOST + 1, code=None)], {}, "from 0 to"),
        ([line("1", MOST, code=None), line("2", 1, code=None)], {}, "comes to at most"),
        ([line("1", 1, qty=0)], {}, "quantity must be from 1 to 999"),
        ([line("1", 1, qty=1000)], {}, "quantity must be from 1 to 999"),
        ([line(str(n), 1) for n in range(41)], {}, "at most 40 lines"),
        ([line("1", 250_001)], {}, "Your published price is at most"),
    ],
)
def test_a_quote_that_is_not_sound_is_refused_with_a_sentence_and_stores_nothing(job, lines, fields, said):
    with pytest.raises(quotes.BadQuote) as refused:
        send(job, *lines, **fields)

    assert said in str(refused.value)
    assert not job.quotes.exists()


@pytest.mark.parametrize("lines", [[line("1", 250_000)], [line("1", MOST, code=None)], [line("1", 0, qty=999)]])
def test_what_lies_on_the_bound_is_sent(job, lines):
    send(job, *lines)

    assert job.quotes.count() == 1


def test_names_and_promotion_lie_beside_the_event_never_in_it(job):
    send(job, line("1", 250_000, name="Gọi 0987 654 321"), discount=25_000, promotion="HE")

    (event,) = job.events.filter(kind=EventKind.QUOTED)
    assert "0987" not in str(event.payload)
    assert (told(job)[0].lines[0].name, told(job)[0].promotion_title) == ("Gọi 0987 654 321", "Mùa hè")


def test_an_erased_name_falls_back_to_the_price_list(job):
    send(job, line("1", 250_000, name="Nhà chị Hà"), line("2", 90_000, code=None, name="Nhà chị Hà"))

    for event in job.events.all():
        event.remarks.update(text="", salt="", erased_at=clock.now())

    assert [each.name for each in told(job)[0].lines] == ["Vệ sinh máy lạnh", ""]


@pytest.mark.parametrize("answer", [quotes.approve, quotes.reject])
def test_only_the_customer_of_this_order_answers(job, answer):
    version = quoted(job)
    strangers = [an_owner(job.partner), a_technician(job.partner), the_customer(an_order())]

    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            answer(version, by=stranger, digest=version.digest)

    assert told(job)[0].is_waiting


def test_refused_lines_and_the_reason_are_remembered_and_told_to_office_and_technician(job):
    technician = a_technician(job.partner)
    job.technician_id = technician.member_id
    job.save(update_fields=["technician"])
    version = quoted(job)

    quotes.reject(version, by=the_customer(job.order), digest=version.digest, declined=["2"], text=" Đắt quá ")

    (found,) = told(job)
    assert (found.status, [each.is_refused for each in found.lines]) == (Quote.Status.REJECTED, [False, True])
    assert found.answer_text == "Đắt quá"
    told_to = Notice.objects.filter(level="quote_answer")
    assert {each.audience for each in told_to} == {f"partner:{job.partner_id}", f"member:{technician.member_id}"}
    words = notice_words("quote_answer", told_to[0].facts, NOON)
    assert words.title.replace("\u00a0", " ") == "The customer wants your quote of 430.000 ₫ changed"


def test_an_approval_is_told_once(job):
    version = quoted(job)

    quotes.approve(version, by=the_customer(job.order), digest=version.digest)

    notice = Notice.objects.get(level="quote_answer")
    assert notice_words("quote_answer", notice.facts, NOON).tone == "kept"


@pytest.mark.parametrize(
    ("answer", "said"), [({"declined": ["7"]}, "no such line"), ({"text": "x" * 1001}, "at most 1000 characters")]
)
def test_an_answer_about_nothing_or_without_end_is_refused(job, answer, said):
    version = quoted(job)

    with pytest.raises(quotes.BadQuote) as refused:
        quotes.reject(version, by=the_customer(job.order), digest=version.digest, **answer)

    assert said in str(refused.value)
    assert told(job)[0].is_waiting


def test_a_replaced_version_or_another_digest_cannot_be_answered(job):
    old, new = quoted(job), quoted(job, line("1", 200_000), at=NOON + MINUTE)
    customer = the_customer(job.order)

    for version, digest in ((old, old.digest), (new, old.digest), (new, "")):
        with pytest.raises(quotes.OutdatedQuote):
            quotes.approve(version, by=customer, digest=digest)

    assert approved(told(job)) is None


def test_what_was_approved_stays_in_force_while_a_later_version_waits(job):
    first = quoted(job)
    quotes.approve(first, by=the_customer(job.order), digest=first.digest)

    quoted(job, line("1", 200_000), part(), at=NOON + MINUTE)
    with clock.standing_at(NOON + MINUTE):
        found = told(job)

    assert approved(found) == found[0]
    assert [(each.number, each.status) for each in found] == [(1, Quote.Status.APPROVED), (2, Quote.Status.WAITING)]


def test_after_the_end_nothing_is_quoted_or_approved(job):
    version = quoted(job)
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

    with pytest.raises(timeline.NotPossibleNow):
        quotes.approve(version, by=the_customer(job.order), digest=version.digest)
    with pytest.raises(timeline.NotPossibleNow):
        send(job, line("1", 250_000))

    assert job.status == Status.CANCELLED


def test_quotes_reported_from_elsewhere_are_read_whatever_they_say(job):
    odd = {"line": "x", "kind": "part", "code": "?", "unit_price": 7, "qty": 2, "name": ["no", "text"]}
    reported(
        job,
        ("q", "quoted", NOON, "partner", {"quote": "Q/7", "total": 10, "lines": [odd], "promotion": 5}),
        ("r", "quote_rejected", NOON, "customer", {"quote": "Q/7", "declined": "all"}),
    )

    (found,) = told(job)

    assert (found.reference, found.discount, found.is_rejected) == ("Q/7", 4, True)
    assert (found.lines[0].name, found.lines[0].is_refused) == ("?", False)
