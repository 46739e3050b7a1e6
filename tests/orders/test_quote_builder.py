"""Writing a quote: rows come and go without losing a letter, and only a sound one is sent."""

from __future__ import annotations

import unicodedata

import pytest

from orders.models import EventKind, Quote
from orders.quote_versions import seen, versions
from orders.selectors import timeline_of
from orders.services import quotes, visits
from rada.web import clock
from tests.factories import MINUTE, MONDAY, a_policy, an_offer, an_owner, the_customer
from tests.orders.quoting import (
    CAPACITOR,
    CLEANING,
    NOON,
    TOTAL,
    a_job,
    address,
    line,
    quoted,
    sheet,
)
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
BOTH = 430_000 - 43_000


@pytest.fixture(autouse=True)
def at_noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def job():
    return a_job()


@pytest.fixture
def client(job):
    return signed_in(an_owner(job.partner))


def posted(client, job, *rows, **fields):
    """The answer to a sent page, and its text with plain spaces."""
    answer = client.post(address(job), sheet(*rows, **fields))
    return answer, answer.content.decode().replace("\u00a0", " ")


def told(job):
    return versions(timeline_of(job), now=clock.now(), content=job.terms.content)


def value_of(page, name):
    """What stands in a field of the page."""
    tag = page.split(f'name="{name}"', 1)[1].split(">", 1)[0]
    return tag.split('value="', 1)[1].split('"', 1)[0] if 'value="' in tag else ""


def test_a_new_quote_starts_with_the_ordered_service_at_its_published_price(client, job):
    page = client.get(address(job)).content.decode()

    assert (value_of(page, "lines-0-code"), value_of(page, "lines-0-unit_price")) == ("AC-CLEAN", "250.000")
    assert "lines-1-code" not in page
    assert not job.quotes.exists()


def test_a_sound_quote_is_sent_with_its_names_promotion_and_total(client, job):
    answer, _page = posted(client, job, CLEANING, CAPACITOR, total=BOTH)

    (version,) = told(job)
    assert answer.status_code == 302
    assert (version.reference, version.total, version.promotion_title) == ("BG-1", BOTH, "Mùa hè")
    assert [(each.line, each.name, each.code) for each in version.lines] == [
        ("1", "Vệ sinh máy lạnh", "AC-CLEAN"),
        ("2", "Tụ khởi động", "AC-CAP"),
    ]
    made = version.lines[1]
    assert (made.origin, made.brand, made.model, made.warranty_days) == ("Thái Lan", "Siam", "SC-35", 180)


def test_a_total_that_the_page_had_not_shown_is_shown_before_anything_is_sent(client, job):
    answer, page = posted(client, job, CLEANING, CAPACITOR, total=250_000)

    assert answer.status_code == 409
    assert "The total is now 387.000 ₫. Nothing has been sent yet" in page
    assert TOTAL.search(page)[1] == str(BOTH)
    assert not job.quotes.exists()


def test_counting_says_which_promotion_applies_and_the_total_in_words(client, job):
    answer, page = posted(client, job, CLEANING, CAPACITOR, do="count")

    assert answer.status_code == 200
    assert "The promotion “Mùa hè” applies by itself: 10% off lines worth 430.000 ₫, 50.000 ₫ at most." in page
    assert "Three hundred eighty-seven thousand dong" in page
    assert not job.quotes.exists()


def test_counting_says_why_no_promotion_applies(client, job):
    _answer, page = posted(client, job, CLEANING, do="count")

    assert "“Mùa hè” applies from 400.000 ₫: 150.000 ₫ more." in page


@pytest.mark.parametrize("typed", ["250.001", "300000", "1 000 000 ₫"])
def test_a_listed_line_above_its_published_price_is_refused_beside_the_field(client, job, typed):
    answer, page = posted(client, job, {**CLEANING, "unit_price": typed})

    assert answer.status_code == 422
    assert "Your published price is at most 250.000 ₫, so you cannot ask more under this name." in page
    assert 'value="outside:0"' in page
    assert value_of(page, "lines-0-unit_price") == typed
    assert not job.quotes.exists()


def test_the_policys_tolerance_is_allowed_and_not_a_dong_more():
    a_policy(price_tolerance_percent=10)
    job = a_job(promotions=[])
    client = signed_in(an_owner(job.partner))

    dearer, page = posted(client, job, {**CLEANING, "unit_price": "275001"})
    sent, _page = posted(client, job, {**CLEANING, "unit_price": "275000"}, total=275_000)

    assert (dearer.status_code, sent.status_code) == (422, 302)
    assert "at most 275.000 ₫" in page


def test_one_press_makes_a_dear_line_one_outside_the_list_with_what_was_typed(client, job):
    dear = {**CLEANING, "unit_price": "300.000", "qty": "2"}

    _answer, page = posted(client, job, dear, do="outside:0")

    kept = {name: value_of(page, f"lines-0-{name}") for name in ("code", "name", "unit_price", "qty")}
    assert kept == {"code": "", "name": "Vệ sinh máy lạnh", "unit_price": "300.000", "qty": "2"}
    sent, _page = posted(client, job, {**dear, **kept}, total=550_000)
    assert sent.status_code == 302
    assert told(job)[0].lines[0].code is None


@pytest.mark.parametrize(
    ("step", "fields", "codes"),
    [
        ("remove:0", {}, ["AC-CAP"]),
        ("list:AC-GAS", {}, ["AC-CLEAN", "AC-CAP", "AC-GAS"]),
        ("own:part", {}, ["AC-CLEAN", "AC-CAP", ""]),
        ("add", {"add": "nap gas"}, ["AC-CLEAN", "AC-CAP", "AC-GAS"]),
        ("add", {"add": "tụ"}, ["AC-CLEAN", "AC-CAP"]),
        ("add", {"add": "\x00"}, ["AC-CLEAN", "AC-CAP"]),
        ("remove:7", {}, ["AC-CLEAN", "AC-CAP"]),
        ("remove:" + "9" * 5000, {}, ["AC-CLEAN", "AC-CAP"]),
        ("list:NONE", {}, ["AC-CLEAN", "AC-CAP"]),
        ("own:magic", {}, ["AC-CLEAN", "AC-CAP"]),
        ("nonsense", {}, ["AC-CLEAN", "AC-CAP"]),
    ],
)
def test_rows_come_and_go_and_nothing_typed_is_lost(client, job, step, fields, codes):
    wrong = {**CAPACITOR, "unit_price": "một trăm", "origin": "Thái Lan"}

    answer, page = posted(client, job, CLEANING, wrong, do=step, **fields)

    assert answer.status_code == 200
    assert [value_of(page, f"lines-{n}-code") for n, _code in enumerate(codes)] == codes
    assert f"lines-{len(codes)}-code" not in page
    assert "một trăm" in page
    assert not job.quotes.exists()


def test_a_search_that_fits_several_prices_offers_each_of_them(client, job):
    _answer, page = posted(client, job, CLEANING, do="add", add="tu")

    fitting = page.split('aria-label="What fits"', 1)[1].split("</ul>", 1)[0]
    assert ['value="list:AC-CAP"' in fitting, 'value="list:AC-CAP-2"' in fitting] == [True, True]
    assert "list:AC-GAS" not in fitting


def test_what_is_not_on_the_list_becomes_a_row_of_that_name(client, job):
    _answer, page = posted(client, job, CLEANING, do="add", add="Đục tường")
    _answer, after = posted(client, job, CLEANING, do="own:labour", add="Đục tường")

    assert "“Đục tường” is not in your price list." in page
    assert value_of(after, "lines-1-name") == "Đục tường"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"qty": "0"}, "Type a number from 1 to 999."),
        ({"qty": "1000"}, "Type a number from 1 to 999."),
        ({"qty": "nhiều"}, "Type a whole number."),
        ({"qty": ""}, "Say how many."),
        ({"unit_price": ""}, "Say the price."),
        ({"unit_price": "-5"}, "Type the amount in whole đồng"),
        ({"unit_price": "1,5"}, "Type the amount in whole đồng"),
        ({"origin": " "}, "Say where the part is made"),
        ({"origin": "x" * 121}, "at most 120"),
        ({"brand": "a\x00b"}, "cannot be stored"),
        ({"warranty_days": "-1"}, "Type from 0 to 3650 days."),
        ({"warranty_days": "lâu"}, "Type the days as a whole number."),
        ({"code": "", "name": " "}, "Say what it is"),
        ({"code": "", "name": "Tụ", "unit_price": "10000000001"}, "at most 10.000.000.000 ₫"),
    ],
)
def test_bad_input_gives_one_sentence_and_stores_nothing(client, job, wrong, said):
    answer, page = posted(client, job, CLEANING, {**CAPACITOR, **wrong}, total=BOTH)

    assert answer.status_code == 422
    assert page.count("field-error") == 1
    assert said in page
    assert not job.quotes.exists()


def test_a_price_list_code_that_nobody_published_is_a_line_outside_the_list(client, job):
    forged = {**CLEANING, "code": "AC-GOLD", "name": "Mạ vàng", "unit_price": "90.000"}

    answer, _page = posted(client, job, forged, total=90_000)

    assert answer.status_code == 302
    assert told(job)[0].lines[0].code is None


def test_texts_are_kept_in_one_form(client, job):
    decomposed = unicodedata.normalize("NFD", "Nhật Bản")

    posted(client, job, CLEANING, {**CAPACITOR, "origin": decomposed}, total=BOTH)

    assert told(job)[0].lines[1].origin == "Nhật Bản"


def test_a_quote_without_lines_or_with_too_many_is_refused(client, job):
    none, nothing = posted(client, job, total=0)
    many, _page = posted(client, job, *[CLEANING] * 41)
    full, page = posted(client, job, *[CLEANING] * 40, do="list:AC-GAS")

    assert (none.status_code, many.status_code, full.status_code) == (409, 422, 200)
    assert "A quote needs at least one line." in nothing
    assert "A quote has at most 40 lines." in page
    assert not job.quotes.exists()


def test_pressing_twice_sends_one_version(client, job):
    fields = sheet(CLEANING, CAPACITOR, total=BOTH)

    answers = [client.post(address(job), fields).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert job.quotes.count() == 1


def test_quoting_again_starts_from_the_last_version_without_what_was_refused(client, job):
    version = quoted(job)
    quotes.reject(version, by=the_customer(job.order), digest=version.digest, declined=["2"], text="Chị có tụ rồi")

    page = client.get(address(job)).content.decode()

    assert value_of(page, "lines-0-line") == "1"
    assert "lines-1-line" not in page
    assert "Chị có tụ rồi" in page


def test_a_new_version_keeps_the_reference_and_the_ids_of_lines_and_replaces_the_waiting_one(client, job):
    quoted(job)
    rows = {**CAPACITOR, "line": "2", "unit_price": "170.000"}, {**CAPACITOR, "line": "2"}, {**CLEANING, "line": "9"}

    answer, _page = posted(client, job, *rows, seen=1, total=600_000 - 50_000)

    old, new = told(job)
    assert answer.status_code == 302
    assert (old.status, new.status) == (Quote.Status.REPLACED, Quote.Status.WAITING)
    assert (new.reference, new.number) == (old.reference, 2)
    assert [each.line for each in new.lines] == ["2", "3", "4"]


def test_the_page_tells_what_differs_from_the_version_before(client, job):
    quoted(job)

    _answer, page = posted(client, job, {**CLEANING, "line": "1", "unit_price": "240.000"}, do="count", seen=1)

    assert "Before: 1 × 250.000 ₫." in page
    assert "left out" in page
    assert "Tụ khởi động" in page


def test_a_page_from_before_a_colleagues_version_is_refused_with_what_changed(client, job):
    quoted(job, line("1", 200_000, name="Vệ sinh máy lạnh"))

    answer, page = posted(client, job, CLEANING, total=250_000, seen=0)
    mended, _page = posted(client, job, CLEANING, total=250_000, seen=seen(job.events.all()))

    assert answer.status_code == 409
    assert "The quote has changed since you opened this page." in page
    assert "over 200.000 ₫ waits for the customer" in page
    assert value_of(page, "lines-0-unit_price") == "250.000"
    assert mended.status_code == 302


@pytest.mark.parametrize("forged", ["", "-1", "x", "9" * 30])
def test_a_page_that_does_not_say_what_it_had_shown_is_older_than_everything(client, job, forged):
    answer, _page = posted(client, job, CLEANING, total=250_000, seen=forged)

    assert answer.status_code == 409
    assert not job.quotes.exists()


def test_where_no_quote_is_possible_the_page_says_why_and_keeps_what_was_typed(client, job):
    offer = an_offer(at=MONDAY)
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

    shown = signed_in(an_owner(offer.partner)).get(address(offer)).content.decode()
    answer, page = posted(client, job, CLEANING, total=250_000)

    assert "Possible once you have taken the order." in shown
    assert answer.status_code == 409
    assert "is not possible any more" in page
    assert value_of(page, "lines-0-unit_price") == "250.000"
    assert EventKind.QUOTED not in job.events.values_list("kind", flat=True)


def test_the_order_page_shows_the_version_its_state_and_what_was_refused(client, job):
    version = quoted(job)
    with clock.standing_at(NOON + MINUTE):
        quotes.reject(version, by=the_customer(job.order), digest=version.digest, declined=["2"], text="Đắt quá")
        page = client.get(f"/orders/{job.pk}/").content.decode().replace("\u00a0", " ")

    section = page.split('id="quote"', 1)[1].split("</section>", 1)[0]
    assert "to be changed" in section
    assert "<s>Tụ khởi động</s>" in section
    assert "Đắt quá" in section
    assert "430.000 ₫" in section
    assert "Quote again" in section
