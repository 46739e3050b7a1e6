"""Canned replies and skills in the admin: written by quality leads, read by those who triage."""

from __future__ import annotations

import pytest

from complaints.models import CannedReply, StaffSkill
from tests.complaints.on_the_desk import of_role, triage
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
REPLIES, SKILLS = "/admin/complaints/cannedreply/", "/admin/complaints/staffskill/"
REPLY = {"title": "Đã nhận", "category": "", "text": "Chào {khách}", "is_active": "on"}


@pytest.fixture
def lead():
    return signed_in(of_role("quality lead"))


def test_a_lead_writes_a_reply_and_changes_it(lead):
    lead.post(f"{REPLIES}add/", form(**REPLY))
    kept = CannedReply.objects.get()
    lead.post(f"{REPLIES}{kept.pk}/change/", form(**{**REPLY, "text": "Kính chào {khách}"}))

    assert [reply.text for reply in CannedReply.objects.all()] == ["Kính chào {khách}"]


@pytest.mark.parametrize("text", ["Chào {mật khẩu}", "Chào {khách.__class__}", "Chào {khách", ""])
def test_a_reply_with_another_variable_is_refused_and_keeps_what_was_typed(lead, text):
    answer = lead.post(f"{REPLIES}add/", form(**{**REPLY, "text": text}))

    assert answer.status_code == 200
    assert text in answer.content.decode()
    assert not CannedReply.objects.exists()


def test_a_lead_says_what_a_colleague_is_given(lead):
    colleague = triage("Lê Văn Bình").user

    lead.post(f"{SKILLS}add/", form(user=colleague.pk, categories=["price", "quality"], is_available="on"))
    skill = StaffSkill.objects.get()
    lead.post(f"{SKILLS}{skill.pk}/change/", form(user=colleague.pk, categories=["damage"]))

    skill.refresh_from_db()
    assert (skill.user, skill.categories, skill.is_available) == (colleague, ["damage"], False)


def test_somebody_who_does_not_triage_is_no_choice(lead):
    finance = of_role("finance view").user

    answer = lead.post(f"{SKILLS}add/", form(user=finance.pk, categories=["price"]))

    assert answer.status_code == 200
    assert not StaffSkill.objects.exists()


@pytest.mark.parametrize("address", [REPLIES, SKILLS])
def test_triage_reads_these_tables_and_writes_none(address):
    client = signed_in(triage())

    assert client.get(address).status_code == 200
    assert client.get(f"{address}add/").status_code == 403
    assert client.post(f"{address}add/", form(**REPLY)).status_code == 403
    assert not CannedReply.objects.exists()
