"""The editor's whole parts: what is typed is stored, or refused beside its field, never over a colleague's change."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from partners.models import TermsDraft
from partners.services import drafts
from partners.terms import read_terms
from tests.factories import a_dispatcher, a_member, a_service, a_technician
from tests.partners.terms_editor import an_editor, hours, words
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

PROMISES = {"response_minutes": "20", "warranty_days": "180", "warranty_terms": "Công và linh kiện"}


def test_looking_at_the_editor_stores_nothing():
    editor = an_editor()

    answer = editor.client.get("/terms/edit/")

    assert "Nothing differs from what is in force." in words(answer)
    assert TermsDraft.objects.count() == 0


def test_hours_are_stored_by_day_and_days_off_are_missing():
    editor = an_editor()

    answer = editor.save(
        "hours", **hours(sat_state="open", sat_0_from="8h30", sat_0_to="12:00", sat_1_from="13:00", sat_1_to="00:00",
                         sun_state="closed"),
    )  # fmt: skip

    assert answer.status_code == 302
    assert editor.draft.content["hours"] == {
        **{day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "sat": [["08:30", "12:00"], ["13:00", "24:00"]],
    }


def test_ranges_are_put_in_order():
    editor = an_editor()

    editor.save("hours", **hours(mon_0_from="13:00", mon_0_to="17:00", mon_1_from="08:00", mon_1_to="12:00"))

    assert editor.draft.content["hours"]["sun"] == [["08:00", "12:00"], ["13:00", "17:00"]]


def test_the_form_opens_with_what_is_published_and_says_the_same_again():
    editor = an_editor(hours={"mon": [["08:00", "12:00"], ["13:30", "24:00"]], "wed": [["09:00", "10:00"]]})
    opened = editor.client.get("/terms/edit/hours/").context["form"]

    editor.save("hours", **{bound.html_name: bound.value() or "" for bound in opened.visible_fields()})

    assert editor.draft.content["hours"] == {
        "mon": [["08:00", "12:00"], ["13:30", "24:00"]],
        "wed": [["09:00", "10:00"]],
    }


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"mon_0_to": "07:00"}, "mon_0_to", "must close later than it opens"),
        ({"mon_0_to": "08:00"}, "mon_0_to", "must close later than it opens"),
        ({"mon_0_to": ""}, "mon_0_to", "Fill in both hours"),
        ({"mon_0_from": ""}, "mon_0_from", "Fill in both hours"),
        ({"mon_0_from": "", "mon_0_to": ""}, "mon_0_from", "Say from when until when"),
        ({"mon_0_from": "25:00"}, "mon_0_from", "Type an hour"),
        ({"mon_0_from": "morning"}, "mon_0_from", "Type an hour"),
        ({"mon_0_from": "08:00\x00"}, "mon_0_from", "Type an hour"),
        ({"mon_0_from": "8" * 5000}, "mon_0_from", "Type an hour"),
        ({"mon_1_from": "17:00", "mon_1_to": "19:00"}, "mon_1_from", "overlap"),
        ({"tue_state": "sometimes"}, "tue_state", "valid choice"),
        ({"mon_state": "closed"}, "mon_state", "Open on at least one day"),
    ],
)
def test_a_wrong_hour_is_told_beside_its_field_and_what_was_typed_stays(typed, field, sentence):
    editor = an_editor()

    answer = editor.save("hours", **hours(**typed))

    assert answer.status_code == 422
    with translation.override("en"):
        assert sentence in str(answer.context["form"].errors[field])
    assert {name: answer.context["form"][name].value() for name in typed} == typed
    assert TermsDraft.objects.count() == 0


def test_promises_are_stored_and_other_keys_of_the_content_stay():
    editor = an_editor(motto="Nhanh")

    editor.save("promises", **PROMISES)

    content = editor.draft.content
    assert (content["response_minutes"], content["warranty_days"], content["motto"]) == (20, 180, "Nhanh")
    assert content["warranty_terms"] == "Công và linh kiện"


def test_texts_are_stored_composed():
    editor = an_editor()

    editor.save("promises", **{**PROMISES, "warranty_terms": "Bảo hành"})

    assert editor.draft.content["warranty_terms"] == "Bảo hành"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("response_minutes", "0"), ("response_minutes", "1441"), ("response_minutes", "soon"), ("response_minutes", ""),
        ("response_minutes", "9" * 5000), ("warranty_days", "-1"), ("warranty_days", "3651"), ("warranty_days", "1.5"),
        ("warranty_terms", "a\x00b"), ("warranty_terms", "x" * 1001),
    ],
)  # fmt: skip
def test_promises_out_of_bounds_are_refused(field, typed):
    editor = an_editor()

    answer = editor.save("promises", **{**PROMISES, field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"][field].value() == typed


def test_services_are_chosen_from_what_rada_offers():
    editor = an_editor()
    a_service("AC-GAS")

    editor.save("services", services=["AC-GAS", "AC-CLEAN"])

    assert editor.draft.services == ["AC-CLEAN", "AC-GAS"]


@pytest.mark.parametrize(
    ("chosen", "sentence"), [([], "at least one service"), (["GONE"], "any more"), (["AC-CLEAN\x00"], "any more")]
)
def test_a_service_that_is_not_offered_cannot_be_chosen(chosen, sentence):
    editor = an_editor()

    answer = editor.save("services", services=chosen)

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_checklists_hold_one_step_a_line():
    editor = an_editor()

    editor.save("checklists", **{"list_AC-CLEAN": " Ngắt điện \r\n\r\nThông ống\r\n"})

    assert editor.draft.content["checklists"] == {"AC-CLEAN": ["Ngắt điện", "Thông ống"]}


def test_an_empty_checklist_is_none():
    editor = an_editor()

    editor.save("checklists", **{"list_AC-CLEAN": " \n "})

    assert editor.draft.content["checklists"] == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("drain\npower off\ndrain", "stands twice"), ("x" * 201, "at most 200"), ("\n".join(map(str, range(41))), "40"),
        ("a\x00b", "cannot be stored"),
    ],
)  # fmt: skip
def test_a_checklist_that_cannot_be_ticked_is_refused(typed, sentence):
    editor = an_editor()

    answer = editor.save("checklists", **{"list_AC-CLEAN": typed})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert answer.context["form"]["list_AC-CLEAN"].value() == typed


def test_a_stale_page_shows_both_and_loses_nothing():
    editor = an_editor()
    seen = editor.seen("promises")
    editor.save("promises", **{**PROMISES, "response_minutes": "45"})

    stale = editor.send("promises", seen=seen, **PROMISES)

    assert stale.status_code == 409
    assert "changed this draft" in words(stale)
    assert "within 45 minutes" in words(stale)
    assert stale.context["form"]["response_minutes"].value() == "20"
    assert editor.draft.content["response_minutes"] == 45


def test_saving_again_after_the_warning_puts_the_own_words_in_place():
    editor = an_editor()
    seen = editor.seen("promises")
    editor.save("promises", **{**PROMISES, "response_minutes": "45"})
    warned = editor.send("promises", seen=seen, **PROMISES)

    again = editor.send("promises", seen=warned.context["form"]["seen"].value(), **PROMISES)

    assert again.status_code == 302
    assert editor.draft.content["response_minutes"] == 20


def test_a_colleague_in_another_part_is_no_hindrance():
    editor = an_editor()
    seen = editor.seen("promises")
    editor.save("hours", **hours(sun_state="closed"))

    answer = editor.send("promises", seen=seen, **PROMISES)

    assert answer.status_code == 302
    assert "sun" not in editor.draft.content["hours"]


def test_a_second_owner_is_named_to_the_first():
    editor = an_editor()
    seen = editor.seen("promises")
    colleague = a_member(editor.partner, "owner")
    drafts.save("promises", {"response_minutes": 5}, by=colleague, seen=seen)

    answer = editor.send("promises", seen=seen, **PROMISES)

    assert str(colleague.user) in words(answer)


def test_the_same_form_twice_is_saved_once():
    editor = an_editor()
    sent = form(seen=editor.seen("promises"), **PROMISES)

    answers = [editor.client.post("/terms/edit/promises/", sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert editor.draft.revision == 1


def test_a_key_that_was_used_for_other_content_saves_nothing_and_keeps_what_was_typed():
    editor = an_editor()
    sent = form(seen=editor.seen("promises"), **PROMISES)
    editor.client.post("/terms/edit/promises/", sent)

    answer = editor.client.post("/terms/edit/promises/", {**sent, "response_minutes": "33"})

    assert answer.status_code == 409
    assert answer.context["form"]["response_minutes"].value() == "33"
    assert editor.draft.content["response_minutes"] == 20


def test_a_form_without_a_key_is_none_of_ours():
    editor = an_editor()

    answer = editor.client.post("/terms/edit/promises/", {"seen": editor.seen("promises"), **PROMISES})

    assert answer.status_code == 400


def test_discarding_goes_back_to_what_is_published():
    editor = an_editor()
    editor.save("promises", **PROMISES)

    editor.send("discard")

    assert editor.draft.content["response_minutes"] == 15
    assert "Nothing differs" in words(editor.client.get("/terms/edit/"))


def test_the_draft_says_what_is_changed():
    editor = an_editor()
    editor.save("promises", **PROMISES)

    page = words(editor.client.get("/terms/edit/"))

    assert "within 15 minutes within 20 minutes" in page
    assert "Last changed" in page


@pytest.mark.parametrize("somebody", [a_dispatcher, a_technician])
def test_nobody_but_an_owner_edits(somebody):
    editor = an_editor()
    other = somebody(editor.partner)

    answer = signed_in(other).post("/terms/edit/promises/", form(seen=editor.seen("promises"), **PROMISES))
    with pytest.raises(PermissionDenied):
        drafts.save("promises", {}, by=other, seen=editor.seen("promises"))

    assert answer.status_code == 404
    assert TermsDraft.objects.count() == 0


def test_what_the_forms_made_can_be_read_as_terms():
    editor = an_editor()
    editor.save("hours", **hours(sun_state="closed"))
    editor.save("promises", **PROMISES)
    editor.save("checklists", **{"list_AC-CLEAN": "a\nb"})
    editor.send("prices", service="AC-CLEAN", unit="máy", kind="labour", max="1")

    assert read_terms(editor.draft.content).response_minutes == 20
