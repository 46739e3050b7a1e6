"""Pages as tests read them: their forms, what stands in each field, and the sentence beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"input", "img", "br", "hr", "meta", "link", "use", "path", "rect", "wbr", "source"}


@dataclass
class Control:
    """One named field of a form. `value` is what stands in it; of a box, what it sends."""

    name: str
    kind: str
    value: str = ""
    is_checked: bool = False
    options: list[str] = field(default_factory=list)
    error: str = ""


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    attributes: dict[str, str]
    controls: list[Control] = field(default_factory=list)

    def data(self, **changes: Any) -> dict[str, list[Any]]:
        """What a browser would send, with some fields as told."""
        sent: dict[str, list[Any]] = {}
        for each in self.controls:
            if each.kind in {"checkbox", "radio"} and not each.is_checked:
                continue
            if each.kind not in {"file", "submit", "button"}:
                sent.setdefault(each.name, []).append(each.value)
        return {**sent, **{name: value if isinstance(value, list) else [value] for name, value in changes.items()}}

    def named(self, name: str) -> Control:
        """The field of that name."""
        return next(each for each in self.controls if each.name == name)


def forms_of(page: str) -> list[Form]:
    """Every form of a page, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    """Keeps the open form, the open `.field` block with its error, and the open select or textarea."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.open: list[tuple[str, dict[str, str]]] = []
        self.block: list[Control] = []
        self.text: Control | None = None
        self.error: list[str] | None = None
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        classes = told.get("class", "").split()
        if tag == "form":
            self.form = Form(told.get("action", ""), told.get("method", "get").lower(), told)
            self.forms.append(self.form)
        if "field" in classes and tag == "div":
            self.block = []
        if "field-error" in classes:
            self.error = []
        self._control(tag, told)
        if tag not in VOID:
            self.open.append((tag, told))

    def _control(self, tag: str, told: dict[str, str]) -> None:
        if self.form is None:
            return
        if tag == "option" and self.text is not None and self.text.kind == "select":
            self.text.options.append(told.get("value", ""))
            if "selected" in told or len(self.text.options) == 1:
                self.text.value = told.get("value", "")
        elif tag in {"input", "select", "textarea", "button"} and told.get("name"):
            kind = told.get("type", "text") if tag == "input" else "submit" if tag == "button" else tag
            made = Control(told["name"], kind, told.get("value", "on" if kind == "checkbox" else ""), "checked" in told)
            self.form.controls.append(made)
            self.block.append(made)
            self.text = made if tag in {"select", "textarea"} else None

    def handle_data(self, data: str) -> None:
        if self.error is not None:
            self.error.append(data)
        if self.text is not None and self.text.kind == "textarea" and self.open and self.open[-1][0] == "textarea":
            self.text.value += data

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._control(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if all(name != tag for name, _told in self.open):
            return
        if tag == "textarea" and self.text is not None:
            self.text.value = self.text.value.removeprefix("\n")
        if tag in {"select", "textarea"}:
            self.text = None
        closed: dict[str, str] = {}
        while self.open:
            name, closed = self.open.pop()
            if name == tag:
                break
        if "field-error" in closed.get("class", "").split() and self.error is not None:
            self.said = " ".join("".join(self.error).split())
            self.error = None
        if "field" in closed.get("class", "").split() and tag == "div":
            for each in self.block:
                each.error = self.said
            self.said = ""
            self.block = []
        if tag == "form":
            self.form = None
