"""Looking for people in logs: what is there is found, in each spelling that a log may give it."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tests.factories import an_order
from tests.faults.logs import personal_data, personal_words

NAME = "Trần Thị Hà"


@pytest.mark.parametrize("spelt", [NAME, quote(NAME), json.dumps(NAME)], ids=["as it is", "in an address", "in JSON"])
def test_a_name_is_found_in_the_file_that_holds_it(tmp_path, spelt):
    (tmp_path / "web.log").write_text(f"12:00 INFO answered {spelt} 200\n", encoding="utf-8")
    (tmp_path / "beat.log").write_text("12:00 INFO beat\n", encoding="utf-8")

    assert personal_data(tmp_path, [NAME, "12 Hàng Bài"]) == [f"web.log holds {NAME!r}"]


@pytest.mark.django_db
def test_what_is_looked_for_is_what_people_told():
    an_order()

    assert personal_words() >= {NAME, "12 Hàng Bài", "Máy lạnh chảy nước", "912345678", "0912 345 678"}
