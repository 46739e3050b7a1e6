"""Erasing a person: nothing of them is left in any table or file, and everything that was judged stands."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import translation

from complaints.models import Appeal
from orders.models import Erasure, Event, EventKind, LegalHold, Order, Photo
from orders.photos import tidying
from orders.services import complaints, erasing, holds, links, loading, messages, offers
from partners.actors import SYSTEM
from rada.platform.idempotency import Key
from rada.platform.models import AccessToken, StoredFile
from rada.web import clock
from tests import factories as make
from tests.orders.customers import NOON, completed
from tests.orders.told import CANARY, OVER, an_officer, everything_told, kinds_told, rows_that_say
from tests.portal import a_stored_photo

pytestmark = pytest.mark.django_db
REQUEST = Erasure.Reason.REQUEST
GONE = (CANARY, "12 ngõ", "0912345678", "+84912345678")


@pytest.fixture
def over():
    """By now the days to appeal are over."""
    with clock.standing_at(OVER):
        yield


@pytest.fixture
def told():
    return everything_told()


def printed(command: str, *names: str) -> tuple[str, int]:
    out, status = StringIO(), 0
    try:
        call_command(command, *names, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        status = int(ended.code or 0)
    return out.getvalue(), status


def facts(order: Order) -> list[object]:
    """Everything that was judged, and the chain it rests on."""
    events = Event.objects.filter(assignment__order=order).order_by("pk").values_list("hash", "payload")
    jobs = order.assignments.order_by("pk")
    found = [list(job.breaches.order_by("pk").values_list("rule", "state", "points", "facts")) for job in jobs]
    return [list(events), found, list(jobs.values_list("status", "head_hash", "ended_at"))]


def test_the_order_of_these_tests_holds_every_kind_of_event(told):
    assert kinds_told(told.job) == set(EventKind.values)


def test_nothing_of_the_person_is_left_in_any_table_or_file(told, over, django_capture_on_commit_callbacks):
    names = [stored.storage_name for stored in told.files]
    before = rows_that_say(*GONE)

    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(told.order, by=an_officer(), reason=REQUEST)

    assert {"orders.Order", "orders.Remark", "complaints.Appeal", "platform.Notice"} <= set(before)
    assert rows_that_say(*GONE) == []
    assert [name for name in names if default_storage.exists(name)] == []
    assert not StoredFile.objects.exists()


def test_what_was_judged_stands_and_every_timeline_verifies(told, over):
    make.sweep_all(OVER)
    before = facts(told.order)

    erasing.erase(told.order, by=an_officer(), reason=REQUEST)

    assert facts(told.order) == before
    assert printed("verify_timeline") == ("", 0)
    assert printed("rebuild", "--check") == ("", 0)
    assert "0 new, 0 retracted, 0 reinstated, 0 regraded, 0 cured" in printed("rejudge", "--all", "--dry-run")[0]
    assert Photo.objects.get(event__event_id="photo").stamp_read == "RD-2"
    assert Appeal.objects.get().reason == "not_shown"


def test_the_record_of_an_erasure_says_who_when_and_how_much_and_nothing_of_whom(told, over, caplog):
    officer = an_officer()

    with caplog.at_level("INFO"):
        pk = erasing.erase(told.order, by=officer, reason=REQUEST)

    record = Erasure.objects.get(pk=pk)
    assert (record.erased_by, record.erased_at, record.extent) == (officer.user, OVER, Erasure.Extent.PERSON)
    assert record.counts["Remark"] > 10
    assert record.counts["StoredFile"] == 5
    assert f"erased: order {told.order.pk}" in caplog.text
    assert not any(word in caplog.text + str(record.counts) for word in (*GONE, told.order.code))


def test_erasing_twice_says_so(told, over):
    erasing.erase(told.order, by=an_officer(), reason=REQUEST)

    with pytest.raises(erasing.ErasedBefore):
        erasing.erase(told.order, by=an_officer(), reason=REQUEST)

    assert Erasure.objects.count() == 1


def test_the_private_links_end_and_a_cookie_with_them(over, client):
    order = make.an_order()
    client.get(f"/o/{links.issue(order)}/")
    before = client.get(f"/c/{order.code}/").status_code

    erasing.erase(order, by=an_officer(), reason=REQUEST)

    assert (before, client.get(f"/c/{order.code}/").status_code) == (200, 404)
    assert not AccessToken.objects.filter(revoked_at=None).exists()


def test_no_new_link_opens_an_order_whose_person_was_erased(client):
    job = completed()
    with clock.standing_at(NOON):
        erasing.erase_extent(job.order, Erasure.Extent.PERSON, by=an_officer(), reason=REQUEST)

        with pytest.raises(links.NoLinkNow):
            links.hand_over(job, by=make.an_owner(job.partner), key=Key.of("scope", "value"))
        opened = client.get(f"/o/{links.issue(job.order)}/")

    assert opened.status_code == 404


def test_another_order_keeps_every_word_and_a_file_that_both_use(told, over):
    other = everything_told("Other")
    shared = told.files[0]
    Photo.objects.filter(assignment=other.job).update(file=shared)
    before = rows_that_say("Other")

    erasing.erase(told.order, by=an_officer(), reason=REQUEST)

    assert rows_that_say("Other") == before
    assert StoredFile.objects.filter(pk=shared.pk).exists()
    assert default_storage.exists(shared.storage_name)


def test_nobody_erases_but_who_answers_such_requests(over):
    order = make.an_order()

    for who in (make.a_staff_member(), make.an_owner(make.a_partner()), make.the_customer(order)):
        with pytest.raises(PermissionDenied):
            erasing.erase(order, by=who, reason=REQUEST)

    assert Order.objects.get(pk=order.pk).customer_name == "Trần Thị Hà"


def refused(order: Order, *, at=OVER) -> str:
    """Why nothing was erased; nothing where it was."""
    with clock.standing_at(at), translation.override("en"):
        try:
            with transaction.atomic():
                erasing.erase(order, by=an_officer(), reason=REQUEST)
        except erasing.Held as held:
            return str(held)
    return ""


def test_a_running_engagement_holds_the_data():
    job = make.an_engagement()

    assert "not finished yet" in refused(job.order, at=make.MONDAY + 900 * make.DAY)


def test_an_order_that_looks_for_a_company_is_cancelled_first():
    order = make.an_order()

    assert "cancel it first" in refused(order, at=make.MONDAY + make.DAY)
    assert refused(order, at=make.MONDAY + 31 * make.DAY) == ""


def test_an_order_that_nobody_took_looks_for_nobody_once_its_person_is_erased():
    offer = make.an_offer()

    assert refused(offer.order) == ""

    offer.refresh_from_db()
    assert (offer.status, Order.objects.get().state) == ("withdrawn", Order.State.CANCELLED)
    with clock.standing_at(OVER), pytest.raises(offers.CannotOffer):
        offers.offer(offer.order, make.a_partner())
    assert printed("rebuild", "--check")[0] == ""


def test_an_open_complaint_holds_the_data_and_a_closed_one_does_not(told, over):
    complaints.reopen(told.job, by=make.a_staff_member(), complaint="k1")

    held = refused(told.order)
    complaints.close(told.job, by=make.a_staff_member(), complaint="k1", outcome="settled")

    assert "complaint about the order is still open" in held
    assert refused(told.order, at=OVER + 60 * make.DAY) == ""


def test_data_stays_while_its_company_may_still_appeal_or_waits_for_the_decision():
    told = everything_told()
    soon = make.MONDAY + 4 * make.DAY

    may_appeal = refused(told.order, at=soon)
    Appeal.objects.update(outcome="open", decided_by=None, decided_at=None)

    assert "may still dispute" in may_appeal
    assert "Rada has not decided yet" in refused(told.order)


def test_a_legal_hold_keeps_everything_until_it_is_lifted(told, over):
    keeper = an_officer("add_legalhold")
    lifter = an_officer("change_legalhold")
    hold = LegalHold.objects.get(pk=holds.place(told.order, by=keeper, reason="authority"))

    held = refused(told.order)
    holds.lift(hold, by=lifter)

    assert "an authority or a court asks for it" in held
    with pytest.raises(holds.LiftedBefore):
        holds.lift(hold, by=lifter)
    assert refused(told.order) == ""


def test_a_hold_is_placed_once_for_a_reason_and_only_by_who_may():
    order, keeper = make.an_order(), an_officer("add_legalhold")
    holds.place(order, by=keeper, reason="dispute")

    with pytest.raises(holds.HeldAlready):
        holds.place(order, by=keeper, reason="dispute")
    with pytest.raises(PermissionDenied):
        holds.place(order, by=an_officer(), reason="payment")


def test_the_database_keeps_holds_and_erasures_as_they_were_written():
    order = make.an_order()
    holds.place(order, by=an_officer("add_legalhold"), reason="dispute")
    erasing.erase_extent(order, Erasure.Extent.TALK, by=SYSTEM, reason=Erasure.Reason.TERM)
    changes = [
        lambda: LegalHold.objects.update(reason="payment"),
        LegalHold.objects.all().delete,
        lambda: Erasure.objects.update(extent="photos"),
        Erasure.objects.all().delete,
    ]

    for change in changes:
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            change()

    assert (LegalHold.objects.get().reason, Erasure.objects.get().extent) == ("dispute", "talk")


def test_files_of_a_process_that_died_after_the_commit_go_with_the_hourly_tidying(told, over):
    name = default_storage.save(f"{tidying.FOLDER}/00/{'a' * 40}.jpg", default_storage.open(told.files[0].storage_name))
    StoredFile.objects.filter(pk=told.files[0].pk).update(storage_name=name)
    written_at = default_storage.get_modified_time(name)

    erasing.erase(told.order, by=an_officer(), reason=REQUEST)  # what waits for the commit never runs here
    still_there = default_storage.exists(name)
    for hour in range(17):
        tidying.tidy(written_at + make.DAY + hour * make.HOUR)

    assert (still_there, default_storage.exists(name)) == (True, False)


def test_a_case_that_was_reported_and_erased_is_still_the_same_case():
    line = (
        b'{"id": "%s", "service": "AC-CLEAN", "terms": {"hours": {}, "response_minutes": 5}, "policy": {},'
        b' "closures": [], "events": [{"id": "e1", "kind": "message", "at": "2026-03-02T09:00:00+07:00",'
        b' "actor": "customer", "text": "Canary"}]}' % CANARY.encode()
    )
    (first,) = loading.load([line], now=OVER, stays=False)
    order = Order.objects.get(reference=f"case:{CANARY}")
    erasing.erase(order, by=SYSTEM, reason=Erasure.Reason.NOT_NEEDED)

    (second,) = loading.load([line], now=OVER, stays=False)

    assert first == second
    assert Order.objects.count() == 1
    assert rows_that_say(CANARY) == []


def test_a_photo_alone_is_erased_without_the_words(told, over):
    erasing.erase_extent(told.order, Erasure.Extent.PHOTOS, by=SYSTEM, reason=Erasure.Reason.TERM)

    assert not StoredFile.objects.exists()
    assert CANARY in Order.objects.get(pk=told.order.pk).customer_name
    assert printed("rebuild", "--check")[1] == 0


def test_a_message_that_waited_is_taken_back_and_never_sent(told, over):
    messages.send(told.job, by=make.an_owner(told.job.partner), text=f"Chào {CANARY}", files=[a_stored_photo(b"x")])

    erasing.erase(told.order, by=an_officer(), reason=REQUEST)

    waiting = told.job.scheduled_messages.get()
    assert (waiting.text, waiting.taken_back_at, waiting.files.count()) == ("", OVER, 0)
