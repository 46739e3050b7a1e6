"""Reviews: given once the work is done, changed for seven days, counted whether good or bad."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from orders import selectors
from orders.models import Review, ReviewRuling
from orders.services import reviews
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    a_partner,
    a_staff_member,
    a_technician,
    an_engagement,
    an_owner,
    the_customer,
)
from tests.orders.customers import NOON, address, completed, scheduled, send, text_of
from tests.orders.quoting import order_page, through_a_link
from tests.pages import forms_of
from tests.portal import form, named, signed_in

pytestmark = pytest.mark.django_db
ONE = MINUTE / 60_000_000


@pytest.fixture(autouse=True)
def an_hour_later():
    with clock.standing_at(NOON + HOUR):
        yield


def reviewed(job, stars=4, text="Làm gọn", **more):
    reviews.give(job, by=the_customer(job.order), stars=stars, text=text, **more)
    return Review.objects.get(assignment=job)


def test_a_review_is_asked_for_once_the_work_is_done_and_shown_after():
    job = completed()
    client = through_a_link(job)
    asked = text_of(client.get(order_page(job)))

    page = text_of(send(client, "review", job, stars="5", text="Thợ rất dễ thương"))

    review = Review.objects.get()
    assert "The work is done. How was it?" in asked
    assert "Thợ rất dễ thương" in page
    assert (review.stars, review.partner, review.is_public) == (5, job.partner, True)


def test_before_the_work_is_done_nothing_is_reviewed():
    job = scheduled()

    page = through_a_link(job).get(order_page(job))
    answer = through_a_link(job).post(address("review", job), form(stars="5"))

    assert "How was the work?" not in text_of(page)
    assert answer.status_code == 409
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"stars": ""}, "stars", "Choose one to five stars."),
        ({"stars": "6"}, "stars", "6"),
        ({"stars": "5", "text": "x" * 1001}, "text", "at most 1000 characters"),
        ({"stars": "5", "text": "a\x00"}, "text", "cannot be stored"),
    ],
)
def test_a_review_that_is_none_comes_back_with_a_sentence_beside_the_field(fields, field, said):
    job = completed()

    answer = through_a_link(job).post(address("review", job), form(**{"text": "Giữ lời này", **fields}))

    shown = next(each for each in forms_of(answer.content.decode()) if each.action == address("review", job))
    assert answer.status_code == 422
    assert said in shown.named(field).error
    assert field == "text" or shown.named("text").value == "Giữ lời này"
    assert not Review.objects.exists()


@pytest.mark.parametrize(("after", "stars"), [(7 * DAY, 2), (7 * DAY + ONE, 4)], ids=["last instant", "too late"])
def test_a_review_is_changed_for_seven_days_and_stands_after(after, stars):
    job = completed()
    given = reviewed(job).given_at

    with clock.standing_at(given + after):
        answer = through_a_link(job, at=given + after).post(address("review", job), form(stars="2", text="Hỏng lại"))

    review = Review.objects.get()
    assert answer.status_code == (302 if stars == 2 else 409)
    assert (review.stars, review.given_at) == (stars, given)


def test_pressing_twice_gives_one_review():
    job, fields = completed(), form(stars="3")
    client = through_a_link(job)

    sent = [client.post(address("review", job), fields).status_code for _press in range(2)]

    assert sent == [302, 302]
    assert Review.objects.count() == 1


def test_a_partner_is_rated_from_five_reviews_on():
    partner = a_partner()
    jobs = [completed(an_engagement(partner=partner), at=NOON) for _job in range(5)]
    for job in jobs[:4]:
        reviewed(job, stars=5)
    few = selectors.rating_of(partner.pk)
    reviewed(jobs[4], stars=1)

    assert few == (None, 4)
    assert selectors.rating_of(partner.pk) == (4.2, 5)


def test_bad_reviews_are_published_like_good_ones():
    partner = a_partner()
    bad, good = (completed(an_engagement(partner=partner), at=NOON) for _job in range(2))

    reviewed(bad, stars=1, text="Rất tệ")
    reviewed(good, stars=5)

    assert {(each.stars, each.shows_words) for each in selectors.reviews_published(partner.pk)} == {
        (1, True),
        (5, True),
    }


def test_private_words_are_the_partners_to_read_and_nobody_elses():
    job = named(completed(), "Trần Thị Lan")
    reviewed(job, text="Chỉ nói với bên làm", is_public=False)

    page = text_of(signed_in(an_owner(job.partner)).get(f"/orders/{job.pk}/"))

    assert "Chỉ nói với bên làm" in page
    assert "Mr/Ms Lan" in page
    assert "others do not read these words" in page
    assert not selectors.reviews_published(job.partner_id).get().shows_words


def test_whoever_keeps_their_words_private_is_not_named_in_public():
    partner = a_partner()
    told, private = (named(completed(an_engagement(partner=partner), at=NOON), name) for name in ("Chị Lan", "Anh Tú"))
    reviewed(told)
    reviewed(private, is_public=False)

    page = text_of(Client().get(reverse("partners:partner", args=[partner.slug])))

    assert "Lan" in page
    assert "Tú" not in page


def test_the_score_page_shows_what_customers_say_of_this_partner_alone():
    job, other = completed(), completed()
    reviewed(job, text="Của mình")
    reviewed(other, text="Của người khác")

    page = text_of(signed_in(an_owner(job.partner)).get("/quality/"))

    assert "Của mình" in page
    assert "Của người khác" not in page
    assert "Not enough reviews for an average: 1 so far" in page


def test_a_technician_sees_the_reviews_of_their_own_jobs_alone():
    job = completed()
    technician = a_technician(job.partner)
    reviewed(job)
    before = selectors.reviews_of(technician).count()
    job.technician_id = technician.member_id
    job.save(update_fields=["technician"])

    assert (before, selectors.reviews_of(technician).count()) == (0, 1)


def a_ruling(review):
    """The words hidden by somebody of Rada's."""
    return ReviewRuling.objects.create(
        review=review, kind="hidden", reason="insult", decided_at=clock.now(), decided_by=a_staff_member().user
    )


@pytest.mark.parametrize(
    ("error", "change"),
    [
        (IntegrityError, lambda review, _ruling, _other: Review.objects.filter(pk=review.pk).update(stars=6)),
        (InternalError, lambda review, _ruling, other: Review.objects.filter(pk=review.pk).update(assignment=other)),
        (InternalError, lambda review, _ruling, _other: ReviewRuling.objects.filter(review=review).delete()),
        (InternalError, lambda review, ruling, _other: ReviewRuling.objects.filter(pk=ruling.pk).update(reason="x")),
    ],
    ids=["six stars", "another order", "a ruling gone", "a ruling changed"],
)
def test_the_database_refuses(error, change):
    review = reviewed(completed())
    ruling, other = a_ruling(review), completed()

    with pytest.raises(error), transaction.atomic():
        change(review, ruling, other)


def test_the_database_deletes_no_review():
    reviewed(completed())

    with pytest.raises(InternalError), transaction.atomic():
        Review.objects.all().delete()
