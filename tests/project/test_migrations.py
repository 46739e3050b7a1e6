"""Migrations beside an application that works: a bad one is refused, a good one fails nobody."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

import orders.migrations
from rada.platform.management.commands import migrate
from tests import factories as make
from tests.migrating import rules
from tests.project.engaging import engaging

pytestmark = pytest.mark.django_db(transaction=True)

HEAD = """
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

def fill(apps, schema_editor):
    pass

class Migration(migrations.Migration):
    dependencies = [("orders", {after!r})]
    atomic = {atomic}
    operations = [{operations}]
"""
COLUMN = 'migrations.AddField("order", "shade", models.IntegerField({kind}))'
INDEX = 'models.Index(fields=["{field}", "created_at"], name="order_by_shade")'
CHECK = 'models.CheckConstraint(condition=models.Q(code__gt=""), name="a_code_is_given")'
FILL = "migrations.RunPython(fill, migrations.RunPython.noop)"


@pytest.fixture
def written(tmp_path, settings, monkeypatch):
    """Write more migrations of orders, in a copy of their folder."""
    package = f"migrations_of_{tmp_path.name.replace('-', '_')}"
    shutil.copytree(Path(orders.migrations.__file__).parent, tmp_path / package)
    settings.MIGRATION_MODULES = {"orders": package}
    monkeypatch.syspath_prepend(tmp_path)
    after = sorted(tmp_path.glob(f"{package}/0*.py"))[-1].stem

    def write(*operations: str, atomic: bool = True) -> str:
        name = f"{int(after[:4]) + 1:04}_written"
        text = HEAD.format(after=after, atomic=atomic, operations=", ".join(operations))
        (tmp_path / package / f"{name}.py").write_text(text, encoding="utf-8")
        return f"orders.{name}"

    yield write
    for module in [name for name in sys.modules if name.startswith(package)]:
        del sys.modules[module]


@pytest.fixture
def undone():
    """Afterwards the table is as it was."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS order_by_shade; ALTER TABLE orders_order DROP COLUMN IF EXISTS shade")
        cursor.execute("DELETE FROM django_migrations WHERE name LIKE %s", ["%_written"])


@pytest.mark.parametrize(
    "operation",
    [
        COLUMN.format(kind=""),
        COLUMN.format(kind="default=0"),
        'migrations.RemoveField("order", "description")',
        'migrations.RenameField("order", "description", "words")',
        'migrations.RenameModel("LegalHold", "Hold")',
        'migrations.DeleteModel("OrderPhoto")',
        'migrations.AlterField("order", "ward", models.IntegerField())',
        'migrations.AddIndex("order", models.Index(fields=["description"], name="order_by_words"))',
        f'migrations.AddConstraint("order", {CHECK})',
        'migrations.AddConstraint("order", models.UniqueConstraint(fields=["description"], name="one_description"))',
        FILL,
        f"{COLUMN.format(kind='null=True')}, {FILL}",
    ],
)
def test_a_migration_that_would_hold_up_or_break_what_runs_is_refused(written, operation):
    name = written(operation)

    assert rules.refused() == [name]


@pytest.mark.parametrize(
    ("operations", "atomic"),
    [
        ([COLUMN.format(kind="null=True")], True),
        ([COLUMN.format(kind="db_default=0")], True),
        ([f'AddIndexConcurrently("order", {INDEX.format(field="ward")})'], False),
        ([f'AddConstraintNotValid("order", {CHECK})'], True),
        ([FILL], False),
        (['migrations.CreateModel("Shade", [("id", models.BigAutoField(primary_key=True)), '
          '("name", models.CharField(max_length=9, unique=True, db_index=True))])'], True),
    ],
)  # fmt: skip
def test_a_migration_by_the_rules_passes(written, operations, atomic):
    written(*operations, atomic=atomic)

    assert rules.refused() == []


def test_a_second_half_passes_where_it_is_allowed_by_name(written, monkeypatch):
    monkeypatch.setitem(rules.ALLOWED, written('migrations.RemoveField("order", "description")'), "the code is gone")

    assert rules.refused() == []


def test_every_migration_there_is_keeps_the_rules_or_was_before_them():
    assert rules.refused() == []


def test_a_migration_is_applied_while_requests_go_on(written, undone):
    written(
        COLUMN.format(kind="db_default=0"),
        f'AddIndexConcurrently("order", {INDEX.format(field="shade")})',
        atomic=False,
    )

    with engaging():
        call_command("migrate", "orders", verbosity=0)

    assert shade_is_there()
    assert valid("order_by_shade")


def test_a_table_that_somebody_holds_is_tried_again_and_the_others_pass(written, undone, monkeypatch, capsys):
    written(COLUMN.format(kind="db_default=0"))
    monkeypatch.setattr(migrate, "PAUSES", (0.3,) * 20)

    with orders_held() as let_go, engaging() as partner:
        monkeypatch.setattr(migrate.time, "sleep", lambda _pause: let_go() if partner.engaged > 3 else None)
        call_command("migrate", "orders", verbosity=0)

    assert "A table is held" in capsys.readouterr().err
    assert shade_is_there()


def test_an_index_whose_building_was_cut_off_is_built_again(written, undone, monkeypatch, capsys):
    written(f'AddIndexConcurrently("order", {INDEX.format(field="ward")})', atomic=False)

    with orders_held() as let_go:
        monkeypatch.setattr(migrate.time, "sleep", lambda _pause: let_go())
        call_command("migrate", "orders", verbosity=0)

    assert "A table is held" in capsys.readouterr().err
    assert valid("order_by_shade")


@contextmanager
def orders_held() -> Iterator[Callable[[], None]]:
    """Another session writes orders until what this yields is called; who waits for them here gives up soon."""
    held, ended = threading.Event(), threading.Event()
    writer = threading.Thread(target=write_orders, args=(held, ended))
    writer.start()
    held.wait()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")

    def let_go() -> None:
        ended.set()
        writer.join()

    try:
        yield let_go
    finally:
        let_go()
        connection.close()


def write_orders(held: threading.Event, ended: threading.Event) -> None:
    """A transaction that writes orders, and ends when it is told to."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE orders_order IN ROW EXCLUSIVE MODE")
            held.set()
            ended.wait(20)
            cursor.execute("COMMIT")
    finally:
        connection.close()


def shade_is_there() -> bool:
    make.an_order()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT shade FROM orders_order")
        return cursor.fetchall() == [(0,)]


def valid(index: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [index])
        return cursor.fetchall() == [(True,)]
