"""The addresses that docs/operations.md gives for servers on other machines are encrypted and check certificates."""

from __future__ import annotations

import re
import ssl

import redis
from kombu import Connection

from rada.launcher.places import ROOT
from tests.project.production import settings_of_production

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PART = PAGE.partition("**Servers on other machines.**")[2].partition("\n## ")[0]
GIVEN = dict(re.findall(r'^    ([A-Z0-9_]+)="?([^"\s]+)', PART, re.MULTILINE))


def settled():
    return settings_of_production(S3_BUCKET="photos", **GIVEN)


def test_postgresql_must_bear_the_name_that_was_asked_for():
    assert settled()["DATABASES"]["default"]["OPTIONS"]["sslmode"] == "verify-full"


def test_celery_and_the_cache_check_the_certificate_of_redis():
    settings = settled()

    by_celery = redis.SSLConnection(**Connection(settings["CELERY_BROKER_URL"]).ssl)
    by_the_cache = redis.ConnectionPool.from_url(settings["CACHES"]["default"]["LOCATION"]).make_connection()

    assert [each.cert_reqs for each in (by_celery, by_the_cache)] == [ssl.CERT_REQUIRED] * 2
    assert [each.check_hostname for each in (by_celery, by_the_cache)] == [True] * 2


def test_mail_and_photos_go_by_tls():
    settings = settled()

    assert settings["EMAIL_USE_TLS"] is True
    assert settings["STORAGES"]["default"]["OPTIONS"]["endpoint_url"].startswith("https://")
