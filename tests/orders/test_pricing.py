"""The price list and the promotions of pinned terms: what a quote counts is what the judge would count."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as any_of

from orders import pricing
from partners.calendars import DAYS
from tests.commitments.story import MONDAY, Story

OFFERED = MONDAY + timedelta(hours=9)
CODES = ["AC", "GAS", "CAP"]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def line(unit_price: int, qty: int = 1, code: str | None = "AC") -> dict[str, Any]:
    return {"code": code, "unit_price": unit_price, "qty": qty}


def promotion(
    code: str = "HE", begin: datetime = MONDAY, end: datetime = OFFERED + HOUR, **terms: Any
) -> dict[str, Any]:
    span = {"from": begin.isoformat(), "to": end.isoformat()}
    return {"code": code, **span, "cap": None, "min_total": 0, "codes": [], **terms}


def content(*promotions: dict[str, Any], **prices: int) -> dict[str, Any]:
    return {
        "hours": {day: [["08:00", "18:00"]] for day in DAYS},
        "response_minutes": 15,
        "prices": {code: {"max": most} for code, most in prices.items()},
        "promotions": list(promotions),
    }


amounts = any_of.integers(0, 2_000_000)
lines_of_any_kind = any_of.lists(
    any_of.builds(line, amounts, any_of.integers(1, 5), any_of.sampled_from([*CODES, None])), min_size=1, max_size=5
)
instants = any_of.sampled_from([OFFERED - HOUR, OFFERED - timedelta(microseconds=1), OFFERED, OFFERED + HOUR])
promotions_of_any_kind = any_of.lists(
    any_of.builds(
        lambda begin, end, share, cap, least, codes, name: promotion(
            name, begin, end, cap=cap, min_total=least, codes=codes, **share
        ),
        instants,
        instants,
        any_of.one_of(
            any_of.builds(lambda value: {"percent": value}, any_of.integers(0, 100)),
            any_of.builds(lambda value: {"amount": value}, amounts),
        ),
        any_of.none() | amounts,
        amounts,
        any_of.lists(any_of.sampled_from(CODES), max_size=2),
        any_of.sampled_from(["A", "B", "C"]),
    ),
    max_size=4,
)


def withheld(terms: dict[str, Any], lines: list[dict[str, Any]], discount: int) -> list[tuple[int, str]]:
    """What the judge says of a receipt with this discount: promise and promotion."""
    total = pricing.subtotal_of(lines) - discount
    story = Story().terms(**terms).offered(OFFERED).accepted(OFFERED + HOUR)
    story.receipt_issued(OFFERED + 2 * HOUR, lines=lines, total=total, discount=discount)
    findings = story.judged_at(OFFERED + 3 * HOUR).findings
    told = [found.facts for found in findings if found.rule == "B1.promotion_withheld"]
    return [(facts["promised"], facts["promotion"]) for facts in told]


@given(promotions_of_any_kind, lines_of_any_kind)
def test_the_discount_is_the_least_that_the_judge_lets_pass(promotions, lines):
    terms = content(*promotions)

    best = pricing.best_promotion(terms, OFFERED, lines)

    given_away = best.discount_vnd if best is not None else 0
    assert withheld(terms, lines, given_away) == []
    if best is not None:
        assert withheld(terms, lines, given_away - 1) == [(best.discount_vnd, best.code)]


@given(any_of.integers(0, 400_000), any_of.integers(0, 30))
def test_a_price_is_too_dear_exactly_where_the_judge_says_so(price, tolerance):
    terms = content(AC=250_000)
    story = Story().terms(**terms).policy(price_tolerance_percent=tolerance).offered(OFFERED).accepted(OFFERED)
    story.receipt_issued(OFFERED + HOUR, lines=[line(price)], total=price, discount=0)

    found = [each for each in story.judged_at(OFFERED + HOUR).findings if each.rule == "B1.overpriced"]

    assert pricing.too_dear("AC", price, terms, tolerance) == bool(found)
    assert (price > (pricing.most_allowed("AC", terms, tolerance) or 0)) == bool(found)


def test_a_code_without_a_published_price_has_no_maximum():
    terms = content(AC=250_000)

    assert pricing.most_allowed("GAS", terms, 0) is None
    assert pricing.most_allowed(None, terms, 0) is None
    assert not pricing.too_dear(None, 10**9, terms, 0)


def test_a_price_is_named_by_the_terms_else_by_its_service_else_by_its_code():
    terms = content()
    terms["prices"] = {
        "AC": {"max": 1, "name": " Vệ sinh ", "unit": "máy", "kind": "labour"},
        "GAS": {"max": 2, "kind": "magic", "name": 7},
        "CAP": {"max": 3},
    }

    found = {each.code: each for each in pricing.price_list(terms, {"GAS": "Nạp gas"})}

    assert [found[code].name for code in CODES] == ["Vệ sinh", "Nạp gas", "CAP"]
    assert (found["AC"].unit, found["AC"].kind, found["GAS"].kind) == ("máy", "labour", "")


def test_the_reason_names_the_share_the_base_and_the_cap():
    terms = content(promotion("HE", percent=10, cap=50_000, title="Mùa hè"), promotion("B", amount=20_000))

    best = pricing.best_promotion(terms, OFFERED, [line(300_000, 2)])

    assert best is not None
    assert (best.code, best.title, best.discount_vnd) == ("HE", "Mùa hè", 50_000)
    assert best.why.replace("\u00a0", " ") == (
        "10% off lines worth 600.000 ₫, 50.000 ₫ at most. Of 2 promotions that apply it gives the most."
    )


@pytest.mark.parametrize(
    ("promotions", "said"),
    [
        ([], "No promotion is published"),
        ([promotion(percent=10, begin=OFFERED + HOUR)], "was running when the order was offered"),
        ([promotion(percent=10, codes=["CAP"])], "cover none of these lines"),
        (
            [promotion(percent=10, min_total=350_000, title="Mùa hè")],
            "“Mùa hè” applies from 350.000 ₫: 100.000 ₫ more",
        ),
    ],
)
def test_where_no_promotion_applies_a_sentence_says_why(promotions, said):
    terms = content(*promotions)

    assert pricing.best_promotion(terms, OFFERED, [line(250_000)]) is None
    assert said in pricing.why_no_promotion(terms, OFFERED, [line(250_000)]).replace("\u00a0", " ")


def test_without_an_offer_there_is_no_promotion():
    terms = content(promotion(percent=10))

    assert pricing.best_promotion(terms, None, [line(250_000)]) is None
