"""The parts ledger: what the customer approved, what was put in, and what recording costs before it is done."""

from __future__ import annotations

import json

import pytest

from orders.models import Attachment, EventKind
from orders.services import parts, visits
from tests.factories import a_dispatcher, an_owner
from tests.orders.papers import CAPACITOR, FAN, LABOUR, a_photo, address, at, at_work, post, told
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

AS_APPROVED = {"line": "2", "seen": "0", "origin": "Thái Lan", "brand": "Panasonic", "model": "35µF"}
UNAPPROVED = "B2.unapproved_part:major"


def opened(job):
    return signed_in(an_owner(job.partner))


def test_the_only_part_left_is_asked_for_as_the_customer_approved_it():
    job = at_work(LABOUR, CAPACITOR)

    with at():
        page = opened(job).get(address(job, "replace_part")).content.decode()

    assert "Tụ khởi động 35 µF" in page
    assert 'name="origin" value="Thái Lan"' in page
    assert "will be recorded" not in page


def test_of_several_parts_one_is_chosen_from_the_list():
    job = at_work(LABOUR, CAPACITOR, FAN)
    client = opened(job)

    with at():
        unasked = client.get(address(job, "replace_part")).content.decode()
        asked = client.get(address(job, "replace_part"), {"line": "3"}).content.decode()

    assert 'name="origin"' not in unasked
    assert "?line=2#form" in unasked
    assert 'name="line" value="3"' in asked


def test_a_part_is_recorded_with_photos_of_the_old_and_the_new():
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)

    with at():
        sent = form(**AS_APPROVED, serial="SN-88", old_photos=[a_photo("red")], new_photos=[a_photo("blue")])
        answer = client.post(address(job, "replace_part"), sent, follow=True)
    page = answer.content.decode()

    event = job.events.get(kind=EventKind.PART_REPLACED)
    photos = {each.role: each.file.digest for each in event.attachments.select_related("file")}
    beside = json.loads(event.remarks.get(field="extra").text)
    assert photos.keys() == {Attachment.Role.OLD_PART, Attachment.Role.NEW_PART}
    assert beside["photos"] == [photos["old_part"], photos["new_part"]]
    assert beside["serial"] == "SN-88"
    assert "SN-88" not in json.dumps(event.payload)
    assert job.breaches.count() == 0
    assert all(f"/photos/{each.pk}/" in page for each in event.attachments.all())


def test_the_ledger_shows_what_was_quoted_beside_what_was_put_in():
    job = at_work(LABOUR, CAPACITOR)
    with at():
        parts.replace_part(job, by=an_owner(job.partner), line="2", origin="Trung Quốc", brand="Panasonic")

    with at(5):
        page = opened(job).get(address(job, "replace_part")).content.decode()

    assert "Thái Lan · Panasonic · 35µF" in page
    assert "Trung Quốc · Panasonic" in page
    assert "other than approved" in page
    assert "No photo of the old part" in page


def test_case_and_accents_written_apart_are_no_other_part():
    job = at_work(LABOUR, CAPACITOR)
    with at():
        parts.replace_part(job, by=an_owner(job.partner), line="2", origin="tha\u0301i  lan", brand="PANASONIC")

    with at(5):
        page = opened(job).get(address(job, "replace_part")).content.decode()

    assert "other than approved" not in page
    assert job.breaches.count() == 0


def test_a_part_outside_the_quote_says_its_cost_before_the_click():
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)

    with at():
        page = client.get(address(job, "replace_part"), {"line": "outside"}).content.decode()
        answer = post(client, job, "replace_part", name="Ống đồng", origin="Việt Nam", cost_shown=UNAPPROVED)

    assert "The customer has not approved this part." in page
    assert "This will be recorded as a breach of B2: 5 points." in page
    assert f'value="{UNAPPROVED}"' in page
    assert answer.status_code == 302
    assert told(job, "part_replaced")[0]["line"] is None
    assert job.breaches.get().rule == "B2.unapproved_part"


@pytest.mark.parametrize(
    ("changed", "sentence", "mark"),
    [
        ({"origin": ""}, "The part&#x27;s origin is not stated.", "B4.origin_missing:minor"),
        ({"brand": "Samsung"}, "A person at Rada looks at this under B4", "B4.part_differs:major"),
    ],
)
def test_a_cost_that_comes_with_what_was_typed_is_asked_about_once(changed, sentence, mark):
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)
    sent = {**AS_APPROVED, "serial": "SN-88", **changed}

    with at():
        asked = post(client, job, "replace_part", **sent)
        recorded_before = told(job, "part_replaced")
        done = post(client, job, "replace_part", **sent, cost_shown=mark)

    assert asked.status_code == 409
    assert sentence in asked.content.decode()
    assert 'value="SN-88"' in asked.content.decode()
    assert mark in asked.content.decode()
    assert recorded_before == []
    assert done.status_code == 302


def test_without_an_approved_quote_the_page_says_to_quote_first():
    job = at_work(LABOUR, CAPACITOR, approved=False)

    with at():
        page = opened(job).get(address(job, "replace_part")).content.decode()

    assert "The customer has not approved a quote yet." in page
    assert 'name="origin"' not in page


def test_a_part_that_a_colleague_recorded_meanwhile_is_not_recorded_twice():
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)
    with at():
        parts.replace_part(job, by=a_dispatcher(job.partner), line="2", origin="Thái Lan", brand="Panasonic")

    with at(1):
        answer = post(client, job, "replace_part", **AS_APPROVED, serial="SN-88")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A colleague has recorded a part meanwhile." in page
    assert 'value="SN-88"' in page
    assert 'name="seen" value="1"' in page
    assert len(told(job, "part_replaced")) == 1


def test_what_was_typed_for_an_order_that_ended_meanwhile_is_handed_back():
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)
    with at():
        visits.complete(job, by=an_owner(job.partner))

    with at(1):
        answer = post(client, job, "replace_part", **AS_APPROVED, serial="SN-88")
        opened_again = client.get(address(job, "replace_part"))

    assert answer.status_code == 409
    assert 'value="SN-88"' in answer.content.decode()
    assert "is not possible any more" in answer.content.decode()
    assert "The work is completed." in opened_again.content.decode()
    assert told(job, "part_replaced") == []


def test_a_line_that_is_not_in_the_approved_quote_is_refused():
    job = at_work(LABOUR, CAPACITOR)

    with at():
        answer = post(opened(job), job, "replace_part", **{**AS_APPROVED, "line": "77"})

    assert answer.status_code == 409
    assert "not in the approved quote any more" in answer.content.decode()
    assert told(job, "part_replaced") == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("origin", "a" * 81, "at most 80 characters"),
        ("brand", "Pana\x00sonic", "The text contains characters that cannot be stored."),
        ("name", " ", "Say which part you replaced."),
        ("old_photos", "no file", ""),
    ],
)
def test_a_wrong_field_has_its_sentence_and_loses_nothing(field, value, sentence):
    job = at_work(LABOUR, CAPACITOR)
    sent = {"name": "Ống đồng", "origin": "Việt Nam", "serial": "SN-88", "cost_shown": UNAPPROVED}

    with at():
        answer = post(opened(job), job, "replace_part", **{**sent, field: value})

    page = answer.content.decode()
    assert answer.status_code == (422 if sentence else 302)
    assert sentence in page
    assert not sentence or 'value="SN-88"' in page


def test_photos_stay_when_another_field_is_wrong():
    job = at_work(LABOUR, CAPACITOR)

    with at():
        sent = form(**{**AS_APPROVED, "model": "x" * 81}, old_photos=[a_photo()])
        page = opened(job).post(address(job, "replace_part"), sent).content.decode()

    assert 'name="old_photos-kept"' in page


def test_the_same_form_sent_twice_records_one_part():
    job = at_work(LABOUR, CAPACITOR)
    client, sent = opened(job), form(**AS_APPROVED)

    with at():
        answers = [client.post(address(job, "replace_part"), sent).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert len(told(job, "part_replaced")) == 1


def test_decomposed_names_are_stored_composed():
    job = at_work(LABOUR, CAPACITOR)

    with at():
        post(opened(job), job, "replace_part", **{**AS_APPROVED, "origin": "Tha\u0301i Lan"})

    assert told(job, "part_replaced")[0]["origin"] == "Thái Lan"
