"""Every box for a text stores it composed (NFC) and refuses what no database keeps, in operations too."""

from __future__ import annotations

import unicodedata

from django import forms
from django.contrib import admin
from django.test import RequestFactory
from django.urls import get_resolver

from partners.models import User
from rada.web.form_fields import StoredText

OURS = {"partners", "orders", "complaints", "rada"}
# Chosen or looked up, never stored as they were typed; `phone` is stored as +84.
NO_TEXTS = {"phone", "ward", "handler", "decision", "cost_shown", "endpoint", "p256dh", "auth", "url", "slug", "prefix"}


def every_form(kind: type[forms.BaseForm] = forms.BaseForm) -> set[type[forms.BaseForm]]:
    """The forms of our own that any address uses, found by walking what was loaded."""
    assert get_resolver().url_patterns
    below = {form for child in kind.__subclasses__() for form in every_form(child)}
    return below | ({kind} if kind.__module__.split(".")[0] in OURS else set())


def loose(fields: dict[str, forms.Field]) -> list[str]:
    """The boxes for a text that store it as it was typed."""
    return [
        name
        for name, field in fields.items()
        if type(field) is forms.CharField
        and not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput)
        and name not in NO_TEXTS
    ]


def test_every_box_of_a_form_stores_a_composed_text():
    found = {
        f"{form.__module__}.{form.__name__}": names
        for form in every_form()
        if not issubclass(form, forms.BaseModelForm) and "gallery" not in form.__module__
        if (names := loose(form.base_fields))
    }

    assert found == {}


def test_every_box_of_operations_stores_a_composed_text():
    request = RequestFactory().get("/")
    request.user = User(is_staff=True, is_superuser=True)

    found = {
        model._meta.label: names
        for model, page in admin.site._registry.items()
        if page.has_add_permission(request) or page.has_change_permission(request)
        if (names := loose(page.get_form(request).base_fields))
    }

    assert found == {}


def test_a_decomposed_text_comes_out_composed():
    assert StoredText().clean(unicodedata.normalize("NFD", "Điều hòa")) == unicodedata.normalize("NFC", "Điều hòa")
