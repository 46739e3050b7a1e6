"""A password is what was typed: spaces at both ends and upper and lower case count, wherever it is typed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partners.services import passwords
from partners.services.passwords import LONGEST_PASSWORD
from tests.api.calling import Caller
from tests.partners.accounts import PASSWORD, link_in, send, signs_in
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
TYPED = "  Ba Con Mèo  Vàng Ngủ "
TWICE = {"new_password": TYPED, "new_password_again": TYPED}
RESEMBLING = {
    "without the spaces": TYPED.strip(),
    "with one space less": TYPED.rstrip(),
    "in lower case": TYPED.lower(),
    "with single spaces": TYPED.replace("Mèo  Vàng", "Mèo Vàng"),
}


def by_the_page(phone, password):
    return signs_in(phone, password).status_code == 302


def by_the_app(phone, password):
    return Caller().post("sessions", {"login": phone, "password": password}).status_code == 201


@pytest.mark.parametrize("signs_in_by", [by_the_page, by_the_app])
@pytest.mark.parametrize("other", RESEMBLING.values(), ids=RESEMBLING)
def test_only_what_was_typed_signs_in(owner, signs_in_by, other):
    owner.user.set_password(TYPED)
    owner.user.save()

    opened = [signs_in_by("0950000101", password) for password in (other, TYPED)]

    assert opened == [False, True]


@pytest.mark.parametrize("signs_in_by", [by_the_page, by_the_app])
def test_the_longest_password_that_can_be_chosen_signs_in(owner, signs_in_by):
    longest = "Ba Con Meo " * 372 + "Vang"
    send(signed_in(owner), "account_password", password=PASSWORD, new_password=longest, new_password_again=longest)

    assert len(longest) == LONGEST_PASSWORD
    assert signs_in_by("0950000101", longest)


def test_the_present_password_is_asked_for_as_it_was_typed(owner):
    owner.user.set_password(TYPED)
    owner.user.save()
    new = {"new_password": PASSWORD, "new_password_again": PASSWORD}

    codes = [
        send(signed_in(owner), "account_password", password=password, **new).status_code
        for password in (TYPED.strip(), TYPED)
    ]

    assert codes == [422, 302]


def by_a_link(owner):
    token = passwords.issue_link(owner.user)
    signed_in(None).post(reverse("partners:password_new", args=[token]), form(**TWICE))
    return "0950000101"


def on_ones_own_page(owner):
    send(signed_in(owner), "account_password", password=PASSWORD, **TWICE)
    return "0950000101"


def by_an_invitation(owner):
    asked = {"full_name": "Lê Văn Tám", "phone": "0950 000 777", "role": "technician"}
    signed_in(None).post(link_in(send(signed_in(owner), "invite", **asked)), form(**TWICE))
    return "0950000777"


@pytest.mark.parametrize("chosen", [by_a_link, on_ones_own_page, by_an_invitation])
def test_a_new_password_is_kept_as_it_was_typed(owner, chosen):
    phone = chosen(owner)

    opened = [by_the_page(phone, password) for password in (TYPED.strip(), TYPED.lower(), TYPED)]

    assert opened == [False, False, True]
