"""Taking, handing over and sharing out complaints; who has one open; a person's own filters."""

from __future__ import annotations

import pytest

from complaints import desk_selectors
from complaints.models import Complaint, SavedFilter, StaffSkill
from complaints.services import handing, saved_filters, steps, watching
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained, later, of_role, triage
from tests.factories import HOUR, MINUTE, an_engagement, an_owner

pytestmark = pytest.mark.django_db


def skilled(*categories: str, is_available: bool = True):
    by = triage()
    StaffSkill.objects.create(user=by.user, categories=list(categories), is_available=is_available)
    return by


def test_shared_out_they_go_round_by_skill_and_the_nearest_due_first():
    job = an_engagement()
    early, late = (complained(job, at=NOON + n * MINUTE, category="price") for n in (0, 1))
    part = complained(job, at=NOON + 2 * MINUTE, category="part")
    nobodys = complained(job, at=NOON + 3 * MINUTE, category="damage")
    first, second = skilled("price", "part"), skilled("price")
    skilled("damage", is_available=False)

    with later(30):
        shared = handing.share_out([nobodys, part, late, early], by=triage())

    assert [(each.pk, user) for each, user in shared.handed] == [
        (early.pk, first.user),
        (late.pk, second.user),
        (part.pk, first.user),
    ]
    assert shared.nobody == [nobodys]
    assert Complaint.objects.get(pk=nobodys.pk).handler is None


def test_whoever_was_given_one_the_longest_ago_is_next_the_other_day_too():
    first, second = skilled("price"), skilled("price")
    one, two = complained(), complained()
    with later(10):
        handing.assign([one], handler=first.user, by=first)

    with later(20):
        shared = handing.share_out([two], by=first)

    assert [user for _each, user in shared.handed] == [second.user]


def test_what_a_colleague_took_meanwhile_is_not_taken_from_them():
    complaint = complained()
    handing.take([complaint], by=(an := triage("Lê An")))

    with pytest.raises(steps.ActedMeanwhile, match="Lê An"):
        handing.take([complaint], by=triage())

    assert Complaint.objects.get(pk=complaint.pk).handler == an.user


def test_nobody_is_handed_a_complaint_who_does_not_triage():
    complaint = complained()

    for stranger in (of_role("finance view"), an_owner(complaint.assignment.partner)):
        with pytest.raises(handing.NotTheirs):
            handing.assign([complaint], handler=stranger.user, by=triage())


def test_the_queue_shows_what_is_due_first_what_runs_for_nobody_last_and_page_by_page(django_assert_max_num_queries):
    job, by = an_engagement(), triage()
    late, soon = complained(job, at=NOON + HOUR), complained(job)
    idle = complained(job, at=NOON - HOUR)
    Complaint.objects.filter(pk=idle.pk).update(due_at=None)

    with django_assert_max_num_queries(3):
        shown = list(desk_selectors.queue(by, now=NOON))
        assert all(each.assignment.order.code and each.assignment.partner.name for each in shown)

    assert shown == [soon, late, idle]
    for place, last in enumerate([None, *shown]):
        assert list(desk_selectors.queue(by, now=NOON).filter(desk_selectors.following(last))) == shown[place:]
    assert list(desk_selectors.queue(of_role("finance view"), now=NOON)) == []


def test_the_counts_are_those_of_the_queues(django_assert_max_num_queries):
    by = triage()
    mine = complained()
    complained()
    handing.take([mine], by=by)

    with django_assert_max_num_queries(4):
        counts = desk_selectors.waiting_counts(by, now=NOON)

    assert counts == {
        name: desk_selectors.queue(by, name, now=NOON).count() for name in desk_selectors.QUEUES if name != "closed"
    } | {"open": 2}
    assert (counts["mine"], counts["unassigned"], counts["soon"]) == (1, 1, 0)


def test_colleagues_see_who_has_it_open_for_two_minutes():
    complaint, an, binh = complained(), triage("Lê An"), triage("Phạm Bình")
    with clock.standing_at(NOON):
        assert watching.watch(complaint, by=an) == []

    seen = []
    for minutes in (1, 2):
        with later(minutes):
            seen.append(watching.watch(complaint, by=binh))

    assert seen == [[an.user], []]


def test_a_saved_filter_is_the_persons_own_and_keeps_no_search():
    an, binh = triage(), triage()
    pk = saved_filters.keep(by=an, name="Giá, chưa ai nhận", query="tab=unassigned&category=price&q=0912345678")

    saved_filters.remove(SavedFilter.objects.get(pk=pk), by=binh)

    assert list(saved_filters.own(an).values_list("query", flat=True)) == ["tab=unassigned&category=price"]
    with pytest.raises(saved_filters.BadFilter):
        saved_filters.keep(by=an, name="Tìm", query="q=0912345678")
