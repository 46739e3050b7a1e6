"""Finding anything by what a caller says, of what the role may view, in bounded work."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint
from orders import find_selectors
from orders.models import Order
from orders.services import complaints
from partners.models import Partner
from rada.desk.benches.plans import nodes
from rada.web import clock
from tests.factories import MONDAY, a_partner, an_engagement, an_order, an_owner, the_customer
from tests.orders.papers import a_serial
from tests.orders.staff_hands import browser_of, shown, staff_of
from tests.orders.test_query_counts import columns_of

pytestmark = pytest.mark.django_db
FIND = "/admin/find/"


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


def page(text: str, role: str = "triage") -> str:
    return shown(browser_of(role).get(FIND, {"q": text}))


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 912345678", "84912345678", "0912.345.678"])
def test_a_phone_number_in_any_spelling_finds_orders_partner_and_member(typed):
    order, partner = an_order(), a_partner("Sông")
    Partner.objects.filter(pk=partner.pk).update(phone="+84912345678")
    owner = an_owner(partner)
    owner.user.phone = "+84912345678"
    owner.user.save()

    found = find_selectors.found_by(typed, by=staff_of())

    assert (found.orders, found.partners) == ([order], [partner])
    assert [member.user for member in found.members] == [owner.user]


def test_codes_names_serials_and_complaints_are_found():
    job = an_engagement(partner=a_partner("Điện lạnh Gió Biển"), at=MONDAY)
    other, serial = an_order(), a_serial(job)
    Order.objects.filter(pk=other.pk).update(search_key=f"{other.code.lower()} le van an")
    number = complaints.open_complaint(job, by=the_customer(job.order), category="price", text="Đắt")
    staff = staff_of()

    assert find_selectors.found_by(job.order.code.lower(), by=staff).orders == [job.order]
    assert find_selectors.found_by("tran thi ha", by=staff).orders == [job.order]
    assert find_selectors.found_by("gio bien", by=staff).partners == [job.partner]
    assert [each.serial for each in find_selectors.found_by(serial.lower(), by=staff).stamps] == [serial]
    assert number in page(number.lower())
    assert serial in page(serial)


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "x" * 5_000, "%", "zzz-khong-co"])
def test_what_names_nothing_finds_nothing(typed):
    an_order()

    assert find_selectors.found_by(typed, by=staff_of()).is_empty
    assert browser_of().get(FIND, {"q": typed}).status_code == 200


def test_what_a_role_may_not_view_is_not_searched():
    job = an_engagement(at=MONDAY)
    serial, owner = a_serial(job), an_owner(job.partner)
    owner.user.phone = "+84987654321"
    owner.user.save()
    money = staff_of("finance view")

    assert find_selectors.found_by(serial, by=money).is_empty
    assert find_selectors.found_by("0987654321", by=money).is_empty
    assert not find_selectors.found_by("0987654321", by=staff_of()).is_empty
    assert find_selectors.found_by(job.order.code, by=owner).is_empty


def test_a_complaint_is_found_by_whoever_may_view_complaints_alone():
    job = an_engagement(at=MONDAY)
    number = complaints.open_complaint(job, by=the_customer(job.order), category="price", text="Đắt")
    way = f"/admin/complaints/complaint/{Complaint.objects.get(number=number).pk}/change/"

    assert way in page(number)
    assert way not in page(number, "finance view")


def test_the_box_stands_on_every_page_and_leads_from_an_unknown_number_to_a_new_order():
    client = browser_of()

    assert f'action="{FIND}"' in shown(client.get("/admin/orders/breach/"))
    assert 'action="/admin/orders/order/by-phone/"' in shown(client.get(FIND, {"q": "0999 888 777"}))
    assert 'action="/admin/orders/order/by-phone/"' not in page("0999 888 777", "finance view")


def test_a_partners_owner_finds_no_such_page(client):
    client.force_login(an_owner(a_partner()).user)

    assert client.get(FIND, follow=True).status_code == 404


@pytest.mark.database
def test_finding_takes_ten_queries_at_most_and_reads_no_large_table_whole(monkeypatch):
    monkeypatch.setattr(find_selectors, "NEWEST", 1_000)  # the share of 50,000 that it is of a million
    order, staff = an_order(), staff_of()
    names, values = columns_of(
        "orders_order",
        {
            "code": "'X' || n", "search_key": "'x' || n || ' le van'",
            "customer_phone": "'+8490' || lpad(n::text, 7, '0')", "contact_key": "'090' || lpad(n::text, 7, '0')",
        },
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_order ({names}) SELECT {values} FROM orders_order source, generate_series(1, 50000) n"
            " WHERE source.id = %s",
            [order.pk],
        )
        for index in ("order_by_words", "order_by_contact"):  # as autovacuum does after so many new rows
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        cursor.execute("ANALYZE orders_order")

    for typed in ("0912345678", order.code, "le van", "090123", "zq"):
        with CaptureQueriesContext(connection) as captured:
            find_selectors.found_by(typed, by=staff)
        plans = [scans_of(query["sql"]) for query in captured if 'FROM "orders_order"' in query["sql"]]
        assert len(captured) <= 10
        assert not any("Seq Scan orders_order" in scan for plan in plans for scan in plan)


@pytest.mark.database
def test_a_complaint_is_looked_up_by_the_index_of_its_number():
    job = an_engagement(at=MONDAY)
    complaints.open_complaint(job, by=the_customer(job.order), category="price", text="Đắt")
    names, values = columns_of(
        "orders_event",
        {
            "event_id": "'k' || n", "position": "source.position + n",
            "payload": "jsonb_build_object('complaint', 'KN-' || n, 'category', 'price')",
        },
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_event ({names}) SELECT {values} FROM orders_event source, generate_series(1, 5000) n"
            " WHERE source.kind = 'complaint_opened'"
        )
        cursor.execute("ANALYZE orders_event")

    with CaptureQueriesContext(connection) as captured:
        found = list(find_selectors.openings_numbered("kn-77"))

    assert [each.payload["complaint"] for each in found] == ["KN-77"]
    assert any("complaint_by_number" in scan for query in captured for scan in scans_of(query["sql"]))


def scans_of(statement: str) -> set[str]:
    """What a query reads and by which index."""
    if not statement.startswith("SELECT"):
        return set()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement)
        (plan,) = cursor.fetchone()[0]
    return {f"{node['Node Type']} {node.get('Relation Name')} {node.get('Index Name')}" for node in nodes(plan["Plan"])}
