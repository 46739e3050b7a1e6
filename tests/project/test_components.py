"""The recurring pieces keep to the policy of no inline style or script and say in words what they show by colour."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django import forms
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from rada.web import gallery
from rada.web.clock import VIETNAM

NOW = datetime(2026, 11, 22, 13, 38, tzinfo=VIETNAM)
DUE = datetime(2026, 11, 22, 14, 20, tzinfo=VIETNAM)
SPRITE = Path(__file__).parents[2] / "static" / "img" / "icons.svg"
ERRORS = ["400", "403", "404", "500", "503", "csrf"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def drawn(source, **values):
    return Template("{% load rada_components %}" + source).render(Context(values))


def gallery_page():
    context = gallery.samples() | {"request": RequestFactory().get("/gallery/"), "csrf_token": "token-of-the-test"}
    return render_to_string("components/gallery.html", context)


def test_a_clock_says_its_words_without_any_script():
    html = drawn("{% clock_chip due now 'care' %}", due=DUE, now=NOW)

    text = re.sub(r"<[^>]+>|\s+", " ", html)
    assert re.sub(r"\s+", " ", text).strip() == "42 minutes left , due 14:20 today"


def test_a_clock_hands_the_browser_the_due_instant_and_the_servers_present():
    html = drawn("{% clock_chip due now %}", due=DUE, now=NOW)

    assert 'data-rada-due="2026-11-22T14:20:00+07:00"' in html
    assert 'data-rada-now="2026-11-22T13:38:00+07:00"' in html


def test_money_is_grouped_with_a_space_that_does_not_break():
    html = drawn("{{ price|vnd }} {{ discount|vnd }} {{ none|vnd }}", price=1_250_000, discount=-40_000, none=None)

    assert html == "1.250.000\u00a0₫ −40.000\u00a0₫ "


@pytest.mark.parametrize("language", ["en", "vi"])
def test_numbers_inside_a_drawing_are_written_for_machines(language):
    with translation.override(language):
        html = drawn("{% burn_bar 1 3 'label' %}")

    assert 'width="33.3"' in html


def test_a_sheet_says_what_follows_before_it_asks():
    html = drawn("{% confirm_sheet '/x/' 'Cancel' 'This costs 5 points.' 'key-1' %}", csrf_token="t")

    assert html.index("This costs 5 points.") < html.index('<button class="button danger"')
    assert '<input type="hidden" name="idempotency_key" value="key-1">' in html
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="t">' in html


def test_what_people_write_is_escaped_in_every_piece():
    hostile = "<script>alert(1)</script>"

    html = drawn(
        "{% state_badge x %}{% evidence_sentence x %}{% empty_state x x %}{% timeline_item x at quote=x note=x %}"
        "{% money_line x 1 x %}{% photo_tile '' x x word=x %}{% burn_bar 1 2 x %}{% confirm_sheet x x x x %}",
        x=hostile,
        at=NOW,
    )

    assert "<script" not in html


def test_an_error_stands_beside_its_field_and_is_pointed_at():
    class Phone(forms.Form):
        phone = forms.CharField(help_text="Ten digits.")

    html = drawn("{% field form.phone %}", form=Phone({"phone": ""}))

    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html


def test_the_gallery_keeps_to_the_policy_of_no_inline_style_or_script():
    html = gallery_page()

    assert not re.search(r'\sstyle="|\son[a-z]+="|<style|javascript:', html)
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", html) == []


def test_every_drawing_that_the_gallery_names_is_in_the_sprite():
    sprite = SPRITE.read_text(encoding="utf-8")

    named = set(re.findall(r'icons[^"]*\.svg#([a-z]+)"', gallery_page()))

    assert named == set(re.findall(r'<symbol id="([a-z]+)"', sprite))


def test_the_gallery_does_not_exist_on_a_production_machine(settings):
    settings.DEBUG, settings.RADA_ENV = False, "production"

    with pytest.raises(Http404):
        gallery.gallery(RequestFactory().get("/gallery/"))


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_request_and_says_what_to_do(name):
    html = render_to_string(f"errors/{name}.html")

    assert html.count("<h1>") == 1
    assert 'href="/"' in html
