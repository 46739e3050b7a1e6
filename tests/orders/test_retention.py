"""What was kept as long as it may be goes by itself, an order at a time; what something holds waits."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from orders.models import Erasure, LegalHold, Order, Remark
from orders.services import holds, messages, notices, retention
from orders.tasks import retain
from rada.platform.models import AccessToken, Heartbeat, IdempotencyKey, Notice
from rada.web import clock
from tests import factories as make
from tests.commitments.story import MICROSECOND
from tests.factories import DAY, HOUR, MONDAY
from tests.orders.told import an_officer

pytestmark = pytest.mark.django_db
DONE = MONDAY + 2 * HOUR
TALK, PERSON = DONE + 730 * DAY, DONE + 1095 * DAY


@pytest.fixture
def ended():
    """An order that was done two hours after its offer, about which its customer had written."""
    return done()


def done(*events, at=DONE):
    job = make.an_engagement()
    wrote = ("chat", "message", MONDAY + HOUR, "customer", {"text": "Anh đến chưa?"})
    make.reported(job, wrote, ("done", "completed", at, "partner", {}), *events, at=at + 30 * DAY)
    make.sweep_all(at + 30 * DAY)
    with clock.standing_at(at + 30 * DAY):
        notices.send_waiting()
    return job


def retained(at) -> int:
    with clock.standing_at(at):
        return retention.retain(at)


def extents(job) -> list[str]:
    return list(Erasure.objects.filter(order=job.order_id).order_by("erased_at", "pk").values_list("extent", flat=True))


def words(job) -> list[str]:
    return list(Remark.objects.filter(event__assignment=job).values_list("text", flat=True))


def test_talk_and_photos_go_after_two_years_to_the_instant_and_the_person_stays(ended):
    early = retained(TALK - MICROSECOND)
    kept = words(ended)
    on_time = retained(TALK)

    assert (early, kept, on_time) == (0, ["Anh đến chưa?"], 2)
    assert extents(ended) == ["talk", "photos"]
    assert words(ended) == [""]
    assert Order.objects.get().customer_name == "Trần Thị Hà"


def test_the_person_goes_after_three_years_to_the_instant_and_nothing_is_looked_at_again(ended):
    retained(TALK)

    early = retained(PERSON - MICROSECOND)
    on_time = retained(PERSON)

    order = Order.objects.get()
    assert (early, on_time, order.customer_name, order.erased_at) == (0, 1, "", PERSON)
    assert order.erase_after is None
    assert retained(PERSON + 900 * DAY) == 0


def test_a_pass_notes_when_to_look_next(ended):
    seen = []
    for at in (MONDAY + 60 * DAY, TALK, PERSON - DAY):
        retained(at)
        seen.append(Order.objects.get().erase_after)

    assert seen == [TALK, PERSON, PERSON]


def test_the_person_is_never_erased_before_a_stated_warranty_ends():
    receipt = {"stamp": None, "total": 1, "lines": [], "warranty": {"days": 1500, "terms": "Tại nhà"}}
    job = done(("paper", "receipt_issued", DONE, "partner", receipt))
    until = DONE + 1500 * DAY

    early = retained(until - MICROSECOND)
    on_time = retained(until)

    assert (early, on_time) == (2, 1)
    assert extents(job) == ["talk", "photos", "person"]


def test_what_was_said_about_a_complaint_stays_as_long_as_the_person():
    complaint = {"complaint": "k", "text": "Máy vẫn chảy nước"}
    job = done(
        ("open", "complaint_opened", DONE, "customer", {**complaint, "category": "quality"}),
        ("shut", "complaint_closed", DONE + HOUR, "rada", {"complaint": "k", "outcome": "settled"}),
    )

    retained(PERSON - MICROSECOND)
    kept = words(job)
    retained(PERSON)

    assert "Máy vẫn chảy nước" in kept
    assert set(words(job)) == {""}


def test_what_something_holds_waits_and_is_looked_at_again(ended):
    hold = LegalHold.objects.get(pk=holds.place(ended.order, by=an_officer("add_legalhold"), reason="dispute"))

    held = retained(PERSON)
    look_at = Order.objects.get().erase_after
    with clock.standing_at(PERSON + DAY):
        holds.lift(hold, by=an_officer("change_legalhold"))

    assert (held, look_at) == (0, PERSON + retention.LOOK_AGAIN)
    assert retained(PERSON + DAY) == 1


def test_a_running_engagement_is_left_alone_however_old_it_is():
    make.an_engagement()

    assert retained(MONDAY + 3000 * DAY) == 0


def test_an_order_that_nobody_took_goes_as_well():
    order = make.an_order()

    retained(MONDAY + 1095 * DAY)

    assert Order.objects.get(pk=order.pk).customer_phone == ""


def test_a_text_that_comes_after_the_person_was_erased_does_not_stay(ended):
    retained(PERSON)
    with clock.standing_at(PERSON + DAY):
        messages.send(ended, by=make.an_owner(ended.partner), text="Chị Hà ơi")

    again = retained(PERSON + DAY + HOUR)

    assert again == 1
    assert set(words(ended)) == {""}
    assert Order.objects.get().erase_after is None


def test_one_order_that_cannot_be_erased_holds_up_no_other(ended, monkeypatch):
    other = done()
    planned = retention.plan

    def failing(order, now):
        if order.pk == ended.order_id:
            raise ValueError
        return planned(order, now)

    monkeypatch.setattr(retention, "plan", failing)
    retained(PERSON)

    assert extents(other) == ["person"]
    assert Order.objects.get(pk=ended.order_id).erase_after == PERSON + retention.FAILED_FOR


def test_rows_that_have_served_go_after_their_terms_and_not_before():
    for age in (30, 31):
        IdempotencyKey.objects.create(scope="user:1", value=f"{age}", fingerprint="", created_at=MONDAY - age * DAY)
        AccessToken.objects.create(
            digest=f"{age}", purpose="order_link", subject="order:1", created_at=MONDAY - 99 * DAY,
            expires_at=MONDAY - age * DAY,
        )  # fmt: skip
    for age in (730, 731):
        at = MONDAY - age * DAY
        Notice.objects.create(audience="order:1", subject=f"{age}", level="link", created_at=at, sent_at=at)
    Notice.objects.create(audience="order:1", subject="unsent", level="link", created_at=MONDAY - 999 * DAY)

    retained(MONDAY)

    assert list(IdempotencyKey.objects.values_list("value", flat=True)) == ["30"]
    assert list(AccessToken.objects.values_list("digest", flat=True)) == ["30"]
    assert set(Notice.objects.values_list("subject", flat=True)) == {"730", "unsent"}


def test_it_is_done_once_an_hour_however_many_ask(ended):
    with clock.standing_at(TALK):
        answers = [retain(), retain(), retention.retain_hourly()]
    with clock.standing_at(PERSON):
        call_command("sweep")

    assert answers == [2, 0, 0]
    assert extents(ended) == ["talk", "photos", "person"]
    assert Heartbeat.objects.get(name=retention.HEARTBEAT).beat_at == PERSON


def stored():
    """What a pass would have changed."""
    looks = list(Order.objects.order_by("pk").values_list("erase_after", "erased_at", "customer_name"))
    return looks, Remark.objects.exclude(text="").count(), Erasure.objects.count()


def test_a_dry_run_says_what_would_go_and_what_waits_and_writes_nothing(ended):
    held = done()
    holds.place(held.order, by=an_officer("add_legalhold"), reason="payment")
    before = stored()
    out = StringIO()

    with clock.standing_at(PERSON):
        call_command("retain", "--dry-run", stdout=out)

    assert f"{ended.order.code}: person" in out.getvalue()
    assert f"{held.order.code}: waits." in out.getvalue()
    assert "Nothing was written." in out.getvalue()
    assert stored() == before


def test_a_shortened_term_is_noticed_when_every_order_is_looked_at_anew(ended, settings):
    retained(MONDAY + 60 * DAY)
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"person": 90}
    at, out = DONE + 90 * DAY, StringIO()

    unnoticed = retained(at)
    with clock.standing_at(at):
        call_command("retain", "--all", stdout=out)

    assert unnoticed == 0
    assert extents(ended) == ["person"]


def many(model: Order, count: int) -> None:
    """Orders like a model's: every fourth erased already, each other to be looked at a minute after the one before.

    Search and foreign keys, which are not asked here, would cost most of the time.
    """
    own = {"id", "code", "reference", "erase_after"}
    names = ", ".join(f'"{each.column}"' for each in Order._meta.concrete_fields if each.column not in own)
    look_at = "CASE WHEN n %% 4 = 0 THEN NULL ELSE %s + n * interval '1 minute' END"
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX order_by_words, order_by_contact")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO orders_order ({names}, code, erase_after) SELECT {names}, 'N' || n, {look_at}"
            " FROM orders_order, generate_series(1, %s) n WHERE id = %s",
            [MONDAY, count, model.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE orders_order")


@pytest.mark.database
def test_among_200_000_orders_a_pass_reads_what_is_due_alone():
    many(make.an_order(), 200_000)
    due = retention.due_orders(MONDAY + HOUR).values_list("pk", flat=True)[: retention.BATCH]

    with connection.cursor() as cursor:
        sql, parameters = due.query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        plan = cursor.fetchone()[0][0]["Plan"]

    (scan,) = plan["Plans"]
    assert (plan["Node Type"], scan["Index Name"]) == ("Limit", "order_to_erase")
    assert scan["Plan Rows"] < 1000
