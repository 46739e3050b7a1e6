"""Catalogues of translations without gettext's tools: a .po is read and written, a .mo is made. Pure."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAGIC = 0x950412DE
HEADER = (
    "Project-Id-Version: Rada\nLanguage: vi\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=1; plural=0;\n"
)
FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[0\])?) (".*")')


@dataclass(frozen=True, order=True)
class Message:
    """What a source asks to translate; `plural` and `context` are empty where it names none."""

    msgid: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        """The msgid as a .mo knows it."""
        msgid = f"{self.msgid}\x00{self.plural}" if self.plural else self.msgid
        return f"{self.context}\x04{msgid}" if self.context else msgid


class BadCatalogue(ValueError):
    """A line that is neither a comment, nor a field, nor the rest of one."""


def read_po(text: str) -> dict[Message, str]:
    """The translations of a .po with one plural form; the header is left out. Raises BadCatalogue, naming the line."""
    found: dict[Message, str] = {}
    entry: dict[str, str] = {}
    field = ""
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if match := FIELD.fullmatch(line):
            field = match[1].removesuffix("[0]")
            entry[field] = ast.literal_eval(match[2])
        elif line.startswith('"') and field:
            entry[field] += ast.literal_eval(line)
        elif line and not line.startswith("#"):
            raise BadCatalogue(f"line {number}: {line}")
        elif not line and entry.get("msgid"):
            message = Message(entry["msgid"], entry.get("msgid_plural", ""), entry.get("msgctxt", ""))
            found[message] = entry.get("msgstr", "")
        if not line:
            entry, field = {}, ""
    return found


def written_po(translations: Mapping[Message, str]) -> str:
    """The .po of these translations, sorted, so that a change shows as itself."""
    entries = ["\n".join(['msgid ""', 'msgstr ""', *(_quoted(f"{line}\n") for line in HEADER.splitlines())])]
    for message, words in sorted(translations.items()):
        lines = ["#, python-format"] if re.search(r"%\(\w+\)[sd]|%[sd]", message.msgid) else []
        lines += [f"msgctxt {_quoted(message.context)}"] if message.context else []
        lines.append(f"msgid {_quoted(message.msgid)}")
        lines += [f"msgid_plural {_quoted(message.plural)}"] if message.plural else []
        lines.append(f"msgstr{'[0]' if message.plural else ''} {_quoted(words)}")
        entries.append("\n".join(lines))
    return "\n\n".join(entries) + "\n"


def compiled(translations: Mapping[Message, str]) -> bytes:
    """The .mo of these translations; what has none is left out."""
    pairs = [("", HEADER), *((message.key, words) for message, words in translations.items() if words)]
    texts = sorted((key.encode(), words.encode()) for key, words in pairs)
    offset = 28 + 16 * len(texts)
    tables: list[bytes] = []
    body = b""
    for column in (0, 1):
        for text in texts:
            tables.append(struct.pack("<II", len(text[column]), offset + len(body)))
            body += text[column] + b"\x00"
    head = struct.pack("<7I", MAGIC, 0, len(texts), 28, 28 + 8 * len(texts), 0, 0)
    return head + b"".join(tables) + body


def missing(wanted: Iterable[Message], translations: Mapping[Message, str]) -> list[Message]:
    """What is asked for and has no words yet."""
    return sorted(message for message in set(wanted) if not translations.get(message))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
