"""What strangers read: home, a partner's page, the commitments and the rules, without an account and quickly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import ServiceCategory
from partners.services import charter, leave
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import DAY, HOUR, MONDAY, a_partner, a_service, an_owner, some_terms
from tests.partners.charter_page import page
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
PAGES = ["/", "/commitments/", "/rules/", "/rules/complaints/", "/request/"]
PROMOTION = {"code": "HE", "title": "Mát cả mùa", "percent": 10, "codes": []}


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def partner():
    return a_partner("Điện lạnh Gió Biển")


def read(address, **extra):
    return signed_in(None).get(address, **extra)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def public_page(partner):
    return text_of(read(reverse("partners:partner", args=[partner.slug])))


def promotion(begins, ends):
    return {**PROMOTION, "from": begins.isoformat(), "to": ends.isoformat()}


def queries_of(address):
    read(address)
    with CaptureQueriesContext(connection) as captured:
        read(address)
    return len(captured)


def test_a_stranger_finds_the_services_by_trade_each_leading_to_the_request():
    service = a_service()
    service.category = ServiceCategory.objects.create(slug="dieu-hoa", name_vi="Điều hòa", name_en="Air conditioners")
    service.save()

    home = text_of(read("/"))

    assert "Air conditioners" in home
    assert "#cooling" in home
    assert 'href="/request/?service=AC-CLEAN"' in home


def test_a_service_that_is_gone_is_not_offered():
    service = a_service()
    service.is_active = False
    service.save()

    assert "AC-CLEAN" not in text_of(read("/"))


def test_a_hotline_stands_there_only_where_it_is_set(settings):
    without = text_of(read("/"))
    settings.HOTLINE = "1900 0000"

    assert ("tel:" in without, 'href="tel:19000000"' in text_of(read("/"))) == (False, True)


def test_a_partner_still_lands_on_its_own_place(partner):
    assert signed_in(an_owner(partner)).get("/").url == "/today/"


def test_a_partners_page_shows_what_it_publishes(partner):
    shown = public_page(partner)

    assert "Điện lạnh Gió Biển" in shown
    assert "250.000 ₫" in shown
    assert "08:00–18:00" in shown
    assert "90 days" in shown
    assert f'href="/request/?partner={partner.slug}"' in shown


def test_an_older_name_leads_to_the_present_page(partner):
    answer = read(f"/p/{partner.pk}-ten-cu/")

    assert (answer.status_code, answer.url) == (301, f"/p/{partner.pk}-dien-lanh-gio-bien/")


@pytest.mark.parametrize("slug", ["999999", "khong-co", "0", "9" * 40, "1234567890123456789-x"])
def test_an_unknown_partner_is_nobody(slug):
    assert read(f"/p/{slug}/").status_code == 404


def test_a_partner_without_terms_in_force_has_no_page():
    newcomer = a_partner("Mới")
    with clock.standing_at(MONDAY - timedelta(days=9000)):
        answer = read(reverse("partners:partner", args=[newcomer.slug]))

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("begins", "ends", "is_shown"),
    [
        (MONDAY, MONDAY, True),
        (MONDAY - DAY, MONDAY - timedelta(microseconds=1), False),
        (MONDAY + timedelta(microseconds=1), MONDAY + DAY, False),
    ],
)
def test_only_promotions_that_run_now_are_shown(partner, begins, ends, is_shown):
    some_terms(partner, starts_at=MONDAY - HOUR, promotions=[promotion(begins, ends)])

    assert ("Mát cả mùa" in public_page(partner)) is is_shown


def test_who_is_paused_or_on_leave_says_so_and_cannot_be_asked(partner):
    resting = a_partner("Thợ nghỉ")
    today = MONDAY.astimezone(VIETNAM).date()
    leave.announce(today, today, by=an_owner(resting))
    partner.paused_until = MONDAY + HOUR
    partner.save()

    paused, on_leave = public_page(partner), public_page(resting)

    assert "takes no orders until 10:00 today" in paused
    assert "on leave until" in on_leave
    assert "?partner=" not in paused + on_leave


def test_the_page_says_since_when_the_charter_in_force_is_signed(partner):
    version = charter.publish(charter.draft_from(page()).version)
    before = public_page(partner)
    charter.sign(version, by=an_owner(partner))

    assert "has not signed the charter in force" in before
    assert "keeps the 14 commitments since 02/03/2026" in public_page(partner)


def test_who_they_are_stands_on_the_page(partner):
    partner.tax_code, partner.address, partner.phone = "0312345678", "9 Tràng Thi", "+84912345678"
    partner.save()

    shown = public_page(partner)

    assert all(word in shown for word in ("0312345678", "9 Tràng Thi", "0912 345 678"))


def test_the_commitments_are_fourteen_in_the_customers_words_beside_the_charters_own():
    charter.publish(charter.draft_from(page()).version)

    shown = read("/commitments/").content.decode()

    assert shown.count('class="promise kept"') == 14
    assert "The charter as partners sign it: version 1" in shown


def test_what_is_public_may_be_found_and_the_rest_may_not(partner):
    found = ["/", "/commitments/", reverse("partners:partner", args=[partner.slug])]

    assert [address for address in found if "noindex" in text_of(read(address))] == []
    assert "noindex" in text_of(read("/request/"))


def test_every_page_says_what_it_is():
    pages = {address: text_of(read(address)) for address in PAGES}

    titles = {page.partition("<title>")[2].partition("</title>")[0] for page in pages.values()}
    assert len(titles) == len(PAGES)
    assert [address for address, page in pages.items() if '<meta name="description" content="' not in page] == []


def test_a_strangers_browser_may_keep_a_page_a_little_and_nobody_elses(partner):
    stranger, member = read("/commitments/"), signed_in(an_owner(partner)).get("/commitments/")

    assert (stranger["Cache-Control"], member["Cache-Control"]) == ("private, max-age=120", "no-store")
    assert "Cookie" in stranger["Vary"]


def test_a_form_is_kept_by_nobody():
    assert Client().get("/request/")["Cache-Control"] == "no-store"


def test_the_pages_ask_little_of_the_database(partner):
    for number in range(5):
        a_service(f"S-{number}")

    assert queries_of("/") <= 6
    assert queries_of(reverse("partners:partner", args=[partner.slug])) <= 15


def test_the_owner_reaches_the_public_page_and_previews_its_pieces(partner):
    owner = signed_in(an_owner(partner))

    assert f'href="/p/{partner.slug}/"' in owner.get("/terms/").content.decode()
    assert "The most you pay for one unit" in owner.get("/terms/publish/").content.decode()
