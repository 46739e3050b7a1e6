"""Web push: who is rung, what is said, that only the browser can read it, and that nothing is sent anywhere else."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from orders.services import offers, ringing, visits
from partners.actors import Actor
from partners.models import Member, PushDevice
from partners.services import push as browsers
from rada.lib import web_push
from rada.platform.models import Delivery, Notice
from rada.web import clock
from tests.factories import (
    HOUR,
    MINUTE,
    MONDAY,
    a_dispatcher,
    a_partner,
    a_technician,
    an_engagement,
    an_offer,
    an_owner,
)
from tests.portal import form, signed_in, staff
from tests.push_service import AUTH, Phone, PushService

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(tmp_path, monkeypatch, settings):
    with PushService(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        settings.VAPID_PRIVATE_KEY = web_push.new_private_key()
        settings.PUSH_ALLOWED_HOSTS = [running.host]
        yield running


def subscribed(actor: Actor, service: PushService, name: str = "phone") -> Phone:
    """A phone of this actor that wants to be rung."""
    phone = Phone(service.address(name))
    browsers.subscribe(by=actor, endpoint=phone.endpoint, p256dh=phone.p256dh, auth=phone.auth)
    return phone


def rung(at=MONDAY + MINUTE) -> int:
    with clock.standing_at(at):
        return ringing.ring()


def test_a_new_offer_rings_the_office_with_service_ward_and_time_alone(service):
    partner = a_partner()
    phone = subscribed(an_owner(partner), service)
    offer = an_offer(partner=partner, at=MONDAY)

    taken = rung()

    (sent,) = service.received
    told = json.loads(phone.opened(sent.body))
    assert taken == 1
    assert told == {
        "title": "Đơn mới: Vệ sinh máy lạnh",
        "body": "Phường Hoàn Kiếm, Thành phố Hà Nội · trả lời trước 09:15 hôm nay",
        "url": reverse("orders:assignment", args=[offer.pk]),
        "tag": f"offer-{offer.pk}",
    }
    assert (sent.headers["topic"], sent.headers["ttl"], sent.headers["urgency"]) == (f"offer-{offer.pk}", "840", "high")


def test_the_message_is_signed_by_the_key_that_browsers_are_given(service, settings):
    partner = a_partner()
    subscribed(an_owner(partner), service)
    an_offer(partner=partner, at=MONDAY)

    rung()

    signed = service.received[0].headers["authorization"]
    assert signed.startswith("vapid t=")
    assert signed.endswith(f"k={web_push.public_key(settings.VAPID_PRIVATE_KEY)}")


def test_technicians_strangers_and_those_who_left_are_not_rung_for_an_offer(service):
    partner = a_partner()
    left = a_dispatcher(partner)
    for actor in (a_technician(partner), an_owner(a_partner()), left):
        subscribed(actor, service, f"phone-{actor.member_id}")
    Member.objects.filter(pk=left.member_id).update(is_active=False)
    an_offer(partner=partner, at=MONDAY)

    taken = rung()

    assert (taken, service.received) == (0, [])


def test_a_job_rings_its_technician_and_nobody_else(service):
    engagement = an_engagement(at=MONDAY)
    owner, technician = an_owner(engagement.partner), a_technician(engagement.partner)
    subscribed(owner, service, "owner")
    phone = subscribed(technician, service, "technician")
    rung()
    service.received.clear()

    with clock.standing_at(MONDAY + HOUR):
        visits.assign(engagement, by=owner, technician=technician.member_id)
    rung(MONDAY + HOUR)

    (sent,) = service.received
    assert json.loads(phone.opened(sent.body))["title"] == "Việc cho anh/chị: Vệ sinh máy lạnh"


def test_an_offer_that_was_answered_meanwhile_does_not_ring(service):
    partner = a_partner()
    subscribed(an_owner(partner), service)
    offer = an_offer(partner=partner, at=MONDAY)
    with clock.standing_at(MONDAY + MINUTE):
        offers.accept(offer, by=an_owner(partner))

    rung(MONDAY + 2 * MINUTE)

    assert service.received == []
    assert Notice.objects.get(channel=Notice.Channel.PUSH).ended_why == Notice.Unsent.OVERTAKEN


def test_a_browser_that_is_gone_is_forgotten_and_the_others_ring(service):
    partner = a_partner()
    subscribed(an_owner(partner), service, "gone")
    subscribed(a_dispatcher(partner), service, "here")
    service.answers["/gone"] = 410
    an_offer(partner=partner, at=MONDAY)

    taken = rung()

    assert taken == 1
    assert [each.endpoint for each in PushDevice.objects.all()] == [service.address("here")]
    assert sorted(Delivery.objects.values_list("succeeded", flat=True)) == [False, True]


def test_a_busy_service_is_asked_again_later_five_times_at_most(service):
    partner = a_partner(response_minutes=600)
    subscribed(an_owner(partner), service, "busy")
    subscribed(a_dispatcher(partner), service, "here")
    service.answers["/busy"] = 503
    an_offer(partner=partner, at=MONDAY)

    for minutes in range(60):
        rung(MONDAY + minutes * MINUTE)

    paths = [sent.path for sent in service.received]
    assert (paths.count("/busy"), paths.count("/here")) == (5, 1)
    assert PushDevice.objects.get(endpoint=service.address("busy")).failures == 5


def test_a_redirect_is_not_followed(service):
    partner = a_partner()
    subscribed(an_owner(partner), service, "away")
    service.answers["/away"] = 307
    an_offer(partner=partner, at=MONDAY)

    rung()

    assert [sent.path for sent in service.received] == ["/away"]


def test_a_service_that_hangs_up_is_no_error(service):
    partner = a_partner()
    subscribed(an_owner(partner), service, "hangs-up")
    service.answers["/hangs-up"] = 0
    an_offer(partner=partner, at=MONDAY)

    taken = rung()

    assert taken == 0
    assert "RemoteDisconnected" in Delivery.objects.get().answer


def test_without_a_key_nothing_is_written_for_ringing(settings):
    settings.VAPID_PRIVATE_KEY = ""

    an_offer(at=MONDAY)

    assert not Notice.objects.filter(channel=Notice.Channel.PUSH).exists()
    assert ringing.ring() == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://user@fcm.googleapis.com/x",
        "https://push.services.mozilla.com.evil.example/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://fcm.googleapis.com:99999/x",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/" + "x" * 500,
        "https://fcm.googleapis.com/\r\nx",
        "https://fcm.googleapis.com/ x",
        "",
    ],
)
def test_only_known_push_services_are_ever_written_to(endpoint):
    hosts = ["fcm.googleapis.com", "*.push.services.mozilla.com"]

    assert not web_push.is_allowed(endpoint, hosts)


def test_the_usual_push_services_are_known(settings):
    usual = [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://wns2-sg2p.notify.windows.com/w/?token=abc",
        "https://web.push.apple.com/abc",
    ]

    assert [each for each in usual if not web_push.is_allowed(each, settings.PUSH_ALLOWED_HOSTS)] == []


def sent_by(actor: Actor, **fields):
    return signed_in(actor).post(reverse("orders:push"), form(**fields))


def test_a_browser_subscribes_once_however_often_it_says_so(service):
    owner, phone = an_owner(a_partner()), Phone(service.address("phone"))

    answers = [sent_by(owner, endpoint=phone.endpoint, p256dh=phone.p256dh, auth=phone.auth) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert PushDevice.objects.get().user == owner.user


def test_a_browser_that_somebody_else_signs_in_with_rings_for_them_alone(service):
    first, second, phone = an_owner(a_partner()), an_owner(a_partner()), Phone(service.address("phone"))

    for actor in (first, second):
        sent_by(actor, endpoint=phone.endpoint, p256dh=phone.p256dh, auth=phone.auth)

    assert PushDevice.objects.get().user == second.user


def test_the_eleventh_browser_of_an_account_replaces_its_oldest(service):
    owner = an_owner(a_partner())

    for number in range(12):
        with clock.standing_at(MONDAY + number * MINUTE):
            subscribed(owner, service, f"phone-{number}")

    left = set(PushDevice.objects.values_list("endpoint", flat=True))
    assert left == {service.address(f"phone-{number}") for number in range(2, 12)}


def test_nobody_stops_the_browser_of_another(service):
    owner, other = an_owner(a_partner()), an_owner(a_partner())
    phone = subscribed(owner, service)

    sent_by(other, stop="yes", endpoint=phone.endpoint)
    still = PushDevice.objects.count()
    sent_by(owner, stop="yes", endpoint=phone.endpoint)

    assert (still, PushDevice.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://evil.example/x"},
        {"endpoint": ""},
        {"endpoint": "https://fcm.googleapis.com/\x00"},
        {"endpoint": "x" * 600},
        {"p256dh": AUTH},
        {"p256dh": "A" * 87},
        {"auth": "short"},
        {"auth": ""},
    ],
)
def test_what_is_no_subscription_is_refused_in_a_sentence(service, wrong):
    owner, phone = an_owner(a_partner()), Phone(service.address("phone"))
    fields = {"endpoint": phone.endpoint, "p256dh": phone.p256dh, "auth": phone.auth}

    answer = sent_by(owner, **(fields | wrong))

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not PushDevice.objects.exists()


def test_the_page_is_a_members_alone_and_shows_our_key(service, settings):
    technician, stranger = a_technician(a_partner()), staff()

    page, other = signed_in(technician).get(reverse("orders:push")), signed_in(stranger).get(reverse("orders:push"))

    assert f'data-rada-push-key="{web_push.public_key(settings.VAPID_PRIVATE_KEY)}"' in page.content.decode()
    assert other.status_code == 404


def test_the_notices_lead_to_it():
    owner = an_owner(a_partner())

    page = signed_in(owner).get(reverse("orders:notices")).content.decode()

    assert f'href="{reverse("orders:push")}"' in page
