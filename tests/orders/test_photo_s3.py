"""Photos on S3-compatible storage: a real S3 server on this machine's loopback, and what happens when it is away."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import override_settings
from moto.server import ThreadedMotoServer

from orders.photos import intake, tidying
from orders.photos.refusals import PhotoRefused
from rada.platform.files import serve
from rada.platform.models import StoredFile
from rada.web import clock
from tests.orders.pictures import photo, sent

BUCKET = "rada-photos"
KEYS = {"access_key": "key", "secret_key": "secret", "region_name": "us-east-1"}
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server with an empty bucket."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1"
    ).create_bucket(Bucket=BUCKET)
    yield address
    running.stop()


def storage_at(address: str, settings):
    options = {"bucket_name": BUCKET, "endpoint_url": address, **KEYS}
    s3 = {"BACKEND": "rada.platform.storage.PrivateS3Storage", "OPTIONS": options}
    return override_settings(STORAGES=settings.STORAGES | {"default": s3})


@pytest.fixture
def stored(server, settings):
    with storage_at(server, settings):
        yield intake.take(sent(photo()), by="user:1").stored


def served(stored: StoredFile, *, thumbnail: bool = False) -> bytes:
    with closing(serve(stored, thumbnail=thumbnail)) as answer:
        return b"".join(answer.streaming_content)


def test_a_photo_is_kept_and_served_from_the_bucket(stored):
    kept, small = served(stored), served(stored, thumbnail=True)

    assert kept.startswith(b"\xff\xd8")
    assert small.startswith(b"\xff\xd8")
    assert len(small) < len(kept) == stored.size


def test_nobody_reads_it_without_our_keys(stored, server):
    line = http.client.HTTPConnection(server.removeprefix("http://"))
    line.request("GET", f"/{BUCKET}?acl")
    said = line.getresponse().read().decode()

    assert "AllUsers" not in said
    assert default_storage.url(stored.storage_name).count("Signature") >= 1


def test_what_nothing_refers_to_leaves_the_bucket(stored):
    StoredFile.objects.filter(pk=stored.pk).update(created_at=clock.now() - 2 * timedelta(days=1))

    removed = tidying.tidy(clock.now())

    assert removed == 1
    assert not default_storage.exists(stored.storage_name)
    assert not default_storage.exists(stored.thumbnail_name)


def test_a_storage_that_is_away_refuses_the_photo_and_keeps_no_row(settings, server):
    with storage_at("http://127.0.0.1:9", settings), pytest.raises(PhotoRefused) as refused:
        intake.take(sent(photo()), by="user:1")

    assert refused.value.code == "storage_away"
    assert StoredFile.objects.count() == 0
