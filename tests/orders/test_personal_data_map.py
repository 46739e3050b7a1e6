"""Every column that can hold text or a file is on the map of personal data: whose it is, and how it ends."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from orders.personal_data import APPS_WITHOUT_CUSTOMERS, PLACES, Kept, Personal
from rada.platform.models import StoredFile

APPS = {"platform", "orders", "complaints", "partners"}
HOLDS_WORDS = (
    models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField, ArrayField,
    models.GenericIPAddressField,
)  # fmt: skip


def holds_words(column) -> bool:
    """Texts, files and lists of texts; where only our own codes can be chosen, a column tells of nobody."""
    if column.is_relation:
        return column.related_model is StoredFile
    return isinstance(column, HOLDS_WORDS) and not column.choices


def columns_of_the_models() -> set[tuple[str, str]]:
    return {
        (model._meta.label, column.name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in APPS - APPS_WITHOUT_CUSTOMERS and not model._meta.proxy
        for column in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if holds_words(column)
    }


def test_every_column_with_words_or_files_is_on_the_map_and_nothing_else_is():
    mapped = {column for place in PLACES for column in place.columns}

    assert columns_of_the_models() - mapped == set()
    assert mapped - columns_of_the_models() == set()


def test_no_column_stands_on_the_map_twice():
    named = [column for place in PLACES for column in place.columns]

    assert sorted(named) == sorted(set(named))


def test_every_term_of_the_map_is_a_setting():
    terms = {place.kept for place in PLACES if isinstance(place, Personal)}

    assert {term.value for term in terms} == {term.value for term in Kept} == set(settings.RETENTION_DAYS)
