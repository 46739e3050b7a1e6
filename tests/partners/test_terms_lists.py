"""Prices and promotions, line by line; and which wards are served."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from partners import terms_parts
from partners.models import TermsDraft
from partners.services import price_lists
from partners.terms import read_terms
from rada.web import clock
from tests.factories import MONDAY, a_dispatcher
from tests.partners.terms_editor import an_editor, words
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

PART = {"service": "", "name": "Tụ máy nén", "unit": "cái", "kind": "part", "max": "750.000"}
SUMMER = {
    "title": "Chào hè", "by": "percent", "percent": "10", "cap": "50.000", "amount": "", "min_total": "200.000",
    "first_day": "2026-03-10", "last_day": "2026-03-31", "codes": ["AC-CLEAN"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _monday_in_english():
    with clock.standing_at(MONDAY), translation.override("en"):
        yield


def test_a_new_price_gets_a_code_made_from_its_name():
    editor = an_editor()

    editor.send("prices", **PART)

    assert editor.draft.content["prices"]["TU-MAY-NEN"] == {
        "max": 750_000, "name": "Tụ máy nén", "unit": "cái", "kind": "part",
    }  # fmt: skip


def test_two_prices_of_one_name_get_two_codes():
    editor = an_editor()

    for _ in range(2):
        editor.send("prices", **PART)

    assert {"TU-MAY-NEN", "TU-MAY-NEN-2"} <= set(editor.draft.content["prices"])


def test_the_price_of_a_service_stands_under_the_services_code_and_is_called_like_it():
    editor = an_editor(prices={})

    editor.send("prices", **{**PART, "service": "AC-CLEAN", "name": "", "kind": "labour"})

    assert editor.draft.content["prices"]["AC-CLEAN"]["name"] == "AC cleaning"


def test_a_price_is_changed_where_it_stands_and_keeps_what_the_form_does_not_know():
    editor = an_editor(prices={"AC-CLEAN": {"max": 250_000, "since": 2024}})
    typed = {**PART, "name": "Vệ sinh", "max": "199k", "seen": editor.item_seen("prices", "AC-CLEAN")}

    editor.send("prices", at="?code=AC-CLEAN", **typed)

    assert editor.draft.content["prices"] == {
        "AC-CLEAN": {"max": 199_000, "since": 2024, "name": "Vệ sinh", "unit": "cái", "kind": "part"}
    }


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("max", ""), ("max", "free"), ("max", "-5"), ("max", "0"), ("max", "1.5"), ("max", "9" * 40), ("max", "1\x00"),
        ("max", "1.000.000.001"), ("name", ""), ("name", "x" * 121), ("name", "a\x00"), ("unit", ""),
        ("unit", "x" * 25), ("kind", "gift"), ("service", "GONE"),
    ],
)  # fmt: skip
def test_a_price_that_cannot_stand_is_refused_beside_its_field(field, typed):
    editor = an_editor()

    answer = editor.send("prices", **{**PART, field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"][field].value() == typed
    assert TermsDraft.objects.count() == 0


def test_a_price_that_a_colleague_changed_is_not_written_over():
    editor = an_editor()
    seen = editor.item_seen("prices", "AC-CLEAN")
    editor.send("prices", at="?code=AC-CLEAN", **{**PART, "max": "111", "seen": seen})

    stale = editor.send("prices", at="?code=AC-CLEAN", **{**PART, "max": "222", "seen": seen})
    again = editor.send(
        "prices", at="?code=AC-CLEAN", **{**PART, "max": "222", "seen": stale.context["form"]["seen"].value()}
    )

    assert stale.status_code == 409
    assert "111\u00a0₫" in words(stale).replace(" ₫", "\u00a0₫")
    assert stale.context["form"]["max"].value() == "222"
    assert again.status_code == 302
    assert editor.draft.content["prices"]["AC-CLEAN"]["max"] == 222


def test_a_price_is_removed():
    editor = an_editor()

    editor.send("prices", at="?code=AC-CLEAN", remove="yes", seen=editor.item_seen("prices", "AC-CLEAN"))

    assert editor.draft.content["prices"] == {}


def test_a_price_that_a_promotion_names_stays():
    editor = an_editor()
    editor.send("promotions", **SUMMER)

    answer = editor.send("prices", at="?code=AC-CLEAN", remove="yes", seen=editor.item_seen("prices", "AC-CLEAN"))

    assert answer.status_code == 409
    assert "The promotion Chào hè names this price." in words(answer)
    assert "AC-CLEAN" in editor.draft.content["prices"]


def test_the_page_of_a_price_that_is_not_there_does_not_exist():
    editor = an_editor()

    assert editor.client.get("/terms/edit/prices/?code=GONE").status_code == 404


def test_a_list_of_300_prices_takes_no_more():
    editor = an_editor(prices={f"P-{number}": {"max": 1} for number in range(300)})

    answer = editor.send("prices", **PART)

    assert answer.status_code == 409
    assert "300 prices" in words(answer)
    assert answer.context["form"]["name"].value() == PART["name"]


def test_the_list_of_300_prices_is_one_page_of_few_queries(django_assert_max_num_queries):
    editor = an_editor(prices={f"P-{number}": {"max": 1} for number in range(300)})

    with django_assert_max_num_queries(12):
        page = editor.client.get("/terms/edit/prices/")

    assert page.content.count(b"?code=P-") == 300


def test_a_price_is_added_once_however_often_it_is_sent():
    editor = an_editor(prices={})
    sent = form(**{**PART, "service": "AC-CLEAN"})

    answers = [editor.client.post("/terms/edit/prices/", sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert editor.draft.revision == 1


def test_a_service_has_one_price():
    editor = an_editor()

    with pytest.raises(price_lists.PriceIsThere):
        price_lists.save_price({"name": "x", "max": 1}, by=editor.owner, service="AC-CLEAN")


def test_a_promotion_holds_from_the_first_midnight_to_the_last_moment():
    editor = an_editor()

    editor.send("promotions", **SUMMER)

    assert editor.draft.content["promotions"] == [
        {
            "code": "CHAO-HE", "title": "Chào hè", "percent": 10, "cap": 50_000, "min_total": 200_000,
            "from": "2026-03-10T00:00:00+07:00", "to": "2026-03-31T23:59:59.999999+07:00", "codes": ["AC-CLEAN"],
        }
    ]  # fmt: skip
    assert read_terms(editor.draft.content).promotions[0].percent == 10


def test_a_fixed_amount_leaves_the_share_out():
    editor = an_editor()

    editor.send("promotions", **{**SUMMER, "by": "amount", "amount": "30k", "percent": "not used", "codes": []})

    (promotion,) = read_terms(editor.draft.content).promotions
    assert (promotion.amount, promotion.percent, promotion.cap, promotion.codes) == (30_000, None, None, frozenset())


def test_a_promotion_of_today_alone_is_possible():
    editor = an_editor()

    answer = editor.send("promotions", **{**SUMMER, "first_day": "2026-03-02", "last_day": "2026-03-02"})

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"), ({"by": "luck"}, "by"), ({"percent": ""}, "percent"), ({"percent": "0"}, "percent"),
        ({"percent": "101"}, "percent"), ({"cap": "0"}, "cap"), ({"by": "amount"}, "amount"),
        ({"by": "amount", "amount": "much"}, "amount"), ({"min_total": "-1"}, "min_total"),
        ({"first_day": ""}, "first_day"), ({"first_day": "31/02/2026"}, "first_day"),
        ({"last_day": "2026-03-09"}, "last_day"), ({"first_day": "2026-02-01", "last_day": "2026-03-01"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"), ({"first_day": "0001-01-01"}, "last_day"),
        ({"codes": ["GONE"]}, "codes"), ({"title": "a\x00"}, "title"),
    ],
)  # fmt: skip
def test_a_promotion_that_cannot_be_kept_is_refused_beside_its_field(typed, field):
    editor = an_editor()

    answer = editor.send("promotions", **{**SUMMER, **typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert {name: answer.context["form"][name].value() for name in typed} == typed


def test_a_promotion_is_changed_and_keeps_its_code():
    editor = an_editor()
    editor.send("promotions", **SUMMER)

    editor.send(
        "promotions", at="?place=0", **{**SUMMER, "title": "Hè rộn", "seen": editor.item_seen("promotions", "0")}
    )

    (promotion,) = editor.draft.content["promotions"]
    assert (promotion["code"], promotion["title"]) == ("CHAO-HE", "Hè rộn")


def test_a_promotion_whose_place_another_took_is_not_written_over():
    editor = an_editor()
    editor.send("promotions", **SUMMER)
    editor.send("promotions", **{**SUMMER, "title": "Second"})
    seen = editor.item_seen("promotions", "0")
    editor.send("promotions", at="?place=0", remove="yes", seen=seen)

    answer = editor.send("promotions", at="?place=0", **{**SUMMER, "title": "Late", "seen": seen})

    assert answer.status_code == 409
    assert [each["title"] for each in editor.draft.content["promotions"]] == ["Second"]


def test_a_promotion_that_is_gone_can_be_added_anew_by_saving_again():
    editor = an_editor()
    editor.send("promotions", **SUMMER)
    seen = editor.item_seen("promotions", "0")
    editor.send("promotions", at="?place=0", remove="yes", seen=seen)
    warned = editor.send("promotions", at="?place=0", **{**SUMMER, "seen": seen})

    again = editor.send("promotions", at="?place=0", **{**SUMMER, "seen": warned.context["form"]["seen"].value()})

    assert (warned.status_code, again.status_code) == (409, 302)
    assert len(editor.draft.content["promotions"]) == 1


def test_a_promotion_of_the_past_is_shown_as_over():
    begins = MONDAY - timedelta(days=9)
    past = {"code": "TET", "amount": 1, "from": begins.isoformat(), "to": (MONDAY - timedelta(days=1)).isoformat()}
    editor = an_editor(promotions=[past])

    assert "TET" in words(editor.client.get("/terms/edit/promotions/"))
    assert "over" in words(editor.client.get("/terms/edit/promotions/"))


@pytest.mark.parametrize("name", ["prices", "promotions"])
def test_a_dispatcher_finds_no_editor_of_lists(name):
    editor = an_editor()

    answer = signed_in(a_dispatcher(editor.partner)).post(f"/terms/edit/{name}/", form(**PART, **SUMMER))

    assert answer.status_code == 404
    assert terms_parts.part_of(editor.draft, "promotions") == []
