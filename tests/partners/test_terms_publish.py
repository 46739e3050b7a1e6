"""Preview, difference, publish: a draft becomes a version at a chosen start, and orders keep theirs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from partners import selectors
from partners.models import Partner, TermsVersion
from partners.services import drafts, terms
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, MONDAY, a_dispatcher, an_offer, an_order, an_owner, published
from tests.partners.terms_editor import an_editor, words
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

PROMISES = {"response_minutes": "20", "warranty_days": "180", "warranty_terms": ""}
TOMORROW = {"start": "later", "day": "2026-03-03", "hour": "08:00"}


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def editor():
    """An owner whose draft answers within 20 minutes instead of 15."""
    editing = an_editor()
    editing.save("promises", **PROMISES)
    return editing


def publish(editor, **fields):
    """Send the sheet of the preview as it stands."""
    return editor.send("publish", **{"revision": editor.draft.revision, "start": "now", **fields})


def versions(editor):
    return list(TermsVersion.objects.filter(partner=editor.partner).order_by("number"))


def test_the_preview_shows_the_draft_and_what_changes(editor):
    page = words(editor.client.get("/terms/publish/"))

    assert "Changes since version 1" in page
    assert "within 15 minutes within 20 minutes" in page
    assert "Orders already offered keep the terms" in page


def test_published_terms_are_in_force_at_once_under_the_publishers_name(editor):
    answer = publish(editor)

    first, second = versions(editor)
    assert answer.url == "/terms/"
    assert (second.number, second.starts_at, second.published_at) == (2, MONDAY, MONDAY)
    assert second.published_by_id == editor.owner.member_id
    assert selectors.terms_in_force(editor.partner, MONDAY) == second
    assert first.content["response_minutes"] == 15


def test_an_order_keeps_the_terms_it_was_offered_under(editor):
    offer = an_offer(an_order(at=MONDAY - HOUR), editor.partner, at=MONDAY - HOUR)

    publish(editor)

    offer.refresh_from_db()
    assert offer.terms.content["response_minutes"] == 15


def test_a_later_start_is_the_wall_clock_of_vietnam(editor):
    publish(editor, **TOMORROW)

    second = versions(editor)[1]
    assert second.starts_at == MONDAY + DAY - HOUR
    assert selectors.terms_in_force(editor.partner, MONDAY).number == 1
    assert selectors.terms_in_force(editor.partner, second.starts_at).number == 2


@pytest.mark.parametrize(
    ("start", "field"),
    [
        ({"day": "2026-03-01"}, "day"),
        ({"day": "2026-03-02", "hour": "09:00"}, "day"),
        ({"day": "2027-03-05"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "soon"}, "day"),
        ({"hour": ""}, "hour"),
        ({"hour": "25:00"}, "hour"),
        ({"start": "yesterday"}, "start"),
        ({"start": ""}, "start"),
    ],
)
def test_a_start_that_is_none_is_refused_in_the_open_sheet(editor, start, field):
    answer = publish(editor, **{**TOMORROW, **start})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "data-rada-sheet open>" in answer.content.decode()
    assert len(versions(editor)) == 1


def test_a_microsecond_ahead_is_a_start_and_the_present_is_none(editor):
    revision = editor.draft.revision
    with pytest.raises(drafts.BadStart):
        drafts.publish(by=editor.owner, revision=revision, starts_at=MONDAY)

    number = drafts.publish(by=editor.owner, revision=revision, starts_at=MONDAY + timedelta(microseconds=1))

    assert number == 2


def test_a_draft_that_changed_after_the_preview_is_not_published(editor):
    previewed = editor.draft.revision
    editor.save("promises", **{**PROMISES, "response_minutes": "99"})

    answer = publish(editor, revision=previewed)

    assert answer.status_code == 409
    assert "within 99 minutes" in words(answer)
    assert len(versions(editor)) == 1


def test_publishing_twice_with_one_key_makes_one_version(editor):
    sent = form(revision=editor.draft.revision, start="now")

    answers = [editor.client.post("/terms/publish/", sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert len(versions(editor)) == 2


def test_the_same_content_twice_is_one_version(editor):
    publish(editor)

    answer = publish(editor)

    assert answer.status_code == 409
    assert "Version 2 says the same already" in words(answer)
    assert len(versions(editor)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_publish_at_the_same_moment_make_one_version():
    editing = an_editor()
    editing.save("promises", **PROMISES)
    revision = editing.draft.revision

    def send(_number):
        try:
            with clock.standing_at(MONDAY):
                return drafts.publish(by=editing.owner, revision=revision)
        except drafts.ChangedMeanwhile:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        numbers = list(both.map(send, range(2)))

    assert sorted(numbers, key=str) == [2, None]
    assert len(versions(editing)) == 2


def test_a_version_that_is_announced_can_be_followed_by_one_that_starts_sooner(editor):
    publish(editor, **TOMORROW)

    page = words(editor.client.get("/terms/publish/"))
    publish(editor)

    assert "Version 2 is announced" in page
    assert [(each.number, each.starts_at) for each in versions(editor)[1:]] == [(2, MONDAY + 23 * HOUR), (3, MONDAY)]


def test_the_service_of_terms_does_not_take_an_announced_version_for_one_that_is_in_force(editor):
    announced = terms.publish(editor.partner, published(response_minutes=5), starts_at=MONDAY + DAY, by=editor.owner)

    now = terms.publish(editor.partner, published(response_minutes=5), by=editor.owner)

    assert (announced.number, now.number, now.starts_at) == (2, 3, MONDAY)


def test_a_draft_that_lacks_something_names_it_and_offers_no_button(editor):
    drafts.remove_wards(["00070"], by=editor.owner)

    page = editor.client.get("/terms/publish/")
    answer = publish(editor)

    assert "Before you can publish: Areas : Choose at least one ward." in words(page)
    assert b'action="/terms/publish/"' not in page.content
    assert answer.status_code == 409
    assert len(versions(editor)) == 1


def test_only_an_owner_of_the_partner_publishes(editor):
    others = [a_dispatcher(editor.partner), an_editor().owner]

    answer = signed_in(others[0]).post("/terms/publish/", form(revision=editor.draft.revision, start="now"))
    for other in others:
        with pytest.raises(PermissionDenied):
            terms.publish(editor.partner, published(), by=other)

    assert answer.status_code == 404
    assert len(versions(editor)) == 1


def test_versions_are_listed_with_where_they_stand(editor):
    publish(editor)
    editor.save("promises", **{**PROMISES, "response_minutes": "30"})
    publish(editor, **TOMORROW)

    with clock.standing_at(MONDAY + MINUTE):
        page = editor.client.get("/terms/")

    assert [(row.version.number, row.word) for row in page.context["rows"]] == [
        (3, "to come"),
        (2, "in force"),
        (1, "earlier"),
    ]


def test_a_version_tells_its_difference_from_the_one_before(editor):
    publish(editor)

    page = words(editor.client.get("/terms/2/"))

    assert "Changes since version 1" in page
    assert "within 15 minutes within 20 minutes" in page
    assert str(editor.owner.user) in page


def test_old_versions_come_page_by_page(editor):
    for minutes in range(30, 55):
        terms.publish(editor.partner, published(response_minutes=minutes))

    first = editor.client.get("/terms/")
    second = editor.client.get("/terms/", {"before": first.context["older"]})
    broken = editor.client.get("/terms/", {"before": "x" * 50})

    numbers = [row.version.number for page in (first, second) for row in page.context["rows"]]
    assert numbers == list(range(26, 0, -1))
    assert broken.context["rows"][0].version.number == 26


def test_terms_that_are_pinned_by_name_alone_are_nobodys_page(editor):
    (pinned,) = terms.pinned(editor.partner, [published(response_minutes=1)])

    assert editor.client.get(f"/terms/{pinned.number}/").status_code == 404
    assert [row.version.number for row in editor.client.get("/terms/").context["rows"]] == [1]


def test_a_dispatcher_reads_and_is_offered_no_editor(editor):
    client = signed_in(a_dispatcher(editor.partner))

    page = client.get("/terms/")

    assert "within 15 minutes" in words(page)
    assert b"/terms/edit/" not in page.content


def test_a_partner_without_terms_is_told_what_to_do_first():
    bare = Partner.objects.create(name="Thợ Mới", name_sort="tho moi", created_at=MONDAY)
    client = signed_in(an_owner(bare))

    pages = {name: client.get(f"/terms/{name}") for name in ("", "edit/", "publish/")}

    assert {page.status_code for page in pages.values()} == {200}
    assert "Write the terms" in words(pages[""])
    assert "Choose at least one service." in words(pages["edit/"])
