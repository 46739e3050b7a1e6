"""The evidence of a breach on paper, as a page and as a PDF; a changed file, or a changed past, is found out."""

from __future__ import annotations

import base64
import json
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from orders import sealing
from orders.models import Breach
from orders.services import evidence_sheets, rulings, sheet_checks
from partners.actors import actor_of
from partners.services import charter
from rada.web import clock
from tests import factories as make
from tests.factories import HOUR, MONDAY
from tests.orders.deciders import somebody_of
from tests.orders.told import CANARY, END, everything_told
from tests.partners.charter_page import page
from tests.portal import signed_in

pytestmark = pytest.mark.django_db


def a_breach() -> Breach:
    """Of an order about which everything was told, its charter signed before."""
    breach = everything_told().job.breaches.get(rule="B2.over_quote")
    return Breach.objects.select_related("assignment__order__service", "assignment__partner").get(pk=breach.pk)


def files_of(breach: Breach) -> list[bytes]:
    """The sheet of a breach as a page and as a PDF, in English."""
    with clock.standing_at(END + HOUR), translation.override("en"):
        sheet = evidence_sheets.sheet_of(breach, now=clock.now())
        return [evidence_sheets.as_html(sheet), evidence_sheets.as_pdf(sheet)]


def test_a_sheet_says_what_the_timeline_says_and_names_nobody():
    breach = a_breach()
    page_file, pdf = files_of(breach)

    assert sheet_checks.differences(page_file) == sheet_checks.differences(pdf) == []
    assert pdf.startswith(b"%PDF-")
    text = page_file.decode()
    for shown in (breach.assignment.order.code, breach.assignment.partner.name, breach.assignment.head_hash):
        assert shown in text
    assert all(event.hash in text and event.previous_hash in text for event in breach.assignment.events.all())
    assert CANARY not in text
    assert CANARY not in json.dumps(sealing.read(pdf).content, ensure_ascii=False)


def test_it_states_the_clause_as_the_partner_signed_it():
    version = charter.publish(charter.draft_from(page()).version)
    breach = a_breach()
    clause = version.clauses.get(code="B2").text

    before = files_of(breach)[0].decode()
    with clock.standing_at(MONDAY - HOUR):
        charter.sign(version, by=make.an_owner(breach.partner))
    after = files_of(breach)[0].decode()

    assert "had not signed the charter then" in before
    assert clause not in unescape(before)
    assert clause in unescape(after)


def test_what_happens_after_a_sheet_was_made_makes_it_no_lie():
    breach = a_breach()
    files = files_of(breach)
    make.reported(
        breach.assignment, ("still-there", "message", END, "customer", {"text": "Còn đó không?"}), at=END + HOUR
    )
    other = breach.assignment.breaches.filter(state="counted").exclude(pk=breach.pk).first()
    with clock.standing_at(END + 2 * HOUR):
        rulings.waive(other, by=actor_of(somebody_of("triage")), reason="agreed")

    assert [sheet_checks.differences(file) for file in files] == [[], []]


def test_a_changed_byte_breaks_the_seal_of_either_file():
    for file in files_of(a_breach()):
        middle = len(file) // 2
        changed = file[:middle] + bytes([file[middle] ^ 1]) + file[middle + 1 :]

        try:
            found = sheet_checks.differences(changed)
        except sealing.NotSealed:
            continue
        assert "the file is not byte for byte what Rada wrote" in found


def test_a_sheet_is_confirmed_as_long_as_the_secret_that_sealed_it_is_kept(settings):
    files = files_of(a_breach())
    was, settings.SECRET_KEY = settings.SECRET_KEY, "the-next-secret"
    forgotten = [sheet_checks.differences(file) for file in files]

    settings.SECRET_KEY_FALLBACKS = ["one-in-between", was]
    kept = [sheet_checks.differences(file) for file in files]

    assert forgotten == [["the file is not byte for byte what Rada wrote"]] * 2
    assert kept == [[], []]


@pytest.mark.parametrize(
    ("field", "value"), [("hash", "0" * 64), ("previous", "0" * 64), ("kind", "accepted"), ("at", "2026-01-01")]
)
def test_a_forged_link_is_named_by_its_place(field, value):
    file = files_of(a_breach())[0]
    content = sealing.read(file).content
    content["events"][2][field] = value
    forged = file.replace(sealing.BLOCK.search(file)[0], sealing.block(content).encode())

    found = sheet_checks.differences(forged)

    assert [line for line in found if line.startswith(f"place 3: {field} is {value} on the sheet")]
    assert len(found) == 2  # and the seal


def test_a_changed_past_shows_against_a_true_sheet():
    breach = a_breach()
    file = files_of(breach)[1]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE orders_event SET at = at - interval '1 minute' WHERE assignment_id = %s AND position = 4",
            [breach.assignment_id],
        )

    found = sheet_checks.differences(file)

    assert any(line.startswith("place 4: at is") for line in found)


def test_the_command_confirms_a_sheet_and_refuses_a_tampered_or_foreign_file(tmp_path, capsys):
    file = tmp_path / "sheet.pdf"
    file.write_bytes(files_of(a_breach())[1])

    call_command("verify_timeline", sheet=file)
    file.write_bytes(file.read_bytes().replace(b"/Author", b"/Athor_"))
    with pytest.raises(SystemExit) as tampered:
        call_command("verify_timeline", sheet=file)
    file.write_text("nothing")
    with pytest.raises(CommandError) as foreign:
        call_command("verify_timeline", sheet=file)

    assert (tampered.value.code, foreign.value.returncode) == (1, 2)
    assert "not byte for byte" in capsys.readouterr().out


@pytest.mark.parametrize("block", [b"", b"rada-evidence:%%%", b"rada-evidence:" + base64.urlsafe_b64encode(b"[1]")])
def test_a_file_without_a_readable_block_is_no_sheet(block):
    with pytest.raises(sealing.NotSealed):
        sealing.read(sealing.sealed_html(b"<html>" + block.replace(b"=", b"")))


def test_a_partner_saves_the_sheet_of_its_own_breach_and_a_stranger_none():
    breach = a_breach()
    for name, kind in (("breach_sheet", "text/html"), ("breach_pdf", "application/pdf")):
        address = reverse(f"orders:{name}", args=[breach.pk])

        own = signed_in(make.an_owner(breach.partner)).get(address)
        foreign = signed_in(make.an_owner(make.a_partner())).get(address)

        assert (own.status_code, own["Content-Type"].split(";")[0], foreign.status_code) == (200, kind, 404)
        assert sheet_checks.differences(own.content) == []


@pytest.mark.parametrize("form", ["evidence/", "evidence.pdf"])
def test_staff_who_may_view_breaches_save_it_too(client, form):
    breach = a_breach()
    client.force_login(somebody_of("finance view"))

    answer = client.get(f"/admin/orders/breach/{breach.pk}/{form}")

    assert sheet_checks.differences(answer.content) == []
