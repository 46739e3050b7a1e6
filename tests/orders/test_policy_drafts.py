"""Policy drafts: begun from what is in force, saved by whoever saw the newest, published once, never into the past."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from orders.models import Assignment, PolicyDraft, PolicyVersion, Trial
from orders.services import policies, policy_drafts
from orders.services.trials import running
from partners.actors import actor_of
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import HOUR, MINUTE, MONDAY, an_engagement, sweep_all, the_policy
from tests.orders.test_admin_writes import policy_form, signed_in
from tests.portal import form

pytestmark = pytest.mark.django_db
CURES = {
    "cures_A4.no_receipt": ["receipt_issued"],
    "cures_A4.unstamped": ["receipt_issued"],
    "cures_A4.photo_not_requested": ["photo_requested", "photo_uploaded"],
    "cures_B3.no_warranty_info": ["receipt_issued"],
    "cures_B4.origin_missing": [],
}


@pytest.fixture
def lead(client: Client):
    the_policy()
    return signed_in(client, "quality lead")


@pytest.fixture
def draft(lead) -> PolicyDraft:
    return PolicyDraft.objects.get(pk=policy_drafts.begin("Shorter waits", by=actor_of(lead)))


def numbers_form(draft: PolicyDraft, **changes: object) -> dict[str, object]:
    return {**policy_form(), **CURES, "note": draft.note, "revision": draft.revision, **changes}


def save(client: Client, draft: PolicyDraft, **changes: object):
    return client.post(f"/admin/orders/policydraft/{draft.pk}/save/", numbers_form(draft, **changes))


def publish(client: Client, draft: PolicyDraft, **start: str):
    draft.refresh_from_db()
    return client.post(f"/admin/orders/policydraft/{draft.pk}/publish/", form(revision=draft.revision, **start))


def starting(at) -> dict[str, str]:
    local = at.astimezone(VIETNAM)
    return {"starts_at_0": f"{local:%d/%m/%Y}", "starts_at_1": f"{local:%H:%M}"}


def test_a_draft_begins_with_what_is_in_force(client: Client, lead):
    policies.publish({"reply_minutes": 90}, starts_at=MONDAY, points={"major": 7}, cures={"A4.unstamped": []})

    answer = client.post("/admin/orders/policydraft/add/", form(note="Tết"))

    draft = PolicyDraft.objects.get()
    assert answer.url.endswith(f"/policydraft/{draft.pk}/change/")
    assert (draft.numbers, draft.points, draft.cures) == ({"reply_minutes": 90}, {"major": 7}, {"A4.unstamped": []})


def test_saving_keeps_what_differs_and_who_changed_what(client: Client, lead, draft):
    answer = save(client, draft, reply_minutes=180, points_major=6)

    draft.refresh_from_db()
    change = draft.changes.get()
    page = client.get(f"/admin/orders/policydraft/{draft.pk}/change/").content.decode()
    assert answer.status_code == 302
    assert (draft.numbers, draft.points, draft.cures) == (
        {"reply_minutes": 180},
        {"major": 6},
        {"B4.origin_missing": []},
    )
    assert (change.changed_by, change.before["numbers"], change.after["numbers"]) == (lead, {}, draft.numbers)
    assert '<s class="text-subtle">240</s> → <strong>180</strong>' in page


def test_of_two_editors_the_second_is_told_and_overwrites_nothing(client: Client, draft):
    save(client, draft, reply_minutes=180)

    answer = save(client, draft, reply_minutes=170)

    draft.refresh_from_db()
    assert answer.status_code == 409
    assert 'value="170"' in answer.content.decode()
    assert "changed this draft" in answer.content.decode()
    assert draft.numbers == {"reply_minutes": 180}


def test_numbers_that_cannot_be_read_are_refused_and_stay_in_the_form(client: Client, draft):
    answer = save(client, draft, care_open="22:00")

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert 'value="22:00"' in answer.content.decode()
    assert draft.revision == 1


def test_a_published_draft_is_a_version_and_is_closed(client: Client, draft):
    save(client, draft, reply_minutes=180)

    publish(client, draft, **starting(clock.now() + timedelta(days=1)))
    draft.refresh_from_db()
    after = save(client, draft, reply_minutes=10)

    version = PolicyVersion.objects.get(draft=draft)
    assert (version.numbers, version.cures) == ({"reply_minutes": 180}, {"B4.origin_missing": []})
    assert version.starts_at > clock.now()
    assert after.status_code == 409


def test_a_draft_is_not_published_into_the_past(client: Client, draft):
    save(client, draft, reply_minutes=180)

    answer = publish(client, draft, **starting(clock.now() - timedelta(days=1)))

    assert answer.status_code == 409
    assert "A version starts now or later" in answer.content.decode()
    assert not PolicyVersion.objects.filter(draft=draft).exists()


def test_what_says_the_same_is_not_published_again(client: Client, draft):
    assert publish(client, draft).status_code == 409
    assert PolicyVersion.objects.count() == 1


def test_a_policy_edit_rewrites_no_past(client: Client, draft):
    before = an_engagement(at=MONDAY)
    sweep_all(MONDAY + 2 * HOUR)
    stood = before.breaches.values().get(rule="A3.no_appointment")
    save(client, draft, appointment_minutes=600, points_minor=9)
    draft.refresh_from_db()
    with clock.standing_at(MONDAY + 3 * HOUR):
        policy_drafts.publish(draft, starts_at=None, revision=draft.revision, by=actor_of(draft.updated_by))

    after = an_engagement(at=MONDAY + 4 * HOUR)
    Assignment.objects.filter(pk=before.pk).update(judge_after=MONDAY)
    sweep_all(MONDAY + 6 * HOUR)

    assert before.breaches.values().get(rule="A3.no_appointment") == stood
    assert not after.breaches.filter(rule="A3.no_appointment").exists()


def test_a_draft_is_tried_from_its_page_and_tells_what_it_finds(client: Client, draft):
    an_engagement(at=MONDAY)
    save(client, draft, appointment_minutes=10)

    with clock.standing_at(MONDAY + 30 * MINUTE):
        answer = client.post("/admin/orders/trial/add/", form(draft=draft.pk, version="", days=""))
    trial = Trial.objects.get()
    waiting = client.get(f"/admin/orders/trial/{trial.pk}/progress/").content.decode()
    running.work()
    page = client.get(f"/admin/orders/trial/{trial.pk}/change/").content.decode()

    assert answer.url.endswith(f"/trial/{trial.pk}/change/")
    assert "0 of 1 orders looked at, waiting for a worker" in waiting
    assert "A3 · No appointment made" in page
    assert "Points of these breaches: 0 → 1" in page


def test_triage_reads_drafts_and_trials_and_changes_neither(client: Client, draft):
    pk = running.start(draft, days=None, by=actor_of(draft.updated_by))
    signed_in(client, "triage")

    read = [
        client.get(f"/admin/orders/{path}/change/").status_code for path in (f"policydraft/{draft.pk}", f"trial/{pk}")
    ]
    acted = [
        save(client, draft, reply_minutes=180).status_code,
        publish(client, draft).status_code,
        client.post(f"/admin/orders/trial/{pk}/stop/").status_code,
        client.post("/admin/orders/trial/add/", form(draft=draft.pk, days="")).status_code,
    ]

    assert (read, acted) == ([200, 200], [403, 403, 403, 403])


def test_only_posting_acts(client: Client, draft):
    pk = running.start(draft, days=None, by=actor_of(draft.updated_by))

    asked = [f"policydraft/{draft.pk}/save/", f"policydraft/{draft.pk}/publish/", f"trial/{pk}/stop/"]

    assert {client.get(f"/admin/orders/{path}").status_code for path in asked} == {405}
