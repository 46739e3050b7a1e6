"""Accounts in operations: nobody there chooses or sees a password, nor the key of an authenticator app."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from partners.models import User
from partners.services import authenticator
from rada.platform.models import AccessToken
from tests.pages import forms_of
from tests.partners.accounts import NEW_PASSWORD, link_in, said, signs_in
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
NEW = {"new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}


@pytest.fixture
def root():
    user = User(username="root", is_staff=True, is_superuser=True)
    user.set_unusable_password()
    user.save()
    client = signed_in(None)
    client.force_login(user, backend="partners.sign_in.PhoneOrUsernameBackend")
    return client


def ways_in(user):
    return reverse("admin:auth_user_password_change", args=[user.pk])


def test_a_superuser_makes_a_link_and_the_person_chooses_the_password(root, owner):
    sent = form()

    first, second = (root.post(ways_in(owner.user), sent) for _time in range(2))
    signed_in(None).post(link_in(first), form(**NEW))

    assert "the link was shown then" in said(second)
    assert signs_in("0950000101", NEW_PASSWORD).status_code == 302
    assert LogEntry.objects.filter(object_id=str(owner.user.pk)).exists()


def test_no_page_of_an_account_takes_or_shows_a_password(root, owner):
    before = User.objects.get(pk=owner.user.pk).password
    pages = [
        said(root.get(address))
        for address in (
            ways_in(owner.user),
            reverse("admin:partners_user_change", args=[owner.user.pk]),
            reverse("admin:partners_user_add"),
        )
    ]

    root.post(ways_in(owner.user), form(password1=NEW_PASSWORD, password2=NEW_PASSWORD))

    assert not [page for page in pages if re.search(r'name="\w*password\w*"', page) or before in page]
    assert User.objects.get(pk=owner.user.pk).password == before


def test_a_new_account_has_no_password_until_its_owner_chooses_one(root):
    answer = root.post(
        reverse("admin:partners_user_add"), {"username": "moi", "full_name": "Mới", "phone": "", "email": ""}
    )

    assert answer.status_code == 302
    assert not User.objects.get(username="moi").has_usable_password()


def test_a_lost_authenticator_is_switched_off_by_a_superuser_and_every_session_ends(root, owner):
    client = signed_in(owner)
    TOTPDevice.objects.create(user=owner.user, name="app", confirmed=True)

    root.post(ways_in(owner.user), form(switch_off="yes"))

    assert authenticator.confirmed(owner.user) is None
    assert client.get(reverse("orders:today")).status_code == 302


def test_opening_the_page_does_nothing(root, owner):
    TOTPDevice.objects.create(user=owner.user, name="app", confirmed=True)

    root.get(ways_in(owner.user))

    assert authenticator.confirmed(owner.user) is not None
    assert not AccessToken.objects.exists()


def test_an_account_that_is_shut_gets_no_link(root, owner):
    User.objects.filter(pk=owner.user.pk).update(is_active=False)

    answer = root.post(ways_in(owner.user), form())

    assert "This link does not work any more" in said(answer)
    assert not AccessToken.objects.exists()


def test_keys_of_authenticator_apps_have_no_page(root):
    places = ("otp_totp/totpdevice", "otp_static/staticdevice")

    statuses = [root.get(f"/admin/{place}/").status_code for place in places]

    assert statuses == [404, 404]


def test_an_account_that_is_shut_is_signed_out_for_good(root, owner):
    client, page = signed_in(owner), reverse("admin:partners_user_change", args=[owner.user.pk])
    shown = next(
        each for each in forms_of(said(root.get(page))) if any(one.name == "is_active" for one in each.controls)
    )
    typed = {name: value for name, value in shown.data().items() if name != "is_active"}

    answer = root.post(page, typed)
    User.objects.filter(pk=owner.user.pk).update(is_active=True)

    assert answer.status_code == 302
    assert client.get(reverse("orders:today")).status_code == 302
