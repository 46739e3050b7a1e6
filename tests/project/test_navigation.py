"""The portal's places: only those that exist, one of them current, counted only when shown."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import path

from partners.models import User
from rada.web import navigation
from rada.web.access import public


@public("a page of the tests")
def page(request):
    """Nothing; only its address matters."""


urlpatterns = [
    path("", page, name="start"),
    path("orders/", page, name="list"),
    path("orders/late/", page, name="late"),
]

START = navigation.Place("start", "Start", "today", rank=1)
LIST = navigation.Place("list", "Orders", "orders", rank=2)
LATE = navigation.Place("late", "Late", "late", rank=3)
UNBUILT = navigation.Place("score:not_yet", "Score", "score", rank=4)


@pytest.fixture(autouse=True)
def _places_of_the_tests(settings, monkeypatch):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(navigation, "NAV", [])
    monkeypatch.setattr(navigation, "_tallies", {})


def accounts(*names):
    """Rows that wait in a place of the tests."""
    for name in names:
        User.objects.create(username=name)
    return User.objects.filter(username__in=names)


def asked_by_a_member(address):
    request = RequestFactory().get(address)
    request.user = SimpleNamespace(is_authenticated=True)
    return request


def test_places_stand_in_their_order_and_unbuilt_ones_are_left_out():
    for place in (UNBUILT, LATE, START, LIST, LIST):
        navigation.add(place)

    doors = navigation.doors(asked_by_a_member("/"), {})

    assert [door.word for door in doors] == ["Start", "Orders", "Late"]


@pytest.mark.parametrize(
    ("address", "current"), [("/", "Start"), ("/orders/7/", "Orders"), ("/orders/late/", "Late"), ("/elsewhere/", None)]
)
def test_the_nearest_place_above_the_page_is_current(address, current):
    for place in (START, LIST, LATE):
        navigation.add(place)

    doors = navigation.doors(asked_by_a_member(address), {})

    assert next((door.word for door in doors if door.current), None) == current


@pytest.mark.parametrize(("role", "expected"), [("owner", ["Start", "Late"]), ("technician", ["Start"])])
def test_a_place_for_some_is_not_shown_to_others(role, expected):
    navigation.add(START)
    navigation.add(replace(LATE, shown_to=lambda actor: actor.role == "owner"))
    request = asked_by_a_member("/")
    request.actor = SimpleNamespace(role=role)

    doors = navigation.doors(request, {})

    assert [door.word for door in doors] == expected


@pytest.mark.django_db
def test_what_waits_in_the_other_places_is_added_up():
    navigation.add(START)
    navigation.add(replace(LIST, main=False))
    navigation.add(replace(LATE, main=False))
    waiting, late = accounts(*"abc"), accounts(*"defg")
    navigation.tally("start", lambda request: User.objects.filter(username="a"))
    navigation.tally("list", lambda request: waiting)
    navigation.tally("late", lambda request: late)

    context = navigation.navigation(asked_by_a_member("/orders/"))

    assert context["nav_rest_badge"] == 7


@pytest.mark.django_db
def test_badges_are_counted_only_when_a_page_shows_them():
    asked, rows = [], accounts(*"abc")
    navigation.add(LIST)
    navigation.tally("list", lambda request: asked.append(request.path) or rows)

    context = navigation.navigation(asked_by_a_member("/orders/"))

    assert asked == []
    assert [door.badge for door in context["nav_items"]] == [3]
    assert asked == ["/orders/"]


@pytest.mark.django_db
def test_all_places_whose_rows_wait_are_counted_in_one_query(django_assert_num_queries):
    both = accounts("first", "second")
    navigation.tally("start", lambda request: User.objects.filter(username="nobody"))
    navigation.tally("list", lambda request: both.order_by("username"))
    navigation.tally("late", lambda request: None)

    with django_assert_num_queries(1):
        badges = navigation.badges_of(asked_by_a_member("/"))

    assert badges == {"start": 0, "list": 2}


@pytest.mark.django_db
def test_a_stranger_is_not_counted_for():
    rows = accounts(*"abc")
    navigation.add(LIST)
    navigation.tally("list", lambda request: rows)
    stranger = RequestFactory().get("/orders/")

    context = navigation.navigation(stranger)

    assert [door.badge for door in context["nav_items"]] == [0]
