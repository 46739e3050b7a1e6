"""Vietnamese is whole: every text that a source asks for has words, and the .mo says what the .po says."""

from __future__ import annotations

import gettext
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from orders.wording import breach_sentence
from rada.lib.catalogue import BadCatalogue, Message, compiled, missing, read_po, written_po
from rada.web.messages import messages_of_others, messages_of_project, messages_of_python, messages_of_template
from rada.web.wording import span

FOLDER = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
texts = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\x04\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
)


def stored() -> dict[Message, str]:
    return read_po((FOLDER / "django.po").read_text(encoding="utf-8"))


def test_every_text_of_the_project_has_vietnamese_words() -> None:
    lacking = missing(messages_of_project(), stored())

    assert [message.msgid for message in lacking] == []


def test_nothing_is_translated_that_no_source_asks_for() -> None:
    asked = messages_of_project() | messages_of_others()

    stale = [message.msgid for message in stored() if message not in asked]

    assert stale == []


def test_the_compiled_catalogue_says_what_the_readable_one_says() -> None:
    expected = {message.key.split("\x00")[0]: words for message, words in stored().items() if words}

    with (FOLDER / "django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]

    said = {key if isinstance(key, str) else key[0]: words for key, words in known.items() if key}
    assert said == expected


def test_every_translation_keeps_the_places_for_names_and_numbers() -> None:
    differing = [
        message.msgid
        for message, words in stored().items()
        if set(PLACEHOLDER.findall(words))
        not in (set(PLACEHOLDER.findall(message.msgid)), set(PLACEHOLDER.findall(message.plural)))
    ]

    assert differing == []


def test_a_late_reply_is_told_as_a_technician_would_say_it() -> None:
    late = SimpleNamespace(
        rule="C1.reply_late",
        evidence=["e1", "e2"],
        occurred_at=datetime(2026, 11, 22, 1, 40, tzinfo=UTC),
        facts={
            "started_at": "2026-11-21T13:40:00Z",
            "due_at": "2026-11-22T01:40:00Z",
            "counted": [
                ["2026-11-21T13:40:00Z", "2026-11-21T14:00:00Z"],
                ["2026-11-22T01:00:00Z", "2026-11-22T01:40:00Z"],
            ],
            "met_at": "2026-11-22T02:05:00Z",
            "late_minutes": 25,
        },
    )
    reply = SimpleNamespace(event_id="e2", kind="message", actor="partner")

    with translation.override("vi"):
        sentence = breach_sentence(late, [reply])

    assert sentence == (
        "Khách nhắn lúc 20:40 thứ Bảy 21/11; tính 20 phút đến 21:00, nghỉ đêm, 40 phút từ 08:00; "
        "hạn 08:40 Chủ nhật 22/11; trả lời lúc 09:05, trễ 25 phút."
    )


def test_a_span_is_said_in_the_language_that_was_chosen() -> None:
    with translation.override("vi"):
        vietnamese = span(42)
    with translation.override("en"):
        english = span(42)

    assert (vietnamese, english) == ("42 phút", "42 minutes")


def test_the_check_says_what_lacks_and_writes_nothing(settings: object, tmp_path: Path) -> None:
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(written_po({}), encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]  # type: ignore[attr-defined]
    said = StringIO()

    with pytest.raises(CommandError, match="texts have no Vietnamese words yet"):
        call_command("catalogue", "--check", stdout=said)

    assert "Judge again" in said.getvalue()
    assert [path.name for path in folder.iterdir()] == ["django.po"]


def test_a_translator_is_known_by_its_import_whatever_it_is_called() -> None:
    source = (
        "from django.utils.translation import gettext as say, pgettext_lazy as _p, ngettext\n"
        'say("one"); _p("here", "two"); ngettext("%(n)s three", "%(n)s threes", 3); print("none")\n'
    )

    found = set(messages_of_python(source))

    assert found == {Message("one"), Message("two", context="here"), Message("%(n)s three", "%(n)s threes")}


def test_a_templates_messages_are_found_in_tags_blocks_and_filters() -> None:
    source = (
        '{% load i18n %}{% translate "one" %}{{ x|default:_("two") }}'
        "{% blocktranslate with n=3 %}three {{ n }} (yes){% endblocktranslate %}"
        "{% blocktranslate count counter=n trimmed %}a\n b{% plural %}{{ counter }} bs{% endblocktranslate %}"
    )

    found = set(messages_of_template(source))

    assert found == {
        Message("one"), Message("two"), Message("three %(n)s (yes)"), Message("a b", "%(counter)s bs")
    }  # fmt: skip


@given(st.dictionaries(st.builds(Message, texts.filter(bool), texts, texts), texts, max_size=5))
def test_a_catalogue_that_is_written_is_read_back_the_same(translations: dict[Message, str]) -> None:
    assert read_po(written_po(translations)) == translations


def test_a_compiled_catalogue_is_understood_by_pythons_own_gettext() -> None:
    made = compiled(
        {Message("order", context="here"): "đơn", Message("%d day", "%d days"): "%d ngày", Message("x"): ""}
    )
    file = type("File", (), {"read": lambda self: made})()

    known = gettext.GNUTranslations(file)

    assert known.pgettext("here", "order") == "đơn"
    assert known.ngettext("%d day", "%d days", 3) == "%d ngày"
    assert known.gettext("x") == "x"


def test_a_damaged_catalogue_names_its_line() -> None:
    with pytest.raises(BadCatalogue, match="line 2: msgstr đơn"):
        read_po('msgid "order"\nmsgstr đơn\n')
