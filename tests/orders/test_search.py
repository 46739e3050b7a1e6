"""Finding orders: by code, name, phone or address, without accents; narrowed by what stands in the address."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from orders import listings, permissions, search_words
from orders.listings import OrderFilter
from orders.models import Assignment
from orders.services import offers, visits
from partners.actors import SYSTEM, customer_of
from rada.web import clock
from tests import factories as make
from tests.portal import a_side, named, signed_in

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 2 * make.HOUR
SMALLEST = timedelta(microseconds=1)
CODE = re.compile(r"RD-[0-9A-Z]{4}-[0-9A-Z]{4}")


def living_at(assignment, phone, address):
    assignment.order.customer_phone, assignment.order.address = phone, address
    assignment.order.save(update_fields=["customer_phone", "address"])
    return assignment


def found(actor, text="", *, at=NOW, **asked):
    words = search_words.words_of(search_words.typed(text))
    return list(listings.orders_listed(actor, OrderFilter(words=words, **asked), now=at))


def page(client, **asked):
    with clock.standing_at(NOW):
        answer = client.get(f"{reverse('orders:orders')}?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["0912 345 678", "0912345678", "+84912345678", "+84 912 345 678", "84912345678", "0912.345.678", "(091) 234-5678",
     "０９１２３４５６７８", "84912", "345678", "0912 345"],
)  # fmt: skip
def test_a_phone_is_found_however_it_is_typed(typed):
    partner = make.a_partner()
    wanted = make.an_engagement(partner=partner, at=make.MONDAY)
    living_at(make.an_engagement(partner=partner, at=make.MONDAY), "+84987111222", "3 Lê Lợi")

    assert found(make.an_owner(partner), typed) == [wanted]


@pytest.mark.parametrize("typed", ["hàng bài", "HANG BAI", "12 hang", "bai hang", "hàng", "Hàng Bài".encode().decode()])
def test_an_address_is_found_without_accents_in_any_order_of_its_words(typed):
    partner = make.a_partner()
    wanted = make.an_engagement(partner=partner, at=make.MONDAY)
    living_at(make.an_engagement(partner=partner, at=make.MONDAY), "+84987111222", "3 Lê Lợi")

    assert found(make.an_owner(partner), typed) == [wanted]


@pytest.mark.parametrize("typed", ["ha", "hà", "Hạ", "thi ha"])
def test_short_names_are_found(typed):
    offer = named(make.an_offer(at=make.MONDAY), "Đặng Thị Hà")

    assert found(make.an_owner(offer.partner), typed) == [offer]


def test_a_search_for_names_goes_on_from_page_to_page_until_all_were_looked_through(monkeypatch):
    monkeypatch.setattr(listings, "SEARCHED_AT_ONCE", 2)
    partner = make.a_partner()
    made = [named(make.an_offer(partner=partner, at=make.MONDAY + n * make.MINUTE), name)
            for n, name in enumerate(["Vũ Quyên", "Lê Lan", "Tạ Lan", "Đỗ Lan", "Lê Quyên"])]  # fmt: skip
    client, address, seen, pages = signed_in(make.an_owner(partner)), "?q=quyen", [], 0  # longer than a code's groups

    while address:
        with clock.standing_at(NOW):
            html = client.get(reverse("orders:orders") + address).content.decode()
        seen += CODE.findall(html)
        older = re.search(r'href="(\?[^"]*after=[^"]*)">', html)
        address, pages = older[1].replace("&amp;", "&") if older else "", pages + 1

    assert seen == [made[4].order.code, made[0].order.code]
    assert pages == 3


def test_a_code_is_found_at_once_among_all(monkeypatch):
    monkeypatch.setattr(listings, "SEARCHED_AT_ONCE", 1)
    partner = make.a_partner()
    old, _new = (make.an_offer(partner=partner, at=make.MONDAY + n * make.MINUTE) for n in range(2))
    old.order.code = "RD-7K2F-M9QX"
    old.order.save()

    found_at_once = page(signed_in(make.an_owner(partner)), q="7k2f-m9")

    assert CODE.findall(_list(found_at_once)) == ["RD-7K2F-M9QX"]


def test_every_word_must_be_there_each_in_any_of_the_keys():
    engaged = named(make.an_engagement(at=make.MONDAY), "Đặng Thị Hà")
    owner = make.an_owner(engaged.partner)

    hits = [bool(found(owner, typed)) for typed in ("dang 12", f"{engaged.order.code} ngo", "dang minh")]

    assert hits == [True, True, False]


@pytest.mark.parametrize("typed", ["0912345678", "12 hang bai", "hang bai"])
def test_phone_and_address_are_found_only_while_they_may_be_read(typed):
    offer = make.an_offer(at=make.MONDAY)
    owner = make.an_owner(offer.partner)
    before = found(owner, typed)
    with clock.standing_at(make.MONDAY + make.MINUTE):
        offers.accept(offer, by=owner)
    engaged = found(owner, typed)
    with clock.standing_at(make.MONDAY + make.HOUR):
        visits.complete(offer, by=owner)
    last = make.MONDAY + make.HOUR + 7 * make.DAY

    on_the_last_day, afterwards = found(owner, typed, at=last - SMALLEST), found(owner, typed, at=last)

    assert (before, engaged, on_the_last_day, afterwards) == ([], [offer], [offer], [])


def test_what_was_declined_or_withdrawn_tells_no_phone():
    declined, withdrawn = make.an_offer(at=make.MONDAY), make.an_offer(at=make.MONDAY)
    with clock.standing_at(make.MONDAY + make.MINUTE):
        offers.decline(declined, by=make.an_owner(declined.partner), reason="busy")
        offers.withdraw(withdrawn, by=SYSTEM)

    hits = [found(make.an_owner(each.partner), "0912345678") for each in (declined, withdrawn)]

    assert hits == [[], []]


def test_the_database_and_the_permission_agree_on_what_may_be_read():
    partner, ended = make.a_partner(), make.MONDAY + make.HOUR
    make.an_offer(partner=partner, at=make.MONDAY)
    make.an_engagement(partner=partner, at=make.MONDAY)
    with clock.standing_at(ended):
        visits.complete(make.an_engagement(partner=partner, at=make.MONDAY), by=make.an_owner(partner))
    last = ended + 7 * make.DAY

    for now in (make.MONDAY, ended, last - SMALLEST, last, last + SMALLEST):
        asked = set(Assignment.objects.filter(permissions.customer_shown(now)).values_list("pk", flat=True))
        told = {each.pk for each in Assignment.objects.all() if permissions.shows_customer(each, now)}
        assert asked == told
    assert Assignment.objects.count() == 3


def test_the_customer_is_found_by_rada_whatever_the_partner_may_see():
    offer = make.an_offer(at=make.MONDAY)

    assert found(make.a_staff_member(), "0912345678") == [offer]
    assert found(customer_of(offer.order_id), "0912345678") == [offer]


@pytest.mark.parametrize("typed", ["0912345678", "hang bai", "canary", "canary rival"])
def test_a_search_never_finds_what_is_anothers(typed):
    own, rival = a_side("Canary Own", NOW), a_side("Canary Rival", NOW)

    hits = {each.partner_id for each in found(own.owner, typed)}
    told = {each.partner_id for each in found(rival.owner, typed)}

    assert (hits <= {own.partner.pk}, told <= {rival.partner.pk}) == (True, True)
    assert own.idle_technician.member_id is not None
    assert found(own.idle_technician, typed) == []


@pytest.mark.parametrize(
    "typed", ["%", "_", "\\", "100%", "' OR 1=1 --", "\x00", "\ud800", "a" * 5000, "+", "+84", "."]
)
def test_hostile_words_are_looked_for_as_they_stand(typed):
    offer = make.an_offer(at=make.MONDAY)

    hits = found(make.an_owner(offer.partner), typed)

    assert hits == ([offer] if typed in {"\x00", "\ud800"} else [])


def test_filters_narrow_together_and_stand_in_the_address():
    partner = make.a_partner()
    technician = make.a_technician(partner)
    owner = make.an_owner(partner)
    wanted = make.an_engagement(partner=partner, at=make.MONDAY)
    with clock.standing_at(make.MONDAY + make.HOUR):
        visits.cancel(wanted, by=owner, reason="cannot_come")
    Assignment.objects.filter(pk=wanted.pk).update(technician_id=technician.member_id)
    for day in (-1, 1):
        make.an_offer(partner=partner, at=make.MONDAY + day * make.DAY)
    client = signed_in(owner)
    asked = {
        "status": "ended", "service": "AC-CLEAN", "technician": technician.member_id, "first": "2026-03-02",
        "last": "2026-03-02", "broken": "on", "q": wanted.order.code,
    }  # fmt: skip

    alone = {name: CODE.findall(_list(page(client, **{name: value}))) for name, value in asked.items()}
    together = page(client, **asked)

    assert {name: len(codes) for name, codes in alone.items()} == {
        "status": 1, "service": 3, "technician": 1, "first": 2, "last": 2, "broken": 1, "q": 1,
    }  # fmt: skip
    assert CODE.findall(_list(together)) == [wanted.order.code]
    assert 'value="2026-03-02"' in together
    assert re.search(rf'value="{technician.member_id}" selected', together)


def _list(html):
    return html[html.index('<ul class="list">') : html.index("</ul>", html.index('<ul class="list">'))]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("first", "yesterday", "Type the day as day/month/year, such as 22/11/2026."),
        ("last", "9999-12-31", "Choose a day before the year 2100."),
        ("first", "0001-01-01", "Choose a day from the year 2000 on."),
        ("service", "NO-SUCH", "Choose one from the list."),
        ("service", "x\x00", "Choose one from the list."),
    ],
)
def test_a_filter_that_cannot_be_says_so_beside_its_field_and_narrows_nothing(field, value, sentence):
    offer = make.an_offer(at=make.MONDAY)

    html = page(signed_in(make.an_owner(offer.partner)), **{field: value})

    assert sentence in html
    assert f'id="filter_{field}_error"' in html
    assert offer.order.code in html


def test_days_in_the_wrong_order_are_told():
    offer = make.an_offer(at=make.MONDAY)

    html = page(signed_in(make.an_owner(offer.partner)), first="2026-03-05", last="2026-03-01")

    assert "The last day lies before the first one." in html


def test_another_partners_technician_is_no_choice():
    offer, stranger = make.an_offer(at=make.MONDAY), make.a_technician(make.a_partner())

    html = page(signed_in(make.an_owner(offer.partner)), technician=stranger.member_id)

    assert stranger.user.full_name not in html
    assert offer.order.code in html


def test_older_pages_keep_search_and_filters():
    partner = make.a_partner()
    made = [make.an_offer(partner=partner, at=make.MONDAY + n * make.MINUTE).order.code for n in range(23)]
    client = signed_in(make.an_owner(partner))

    first = page(client, q="tran", first="2026-03-01")
    older = re.search(r'href="(\?[^"]*after=[^"]*)">', first)
    with clock.standing_at(NOW):
        second = client.get(reverse("orders:orders") + older[1].replace("&amp;", "&")).content.decode()

    assert CODE.findall(_list(first)) + CODE.findall(_list(second)) == made[::-1]
    assert ("q=tran" in older[1], "first=2026-03-01" in older[1]) == (True, True)
    assert 'value="tran"' in second


def test_breaches_are_narrowed_by_clause_and_state():
    side = a_side("Sông Hồng", NOW)
    client = signed_in(side.owner)

    def listed(**asked):
        with clock.standing_at(NOW):
            return client.get(reverse("orders:breaches"), asked).content.decode().count('class="wide"')

    counts = [listed(clause="A2"), listed(clause="A2", status="counted"), listed(clause="A2", status="lifted"),
              listed(clause="B4"), listed(clause="\x00")]  # fmt: skip

    assert counts == [1, 1, 0, 0, side.partner.breaches.count()]
