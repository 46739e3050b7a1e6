"""Every page of the portal before axe-core: all of WCAG 2.2 A and AA on a phone, what width changes on a wide one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from rada.web import clock
from tests.access_table import OPEN_TO, PUBLIC
from tests.factories import a_policy, a_service
from tests.journeys.conftest import LAYOUT_RULES, PASSWORD, RULES
from tests.two_sides import address_of, whole_sides

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
# Answers that are no pages: data, pictures, scripts.
NO_PAGES = {
    "badges", "healthz", "healthz_sweep", "readyz", "manifest", "service_worker", "set_language", "home", "gallery",
    "orders:clocks", "orders:offers", "orders:photo", "orders:receipt_photo", "complaints:appeal_photo",
    "orders:orders_csv", "orders:breaches_csv", "orders:breach_pdf",
    "partners:sign_out", "orders:request_photo", "orders:request_wards",
    "partners:sign_in",  # whoever is signed in is led on; it is held before axe-core in test_partner_portal
    # These open by a secret alone, and have tests of their own.
    "partners:password_new", "partners:invitation", "partners:second_step",
}  # fmt: skip


@pytest.fixture
def side(transactional_db):
    a_policy(care_open="00:00", care_close="24:00")
    a_service()
    (side,) = whole_sides("Axe", now=clock.now())
    side.owner.user.phone, side.owner.user.full_name = "+84950000101", "Trần Gia Phúc"
    side.owner.user.set_password(PASSWORD)
    side.owner.user.save()
    return side


def pages(side):
    """The addresses of every page that an owner opens."""
    names = sorted(name for name in set(OPEN_TO) | PUBLIC if name not in NO_PAGES)
    return [(name, address_of(name, side)) for name in names if "owner" in OPEN_TO.get(name, {"owner"})]


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "language", "rules"), [("phone", "vi", RULES), ("wide", "en", LAYOUT_RULES)])
def test_no_page_breaks_a_rule_of_accessibility(visiting, side, size, language, rules):
    visitor = visiting(size)
    visitor.rules = rules
    visitor.sign_in()
    visitor.speak(language)

    for name, address in pages(side):
        with visitor.page.expect_response(lambda response: response.request.is_navigation_request()) as answered:
            visitor.page.goto(visitor.address + address)
        assert (answered.value.status, visitor.page.url) == (200, visitor.address + address), name
        if answered.value.headers.get("content-type", "").startswith("text/html"):
            visitor.check(name)


def test_today_is_among_them(side):
    assert ("orders:today", reverse("orders:today")) in pages(side)
