"""What Rada's people do about complaints by the API: in somebody's name, as on the desk's page."""

from __future__ import annotations

import pytest

from tests.api.calling import an_integration
from tests.complaints.on_the_desk import complained, later, triage
from tests.factories import a_staff_member

pytestmark = pytest.mark.django_db
QUESTION = {"text": "Vì sao đắt?"}
RULING = {"outcome": "upheld", "clause": "B1", "severity": "minor", "text": "Giá cao hơn niêm yết."}


@pytest.fixture(autouse=True)
def in_the_afternoon():
    with later(60):
        yield


@pytest.fixture
def complaint():
    return complained()


@pytest.fixture
def path(complaint):
    return f"complaints/{complaint.opening_id}"


@pytest.fixture
def clerk():
    return an_integration(acting_for=f"staff:{triage().user.pk}")


def test_rada_asks_the_partner_and_says_how_it_ends(complaint, path, clerk):
    asked = clerk.post(f"{path}/ask-partner", QUESTION, If_Match=clerk.get(path)["ETag"])
    closed = clerk.post(f"{path}/close", RULING, If_Match=clerk.get(path)["ETag"])
    again = clerk.post(f"{path}/close", RULING, If_Match="*")

    complaint.refresh_from_db()
    kinds = [answer.json()["event"]["kind"] for answer in (asked, closed)]
    assert kinds == ["complaint_info_requested", "complaint_closed"]
    assert (again.status_code, again.json()["code"]) == (409, "complaint_stands_elsewhere")
    assert complaint.state == "upheld"
    assert complaint.assignment.breaches.get(rule="B1.upheld").severity == "minor"


def test_what_a_colleague_said_in_between_is_read_first(path, clerk):
    seen = clerk.get(path)["ETag"]
    clerk.post(f"{path}/ask-partner", QUESTION, If_Match=seen)

    unseen = clerk.post(f"{path}/close", RULING, If_Match=seen)

    assert (unseen.status_code, unseen.json()["code"]) == (412, "changed_meanwhile")
    assert unseen["ETag"] == clerk.get(path)["ETag"]


def test_upheld_is_upheld_under_a_clause(path, clerk):
    answer = clerk.post(f"{path}/close", {"outcome": "upheld", "text": "Đúng"}, If_Match="*")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_ruling")


@pytest.mark.parametrize("act", ["ask-partner", "close", "reopen"])
def test_nobody_without_the_desks_role_does_it_and_no_program_in_nobodys_name(complaint, path, clerk, act):
    body = {"ask-partner": QUESTION, "close": RULING, "reopen": QUESTION}[act]
    nameless, colleague = an_integration(acting_for="rada"), a_staff_member()
    before = complaint.assignment.events.count()

    refused = [
        nameless.post(f"{path}/{act}", body, If_Match="*").status_code,
        clerk.post(f"{path}/{act}", body, If_Match="*", Rada_Acting_For=f"staff:{colleague.user.pk}").status_code,
    ]

    assert refused == [403, 403]
    assert complaint.assignment.events.count() == before


def test_the_customer_does_not_read_what_rada_asks(complaint, path, clerk):
    clerk.post(f"{path}/ask-partner", QUESTION, If_Match="*")
    order = complaint.assignment.order.code

    told = clerk.get(path, Rada_Acting_For=f"customer:{order}").json()["said"]

    assert [each["text"] for each in told] == ["Thu thêm tiền", None]


def test_a_closed_complaint_is_reopened_at_the_desk(complaint, path, clerk):
    clerk.post(f"{path}/close", {"outcome": "settled", "text": "Đã thỏa thuận"}, If_Match="*")

    answer = clerk.post(f"{path}/reopen", {"text": "Xem lại"})

    complaint.refresh_from_db()
    assert (answer.status_code, complaint.state) == (200, "reopened")
