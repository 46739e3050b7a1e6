"""Around every view of operations: what a POST changed, and what was taken away as a file, becomes an entry.

The entry is written in the act's own transaction: both stand or neither does. A refused form wrote nothing, and leaves
none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from rada.desk.journal.snapshots import Snapshot, difference, snapshot
from rada.desk.journal.written import Written
from rada.desk.models import JournalEntry
from rada.web import clock

View = Callable[..., Any]
LONGEST_NAME = 200
JOURNAL = JournalEntry._meta.db_table


def recorded(view: View) -> View:
    """The view, with an entry for what it did."""
    page = getattr(view, "__self__", None)
    page = page if isinstance(page, admin.ModelAdmin) else None

    @wraps(view)
    def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            answer = view(request, *args, **kwargs)
            if _is_taken_away(answer):
                _enter(request.user, page.model if page else None, "", act="export", about=request.GET.urlencode())
            return answer
        with transaction.atomic():
            return _watched_post(view, page, request, args, kwargs)

    return watched


def _watched_post(view: View, page: Any, request: HttpRequest, args: Any, kwargs: Any) -> Any:
    by, written, keys = request.user, Written(), _asked_about(request, kwargs)
    before = _rows(page, keys, request)
    with connection.execute_wrapper(written):
        answer = view(request, *args, **kwargs)
    if not written.tables or JOURNAL in written.tables:
        return answer
    told, words = getattr(request, "told", (None, ""))
    act = _act(request, page)
    if told is not None and str(told.pk) not in before:
        keys, before = [str(told.pk)], {str(told.pk): {}}
    after = _rows(page, keys, request)
    changed = {key: difference(page.model, before.get(key, {}), row) for key, row in after.items()} if page else {}
    differing = [key for key, columns in changed.items() if columns]
    if act == "change" and not differing and not words:
        return answer  # the form was saved as it stood
    for key in differing or keys or [""]:
        _enter(by, page.model if page else None, key, act=act, about=words, changes=changed.get(key, {}))
    return answer


def _is_taken_away(answer: Any) -> bool:
    return isinstance(answer, HttpResponseBase) and "attachment" in answer.get("Content-Disposition", "")


def _asked_about(request: HttpRequest, kwargs: dict[str, Any]) -> list[str]:
    """The keys of the rows that the address or the ticked boxes name."""
    named = kwargs.get("object_id") or kwargs.get("pk") or kwargs.get("id")
    if named is not None:
        return [str(named)]
    return request.POST.getlist("_selected_action") if request.POST.get("action") else []


def _act(request: HttpRequest, page: Any) -> str:
    """What was done, by the end of the address's name or by the chosen action."""
    name = str(request.resolver_match.url_name) if request.resolver_match else ""
    if request.POST.get("action"):
        return str(request.POST["action"])
    return name.removeprefix(f"{page.opts.app_label}_{page.opts.model_name}_") if page else name


def _rows(page: Any, keys: list[str], request: HttpRequest) -> dict[str, Snapshot]:
    """The rows as they stand, by key, each with those rows of others that its form showed."""
    if page is None or not keys:
        return {}
    found = page.model._default_manager.filter(pk__in=[key for key in keys if key.isdecimal()])
    return {str(row.pk): {**snapshot(row), **_beside(page, row, request)} for row in found}


def _beside(page: Any, row: Model, request: HttpRequest) -> Snapshot:
    """Rows that stand on the row's own form, each as one text."""
    told: Snapshot = {}
    for inline in page.inlines:
        link = next(field for field in inline.model._meta.fields if field.related_model is page.model)
        if f"{link.remote_field.get_accessor_name()}-TOTAL_FORMS" in request.POST:
            for other in inline.model._default_manager.filter(**{link.name: row}):
                told[str(other)] = json.dumps(snapshot(other), ensure_ascii=False)
    return told


def _enter(
    by: Any,
    model: type[Model] | None,
    key: str,
    *,
    act: str,
    about: str,
    changes: dict[str, list[str]] | None = None,
) -> None:
    row = model._default_manager.filter(pk=key).first() if model is not None and key else None
    JournalEntry.objects.create(
        action_time=clock.now(),
        user=by,
        content_type=ContentType.objects.get_for_model(model, for_concrete_model=False) if model else None,
        object_id=key or None,
        object_repr=str(row if row is not None else "")[:LONGEST_NAME],
        action_flag=ADDITION if act == "add" else CHANGE,
        change_message=json.dumps({"act": act, "about": about, "changes": changes or {}}, ensure_ascii=False),
    )
