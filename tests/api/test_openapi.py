"""The description of the API: up to the code, whole, and open to read."""

from __future__ import annotations

import re

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from rada.platform.management.commands import openapi
from tests.api.calling import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def described():
    return yaml.safe_load((settings.BASE_DIR / openapi.FILE).read_text(encoding="utf-8"))


def operations_of(described):
    return {each["operationId"]: each for path in described["paths"].values() for each in path.values()}


SAYING = {"type", "$ref", "oneOf", "anyOf", "allOf", "enum", "const"}
WITHIN = ("items", "additionalProperties", "not")


def schemas_in(told, place=()):
    """Every schema that the description holds, with its place."""
    if isinstance(told, list):
        for number, each in enumerate(told):
            yield from schemas_in(each, (*place, number))
    elif isinstance(told, dict):
        is_named = place[-1:] in {("schema",), *((name,) for name in WITHIN)} or place[-2:-1] in {
            ("properties",), ("schemas",), ("oneOf",), ("anyOf",), ("allOf",),
        }  # fmt: skip
        if is_named:
            yield place, told
        for name, each in told.items():
            if name not in {"example", "examples", "default"}:
                yield from schemas_in(each, (*place, name))


def test_every_schema_says_its_type(described):
    found = dict(schemas_in(described))

    assert len(found) > 500
    assert [place for place, schema in found.items() if not SAYING & set(schema)] == []


def test_the_file_is_up_to_the_code(capsys):
    call_command("openapi", check=True)

    assert "up to the code" in capsys.readouterr().out


def test_a_file_that_says_something_else_is_noticed(tmp_path, settings):
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="out of date"):
        call_command("openapi", check=True)


def test_every_operation_says_what_it_does_and_what_may_go_wrong(described):
    operations = operations_of(described)

    assert described["openapi"].startswith("3.1")
    assert [name for name, each in operations.items() if not each.get("description")] == []
    assert [name for name, each in operations.items() if "429" not in each["responses"]] == []
    assert [name for name, each in operations.items() if not any(code < "300" for code in each["responses"])] == []


def test_every_write_with_a_body_shows_an_example(described):
    without = [
        name
        for name, each in operations_of(described).items()
        if "application/json" in each.get("requestBody", {}).get("content", {})
        and "examples" not in each["requestBody"]["content"]["application/json"]
    ]

    assert without == []


def test_every_write_but_signing_in_and_phone_codes_names_its_key(described):
    unkeyed = [
        each["operationId"]
        for path in described["paths"].values()
        for method, each in path.items()
        if method != "get" and not any(p["name"] == "Idempotency-Key" for p in each.get("parameters", []))
    ]

    assert sorted(unkeyed) == ["confirm_phone", "refresh_session", "send_phone_code", "sign_in", "sign_out"]


def test_an_operation_is_named_as_a_program_calls_it(described):
    operations = operations_of(described)
    named = sum(len(path) for path in described["paths"].values())

    assert len(operations) == named
    assert {"sign_in", "accept", "send_message", "get_messages", "place_order"} <= set(operations)
    assert [name for name in operations if re.search(r"_(get|post|put|patch|delete|view)$", name)] == []


def test_what_stands_for_a_parameter_or_field_that_is_left_out_would_be_taken(described):
    """Generated clients send it."""
    parameters = [p["schema"] for each in operations_of(described).values() for p in each.get("parameters", [])]
    components = described["components"]["schemas"].values()
    fields = [field for each in components for field in each.get("properties", {}).values()]

    told = [each for each in (*parameters, *fields) if "default" in each and each["default"] is not None]
    assert [each for each in told if each["default"] not in each.get("enum", [each["default"]])] == []
    assert [each for each in told if len(str(each["default"])) < each.get("minLength", 0)] == []


def test_what_is_open_to_all_asks_for_no_token_and_nothing_else_does_so(described):
    """A generated client wants a token where the description names one."""
    unasked = {name for name, each in operations_of(described).items() if "security" not in each}

    assert {"sign_in", "refresh_session", "get_services", "get_terms"} <= unasked
    assert not {"get_me", "accept", "place_order", "send_photo", "sign_out"} & unasked


def test_a_write_that_an_integration_may_do_says_for_whom(described):
    """Though a stranger may do it as well."""
    written = [each for path in described["paths"].values() for method, each in path.items() if method != "get"]
    programs = [each for each in written if {"integration": []} in each.get("security", [])]

    unsaid = [each for each in programs if not any(p["name"] == "Rada-Acting-For" for p in each["parameters"])]
    assert {"place_order", "send_photo", "accept"} <= {each["operationId"] for each in programs}
    assert [each["operationId"] for each in unsaid] == []


def test_anybody_reads_the_description_and_its_page():
    client = Caller().client

    schema, page = client.get("/api/v1/schema/"), client.get("/api/v1/docs/")

    assert (schema.status_code, page.status_code) == (200, 200)
    assert b"swagger-ui" in page.content
    assert b"//cdn" not in page.content
