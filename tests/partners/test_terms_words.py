"""Terms in words, what differs between two versions, and what keeps a draft from being published."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from partners.calendars import DAYS
from partners.terms import read_terms
from partners.terms_checks import obstacles
from partners.terms_diff import difference
from partners.terms_parts import code_for
from partners.terms_words import price_of, promotion_words, sheet, wards_by_province
from tests.factories import published

NAMES = {"AC-CLEAN": "AC cleaning", "AC-GAS": "Gas top-up"}
SUMMER = {
    "code": "HE", "title": "Summer", "percent": 10, "cap": 50_000, "min_total": 200_000, "codes": ["AC-CLEAN"],
    "from": "2026-06-01T00:00:00+07:00", "to": "2026-06-30T23:59:59.999999+07:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def terms(services=("AC-CLEAN",), wards=("00070",), **changes):
    return SimpleNamespace(content=published(**changes), services=list(services), wards=list(wards))


def told(old, new):
    """Every difference as (part, kind, what, old, new)."""
    return [(each.part, *change) for each in difference(old, new, NAMES) for change in each.changes]


def test_a_promotion_is_told_with_its_days_and_conditions():
    words = promotion_words(SUMMER, {"AC-CLEAN": {"max": 1}}, NAMES)

    assert (words.gives, words.when) == ("10 % off, at most 50.000\u00a0₫", "01/06/2026 – 30/06/2026")
    assert words.conditions == ["for orders from 200.000\u00a0₫", "only for: AC cleaning"]


def test_a_promotion_that_begins_within_a_day_says_the_hour():
    words = promotion_words({**SUMMER, "from": "2026-06-01T01:30:00+00:00"}, {}, NAMES)

    assert words.when == "01/06/2026 08:30 – 30/06/2026 23:59"


@pytest.mark.parametrize(
    ("price", "name"),
    [
        ({"max": 1, "name": "Cleaning"}, "Cleaning"),
        ({"max": 1}, "AC cleaning"),
        ({"max": 1, "name": ""}, "AC cleaning"),
    ],
)
def test_a_price_is_called_by_its_own_name_else_like_the_service(price, name):
    assert price_of("AC-CLEAN", price, NAMES).name == name


def test_a_price_of_no_name_and_no_service_shows_its_code():
    assert price_of("X-1", {"max": 5, "unit": "m"}, NAMES)[:3] == ("X-1", "X-1", "m")


def test_wards_stand_under_their_provinces_and_lost_ones_last():
    provinces = wards_by_province(["00070", "26740", "99999"])

    assert [name for name, _wards in provinces] == ["Thành phố Hà Nội", "Thành phố Hồ Chí Minh", "No ward today"]
    assert provinces[-1][1] == ["99999"]


def test_the_sheet_of_a_bare_draft_can_be_shown():
    bare = sheet(SimpleNamespace(content={}, services=[], wards=[]), NAMES)

    assert [words for _day, words in bare.hours] == ["closed"] * 7
    assert (bare.response, bare.price_groups, bare.promotions) == ("not told yet", [], [])


@pytest.mark.parametrize(
    ("changed", "difference_told"),
    [
        (
            {"response_minutes": 30},
            ("promises", "changed", "Answer to an offer", "within 15 minutes", "within 30 minutes"),
        ),
        ({"warranty_days": 0}, ("promises", "removed", "Warranty", "90 days", "")),
        ({"hours": {**published()["hours"], "sun": []}}, ("hours", "changed", "Sunday", "08:00–18:00", "closed")),
        (
            {"prices": {"AC-CLEAN": {"max": 300_000}}},
            ("prices", "changed", "AC cleaning", "250.000\u00a0₫ (work)", "300.000\u00a0₫ (work)"),
        ),
        (
            {"prices": {"AC-CLEAN": {"max": 250_000}, "AC-GAS": {"max": 1000, "unit": "bar", "kind": "part"}}},
            ("prices", "added", "Gas top-up", "", "1.000\u00a0₫ / bar (parts)"),
        ),
        ({"prices": {}}, ("prices", "removed", "AC cleaning", "250.000\u00a0₫ (work)", "")),
        (
            {"checklists": {"AC-CLEAN": ["power_off"]}},
            ("checklists", "changed", "AC cleaning", "power_off; drain", "power_off"),
        ),
    ],
)
def test_a_difference_is_told_from_old_to_new(changed, difference_told):
    assert told(terms(), terms(**changed)) == [difference_told]


def test_a_new_price_name_is_a_change_with_both_names():
    found = told(terms(), terms(prices={"AC-CLEAN": {"max": 250_000, "name": "Cleaning"}}))

    assert found == [
        ("prices", "changed", "Cleaning", "AC cleaning: 250.000\u00a0₫ (work)", "Cleaning: 250.000\u00a0₫ (work)")
    ]


def test_services_and_wards_are_added_and_removed_by_name():
    found = told(terms(wards=["00070"]), terms(services=["AC-GAS"], wards=["00070", "26740"]))

    assert [each[:3] for each in found] == [
        ("services", "added", "Gas top-up"),
        ("services", "removed", "AC cleaning"),
        ("areas", "added", "Phường Sài Gòn, Thành phố Hồ Chí Minh"),
    ]


def test_a_promotion_that_ends_a_microsecond_earlier_is_another_promise():
    shorter = {**SUMMER, "to": "2026-06-30T23:59:59.999998+07:00"}

    assert [each[:3] for each in told(terms(promotions=[SUMMER]), terms(promotions=[shorter]))] == [
        ("promotions", "changed", "Summer")
    ]


def test_two_promotions_of_one_code_are_told_apart():
    both = [SUMMER, {**SUMMER, "title": "Again"}]

    assert told(terms(promotions=both), terms(promotions=both[:1]))[0][:3] == ("promotions", "removed", "Again")


def test_everything_is_new_in_the_first_terms():
    kinds = {kind for _part, kind, *_rest in told(None, terms(promotions=[SUMMER]))}

    assert kinds == {"added"}


hours = st.dictionaries(st.sampled_from(DAYS), st.just([["08:00", "12:00"], ["13:00", "24:00"]]))
prices = st.dictionaries(st.text(min_size=1, max_size=9), st.fixed_dictionaries({"max": st.integers(1, 10**9)}))
contents = st.builds(
    lambda **parts: terms(**parts),
    hours=hours, response_minutes=st.integers(1, 1440), prices=prices, warranty_days=st.integers(0, 3650),
    promotions=st.lists(st.just(SUMMER), max_size=2),
    checklists=st.dictionaries(st.text(max_size=5), st.lists(st.text(), min_size=1, max_size=3)),
    services=st.lists(st.text(max_size=5), unique=True), wards=st.lists(st.sampled_from(["00070", "26740", "1"])),
)  # fmt: skip


@given(contents)
def test_terms_do_not_differ_from_themselves(each):
    assert difference(each, each, NAMES) == []


@given(contents, contents)
def test_terms_that_promise_something_else_differ(old, new):
    reads_alike = read_terms(old.content) == read_terms(new.content)
    is_alike = reads_alike and {*old.services} == {*new.services} and {*old.wards} == {*new.wards}

    changes = difference(old, new, NAMES)

    assert is_alike or changes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Thay tụ máy nén (block)", "THAY-TU-MAY-NEN-BLOCK"),
        ("  ĐI LẠI  ", "DI-LAI"),
        ("水管", "GIA"),
        ("a" * 99, "A" * 35),
    ],
)
def test_a_code_is_made_from_the_name(name, code):
    assert code_for(name, [], "GIA") == code


def test_a_code_is_never_taken_twice():
    assert code_for("Đi lại", ["DI-LAI", "DI-LAI-2"], "GIA") == "DI-LAI-3"


def parts_of(draft, known=("AC-CLEAN",)):
    return [obstacle.part for obstacle in obstacles(draft, known)]


@pytest.mark.parametrize(
    ("draft", "lacking"),
    [
        (terms(), []),
        (terms(hours={"mon": []}), ["hours"]),
        (terms(response_minutes=0), ["promises"]),
        (terms(response_minutes=1441), ["promises"]),
        (terms(response_minutes="15"), ["promises", "promises"]),
        (terms(services=[]), ["services"]),
        (terms(services=["GONE"]), ["services"]),
        (terms(wards=[]), ["areas"]),
        (terms(wards=["00070", "99999"]), ["areas"]),
        (terms(promotions=[SUMMER], prices={}), ["promotions"]),
        (terms(prices={"AC-CLEAN": {"max": "250.000"}}), ["prices"]),
        (SimpleNamespace(content={}, services=[], wards=[]), ["hours", "promises", "services", "areas"]),
    ],
)
def test_what_keeps_terms_from_being_published_names_the_part_that_mends_it(draft, lacking):
    assert parts_of(draft) == lacking


@pytest.mark.parametrize("minutes", [1, 1440])
def test_the_bounds_of_a_response_time_may_be_published(minutes):
    assert parts_of(terms(response_minutes=minutes)) == []
