"""A charter text becomes one draft version; a refused one changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection

from partners.actors import SYSTEM, Actor
from partners.charter import CharterShapeError
from partners.models import CharterClause, CharterVersion
from partners.services import charter as charters
from tests.partners.charter_page import CLAUSES, page
from tests.partners.test_charter_shape import PUBLISHED

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_file(tmp_path):
    file = tmp_path / "charter.txt"
    file.write_text(page(), encoding="utf-8")
    return file


def run(*arguments):
    out = StringIO()
    call_command("import_charter", *map(str, arguments), stdout=out)
    return out.getvalue().strip()


def stored():
    return CharterVersion.objects.count(), CharterClause.objects.count()


def test_a_published_page_becomes_a_draft_with_every_clause(page_file):
    said = run(page_file)

    version = CharterVersion.objects.get()
    assert said == "Draft version 1: 3 sections, 14 clauses."
    assert (version.number, version.status, version.published_at) == (1, "draft", None)
    assert dict(version.clauses.values_list("code", "text")) == CLAUSES
    assert all(clause.code == f"{clause.section}{clause.number}" for clause in version.clauses.all())


@pytest.mark.parametrize("published", [PUBLISHED] if PUBLISHED.exists() else [])
def test_the_charter_of_the_web_site_is_read(published):
    assert run(published) == "Draft version 1: 3 sections, 14 clauses."
    assert stored() == (1, 14)


def test_the_same_text_again_makes_no_second_draft_and_says_so(page_file, tmp_path):
    run(page_file)
    repainted = tmp_path / "repainted.txt"
    repainted.write_text(page(above=["Tin mới"], below=[]).replace("\n", "\r\n"), encoding="utf-8-sig")

    for file in (page_file, repainted):
        assert run(file) == "Version 1 (draft) already holds this very text; nothing was written."
    assert stored() == (1, 14)


def test_another_text_is_the_next_version(page_file):
    run(page_file)
    page_file.write_text(page().replace("đúng giá", "đúng mọi giá"), encoding="utf-8")

    assert run(page_file) == "Draft version 2: 3 sections, 14 clauses."
    assert stored() == (2, 28)


def test_a_dry_run_writes_nothing(page_file):
    assert run(page_file, "--dry-run") == "Dry run: 3 sections, 14 clauses; nothing was written."
    assert stored() == (0, 0)


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (page().replace(f"  3. {CLAUSES['A3']}\n\n", "").encode(), "clause A4 stands where A3 should be"),
        (page().encode("utf-16"), "not UTF-8"),
        (b"", "empty"),
        (b"x" * 300_000, "larger than 256 KB"),
    ],
)
def test_a_refused_file_gives_the_reason_and_changes_nothing(page_file, content, reason, options):
    run(page_file)
    before = list(CharterVersion.objects.values()), list(CharterClause.objects.order_by("pk").values())
    page_file.write_bytes(content)

    with pytest.raises(CommandError, match=reason):
        run(page_file, *options)

    assert (list(CharterVersion.objects.values()), list(CharterClause.objects.order_by("pk").values())) == before


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"absent\.txt cannot be read: No such file"):
        run(tmp_path / "absent.txt")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        run(tmp_path)


@pytest.mark.parametrize("outsider", [Actor(kind="partner", partner_id=1, role="owner"), Actor(kind="customer")])
def test_only_rada_drafts_and_publishes(outsider):
    draft = charters.draft_from(page(), by=Actor(kind="rada"))

    with pytest.raises(PermissionDenied):
        charters.draft_from(page().replace("đúng giá", "mọi giá"), by=outsider)
    with pytest.raises(PermissionDenied):
        charters.publish(draft.version, by=outsider)
    assert CharterVersion.objects.get().status == "draft"


def test_a_failure_in_the_middle_leaves_no_half_a_version(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the connection dropped")

    monkeypatch.setattr(CharterClause.objects, "bulk_create", fail)

    with pytest.raises(RuntimeError):
        charters.draft_from(page())
    assert stored() == (0, 0)


def test_a_refused_text_leaves_the_service_as_the_same_refusal():
    with pytest.raises(CharterShapeError):
        charters.draft_from("Một trang khác")
    assert stored() == (0, 0)


def test_a_published_version_is_published_once_and_keeps_its_instant():
    published = charters.publish(charters.draft_from(page()).version, by=SYSTEM)

    with pytest.raises(charters.AlreadyPublishedError):
        charters.publish(published, by=SYSTEM)
    assert CharterVersion.objects.get().published_at == published.published_at is not None
    assert charters.draft_from(page()).version.status == "published"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_same_text_imported_at_once_by_two_is_one_version():
    together = Barrier(2)

    def draft(_):
        try:
            CharterVersion.objects.exists()  # both connected before either begins
            together.wait(timeout=10)
            return charters.draft_from(page()).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(draft, range(2)))

    assert sorted(made) == [False, True]
    assert stored() == (1, 14)
