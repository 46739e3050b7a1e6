"""The chat: photos beside a text or alone, and quick replies that fill the box in Vietnamese."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation

from orders.models import EventKind, Status
from orders.services import messages, remarks, visits
from orders.wording.quick_replies import BY_CODE, BY_STATUS, quick_replies
from rada.platform.models import StoredFile
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, an_engagement, an_offer, an_owner, the_customer
from tests.orders.papers import a_photo
from tests.portal import a_stored_photo, form, signed_in

pytestmark = pytest.mark.django_db

NOW = MONDAY + HOUR


def reply(engagement, client=None, **fields):
    client = client or signed_in(an_owner(engagement.partner))
    with clock.standing_at(NOW):
        return client.post(reverse("orders:reply", args=[engagement.pk]), form(**fields))


def page(engagement, query="", name="assignment", language="en"):
    with clock.standing_at(NOW):
        client = signed_in(an_owner(engagement.partner), language)
        return client.get(reverse(f"orders:{name}", args=[engagement.pk]) + query).content.decode()


def said(engagement):
    return engagement.events.filter(kind=EventKind.MESSAGE)


def box(page):
    return re.search(r'<textarea name="text"[^>]*id="reply_text"[^>]*>\s*([^<]*)</textarea>', page)[1]


def test_a_message_carries_its_photos_and_shows_them_small_each_leading_to_the_large_one():
    engagement = an_engagement(at=MONDAY)

    answer = reply(engagement, text="Máy này ạ", photos=[a_photo("red"), a_photo("blue")])

    photos = list(engagement.attachments.order_by("pk"))
    shown = page(engagement)
    assert answer.status_code == 302
    assert [photo.event for photo in photos] == [said(engagement).get()] * 2
    for photo in photos:
        address = reverse("orders:photo", args=[engagement.pk, photo.pk])
        assert f'<a class="frame" href="{address}"><img src="{address}?size=small"' in shown


def test_a_photo_alone_is_a_message_and_a_reply():
    engagement = an_engagement(at=MONDAY)
    with clock.standing_at(NOW - MINUTE):
        messages.send(engagement, by=the_customer(engagement.order), text="Máy nào ạ?")

    reply(engagement, text="", photos=[a_photo()])

    assert engagement.attachments.count() == 1
    assert not engagement.clocks.filter(rule="C1.reply_late").exists()
    assert "(no text)" not in page(engagement)


def test_neither_text_nor_photo_is_no_message():
    engagement = an_engagement(at=MONDAY)

    answer = reply(engagement, text="  ")

    assert answer.status_code == 422
    assert "Write a message first, or add a photo." in answer.content.decode()
    assert not said(engagement).exists()


def test_a_fifth_photo_is_refused_and_nothing_sent_is_lost():
    engagement = an_engagement(at=MONDAY)

    answer = reply(engagement, text="Em gửi ảnh", photos=[a_photo() for _number in range(5)])

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "At most 4 photos can be sent" in shown
    assert box(shown) == "Em gửi ảnh"
    assert shown.count('name="photos-kept"') == 4


def test_photos_stay_when_the_text_is_too_long():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    refused = reply(engagement, client, text="a" * 4001, photos=[a_photo()])
    kept = re.findall(r'name="photos-kept" value="([^"]+)"', refused.content.decode())
    sent = reply(engagement, client, text="Máy này ạ", **{"photos-kept": kept})

    assert (refused.status_code, sent.status_code) == (422, 302)
    assert engagement.attachments.count() == StoredFile.objects.count() == 1


def test_another_partners_reference_brings_no_photo_along():
    engagement, other = an_engagement(at=MONDAY), an_engagement(at=MONDAY)
    refused = reply(other, text="a" * 4001, photos=[a_photo()])
    stolen = re.findall(r'name="photos-kept" value="([^"]+)"', refused.content.decode())

    answer = reply(engagement, text="Máy này ạ", **{"photos-kept": stolen})

    assert answer.status_code == 422
    assert not engagement.attachments.exists()


def test_the_customer_sends_photos_by_the_same_service():
    engagement = an_engagement(at=MONDAY)

    with clock.standing_at(NOW):
        messages.send(engagement, by=the_customer(engagement.order), text="", files=[a_stored_photo(b"leak")])

    assert engagement.attachments.get().event.actor == "customer"


def test_the_service_too_takes_four_photos_at_most():
    engagement = an_engagement(at=MONDAY)
    files = [a_stored_photo(str(number).encode()) for number in range(5)]

    with pytest.raises(messages.TooManyPhotos), clock.standing_at(NOW):
        messages.send(engagement, by=an_owner(engagement.partner), text="Ảnh", files=files)


def test_an_erased_text_shows_as_erased():
    engagement = an_engagement(at=MONDAY)
    reply(engagement, text="Dạ em qua ạ")
    remarks.erase(said(engagement).get().remarks.all())

    shown = page(engagement)

    assert "Dạ em qua ạ" not in shown
    assert "(text erased)" in shown


def test_a_double_click_decodes_and_sends_one_photo(monkeypatch):
    engagement = an_engagement(at=MONDAY)
    client, key = signed_in(an_owner(engagement.partner)), form()["idempotency_key"]

    answers = [
        reply(engagement, client, text="Máy này ạ", photos=[a_photo()], idempotency_key=key) for _click in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert said(engagement).count() == engagement.attachments.count() == StoredFile.objects.count() == 1


def test_a_quick_reply_fills_the_box_in_vietnamese_whatever_the_pages_language():
    engagement = an_engagement(at=MONDAY)

    pages = [page(engagement, "?say=call", "reply", language) for language in ("en", "vi")]

    assert [box(each) for each in pages] == ["Em xin phép gọi cho anh/chị ngay ạ."] * 2
    assert "I will call you" in pages[0]
    assert not said(engagement).exists()


def test_quick_replies_follow_the_order():
    engagement = an_engagement(at=MONDAY)

    accepted = page(engagement)
    with clock.standing_at(NOW):
        visits.arrive(engagement, by=an_owner(engagement.partner))
    arrived, offered = page(engagement), page(an_offer(at=NOW))

    codes = [re.findall(r"\?say=(\w+)#chat", each) for each in (offered, accepted, arrived)]
    assert codes == [
        ["looking", "picture"], ["when", "call", "picture"], ["at_the_door", "checking", "fetching"]
    ]  # fmt: skip


@pytest.mark.parametrize("status", [status for status in Status if status not in BY_STATUS])
def test_where_nothing_can_be_said_there_is_no_quick_reply(status):
    assert quick_replies(status) == ()


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_quick_reply_has_a_vietnamese_text(code):
    with translation.override("en"):
        english, message = str(BY_CODE[code].text), BY_CODE[code].message

    assert message
    assert message != english


@pytest.mark.parametrize("say", ["", "nothing", "\x00", "../x", "a" * 5000])
def test_a_quick_reply_that_is_none_leaves_the_box_empty(say):
    engagement = an_engagement(at=MONDAY)

    with clock.standing_at(NOW):
        client = signed_in(an_owner(engagement.partner))
        answer = client.get(reverse("orders:reply", args=[engagement.pk]), {"say": say})

    assert answer.status_code == 200
    assert box(answer.content.decode()) == ""
