"""The portal as an app: its manifest, the service worker, the page without a connection, fresh badges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from rada.web import clock
from tests.factories import MONDAY, an_offer, an_order, an_owner
from tests.portal import signed_in

pytestmark = pytest.mark.django_db


def test_the_manifest_names_pictures_that_exist():
    manifest = json.loads(signed_in(None).get("/manifest.webmanifest").content)

    files = [icon["src"].removeprefix(settings.STATIC_URL) for icon in manifest["icons"]]
    assert all(finders.find(name) for name in files)
    assert {icon.get("purpose") for icon in manifest["icons"]} == {None, "maskable"}
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")


def test_the_worker_keeps_the_offline_page_and_only_files_that_exist():
    stranger = signed_in(None)

    script = stranger.get("/sw.js").content.decode()

    told = json.loads(script.splitlines()[0].removeprefix("const SHELL = ").removesuffix(";"))
    assert [stranger.get(told["offline"]).status_code, told["files"][0]] == [200, told["offline"]]
    assert all(finders.find(name.removeprefix(settings.STATIC_URL)) for name in told["files"][1:])
    assert script.endswith((Path(settings.BASE_DIR) / "static" / "sw.js").read_text(encoding="utf-8"))


def test_the_offline_page_is_the_same_for_everybody():
    owner = an_owner(an_offer(an_order(), at=MONDAY).partner)

    pages = {signed_in(actor).get("/offline/").content for actor in (None, owner)}

    assert len(pages) == 1


def test_badges_tell_the_offers_that_wait():
    offer = an_offer(an_order(at=MONDAY), at=MONDAY)

    with clock.standing_at(MONDAY):
        told = signed_in(an_owner(offer.partner)).get("/badges/").json()

    assert told["offers"] == 1
    assert told["badges"]["/today/"] == 1
