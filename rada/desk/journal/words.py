"""An entry of the journal in words: what was done, and each column before and after."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.contrib.admin.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateTimeField, Model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rada.web.wording import instant

# By the end of an address's name, or by the name of an action. An act without words here is told by its name.
ACTS: dict[str, Any] = {
    "add": _("added"),
    "change": _("edited"),
    "delete": _("deleted"),
    "export": _("taken away as a file"),
    "publish": _("published"),
    "decide": _("gave a decision"),
    "links": _("private links"),
    "settle": _("settled"),
    "check": _("looked at"),
    "declare": _("stamps declared"),
    "sheets": _("stamps printed"),
    "answer": _("answered"),
    "lift": _("lifted a hold"),
    "rule": _("ruled on"),
    "act": _("acted on it"),
    "hand_act": _("acted by hand"),
    "by_phone": _("took an order by telephone"),
    "apply": _("judged again"),
    "take": _("took in hand"),
    "assign": _("handed over"),
    "share_out": _("shared out"),
    "done": _("marked as done"),
    "mark_done": _("marked as done"),
    "save": _("saved"),
    "stop": _("stopped"),
    "keep_filter": _("kept a filter"),
    "remove_filter": _("removed a filter"),
    "secret": _("made a new secret"),
    "send_again": _("sent again"),
    "auth_user_password_change": _("ways of signing in"),
}


class Change(NamedTuple):
    """One column, with what stood there and what stands there now."""

    label: str
    before: str
    after: str


class Line(NamedTuple):
    """An entry as it is read."""

    act: str
    about: str
    changes: list[Change]

    def __str__(self) -> str:
        told = "; ".join(f"{change.label}: {change.before or '–'} → {change.after or '–'}" for change in self.changes)
        return " · ".join(part for part in (self.act, self.about, told) if part)


def line_of(entry: LogEntry) -> Line:
    """What the entry says, in the active language."""
    if not entry.change_message.startswith("{"):
        act = ACTS["delete"] if entry.is_deletion() else entry.get_change_message()
        return Line(str(act), "", [])
    told = json.loads(entry.change_message)
    model = entry.content_type.model_class() if entry.content_type else None
    changes = [_change(model, name, *values) for name, values in told["changes"].items()]
    return Line(str(ACTS.get(told["act"], told["act"].replace("_", " "))), told["about"], changes)


def _change(model: type[Model] | None, name: str, before: str, after: str) -> Change:
    try:
        field: Any = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        field = None
    label = str(field.verbose_name) if field is not None else name
    return Change(label, _value(field, before), _value(field, after))


def _value(field: Any, said: str) -> str:
    if not said or field is None:
        return said
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(said, said))
    if isinstance(field, BooleanField):
        return gettext("yes") if said == "true" else gettext("no")
    if isinstance(field, DateTimeField) and (at := parse_datetime(said)):
        return instant(at)
    return said
