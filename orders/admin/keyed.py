"""Adding through a service, once for each form: the form carries a key, so that a double click makes one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rada.platform.idempotency import Key, KeyReused, once
from rada.web.staff_pages import StaffAdmin


class KeyedAdmin(StaffAdmin):
    """A table of operations whose new rows a service makes."""

    add_form_template = "admin/keyed_add_form.html"

    def create(self, request: HttpRequest, obj: Any, form: Any) -> Model:
        """Make the row that the form asks for, through its service."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the row, or find the one that this very form made before."""
        key = request.idempotency_key  # type: ignore[attr-defined]
        obj.pk = _made_once(lambda: self.create(request, obj, form), key=key)
        obj._state.adding = False
        obj.refresh_from_db()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A form that was sent before with other content is shown anew, and said so."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except KeyReused as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())


@once
def _made_once(create: Callable[[], Model], *, key: Key) -> int:
    return create().pk
