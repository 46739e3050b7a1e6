"""Forgotten passwords: nothing is told about accounts, links work once, and nobody chooses for somebody else."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from functools import partial
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import Member, User
from partners.services import forgotten, passwords
from rada.platform.channels import email
from rada.platform.models import AccessToken, Delivery, IdempotencyKey, Notice
from rada.web import clock
from tests.factories import a_member, a_partner, a_technician
from tests.faults.racing import race
from tests.partners.accounts import NEW_PASSWORD, PASSWORD, link_in, page, said, send, signs_in, somebody
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
NEW = {"new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}
ONE_TIME = re.compile(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]+"')


@pytest.fixture(autouse=True)
def _pages(settings):
    settings.SITE_URL = "https://rada.example"


@pytest.fixture
def owner():
    return somebody(a_partner(), email="phuc@example.com")


def ask(name, client=None, **more):
    return (client or signed_in(None)).post(reverse("partners:password_forgotten"), form(username=name), **more)


def mailed():
    """The path of the link in the only mail that went out."""
    forgotten.send_waiting()
    (letter,) = mail.outbox
    return re.search(r"https://rada\.example(/\S+)", letter.body)[1]


def test_whoever_forgot_gets_a_link_by_mail_and_signs_in_with_the_new_password(owner):
    ask("0950 000 101")

    answer = signed_in(None).post(mailed(), form(**NEW))

    assert answer.url == reverse("partners:sign_in")
    assert mail.outbox[0].to == ["phuc@example.com"]
    assert signs_in("0950000101", PASSWORD).status_code == 200
    assert signs_in("0950000101", NEW_PASSWORD).status_code == 302


def test_the_link_begins_as_the_settings_say_whatever_host_was_asked(owner, settings):
    settings.ALLOWED_HOSTS = ["*"]

    ask("0950000101", headers={"host": "evil.example"})
    forgotten.send_waiting()

    assert "evil.example" not in mail.outbox[0].body
    assert "https://rada.example/password/new/" in mail.outbox[0].body


def test_the_request_sends_no_mail_and_makes_no_link_itself(owner):
    ask("0950000101")

    assert mail.outbox == []
    assert not AccessToken.objects.filter(purpose=passwords.PURPOSE).exists()


@pytest.mark.parametrize("name", ["0950000999", "nobody", "0950000102", "' OR 1=1", "é" * 150])
def test_the_answer_and_the_work_are_the_same_for_an_account_and_for_none(owner, name):
    somebody(Member.objects.get(pk=owner.member_id).partner, phone="+84950000102", email="")

    with CaptureQueriesContext(connection) as for_account:
        known = ask(owner.user.username if name == "nobody" or not name.isdigit() else "0950000101")
    with CaptureQueriesContext(connection) as for_none:
        unknown = ask(name)

    assert known.status_code == unknown.status_code == 200
    assert ONE_TIME.sub("", said(known)) == ONE_TIME.sub("", said(unknown))
    assert len(for_account) == len(for_none)
    assert Notice.objects.filter(level=forgotten.LEVEL).count() == 2


def test_nobody_is_written_to_who_has_no_account_no_mail_or_no_leave_to_sign_in(owner):
    User.objects.filter(pk=owner.user.pk).update(is_active=False)
    somebody(a_partner(), phone="+84950000102", email="")
    for name in ("0950000101", "0950000102", "0950000999"):
        ask(name)

    forgotten.send_waiting()

    assert mail.outbox == []
    assert set(Notice.objects.values_list("ended_why", flat=True)) == {Notice.Unsent.NOBODY}


def test_five_tries_an_hour_for_a_name_in_any_spelling_whether_it_exists_or_not(owner):
    for spelling in ("0950000101", "+84950000101", "0950 000 101", "0950.000.101", owner.user.username):
        ask(spelling)
    for _try in range(5):
        ask("nobody")

    refused = [ask("(0950) 000 101"), ask("nobody")]

    assert [answer.status_code for answer in refused] == [429, 429]
    assert all("Please wait" in said(answer) for answer in refused)
    assert Notice.objects.filter(audience=f"user:{owner.user.pk}").count() == 5


def test_the_limit_is_lifted_after_an_hour(owner):
    for _try in range(6):
        refused = ask("0950000101")
    AccessToken.objects.update(
        created_at=clock.now() - timedelta(minutes=61), expires_at=clock.now() - timedelta(minutes=1)
    )

    assert (refused.status_code, ask("0950000101").status_code) == (429, 200)


def test_one_address_asks_for_twenty_names_an_hour(owner):
    answers = [ask(f"name-{number}", REMOTE_ADDR="203.0.113.9").status_code for number in range(21)]

    assert answers == [200] * 20 + [429]
    assert ask("0950000101", REMOTE_ADDR="203.0.113.10").status_code == 200


@pytest.mark.parametrize(("typed", "sentence"), [("", "Type your phone number"), ("a\x00", "cannot be stored"),
                                                 ("a" * 151, "at most 150 characters")])  # fmt: skip
def test_a_name_that_cannot_be_one_is_refused_beside_the_field(typed, sentence):
    answer = ask(typed)

    assert answer.status_code == 422
    assert sentence in said(answer)


def test_a_mail_server_that_is_away_is_asked_again_and_the_link_comes_once(owner, monkeypatch):
    ask("0950000101")
    with monkeypatch.context() as away:
        away.setattr(email, "send_mail", lambda *args: (_ for _ in ()).throw(SMTPServerDisconnected))
        failed = forgotten.send_waiting()
    at_once = forgotten.send_waiting()
    Notice.objects.update(hold_until=clock.now())

    later = forgotten.send_waiting()

    assert (failed, at_once, later) == (0, 0, 1)
    assert len(mail.outbox) == 1
    assert [each.succeeded for each in Delivery.objects.order_by("pk")] == [False, True]


def test_a_notice_of_an_hour_ago_is_not_sent_any_more(owner):
    ask("0950000101")
    Notice.objects.update(created_at=clock.now() - timedelta(minutes=61))

    assert forgotten.send_waiting() == 0
    assert mail.outbox == []
    assert Notice.objects.get().ended_why == Notice.Unsent.OVERTAKEN


def test_the_secret_is_stored_nowhere_in_clear(owner):
    ask("0950000101")
    token = mailed().split("/")[3]

    stored = [*AccessToken.objects.values_list("digest", "subject"), *Notice.objects.values_list("subject", "facts")]
    stored += [*Delivery.objects.values_list("answer"), *IdempotencyKey.objects.values_list("answer", "fingerprint")]

    assert token not in repr(stored)


def test_opening_the_link_does_nothing(owner):
    ask("0950000101")
    path = mailed()

    answers = [signed_in(None).get(path), signed_in(None).head(path), signed_in(None).get(path)]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}
    assert signs_in("0950000101", PASSWORD).status_code == 302


def a_link(user):
    """The path of a fresh link for an account."""
    return reverse("partners:password_new", args=[passwords.issue_link(user)])


def test_a_new_password_ends_every_session_and_every_lock_out(owner):
    phone = signed_in(owner)
    for _try in range(6):
        locked = signs_in("0950000101", "sai")

    signed_in(None).post(a_link(owner.user), form(**NEW))

    assert locked.status_code == 429
    assert phone.get(reverse("orders:today")).status_code == 302
    assert signs_in("0950000101", NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize("closed", ["unknown", "used", "expired", "revoked", "replaced", "inactive", "other purpose"])
def test_a_closed_link_is_one_and_the_same_page_and_changes_nothing(owner, closed):
    path = a_link(owner.user)
    never = said(signed_in(None).get(reverse("partners:password_new", args=[secrets.token_urlsafe(32)])))
    if closed == "unknown":
        path = reverse("partners:password_new", args=["x" * 200])
    elif closed == "used":
        signed_in(None).post(path, form(new_password=PASSWORD, new_password_again=PASSWORD))
    elif closed == "expired":
        AccessToken.objects.update(expires_at=clock.now())
    elif closed == "revoked":
        passwords.revoke_links(owner.user)
    elif closed == "replaced":
        passwords.issue_link(owner.user)
    elif closed == "inactive":
        User.objects.filter(pk=owner.user.pk).update(is_active=False)
    else:
        AccessToken.objects.update(purpose="invitation")
    before = User.objects.get(pk=owner.user.pk).password

    shown, sent = signed_in(None).get(path), signed_in(None).post(path, form(**NEW))

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert plain(said(shown)) == plain(said(sent)) == plain(never)
    assert User.objects.get(pk=owner.user.pk).password == before


def plain(text):
    """A page without the one-time token of its forms."""
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_pressing_twice_leads_to_signing_in_both_times(owner):
    path, sent = a_link(owner.user), form(**NEW)

    answers = [signed_in(None).post(path, sent) for _time in range(2)]

    assert [answer.url for answer in answers] == [reverse("partners:sign_in")] * 2


def test_a_weak_password_leaves_the_link_open(owner):
    path = a_link(owner.user)

    weak = signed_in(None).post(path, form(new_password="0950000101", new_password_again="0950000101"))

    assert weak.status_code == 422
    assert signed_in(None).post(path, form(**NEW)).status_code == 302


def test_a_form_from_elsewhere_is_refused(owner):
    client = Client(enforce_csrf_checks=True)

    answers = [client.post(a_link(owner.user), form(**NEW)), ask("0950000101", client)]

    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_link_at_the_same_instant_one_sets_the_password():
    user = somebody(a_partner()).user
    for _round in range(5):
        token = passwords.issue_link(user)

        outcomes = race(*[partial(passwords.set_by_link, token, word) for word in (NEW_PASSWORD, PASSWORD)])

        assert [type(each.error) for each in outcomes if not each.won] == [passwords.NotOpen]


def test_an_owner_makes_a_link_for_a_member_shown_once(owner):
    technician = somebody(Member.objects.get(pk=owner.member_id).partner, "technician", "+84950000102")
    client, sent = signed_in(owner), form()
    address = reverse("partners:member_password", args=[technician.member_id])

    first, second = (client.post(address, sent) for _time in range(2))
    signed_in(None).post(link_in(first), form(**NEW))

    assert "the link was shown then" in said(second)
    assert signs_in("0950000102", NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize("who", ["another owner", "Rada's own", "superuser"])
def test_an_owner_makes_no_link_for_whoever_has_other_rights(owner, who):
    partner = Member.objects.get(pk=owner.member_id).partner
    other = a_member(partner, "owner" if who == "another owner" else "technician")
    User.objects.filter(pk=other.user.pk).update(is_staff=who == "Rada's own", is_superuser=who == "superuser")

    answer = send(signed_in(owner), "member_password", other.member_id)

    assert answer.status_code == 409
    assert "only Rada can make a link" in said(answer)
    assert not AccessToken.objects.filter(purpose=passwords.PURPOSE).exists()


def test_an_owner_makes_five_links_an_hour(owner):
    technician = a_technician(Member.objects.get(pk=owner.member_id).partner)
    client = signed_in(owner)

    answers = [send(client, "member_password", technician.member_id).status_code for _try in range(6)]

    assert answers == [200] * 5 + [409]


def test_whoever_is_switched_off_cannot_use_a_link_made_before(owner):
    technician = a_technician(Member.objects.get(pk=owner.member_id).partner)
    client = signed_in(owner)
    path = link_in(send(client, "member_password", technician.member_id))

    send(client, "member_off", technician.member_id)

    assert signed_in(None).get(path).status_code == 404


def test_the_form_for_signing_in_leads_here():
    assert reverse("partners:password_forgotten") in said(page(signed_in(None), "sign_in"))
