"""Staff read reviews, and hide the words of one for a stated reason; a review itself is the customer's alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from orders.models import Review
from orders.services import reviews
from partners.models import User
from rada.desk.roles import create_roles
from rada.web import clock
from tests.factories import HOUR, the_customer
from tests.orders.customers import NOON, completed, text_of
from tests.portal import form

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    job = completed()
    with clock.standing_at(NOON + HOUR):
        reviews.give(job, by=the_customer(job.order), stars=1, text="Anh A ở số 5 làm ẩu")
    return Review.objects.get()


def staff(role):
    """Somebody of Rada's with this role, signed in."""
    create_roles()
    user = User(username=role, is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def page(review):
    return reverse("admin:orders_review_change", args=[review.pk])


def decide(client, review, decision):
    return client.post(reverse("admin:orders_review_rule", args=[review.pk]), form(decision=decision), follow=True)


def test_the_list_and_one_review_are_read_by_whoever_looks_after_quality(review):
    client = staff("triage")

    listed, shown = client.get(reverse("admin:orders_review_changelist")), client.get(page(review))

    assert review.assignment.order.code in text_of(listed)
    assert "Anh A ở số 5 làm ẩu" in text_of(shown)
    assert "Record the decision" not in text_of(shown)


def test_the_finance_view_sees_no_reviews(review):
    assert staff("finance view").get(page(review)).status_code == 403


def test_a_quality_lead_hides_the_words_with_the_reason_and_shows_them_again(review):
    client = staff("quality lead")

    hidden = text_of(decide(client, review, "personal_data"))
    was_hidden = Review.objects.get().shows_words
    shown = text_of(decide(client, review, "show"))

    assert "The words are hidden from others; the stars count." in hidden
    assert "words hidden: names somebody, or tells where they live" in hidden
    assert "Everybody may read these words." in shown
    assert (was_hidden, Review.objects.get().shows_words, Review.objects.get().stars) == (False, True, 1)
    assert review.rulings.count() == 2


@pytest.mark.parametrize("decision", ["", "too few stars"])
def test_without_one_of_the_reasons_nothing_is_hidden(review, decision):
    answer = text_of(decide(staff("quality lead"), review, decision))

    assert "Choose a decision and its reason." in answer
    assert not Review.objects.get().is_hidden


def test_whoever_may_not_rule_is_refused_by_the_service(review):
    answer = decide(staff("triage"), review, "insult")

    assert answer.status_code == 403
    assert not Review.objects.get().is_hidden


def test_a_double_click_rules_once_and_a_second_opinion_is_told(review):
    client, fields = staff("quality lead"), form(decision="insult")
    rule = reverse("admin:orders_review_rule", args=[review.pk])

    for _press in range(2):
        client.post(rule, fields)
    again = text_of(decide(client, review, "insult"))

    assert "Somebody has ruled so already." in again
    assert review.rulings.count() == 1


def test_nobody_changes_the_review_itself(review):
    answer = staff("administrator").post(page(review), {"stars": 5, "text": "Tuyệt"})

    assert answer.status_code == 403
    assert Review.objects.get().stars == 1
