"""What was read before is not sent anew: 304 while it is as it was, and no longer."""

from __future__ import annotations

import pytest

from orders.models import Erasure
from orders.services import erasing, visits
from rada.web import clock
from tests.api.calling import Caller, an_app_of, an_integration
from tests.factories import DAY, MINUTE, MONDAY, a_partner, an_owner
from tests.orders.told import OVER, an_officer
from tests.webhooks.receiver import an_endpoint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


def test_what_has_not_changed_is_answered_by_its_tag_alone(job, app):
    addresses = {
        f"assignments/{job.pk}": app,
        f"partners/{job.partner_id}/terms": Caller(),
        f"webhooks/{an_endpoint('https://hooks.example.com/', at=MONDAY).pk}": an_integration(),
    }

    for path, caller in addresses.items():
        tag = caller.get(path)["ETag"]
        same = caller.get(path, If_None_Match=f'"other", {tag}')
        other = caller.get(path, If_None_Match='"other"')

        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
        assert (other.status_code, other["ETag"]) == (200, tag)


def test_what_has_changed_is_sent_again(job, app):
    path = f"assignments/{job.pk}"
    tag = app.get(path)["ETag"]
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

    again = app.get(path, If_None_Match=tag)

    assert (again.status_code, again.json()["status"]) == (200, "cancelled")


def test_a_customer_who_is_shown_no_more_is_not_left_in_what_was_read_before(job, app):
    visits.complete(job, by=an_owner(job.partner))
    path = f"assignments/{job.pk}"
    read = app.get(path)

    with clock.standing_at(MONDAY + MINUTE + 7 * DAY):
        app = an_app_of(an_owner(job.partner))
        again = app.get(path, If_None_Match=read["ETag"])

    assert read.json()["order"]["customer"] is not None
    assert (again.status_code, again.json()["order"]["customer"]) == (200, None)


def test_an_erased_customer_is_not_left_in_what_was_read_before(job):
    visits.complete(job, by=an_owner(job.partner))

    with clock.standing_at(OVER):
        program = an_integration()
        read = program.get(f"assignments/{job.pk}")
        erasing.erase(job.order, by=an_officer(), reason=Erasure.Reason.REQUEST)
        again = program.get(f"assignments/{job.pk}", If_None_Match=read["ETag"])

    assert read.json()["order"]["customer"]["name"] != ""
    assert (again.status_code, again.json()["order"]["customer"]["name"]) == (200, "")


def test_where_nobody_may_read_a_tag_opens_nothing(job):
    rival = an_app_of(an_owner(a_partner()))

    assert rival.get(f"assignments/{job.pk}", If_None_Match="*").status_code == 404
