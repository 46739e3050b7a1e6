"""A customer's page about their own data: what it says, what can be asked there, and the copy."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.urls import reverse

from orders.models import DataRequest
from orders.services import data_requests, holds, links
from rada.web import clock
from tests import factories as make
from tests.factories import DAY
from tests.orders.quoting import at_the_phone, through_a_link
from tests.orders.told import CANARY, OVER, an_officer, everything_told
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def over():
    with clock.standing_at(OVER):
        yield


@pytest.fixture
def told():
    return everything_told()


@pytest.fixture
def job():
    """An order that is over, without a word about it."""
    job = make.an_engagement()
    make.reported(job, ("done", "completed", make.MONDAY + make.HOUR, "partner", {}), at=make.MONDAY + make.HOUR)
    return job


def at(job, page: str = "", *more: object) -> str:
    return reverse(f"orders:customer_data{page}", args=[job.order.code, *more])


def browser(job):
    """The customer's, who has typed the code that went to their phone."""
    return at_the_phone(job, at=OVER)


def with_a_link_alone(job):
    """Somebody's who holds a link, as the company does, and not the phone."""
    return through_a_link(job, at=OVER)


def text_of(answer) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode().replace("\u00a0", " ")


def states(job) -> list[tuple[str, str]]:
    return list(DataRequest.objects.filter(order=job.order_id).order_by("pk").values_list("kind", "state"))


def test_the_page_says_what_is_kept_why_and_until_when(job):
    page = text_of(browser(job).get(at(job)))

    assert all(word in page for word in ("Your name, phone and address", "What was written", "Photos"))
    assert "until 01/03/2028" in page  # photos and talk, 730 days after the end
    assert "until 01/03/2029" in page  # the person, 1,095 days after it


def test_before_the_end_no_day_is_promised():
    job = make.an_engagement()

    page = text_of(browser(job).get(at(job)))

    assert page.count("counted from the end of the order") == 3
    assert "The order is not finished yet." in page


def test_what_holds_the_data_is_said_to_the_customer(job):
    holds.place(job.order, by=an_officer("add_legalhold"), reason="safety")

    page = text_of(browser(job).get(at(job)))

    assert "an accident or damage that is looked into" in page


def test_opening_the_pages_asks_for_nothing(job):
    client = browser(job)

    answers = [client.get(at(job, page)).status_code for page in ("", "_copy", "_archive", "_deletion", "_withdrawal")]

    assert answers == [200, 302, 302, 302, 302]
    assert states(job) == []


def test_a_deletion_is_asked_with_its_days_and_can_be_taken_back(job):
    client = browser(job)

    page = text_of(client.post(at(job, "_deletion"), form(), follow=True))
    request = DataRequest.objects.get()
    client.post(at(job, "_take_back", request.pk), form())

    assert "You get a first answer within 2 working days." in page
    assert "First answer by" in page
    assert "Ask for deletion" not in page
    assert states(job) == [("deletion", "taken_back")]


def test_pressing_twice_asks_once_and_asking_again_is_told(job):
    client, fields = browser(job), form()

    twice = [client.post(at(job, "_withdrawal"), fields).status_code for _press in range(2)]
    again = client.post(at(job, "_withdrawal"), form())

    assert (twice, again.status_code) == ([302, 302], 409)
    assert "You have asked for this already" in text_of(again)
    assert states(job) == [("withdrawal", "open")]


def test_the_customer_reads_the_answer_and_its_reason(job):
    pk = data_requests.ask(job.order, by=make.the_customer(job.order), kind="deletion")
    request = DataRequest.objects.get(pk=pk)
    data_requests.extend(request, by=an_officer(), days=5, reason="several_sources", note="Ảnh ở hai kho")
    data_requests.refuse(request, by=an_officer(), reason="must_be_kept", note="Còn tranh chấp")

    page = text_of(browser(job).get(at(job)))

    assert "the data lies in several places" in page
    assert "Not done: it must be kept for now. Còn tranh chấp" in page


def test_whoever_is_signed_in_at_rada_asks_nothing_in_the_customers_place(job):
    client = signed_in(make.an_owner(job.partner))
    client.get(reverse("orders:customer_door", args=[links.issue(job.order)]))

    answers = [client.post(at(job, page), form()) for page in ("_copy", "_deletion", "_withdrawal")]

    assert {answer.status_code for answer in answers} == {409}
    assert states(job) == []


def test_whoever_holds_a_link_alone_takes_no_request_of_the_customers_back(job):
    pk = data_requests.ask(job.order, by=make.the_customer(job.order), kind="deletion")

    answer = with_a_link_alone(job).post(at(job, "_take_back", pk), form())

    assert "Confirm by phone" in text_of(answer)
    assert DataRequest.objects.get(pk=pk).is_open


def test_another_orders_request_is_not_found_under_ones_own(job):
    other = make.an_order()
    pk = data_requests.ask(other, by=make.the_customer(other), kind="deletion")

    answer = browser(job).post(at(job, "_take_back", pk), form())

    assert answer.status_code == 404
    assert DataRequest.objects.get(pk=pk).is_open


# the copy


def archived(client, job) -> dict[str, bytes]:
    answer = client.get(at(job, "_archive"))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_a_copy_holds_all_that_was_said_and_shown_and_nothing_of_other_people(told):
    client = browser(told.job)
    client.post(at(told.job, "_copy"), form())

    files = archived(client, told.job)

    data = json.loads(files["data.json"])
    (company,) = data["companies"]
    lines = [event["words"] for event in company["events"]]
    assert (data["order"]["name"], data["order"]["phone"]) == (f"Trần {CANARY}", "0912 345 678")
    assert any(f"{CANARY} đây" in line for line in lines)
    assert any(f"{CANARY} không hài lòng" in line for line in lines)
    assert files["photos/001.jpg"].startswith(CANARY.encode())
    assert len([name for name in files if name.startswith("photos/")]) == 3
    assert f"{CANARY} đây" in files["index.html"].decode()
    assert "khó tính" not in files["data.json"].decode()  # what the company told Rada in confidence
    assert "ở xa" not in files["data.json"].decode()  # why another company declined


def test_a_copy_can_be_read_on_the_page_for_a_week(told):
    client = browser(told.job)
    page = text_of(client.post(at(told.job, "_copy"), form(), follow=True))

    with clock.standing_at(OVER + 7 * DAY):
        client = at_the_phone(told.job, at=OVER + 7 * DAY)
        later = [client.get(at(told.job, which)).status_code for which in ("_copy", "_archive")]

    assert f"{CANARY} đây" in page
    assert "Save it with the photos" in page
    assert later == [302, 302]


def test_the_copy_that_a_customer_asked_for_is_shown_to_no_browser_without_their_code(told):
    browser(told.job).post(at(told.job, "_copy"), form())
    other = with_a_link_alone(told.job)

    answers = [other.get(at(told.job, which)).status_code for which in ("_copy", "_archive")]

    assert answers == [302, 302]
    assert "Make my copy" in text_of(other.get(at(told.job)))


def test_photos_beyond_what_one_archive_holds_are_counted_not_packed(told, monkeypatch):
    monkeypatch.setattr("orders.data_copies.MOST_PHOTOS", 1)
    client = browser(told.job)
    client.post(at(told.job, "_copy"), form())

    files = archived(client, told.job)

    assert len([name for name in files if name.startswith("photos/")]) == 1
    assert json.loads(files["data.json"])["photos_left_out"] == 2
    assert "2 photos do not fit" in files["index.html"].decode()
