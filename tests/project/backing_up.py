"""Real backups: commands in processes of their own, databases beside the tests' own, photos on a disk."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
import psycopg2
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from moto.server import ThreadedMotoServer

from orders.models import Assignment, OrderPhoto
from rada.launcher.places import ROOT
from rada.platform.models import StoredFile
from rada.web import clock

PHOTO = secrets.token_bytes(300_000)


@dataclass(frozen=True)
class Place:
    """A database and the folder with its photos."""

    database: str
    var: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address for DATABASE_URL."""
        kept = connection.settings_dict
        return f"postgres://{kept['USER']}:{quote(kept['PASSWORD'])}@{kept['HOST']}:{kept['PORT']}/{self.database}"

    def manage(self, *command: str | Path, **more) -> subprocess.CompletedProcess[str]:
        """One of Django's commands there, as in production's log."""
        environment = os.environ | {
            "RADA_ENV": "production", "SECRET_KEY": "s" * 60, "DATABASE_URL": self.url, "RADA_VAR": str(self.var),
            **self.settings,
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *map(str, command)],
            env=environment, capture_output=True, text=True, check=False, **more,
        )  # fmt: skip

    def asked(self, sql: str, values: list[object] | None = None) -> list[tuple]:
        """What the database answers."""
        with closing(psycopg2.connect(self.url)) as line, line.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def executed(self, sql: str) -> None:
        """A change by a session of its own, committed."""
        with closing(psycopg2.connect(self.url)) as line, line, line.cursor() as cursor:
            cursor.execute(sql)

    def rows(self) -> dict[str, tuple[int, str]]:
        """Of each table how many rows, and one sum over them all but for when retention looks next."""
        with closing(psycopg2.connect(self.url)) as line, line.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return {table: self._sum(cursor, table) for (table,) in cursor.fetchall()}

    def says(self, word: str) -> list[str]:
        """The tables that hold a row with this word."""
        with closing(psycopg2.connect(self.url)) as line, line.cursor() as cursor:
            return [table for table in self.rows() if self._holds(cursor, table, word)]

    def _holds(self, cursor, table: str, word: str) -> bool:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" AS each WHERE each::text LIKE %s)', [f"%{word}%"])
        return cursor.fetchone()[0]

    def _sum(self, cursor, table: str) -> tuple[int, str]:
        cursor.execute(
            "SELECT count(*), md5(string_agg(told, chr(10) ORDER BY told)) "
            f"FROM (SELECT (to_jsonb(each) - 'erase_after')::text AS told FROM \"{table}\" AS each) AS rows"
        )
        return cursor.fetchone()


@contextmanager
def a_fresh_place(var: Path) -> Iterator[Place]:
    """An empty database and an empty folder; the database is dropped at the end."""
    name = f"test_restored_{secrets.token_hex(6)}"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield Place(name, var)
    finally:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class Bucket:
    """Storage that speaks S3, on this machine's loopback, and the settings that name it."""

    client: Any
    settings: dict[str, str]

    def bytes_of(self, name: str) -> bytes:
        """What is kept under a name."""
        return self.client.get_object(Bucket=self.settings["S3_BUCKET"], Key=name)["Body"].read()


@contextmanager
def a_bucket() -> Iterator[Bucket]:
    """An empty bucket; gone afterwards."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=address, **keys)
    client.create_bucket(Bucket="photos")
    named = {"S3_BUCKET": "photos", "S3_ENDPOINT": address, "S3_REGION": "us-east-1"}
    try:
        yield Bucket(client, named | {"S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret"})
    finally:
        running.stop()


def a_photo_of(assignment: Assignment) -> StoredFile:
    """A photo that came with the assignment's order."""
    name = default_storage.save(f"photos/ab/{secrets.token_hex(20)}.jpg", ContentFile(PHOTO))
    stored = StoredFile.objects.create(
        digest="0" * 64, content_type="image/jpeg", size=len(PHOTO), storage_name=name, created_at=clock.now()
    )
    OrderPhoto.objects.create(order=assignment.order, file=stored)
    return stored
