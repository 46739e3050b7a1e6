"""Every text that the sources ask to translate, found by reading them: Python by its syntax, templates by Django's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

from rada.lib.catalogue import Message

TRANSLATORS = {
    name: kind
    for kind in ("gettext", "ngettext", "pgettext", "npgettext")
    for name in (kind, f"{kind}_lazy", f"{kind}_noop")
}
CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
PROJECT = ("rada", "partners", "orders", "complaints", "templates")
OTHERS = (
    "unfold", "axes", "rest_framework", "django.contrib.admin", "django.contrib.auth", "django.contrib.messages",
    "django.contrib.postgres", "django.core", "django.db.models", "django.forms", "django.utils", "django.views",
)  # fmt: skip
TEMPLATE_SUFFIXES = {".html", ".txt"}


def messages_under(folder: Path) -> Iterator[Message]:
    """The messages of every Python file and template under a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from messages_of_python(path.read_text(encoding="utf-8"))
        elif path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts:
            yield from messages_of_template(path.read_text(encoding="utf-8"))


def messages_of_python(source: str) -> Iterator[Message]:
    """The messages of one module; a translator is known by its import, whatever it is called there."""
    tree = ast.parse(source)
    known = {"_": "gettext"} if "as _" in source else {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            known |= {
                name.asname or name.name: TRANSLATORS[name.name] for name in node.names if name.name in TRANSLATORS
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            kind = known.get(called) if isinstance(node.func, ast.Name) else TRANSLATORS.get(called)
            if kind is not None:
                yield from _message(kind, node)


def messages_of_template(source: str) -> Iterator[Message]:
    """The messages of one template."""
    code = templatize(source)
    for match in CALL.finditer(code):
        call = _call_at(code, match.start())
        if call is not None:
            yield from _message("gettext" if match[1] == "_" else match[1], call)


def _call_at(code: str, start: int) -> ast.Call | None:
    """The call that begins there: up to the first closing bracket with which it can be read."""
    end = start
    while (end := code.find(")", end) + 1) > 0:
        try:
            parsed = ast.parse(code[start:end], mode="eval").body
        except SyntaxError:
            continue
        return parsed if isinstance(parsed, ast.Call) else None
    return None


def _message(kind: str, call: ast.Call) -> Iterator[Message]:
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    context = texts.pop(0) if kind in {"pgettext", "npgettext"} and texts else ""
    if kind in {"ngettext", "npgettext"} and len(texts) >= 2:
        yield Message(texts[0], texts[1], context)
    elif texts and texts[0]:
        yield Message(texts[0], "", context)


def messages_of_project() -> set[Message]:
    """What this project's own sources ask for."""
    return {message for folder in PROJECT for message in messages_under(settings.BASE_DIR / folder)}


@cache
def messages_of_others() -> frozenset[Message]:
    """What the packages ask for whose pages people see here, and whose own Vietnamese has gaps."""
    folders = [Path(str(import_module(name).__file__)).parent for name in OTHERS]
    return frozenset(message for folder in folders for message in messages_under(folder))
