"""The page of a breach: what mends it and until when, how to dispute it, what became of that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from complaints.models import Appeal
from complaints.services import appeals
from orders.models import Breach
from orders.services import notices, receipts, rulings, stamps, visits
from partners.actors import Actor, actor_of
from rada.desk.roles import create_roles
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_partner,
    a_staff_member,
    a_technician,
    an_engagement,
    an_owner,
    sweep_all,
)
from tests.orders.pictures import photo, sent
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
CANCELLED = MONDAY + 10 * MINUTE
NOW = CANCELLED + HOUR
TYPED = "Khách tự hủy qua điện thoại lúc 9 giờ"


@pytest.fixture(autouse=True)
def _a_storage_of_its_own(tmp_path: Path, settings: Any) -> None:
    on_disk = "django.core.files.storage.FileSystemStorage"
    kept = {"default": {"BACKEND": on_disk, "OPTIONS": {"location": str(tmp_path / "kept")}}}
    settings.STORAGES = settings.STORAGES | kept
    settings.PHOTO_WORK_DIR = tmp_path / "work"


@pytest.fixture
def breach() -> Iterator[Breach]:
    """A2.cancelled of ten past nine; the clock stands an hour later."""
    assignment = an_engagement(at=MONDAY)
    with clock.standing_at(CANCELLED):
        visits.cancel(assignment, by=an_owner(assignment.partner), reason="cannot_come")
    with clock.standing_at(NOW):
        yield assignment.breaches.get(rule="A2.cancelled")


def address(breach: Breach) -> str:
    return reverse("complaints:appeal", args=[breach.pk])


def page_of(actor: Actor, breach: Breach) -> str:
    return signed_in(actor).get(reverse("orders:breach", args=[breach.pk])).content.decode()


def a_lead() -> Actor:
    create_roles()
    actor = a_staff_member()
    assert actor.user is not None
    actor.user.groups.add(Group.objects.get(name="quality lead"))
    return actor_of(type(actor.user).objects.get(pk=actor.user.pk))


def an_unreceipted_job(at: datetime) -> Breach:
    """A4.no_receipt, found a minute after it was due; `at` is when the work was done."""
    assignment = an_engagement(at=at - HOUR)
    owner = an_owner(assignment.partner)
    with clock.standing_at(at):
        visits.schedule(assignment, by=owner, arrive_from=at, arrive_to=at + HOUR)
        visits.do_checklist(assignment, by=owner, items=["power_off", "drain"])
        visits.complete(assignment, by=owner)
        receipts.ask_for_photo(assignment, by=owner)
    sweep_all(at + DAY + MINUTE)
    return assignment.breaches.get(rule="A4.no_receipt")


def test_the_page_says_until_when_an_appeal_is_possible(breach: Breach) -> None:
    page = page_of(an_owner(breach.partner), breach)

    assert "You can appeal until 17/03/2026 09:10." in page
    assert f'action="{address(breach)}"' in page


def test_an_appeal_with_a_photo_is_filed_and_shown_with_its_text_and_due_instant(breach: Breach) -> None:
    client = signed_in(an_owner(breach.partner))
    picture = sent(photo(), "hoa-don.jpg")

    answer = client.post(address(breach), form(text=TYPED, photos=picture), follow=True)

    page = answer.content.decode()
    stored = Appeal.objects.get().photos.get()
    assert answer.redirect_chain == [(reverse("orders:breach", args=[breach.pk]), 302)]
    assert TYPED in page
    assert reverse("complaints:appeal_photo", args=[stored.pk]) in page
    assert "decides by 10:10 Saturday 07/03" in page
    assert "Appealed: the partner disputes it" in page


def test_the_photo_is_served_to_its_office_and_to_those_who_decide_alone(breach: Breach) -> None:
    owner = an_owner(breach.partner)
    signed_in(owner).post(address(breach), form(text=TYPED, photos=sent(photo(), "a.jpg")))
    picture = reverse("complaints:appeal_photo", args=[Appeal.objects.get().photos.get().pk])
    others = [a_technician(breach.partner), an_owner(a_partner()), a_staff_member()]

    own = [signed_in(actor).get(picture + query) for actor in (owner, a_lead()) for query in ("", "?size=small")]
    foreign = [signed_in(actor).get(picture) for actor in others]
    for answer in own:
        answer.close()

    assert [(answer.status_code, answer["Content-Type"]) for answer in own] == [(200, "image/jpeg")] * 4
    assert [answer.status_code for answer in foreign] == [404, 404, 404]


def test_sending_the_same_form_twice_files_one_appeal(breach: Breach) -> None:
    client, fields = signed_in(an_owner(breach.partner)), form(text=TYPED)

    answers = [client.post(address(breach), fields) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write in a few sentences why this breach should not count."),
        ("x" * 4001, "at most 4000 characters"),
        ("a\x00b", "cannot be stored"),
    ],
)
def test_a_text_that_cannot_be_kept_is_said_beside_the_field_and_the_photo_is_not_lost(
    breach: Breach, text: str, sentence: str
) -> None:
    client = signed_in(an_owner(breach.partner))
    picture = sent(photo(), "a.jpg")

    answer = client.post(address(breach), form(text=text, photos=picture))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'name="photos-kept"' in page
    assert '<details class="sheet" data-rada-sheet open>' in page
    assert not Appeal.objects.exists()


def test_a_text_of_decomposed_letters_is_stored_composed(breach: Breach) -> None:
    decomposed = "Hu\u0309y"

    signed_in(an_owner(breach.partner)).post(address(breach), form(text=decomposed))

    assert Appeal.objects.get().text == "Hủy"


def test_after_a_colleague_appealed_the_page_says_so_and_gives_back_what_was_typed(breach: Breach) -> None:
    appeals.file(breach, by=an_owner(breach.partner), text="Trước")

    answer = signed_in(an_owner(breach.partner)).post(address(breach), form(text=TYPED))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has appealed against this breach already" in page
    assert "Trước" in page
    assert TYPED in page
    assert Appeal.objects.count() == 1


def test_after_the_breach_was_waived_the_page_says_so_and_gives_back_what_was_typed(breach: Breach) -> None:
    rulings.waive(breach, by=a_lead(), reason="customer_fault")

    answer = signed_in(an_owner(breach.partner)).post(address(breach), form(text=TYPED))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "does not count any more" in page
    assert TYPED in page


def test_after_fifteen_days_there_is_no_form(breach: Breach) -> None:
    with clock.standing_at(CANCELLED + 16 * DAY):
        page = page_of(an_owner(breach.partner), breach)
        answer = signed_in(an_owner(breach.partner)).post(address(breach), form(text=TYPED))

    assert "The time to appeal was over at 17/03/2026 09:10." in page
    assert address(breach) not in page
    assert answer.status_code == 409


def test_a_technician_reads_the_breach_and_who_can_appeal() -> None:
    assignment = an_engagement(at=MONDAY)
    technician = a_technician(assignment.partner)
    assignment.technician_id = technician.member_id
    assignment.save(update_fields=["technician"])
    with clock.standing_at(CANCELLED):
        visits.cancel(assignment, by=an_owner(assignment.partner), reason="cannot_come")
        breach = assignment.breaches.get(rule="A2.cancelled")
        page = page_of(technician, breach)
        answer = signed_in(technician).post(address(breach), form(text=TYPED))

    assert "The owner or a dispatcher can appeal against it." in page
    assert answer.status_code == 404
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "reason", "shown"),
    [
        ("granted", "customer_fault", "Granted: the breach does not count, its points are gone."),
        ("rejected", "facts_stand", "Rejected: the breach stands."),
    ],
)
def test_the_outcome_is_shown_with_its_reason_and_not_with_a_name(
    breach: Breach, outcome: str, reason: str, shown: str
) -> None:
    appeals.file(breach, by=an_owner(breach.partner), text=TYPED)
    lead = a_lead()
    told = "Đã nghe lại cuộc gọi."
    appeals.decide(breach.appeal, by=lead, outcome=outcome, reason=reason, note=told)

    page = page_of(an_owner(breach.partner), breach)

    assert shown in page
    assert told in page
    assert lead.user is not None
    assert str(lead.user) not in page
    assert "(Rada)" in page


def test_the_notices_tell_of_the_outcome_and_lead_to_the_breach(breach: Breach) -> None:
    owner = an_owner(breach.partner)
    appeals.file(breach, by=owner, text=TYPED)
    appeals.decide(breach.appeal, by=a_lead(), outcome="granted", reason="agreed")
    notices.send_waiting()

    page = signed_in(owner).get(reverse("orders:notices")).content.decode()

    assert "your appeal was granted" in page
    assert reverse("orders:breach", args=[breach.pk]) in page


def test_what_mends_a_breach_stands_on_its_page_with_the_last_instant() -> None:
    breach = an_unreceipted_job(MONDAY)
    owner = an_owner(breach.partner)

    with clock.standing_at(MONDAY + DAY + HOUR):
        before = page_of(owner, breach)
    with clock.standing_at(MONDAY + 4 * DAY):
        after = page_of(owner, breach)

    assert "Issue the receipt with Rada&#x27;s stamp." in before
    assert "Mended by 09:01 Thursday 05/03, the breach stays recorded and weighs nothing." in before
    assert "It could be mended until 05/03/2026 09:01. The breach stands." in after


def test_what_was_mended_says_so_and_by_what() -> None:
    breach = an_unreceipted_job(MONDAY)
    owner, at = an_owner(breach.partner), MONDAY + DAY + HOUR
    stamps.issue_roll(breach.partner, size=1, by=None, at=MONDAY)
    with clock.standing_at(at):
        serial = breach.partner.stamp_rolls.get().stamps.get().serial
        lines = [{"code": "AC-CLEAN", "unit_price": 1, "qty": 1}]
        receipts.issue(breach.assignment, by=owner, lines=lines, total=1, stamp=serial)

        page = page_of(owner, breach)

    assert "Mended in time: the breach stays recorded and weighs nothing." in page
    assert "Mended in time: Receipt issued, 03/03/2026 10:00" in page
    assert "nothing to appeal against" in page


def test_a_breach_page_takes_a_bounded_number_of_queries(breach: Breach, django_assert_max_num_queries: Any) -> None:
    appeals.file(breach, by=an_owner(breach.partner), text=TYPED)
    client = signed_in(an_owner(breach.partner))

    with django_assert_max_num_queries(25):
        answer = client.get(reverse("orders:breach", args=[breach.pk]))

    assert answer.status_code == 200
