"""An order from the request to the appeal by the API alone: the generated client calls a server that really runs."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import ModuleType
from typing import Any

import pytest

from tests.journeys.by_api import world
from tests.journeys.by_api.client import Caller, generated
from tests.launched import Running, launched, wait_for
from tests.orders.pictures import photo, with_code

pytestmark = [pytest.mark.thorough, pytest.mark.long]

HOUR = timedelta(hours=1)
DEVICE = "phone-of-the-customer-1"
NAMED = {"name": "Trần Thị Hà", "phone": "0912 345 678", "address": "12 Hàng Bài", "ward": "00004"}


@dataclass
class Cast:
    """Who calls, and what they call about."""

    package: ModuleType
    server: Running
    world: world.World
    callers: ExitStack
    rada: Caller = field(init=False)
    app: Caller = field(init=False)
    customer: Caller = field(init=False)
    order: str = ""
    job: int = 0

    def calling(self, authorization: str = "", **headers: str) -> Caller:
        """A caller who shows this."""
        caller = Caller(self.package, self.server.address, authorization, **headers)
        self.callers.enter_context(caller.client)
        return caller

    def new(self, model: str, /, **fields: Any) -> Any:
        """A model of the client's own."""
        return getattr(self.package.models, model)(**fields)

    def one_of(self, choices: str, value: str) -> Any:
        """A choice of the client's own."""
        return getattr(self.package.models, choices)(value)


@pytest.fixture(scope="module")
def cast(tmp_path_factory):
    package = generated(tmp_path_factory.mktemp("generated"))
    with launched(SMS_BACKEND="tests.sent_messages.write_down", PYTHONWARNINGS="error") as server:
        asked = "from tests.journeys.by_api import world; world.tell()"
        made = world.told(server.manage("shell", "--no-imports", "--command", asked))
        with ExitStack() as callers:
            yield Cast(package, server, made, callers)


def test_the_whole_journey_by_the_generated_client_alone(cast):
    an_order_is_placed_and_offered(cast)
    tokens = the_owner_signs_in(cast)
    the_offer_is_taken_and_an_appointment_made(cast)
    both_sides_write(cast)
    a_quote_is_approved_by_the_confirmed_customer(cast)
    the_work_is_done(cast)
    the_stamped_receipt_is_photographed(cast)
    a_complaint_is_answered_and_closed(cast)
    breach = a_breach_is_reported_and_found(cast)
    it_is_appealed_and_the_score_read(cast, breach)
    an_app_reads_on_from_where_it_was(cast)
    the_session_is_refreshed_and_ended(cast, tokens)


def an_order_is_placed_and_offered(cast):
    """Nobody serves the ward, so Rada puts the order to a partner of its own choice."""
    stranger, wanted = cast.calling(), cast.one_of("ConsentsEnum", "order")
    service = stranger.get_services().results[0]
    picture = cast.new("AnyPhotoRequest", photo=a_file(cast, photo()))
    reference = stranger.send_photo(body=picture).reference
    consents = [wanted, cast.one_of("ConsentsEnum", "photos")]
    told = {**NAMED, "service": service.code, "text": "Máy lạnh chảy nước", "photos": [reference]}

    asked = stranger.place_order(body=cast.new("WantedRequest", consents=consents, **told))
    cast.order, cast.customer = asked.code, cast.calling(f"Link {asked.link}", **{"Rada-Device": DEVICE})
    cast.rada = cast.calling(f"Bearer {cast.world.token}", **{"Rada-Acting-For": "rada"})
    offered = cast.rada.offer(code=asked.code, body=cast.new("OfferingRequest", partner=cast.world.partner))
    cast.job = offered.assignment

    assert asked.state == "open"
    assert offered.status == "offered"
    assert cast.customer.get_order(code=asked.code).customer.phone == "+84912345678"
    assert cast.customer.get_assignments().results == []
    assert stranger.get_terms(id=cast.world.partner).content["response_minutes"] == 15


def the_owner_signs_in(cast):
    """By phone and password, as in the app."""
    given = cast.new("SignInRequest", login=cast.world.login, password=cast.world.password)
    tokens = cast.calling().sign_in(body=given)
    cast.app = cast.calling(f"Bearer {tokens.access_token}")

    assert (tokens.me.role, tokens.me.partner) == ("owner", cast.world.partner)
    assert cast.app.get_me().kind == "partner"
    return tokens


def the_offer_is_taken_and_an_appointment_made(cast):
    """The office finds the order by its code; once it is taken, a clock runs to the appointment."""
    (offer,) = cast.app.get_assignments(q=cast.order, group=cast.one_of("GetAssignmentsGroup", "waiting")).results
    taken = cast.app.accept(id=offer.id, body=cast.new("ActRequest"))
    clocks = {clock.rule for clock in cast.app.get_clocks().results}
    begins = datetime.now(UTC) + HOUR
    hours = cast.new("AppointmentRequest", arrive_from=begins, arrive_to=begins + HOUR)
    stale = cast.app.answer("schedule", id=cast.job, body=hours, if_match=offer.etag)
    made = cast.app.schedule(id=cast.job, body=hours, if_match=taken.etag)

    assert (offer.id, offer.order.customer, taken.status) == (cast.job, None, "accepted")
    assert "A3.no_appointment" in clocks
    assert (stale.status_code, stale.parsed.code) == (412, "changed_meanwhile")
    assert made.status == "scheduled"
    assert cast.customer.get_assignment(id=cast.job).arrive_from == begins


def both_sides_write(cast):
    """A message that is sent twice under one key is one."""
    hello = {"id": cast.job, "body": cast.new("MessageRequest", text="Em đến lúc 9 giờ ạ"), "idempotency_key": "hello"}
    first, again = cast.app.answer("send_message", **hello), cast.app.answer("send_message", **hello)
    cast.customer.send_message(id=cast.job, body=cast.new("MessageRequest", text="Cảm ơn", needs_reply=False))

    assert again.parsed == first.parsed
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    texts = [message.text for message in cast.customer.get_messages(id=cast.job).results]
    assert texts == ["Em đến lúc 9 giờ ạ", "Cảm ơn"]


def a_quote_is_approved_by_the_confirmed_customer(cast):
    """What costs money needs the code that was sent to the customer's phone."""
    labour = {"line": "L1", "kind": cast.one_of("LineKindEnum", "labour"), "code": "AC-CLEAN", "unit_price": 250_000}
    part = {"line": "L2", "kind": cast.one_of("LineKindEnum", "part"), "code": None, "unit_price": 180_000}
    made = {"origin": "Thái Lan", "brand": "Panasonic", "model": "35 µF", "warranty_days": 180}
    lines = [cast.new("QuoteLineRequest", qty=1, **line) for line in (labour, {**part, **made})]
    body = cast.new("QuoteRequest", reference="Q1", lines=lines, total=430_000)
    cast.app.quote(id=cast.job, body=body, if_match="*")
    (version,) = cast.customer.get_quotes(id=cast.job).results
    answer = {"id": cast.job, "version": version.id, "body": cast.new("ApprovalRequest", digest=version.digest)}

    unconfirmed = cast.customer.answer("approve_quote", **answer)
    cast.customer.send_phone_code(body=cast.new("AskingRequest"))
    cast.customer.confirm_phone(body=cast.new("TypedRequest", code=code_on_the_phone(cast)))
    approved = cast.customer.approve_quote(**answer)

    assert (unconfirmed.status_code, unconfirmed.parsed.code) == (403, "phone_code_needed")
    assert approved.event.kind == "quote_approved"
    assert cast.app.get_quotes(id=cast.job).results[0].status == "approved"


def code_on_the_phone(cast):
    """The digits of the message that the running server sent."""
    phones, codes = cast.server.var / "phones.txt", []

    def has_arrived():
        codes[:] = re.findall(r"\b\d{6}\b", phones.read_text(encoding="utf-8")) if phones.exists() else []
        return bool(codes)

    wait_for(has_arrived, 60)
    return codes[-1]


def the_work_is_done(cast):
    """Arrival, the part of the approved line, the checklist of the maker, the end."""
    steps = cast.calling().get_terms(id=cast.world.partner).content["checklists"]["AC-CLEAN"]
    part = {"line": "L2", "origin": "Thái Lan", "brand": "Panasonic", "model": "35 µF"}

    done = [
        cast.app.arrive(id=cast.job, body=cast.new("ActRequest")),
        cast.app.replace_part(id=cast.job, body=cast.new("PartRequest", **part)),
        cast.app.do_checklist(id=cast.job, body=cast.new("ChecklistRequest", items=steps)),
        cast.app.complete(id=cast.job, body=cast.new("ActRequest")),
    ]

    assert [each.event.kind for each in done] == ["arrived", "part_replaced", "checklist_done", "completed"]
    assert done[-1].status == cast.customer.get_assignment(id=cast.job).status == "completed"


def the_stamped_receipt_is_photographed(cast):
    """The customer's photo shows the receipt's own stamp."""
    lines = [
        cast.new("PricedLineRequest", code="AC-CLEAN", unit_price=250_000, qty=1),
        cast.new("PricedLineRequest", code=None, unit_price=180_000, qty=1, name="Tụ khởi động"),
    ]
    warranty = cast.new("WarrantyRequest", days=180, terms="Đổi mới tại nhà")
    body = {"lines": lines, "total": 430_000, "stamp": cast.world.stamp, "warranty": warranty}
    cast.app.issue_receipt(id=cast.job, body=cast.new("ReceiptRequest", **body), if_match="*")
    cast.app.request_photo(id=cast.job, body=cast.new("ActRequest"))
    picture = a_file(cast, photo(picture=with_code(cast.world.stamp_code)))

    sent = cast.customer.send_receipt_photo(id=cast.job, body=cast.new("ReceiptPhotoRequest", photo=picture))

    (receipt,) = cast.customer.get_receipts(id=cast.job).results
    seen = cast.app.get_receipt_photo(id=cast.job, photo=sent.id)
    assert (receipt.stamp, receipt.total) == (cast.world.stamp, 430_000)
    assert sent.stamp_read == cast.world.stamp
    assert seen.payload.read().startswith(b"\xff\xd8")


def a_complaint_is_answered_and_closed(cast):
    """The customer complains, the partner answers, somebody of Rada's says how it ends."""
    category = cast.one_of("CategoryEnum", "price")
    body = cast.new("ComplaintRequest", category=category, text="Thu thêm tiền")
    cast.customer.open_complaint(id=cast.job, body=body)
    (complaint,) = cast.app.get_complaints(assignment=cast.job).results
    answer = cast.new("ComplaintTextRequest", text="Đúng như báo giá")
    cast.app.answer_complaint(id=complaint.id, body=answer)
    outcome = cast.one_of("ComplaintOutcomeEnum", "settled")
    clerk = cast.calling(f"Bearer {cast.world.token}", **{"Rada-Acting-For": f"staff:{cast.world.staff}"})
    ruling = cast.new("RulingRequest", outcome=outcome, text="Hai bên đã thống nhất")
    tag = clerk.answer("get_complaint", id=complaint.id).headers["etag"]
    clerk.close_complaint(id=complaint.id, body=ruling, if_match=tag)

    told = cast.customer.get_complaint(id=complaint.id)
    assert (complaint.is_unanswered, told.is_closed) == (True, True)
    assert [said.text for said in told.said] == ["Thu thêm tiền", "Đúng như báo giá", "Hai bên đã thống nhất"]


def a_breach_is_reported_and_found(cast):
    """A part that nobody approved, told after it happened; the server's own sweep judges it."""
    past = next(event.at for event in cast.app.get_events(id=cast.job).results if event.kind == "part_replaced")
    kind, actor = cast.one_of("EventKindEnum", "part_replaced"), cast.one_of("EventActorEnum", "partner")
    report = cast.new("ReportItemRequest", id="warehouse-7", kind=kind, at=past, actor=actor)
    report["line"], report["origin"] = None, "Thái Lan"
    body = cast.new("ReportsRequest", events=[report])
    told = [cast.rada.report_events(id=cast.job, body=body) for _each in range(2)]
    found = []

    def is_found():
        listed = cast.app.get_breaches(assignment=cast.job).results
        found[:] = [each for each in listed if each.subject == report.id]
        return bool(found)

    wait_for(is_found, 60)
    (breach,) = found
    assert [answers.results[0].state for answers in told] == ["recorded", "known"]
    assert (breach.rule, breach.order, breach.occurred_at) == ("B2.unapproved_part", cast.order, past)
    return breach


def it_is_appealed_and_the_score_read(cast, breach):
    """Once; the score card tells the clause that was broken."""
    plea = {"id": breach.id, "body": cast.new("FilingRequest", text="Khách đồng ý qua điện thoại")}
    filed, again = cast.app.file_appeal(**plea), cast.app.answer("file_appeal", **plea)

    read = cast.app.get_appeal(id=breach.id)
    whole, card = cast.app.get_breach(id=breach.id), cast.app.get_score_card()
    assert (filed.outcome, read.id, read.text) == ("open", filed.id, "Khách đồng ý qua điện thoại")
    assert (again.status_code, again.parsed.code) == (409, "already_appealed")
    assert whole.sentence
    assert {clause.clause: clause.broken for clause in card.clauses}["B2"] == 1


def an_app_reads_on_from_where_it_was(cast):
    """Nothing is missed, and nothing read twice; an act that was told late keeps its instant and its id."""
    read = cast.app.get_events(id=cast.job)
    nothing = cast.app.get_events(id=cast.job, after=read.next_)
    at = datetime.now(UTC) - timedelta(seconds=1)
    late = cast.new("ActItemRequest", id="phone-7:41", kind=cast.one_of("ActItemKindEnum", "message"), at=at)
    late["text"] = "Em về rồi ạ"
    cast.app.record_events(id=cast.job, body=cast.new("ActsRequest", events=[late]))
    (event,) = cast.app.get_events(id=cast.job, after=nothing.next_).results

    assert (nothing.results, nothing.next_) == ([], read.next_)
    assert (event.id, event.at, event.texts["text"]) == ("phone-7:41", at, "Em về rồi ạ")
    assert [each.kind for each in read.results[:4]] == ["offered", "accepted", "scheduled", "message"]


def the_session_is_refreshed_and_ended(cast, tokens):
    """The next pair of tokens works; after signing out none does."""
    fresh = cast.calling().refresh_session(body=cast.new("RefreshingRequest", refresh_token=tokens.refresh_token))
    app = cast.calling(f"Bearer {fresh.access_token}")
    before = app.get_me()
    app.sign_out()

    after = app.answer("get_me")
    assert (before.role, after.status_code, after.parsed.code) == ("owner", 401, "not_signed_in")


def a_file(cast, content):
    """A photo as a program sends it."""
    return cast.package.types.File(payload=BytesIO(content), file_name="IMG_0001.jpg", mime_type="image/jpeg")
