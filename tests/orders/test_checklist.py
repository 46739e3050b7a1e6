"""The maker's checklist: ticked in several goes, and said before the work is completed without it."""

from __future__ import annotations

import pytest

from orders.services import visits
from tests.factories import an_owner
from tests.orders.papers import address, at, at_work, post, told
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

STEPS = ["Ngắt nguồn điện", "Xả nước", "Chạy thử"]
PUBLISHED = {"checklists": {"AC-CLEAN": STEPS}}


def opened(job):
    return signed_in(an_owner(job.partner))


def test_steps_are_ticked_in_several_goes():
    job = at_work(**PUBLISHED)
    client = opened(job)

    with at():
        post(client, job, "do_checklist", items=[STEPS[1]])
        page = client.get(address(job, "assignment")).content.decode()
        post(client, job, "do_checklist", items=[STEPS[0], STEPS[2]])
        whole = client.get(address(job, "assignment")).content.decode()

    assert "1 of 3 steps" in page
    assert page.count('type="checkbox" name="items"') == 2
    assert "3 of 3 steps" in whole
    assert 'name="items"' not in whole
    assert [event["items"] for event in told(job, "checklist_done")] == [[STEPS[1]], [STEPS[0], STEPS[2]]]


def test_completing_names_the_steps_that_are_missing_and_offers_to_tick_them_first():
    job = at_work(**PUBLISHED)
    client = opened(job)
    with at():
        visits.do_checklist(job, by=an_owner(job.partner), items=STEPS[:1])

        page = client.get(address(job, "complete")).content.decode()

    assert "Not ticked yet: Xả nước; Chạy thử. This will be recorded as a breach of B5: 1 point." in page
    assert f'href="{address(job, "do_checklist")}"' in page


def test_completing_with_every_step_ticked_costs_nothing():
    job = at_work(**PUBLISHED)
    client = opened(job)

    with at():
        post(client, job, "do_checklist", items=STEPS)
        page = client.get(address(job, "complete")).content.decode()
        answer = post(client, job, "complete")

    assert "Not ticked yet" not in page
    assert answer.status_code == 302
    assert job.breaches.count() == 0


def test_a_step_that_a_colleague_ticked_meanwhile_may_be_ticked_again():
    job = at_work(**PUBLISHED)
    with at():
        visits.do_checklist(job, by=an_owner(job.partner), items=STEPS[:1])

        answer = post(opened(job), job, "do_checklist", items=STEPS[:2])

    assert answer.status_code == 302
    assert told(job, "checklist_done")[-1]["items"] == STEPS[:2]


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "Tick at least one step."),
        (["Việc khác"], "One of these steps is not on the checklist."),
        (["a\x00"], "One of these steps is not on the checklist."),
        ([STEPS[0], "a" * 5000], "One of these steps is not on the checklist."),
    ],
)
def test_what_is_no_step_is_refused_beside_the_steps(items, sentence):
    job = at_work(**PUBLISHED)

    with at():
        answer = post(opened(job), job, "do_checklist", items=items)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert told(job, "checklist_done") == []


def test_where_no_checklist_is_published_there_is_none_to_tick():
    job = at_work(checklists={})
    client = opened(job)

    with at():
        page = client.get(address(job, "assignment")).content.decode()
        answer = post(client, job, "do_checklist", items=["Xả nước"])

    assert 'id="checklist"' not in page
    assert answer.status_code == 422
    assert "Your published terms have no checklist for this service." in answer.content.decode()


def test_ticking_after_the_work_was_completed_is_refused_in_a_sentence():
    job = at_work(**PUBLISHED)
    with at():
        visits.complete(job, by=an_owner(job.partner))

        answer = post(opened(job), job, "do_checklist", items=STEPS)

    assert answer.status_code == 409
    assert "“Checklist done” is not possible any more" in answer.content.decode()


def test_the_same_form_sent_twice_ticks_once():
    job = at_work(**PUBLISHED)
    client, sent = opened(job), form(items=STEPS)

    with at():
        answers = [client.post(address(job, "do_checklist"), sent).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert len(told(job, "checklist_done")) == 1
