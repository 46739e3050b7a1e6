"""No list of operations asks the database more often because there is more in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rada.web import clock
from tests.desk import an_account, signed_in
from tests.desk_world import NOW, a_whole_desk
from tests.portal import a_side
from tests.two_sides import disputed, photographed

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.thorough]


def lists() -> dict[Any, str]:
    """The address of every table's list."""
    return {
        model: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }


def sizes() -> dict[Any, int]:
    """How many rows each table has."""
    return {model: model._default_manager.count() for model in lists()}


def asked_by(client: Any) -> dict[Any, int]:
    """How many queries each list takes."""
    counted = {}
    for model, path in lists().items():
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counted[model] = len(queries)
    return counted


def test_no_list_of_operations_takes_more_queries_for_more_rows():
    with clock.standing_at(NOW):
        a_whole_desk()
        client = signed_in(an_account("root", is_superuser=True))
        asked_by(client)  # what is looked up once is known from here on
        few, before = asked_by(client), sizes()
        for number in range(4):
            side = a_side(f"More {number}", NOW)
            disputed(side)
            photographed(side)
        many, after = asked_by(client), sizes()

    grown = {model for model in few if after[model] > before[model]}
    assert len(grown) >= 12
    assert {model._meta.label: (few[model], many[model]) for model in grown if many[model] > few[model]} == {}
    assert {model._meta.label: many[model] for model in many if many[model] > 25} == {}
