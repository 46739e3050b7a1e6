"""Which wards are served: found without accents or by province, added and removed in handfuls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from partners.models import TermsDraft
from partners.services import drafts
from tests.factories import a_dispatcher
from tests.partners.terms_editor import an_editor, words
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

CAU_GIAY, SAI_GON, GONE = "00167", "26740", "99999"


def found(answer):
    return [label for _code, label, _is_ticked in answer.context["found"]]


@pytest.mark.parametrize("typed", ["cau giay", "CẦU GIẤY", "phường cầu giấy", "Cầu Giấy", "cau giay ha noi"])
def test_a_ward_is_found_without_accents(typed):
    editor = an_editor()

    answer = editor.client.get("/terms/edit/areas/", {"q": typed})

    assert found(answer)[0] == "Phường Cầu Giấy, Thành phố Hà Nội"


def test_a_province_alone_shows_all_of_its_wards_but_those_that_are_served():
    editor = an_editor()

    answer = editor.client.get("/terms/edit/areas/", {"province": "01"})

    assert len(found(answer)) > 100
    assert "00070" not in [code for code, _label, _is_ticked in answer.context["found"]]


@pytest.mark.parametrize("asked", [{"q": "\x00"}, {"q": "x" * 9000}, {"province": "99"}, {"q": "%%'\"<b>"}, {"q": "đ"}])
def test_a_strange_search_finds_nothing_and_breaks_nothing(asked):
    editor = an_editor()

    answer = editor.client.get("/terms/edit/areas/", asked)

    assert answer.status_code == 200
    assert b"<b>" not in answer.content.replace(b"<b class", b"")


def test_ticked_wards_are_added_and_the_search_stays():
    editor = an_editor()

    answer = editor.send("areas", at="?q=sai+gon", wards=[SAI_GON, CAU_GIAY])

    assert answer.url == "/terms/edit/areas/?q=sai+gon"
    assert editor.draft.wards == ["00070", CAU_GIAY, SAI_GON]


def test_ticked_wards_are_removed_abolished_ones_too():
    editor = an_editor()
    drafts.add_wards([SAI_GON, GONE], by=editor.owner)

    editor.send("areas", remove="yes", wards=[SAI_GON, GONE])

    assert editor.draft.wards == ["00070"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Tick at least one ward first."), ({"wards": [GONE]}, "does not exist"),
        ({"wards": [CAU_GIAY, "1\x00"]}, "does not exist"), ({"remove": "yes"}, "Tick at least one ward first."),
    ],
)  # fmt: skip
def test_what_is_no_ward_is_refused_and_the_ticks_stay(sent, sentence):
    editor = an_editor()

    answer = editor.send("areas", at="?q=cau+giay", **sent)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert [code for code, _label, is_ticked in answer.context["found"] if is_ticked] == [
        code for code in sent.get("wards", []) if code == CAU_GIAY
    ]
    assert TermsDraft.objects.count() == 0


def test_adding_twice_is_adding_once():
    editor = an_editor()
    sent = form(wards=[CAU_GIAY])

    answers = [editor.client.post("/terms/edit/areas/", sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert editor.draft.revision == 1


def test_two_thousand_wards_are_one_page_of_few_queries(django_assert_max_num_queries):
    from partners import areas

    editor = an_editor()
    many = [ward.code for province in areas.provinces() for ward in areas.wards_of(province.code)][:2000]
    drafts.add_wards(many, by=editor.owner)

    with django_assert_max_num_queries(10):
        page = editor.client.get("/terms/edit/areas/", {"q": "a"})

    assert page.context["count"] >= 2000


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_add_at_the_same_moment_both_add():
    editor = an_editor()

    def add(code):
        try:
            drafts.add_wards([code], by=editor.owner)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(add, [CAU_GIAY, SAI_GON]))

    assert editor.draft.wards == ["00070", CAU_GIAY, SAI_GON]


def test_a_dispatcher_does_not_choose_wards():
    editor = an_editor()

    answer = signed_in(a_dispatcher(editor.partner)).post("/terms/edit/areas/", form(wards=[CAU_GIAY]))

    assert answer.status_code == 404
    assert editor.draft.wards == ["00070"]
