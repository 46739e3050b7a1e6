"""The queue of receipt photos: what waits, beside what it is compared with, and what a person saw."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import PhotoCheck
from orders.services import photo_checks
from orders.stamp_codes import code_of
from partners.actors import actor_of
from partners.models import User
from rada.desk.roles import create_roles
from tests.factories import an_owner
from tests.orders.receipt_photos import a_receipted_job, uploaded
from tests.portal import form, staff

pytestmark = pytest.mark.django_db
QUEUE = "/admin/orders/photocheck/"


def somebody_of(role: str) -> User:
    """Somebody of Rada's with this role."""
    create_roles()
    user, _is_new = User.objects.get_or_create(username=role, defaults={"is_staff": True, "password": "!"})
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def triage(client: Client):
    client.force_login(somebody_of("triage"))
    client.cookies["django_language"] = "en"
    return client


def a_check(*texts):
    """A photo that waits, and the serial on its receipt."""
    job, serial = a_receipted_job()
    return PhotoCheck.objects.get(event=uploaded(job, *texts).event), serial


def page_of(client, check):
    return client.get(f"{QUEUE}{check.pk}/change/").content.decode()


def settling(client, check, outcome, serial="", note="", **more):
    return client.post(f"{QUEUE}{check.pk}/settle/", form(outcome=outcome, serial=serial, note=note, **more))


def test_the_queue_names_why_each_waits_and_both_stamps_in_few_queries(triage):
    for _number in range(4):
        check, serial = a_check()
    twin, _serial = a_check(code_of(serial))

    with CaptureQueriesContext(connection) as queries:
        page = triage.get(QUEUE).content.decode()

    assert len(queries) <= 15
    assert check.event.assignment.order.code in page
    assert ("no stamp could be read" in page, "a stamp of another partner" in page) == (True, True)
    assert serial in page
    assert twin.event.assignment.partner.name in page


def test_a_photo_stands_beside_the_one_it_repeats(triage):
    first, second = a_receipted_job()[0], a_receipted_job()[0]
    earlier, later = (uploaded(job, content=b"one and the same") for job in (first, second))

    page = page_of(triage, PhotoCheck.objects.get(event=later.event))

    assert f"/orders/{first.pk}/receipt-photos/{earlier.pk}/" in page
    assert f"/orders/{second.pk}/receipt-photos/{later.pk}/" in page
    assert first.order.code in page


def test_what_waits_is_counted_in_the_sidebar_and_on_the_home_page(triage):
    a_check()

    home = triage.get("/admin/").content.decode()

    assert "Receipt photos" in home
    assert f"{QUEUE}?settled=no" in home


def test_a_serial_read_by_eye_is_kept_beside_the_event_and_the_photo_leaves_the_queue(triage):
    check, serial = a_check()

    answer = settling(triage, check, "stamp_right", f" {serial.lower()} ", "Mờ nhưng đọc được")

    check.refresh_from_db()
    assert answer.status_code == 302
    assert (check.outcome, check.serial, check.note) == ("stamp_right", serial, "Mờ nhưng đọc được")
    assert check.settled_by == User.objects.get(username="triage")
    assert check.event.payload["stamp_read"] is None
    assert check.event.assignment.order.code not in triage.get(f"{QUEUE}?settled=no").content.decode()


@pytest.mark.parametrize(
    ("outcome", "serial", "said"),
    [
        ("", "", "Say what you see on the photo."),
        ("invented", "", "Say what you see on the photo."),
        ("stamp_right", "", "Type the serial that you read on the photo."),
        ("stamp_right", "ZZZZZ-ZZZZZ", "No receipt of this order carries this serial."),
        ("stamp_other", "own", "This is the serial on the receipt of this order."),
        ("unreadable", "ZZZZZ-ZZZZZ", "A serial goes with a stamp that can be read."),
    ],
)
def test_an_outcome_that_does_not_fit_is_refused_and_the_note_stays(triage, outcome, serial, said):
    check, own = a_check()

    answer = settling(triage, check, outcome, own if serial == "own" else serial, "Chữ đã gõ")

    check.refresh_from_db()
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Chữ đã gõ" in answer.content.decode()
    assert check.settled_at is None


def test_the_second_who_looks_is_told_and_loses_no_word(triage):
    check, _serial = a_check()

    settling(triage, check, "unreadable")
    answer = settling(triage, check, "no_receipt", note="Chữ đã gõ")

    check.refresh_from_db()
    assert (answer.status_code, check.outcome) == (409, "unreadable")
    assert "A colleague has looked at this photo meanwhile." in answer.content.decode()
    assert "Chữ đã gõ" in answer.content.decode()


def test_the_same_form_twice_is_one_look(triage):
    check, _serial = a_check()

    statuses = [settling(triage, check, "unreadable", idempotency_key="k").status_code for _press in range(2)]

    assert statuses == [302, 302]


def test_whoever_may_not_settles_nothing_by_page_or_service(client: Client):
    check, _serial = a_check()
    owner = an_owner(check.event.assignment.partner)

    client.force_login(somebody_of("finance view"))
    viewer = settling(client, check, "unreadable").status_code
    client.force_login(owner.user)
    stranger = client.post(f"{QUEUE}{check.pk}/settle/", form(outcome="unreadable"), follow=True).status_code
    for by in (owner, staff(), actor_of(somebody_of("finance view"))):
        with pytest.raises(PermissionDenied):
            photo_checks.settle(check, outcome="unreadable", serial="", note="", by=by)

    assert (viewer, stranger) == (403, 404)


def test_what_was_seen_is_seen_once(triage):
    check, _serial = a_check()
    settling(triage, check, "unreadable")

    with pytest.raises(InternalError), transaction.atomic():
        PhotoCheck.objects.update(outcome="all_right")
