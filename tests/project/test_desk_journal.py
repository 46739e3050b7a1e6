"""The journal of operations: who changed what, when, from what to what; nothing of it is ever changed or shortened."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from complaints.models import ComplaintWatch
from orders.models import Closure
from orders.services import policies
from partners.models import Service
from rada.desk.journal.words import line_of
from rada.desk.models import JournalEntry
from rada.web import clock
from tests.complaints.on_the_desk import complained
from tests.desk import an_account, signed_in
from tests.factories import HOUR, MONDAY, a_partner, a_policy, an_engagement
from tests.portal import form

pytestmark = pytest.mark.django_db
CLOSURE = {
    "starts_at_0": "02/03/2026", "starts_at_1": "09:00", "ends_at_0": "02/03/2026", "ends_at_1": "10:00",
    "reason": "storm", "note": "", "wards": "",
}  # fmt: skip


@pytest.fixture
def lead():
    return signed_in(an_account("lead", role="quality lead"))


@pytest.fixture
def root():
    return signed_in(an_account("root", is_superuser=True))


def told():
    """What the journal says, the oldest first, as (who, what kind of row, which, what)."""
    entries = JournalEntry.objects.select_related("user", "content_type").order_by("pk")
    with translation.override("en"):
        return [
            (entry.user.username, entry.content_type.model, entry.object_id, str(line_of(entry))) for entry in entries
        ]


def test_a_changed_row_is_told_from_what_to_what(lead):
    policies.publish({}, starts_at=MONDAY)
    lead.post(reverse("admin:orders_closure_add"), form(**CLOSURE))
    closure = Closure.objects.get()

    lead.post(reverse("admin:orders_closure_change", args=[closure.pk]), {**CLOSURE, "reason": "flood"})

    added, changed = told()
    assert added[:3] == changed[:3] == ("lead", "closure", str(closure.pk))
    assert added[3].startswith("added")
    assert "reason: – → storm" in added[3]
    assert changed[3] == "edited · reason: storm → flood"


def test_a_complaint_that_stays_open_on_the_screen_leaves_no_entry():
    complaint = complained(at=MONDAY)
    triage = signed_in(an_account("triage", role="triage"))

    triage.post(reverse("admin:complaints_complaint_watch", args=[complaint.pk]))
    assert ComplaintWatch.objects.exists()
    assert told() == []

    triage.post(reverse("admin:complaints_complaint_act", args=[complaint.pk, "note"]), form(seen=0, text="Đã gọi"))
    assert told() == [("triage", "complaint", str(complaint.pk), "acted on it")]


def a_breach(state):
    """One that a person looks at, or has looked at."""
    job = an_engagement(at=MONDAY)
    return job.breaches.create(
        partner=job.partner, rule="A2.asked_to_cancel", clause="A2", subject="p", occurred_at=MONDAY, severity="major",
        facts={"cancelled_by": "customer"}, state=state, points=0, found_at=MONDAY,
    )  # fmt: skip


def test_an_act_of_a_page_of_its_own_is_told_with_what_it_changed(lead):
    breach = a_breach("to_check")

    lead.post(reverse("admin:orders_breach_decide", args=[breach.pk]), form(decision="confirm:evidence_clear", note=""))

    ((who, kind, which, what),) = told()
    assert (who, kind, which) == ("lead", "breach", str(breach.pk))
    assert what == "gave a decision · state: waits for a person → counts; points: 0 → 5"


def test_what_was_refused_or_only_looked_at_leaves_no_entry(lead):
    breach = a_breach("waived")

    lead.get(reverse("admin:orders_breach_change", args=[breach.pk]))
    lead.post(reverse("admin:orders_breach_decide", args=[breach.pk]), form(decision="waive:other", note=""))
    lead.post(reverse("admin:orders_breach_judge_again", args=[breach.pk]), form())
    lead.post(reverse("admin:orders_closure_add"), form(**{**CLOSURE, "reason": "none"}))

    assert told() == []


def test_a_form_sent_twice_is_one_entry(lead):
    a_policy()
    sent = form(**CLOSURE)

    for _time in range(2):
        lead.post(reverse("admin:orders_closure_add"), sent)

    assert len(told()) == 1


def test_a_role_given_to_an_account_is_told(root):
    user = an_account("new")
    lead = an_account("other", role="quality lead").groups.get()
    fields = {"username": "new", "full_name": "", "phone": "", "email": "", "is_active": "on", "is_staff": "on"}

    root.post(reverse("admin:partners_user_change", args=[user.pk]), {**fields, "groups": [lead.pk]})

    assert told() == [("root", "user", str(user.pk), told()[0][3])]
    assert "groups: – → quality lead" in told()[0][3]


def test_members_on_a_partners_form_are_told_beside_it(root):
    partner, user = a_partner(), an_account("new")
    members = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-user": user.pk}

    root.post(
        reverse("admin:partners_partner_change", args=[partner.pk]),
        {"name": partner.name, "kind": "household", **members, "members-0-role": "owner", "members-0-is_active": "on"},
    )

    assert len(told()) == 1
    assert "new (owner)" in told()[0][3]


def test_the_entry_stands_or_falls_with_the_act(lead, monkeypatch):
    a_policy()
    monkeypatch.setattr("rada.desk.journal.recording._enter", lambda *given, **more: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        lead.post(reverse("admin:orders_closure_add"), form(**CLOSURE))

    assert not Closure.objects.exists()


def test_no_words_of_a_customer_are_copied_into_the_journal(root):
    order = an_engagement(at=MONDAY).order
    hold = {"order": order.pk, "reason": "authority", "note": "Bà Hà, 12 Hàng Bài", "until_0": "", "until_1": ""}

    root.post(reverse("admin:orders_legalhold_add"), form(**hold))
    said = " ".join(" ".join(map(str, row)) for row in told())

    assert len(told()) == 1
    assert "Hàng Bài" not in said


def test_the_database_refuses_to_change_or_delete_an_entry(root):
    service = Service.objects.create(code="X", name_vi="X", name_en="X")
    root.post(reverse("admin:partners_service_change", args=[service.pk]), {"name_vi": "Y", "name_en": "X"})
    entry = JournalEntry.objects.filter(pk=JournalEntry.objects.get().pk)

    for spoil in (lambda: entry.update(object_repr="Z"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()

    assert entry.get().object_repr != "Z"


def test_the_journal_is_read_by_administrators_and_searched_by_who_and_what(root):
    service = Service.objects.create(code="X-RAY", name_vi="X", name_en="X")
    root.post(reverse("admin:partners_service_change", args=[service.pk]), {"name_vi": "Y", "name_en": "X"})
    journal = reverse("admin:desk_journalentry_changelist")
    keeper = signed_in(an_account("keeper", role="administrator"))

    found = {asked: "→ Y" in keeper.get(journal, {"q": asked}).content.decode() for asked in ("root", "nobody")}
    own_page = keeper.get(reverse("admin:partners_service_history", args=[service.pk])).content.decode()

    assert found == {"root": True, "nobody": False}
    assert "→ <strong" in own_page
    assert ">Y</strong>" in own_page
    assert signed_in(an_account("lead", role="quality lead")).get(journal).status_code == 403


def test_taking_a_file_away_is_told(root):
    stock = {"size": 12, "partner": a_partner().pk}
    root.post(reverse("admin:orders_stamproll_add"), form(**stock))
    (roll,) = [row[2] for row in told() if row[1] == "stamproll"]

    answer = root.get(reverse("admin:orders_stamproll_sheets", args=[roll, 1]))

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"]
    assert "taken away as a file" in told()[-1][3]


def test_who_opened_a_customers_order_is_noted_once_a_day_and_told_to_administrators_alone(root):
    order = an_engagement(at=MONDAY).order
    page = reverse("admin:orders_order_change", args=[order.pk])
    triage = signed_in(an_account("an-triage", role="triage"))

    for hours in (0, 1, 24):
        with clock.standing_at(MONDAY + hours * HOUR):
            triage.get(page)
    seen = [(row.viewer.username, row.day.day) for row in order.viewings.all()]

    assert sorted(seen) == [("an-triage", 2), ("an-triage", 3)]
    assert "an-triage · " in signed_in(an_account("keeper", role="administrator")).get(page).content.decode()
    assert "an-triage · " not in triage.get(page).content.decode()
