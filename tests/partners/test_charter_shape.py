"""The published charter is read whole; any other shape is refused with its reason."""

import re
import textwrap
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from partners.charter import CODES, CharterShapeError, parse_charter
from tests.partners.charter_page import ABOVE, BELOW, CLAUSES, page, section, texts

PUBLISHED = Path(settings.BASE_DIR).parent / "shared" / "charter" / "000_1f5f92774632c3f0.txt"
NUMBERED = re.compile(r"^ *\d+\. (.*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def read(source):
    return {clause.code: clause.text for clause in parse_charter(source).clauses}


def published_pages():
    """The made-up page, and the published one where it lies beside the project."""
    return [page(), *([PUBLISHED.read_text(encoding="utf-8")] if PUBLISHED.exists() else [])]


def test_the_page_is_read_into_three_sections_and_fourteen_clauses():
    charter = parse_charter(page())

    assert [(each.letter, len(each.clauses)) for each in charter.sections] == [("A", 5), ("B", 6), ("C", 3)]
    assert charter.sections[2].heading == "Dịch vụ khách hàng chu đáo"
    assert read(page()) == CLAUSES


@pytest.mark.parametrize("source", published_pages())
def test_every_numbered_line_of_a_published_page_is_a_clause_with_its_whole_text(source):
    clauses = parse_charter(source).clauses

    assert tuple(clause.code for clause in clauses) == CODES
    assert [clause.text for clause in clauses] == [
        text for text in NUMBERED.findall(source) if not text.startswith(("Giới", "Liên", "Bài"))
    ]


@pytest.mark.parametrize("source", published_pages())
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n\n", "\n \t\n\u00a0\n\n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: re.sub(r"^ +", "", text, flags=re.MULTILINE),
        lambda text: text.replace("  ", "\t"),
        lambda text: re.sub(r"^ *(\d)\. ", r"\1) ", text, flags=re.MULTILINE),
        lambda text: textwrap.indent(text, "    "),
        lambda text: "\n".join("\n".join(textwrap.wrap(line, 40)) for line in text.split("\n")),
        lambda text: "\n".join(
            "\n".join(textwrap.wrap(line, 40, subsequent_indent="     ")) for line in text.split("\n")
        ),
        lambda text: text.replace("\n\n", "\n\u200b\n").replace("Cam", "\ufeffCam"),
        lambda text: "Menu\n\n1. Một\n\n" + text + "\n\nDịch vụ khách hàng\n\nLiên hệ\n",
        str.rstrip,
    ],
)
def test_another_layout_of_the_same_page_gives_the_same_charter(source, change):
    assert parse_charter(change(source)).digest == parse_charter(source).digest


def test_a_page_without_chrome_is_enough():
    assert read(page(above=[], below=[])) == CLAUSES


def test_a_numeral_before_a_heading_does_not_count():
    numbered = (
        page()
        .replace("Cam kết nhận yêu cầu từ", "I. CAM KẾT NHẬN YÊU CẦU TỪ")
        .replace("Dịch vụ khách hàng chu", "Phần C: Dịch vụ khách hàng chu")
    )

    assert read(numbered) == CLAUSES


def test_a_second_paragraph_set_in_below_its_number_belongs_to_the_clause():
    longer = page().replace(CLAUSES["A3"], CLAUSES["A3"] + "\n\n     Kể cả khi đổi thợ.")

    assert read(longer)["A3"] == "Báo cho khách đầy đủ và trung thực. Kể cả khi đổi thợ."


def test_another_word_in_a_clause_is_another_charter():
    assert parse_charter(page().replace("đúng giá", "đúng mọi giá")).digest != parse_charter(page()).digest


def shortened(letter, drop):
    return [
        section(each, [text for n, text in enumerate(texts(each), 1) if (each, n) != (letter, drop)]) for each in "ABC"
    ]


@pytest.mark.parametrize(("code", "missing"), [(code, {"A": "A5", "B": "B6", "C": "C3"}[code[0]]) for code in CODES])
def test_a_clause_too_few_is_refused(code, missing):
    with pytest.raises(CharterShapeError, match=f"Clause {missing} is missing"):
        parse_charter(page(*shortened(code[0], int(code[1]))))


@pytest.mark.parametrize("code", CODES)
def test_a_line_taken_out_or_doubled_is_refused(code):
    line = f"  {code[1]}. {CLAUSES[code]}\n\n"

    for changed in (page().replace(line, ""), page().replace(line, line + line)):
        with pytest.raises(CharterShapeError, match=r"missing|where|second time"):
            parse_charter(changed)


@pytest.mark.parametrize("letter", "ABC")
def test_a_section_too_few_is_refused(letter):
    others = [section(each, texts(each)) for each in "ABC" if each != letter]

    with pytest.raises(CharterShapeError, match=f"Section {letter} with its . clauses is missing"):
        parse_charter(page(*others, below=[]))
    with pytest.raises(CharterShapeError, match=r"is missing|no section's heading"):
        parse_charter(page(*others))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (page().replace("Cam kết cung cấp dịch vụ đạt", "Về việc đạt"), "begins a new list, but no section's heading"),
        (page(*[section(each, texts(each)) for each in "BAC"]), "Section B with its 6 clauses is missing"),
        (page(*[section(each, texts(each)) for each in "ACB"], below=[]), "in the order A, C, B"),
        (page(*[section(each, texts(each)) for each in "ABBC"]), "Section B stands there more than once"),
        (page() + page(), "Section A stands there more than once"),
        (page(*[section(each, [*texts(each), "Thêm một điều"]) for each in "ABC"]), "A6 is one too many"),
        (page(below=["  4. Thêm một điều", *BELOW]), "C4 is one too many"),
        (page(below=["Quảng cáo", "  4. Thêm một điều"]), "C4 is one too many"),
        (page().replace("  2. Đã", "  3. Đã"), "A3 stands where A2 should be"),
        (page().replace("  2. Đã", "Đã"), "stands where A2 should be"),
        (page().replace("  3. Báo", "Quảng cáo\n\n  3. Báo"), "belongs to no clause"),
        (page().replace("Cam kết cung cấp", "Quảng cáo\n\nCam kết cung cấp"), "belongs to no clause"),
        (page().replace(CLAUSES["B3"], ""), "B3 has no text"),
        (page().replace(CLAUSES["B3"], "..."), "B3 has no text"),
        (page().replace(CLAUSES["B4"], CLAUSES["B3"].upper()), "B3 and B4 have the same text"),
        ("", "empty"),
        (b"", "empty"),
        ("\ufeff \r\n\u200b\n", "empty"),
        (page(*[ABOVE]), "Section A"),
        ("Một trang khác hẳn.\n", "Section A"),
        (page() + "x" * 300_000, "larger than 256 KB"),
        (page().encode("utf-16"), "not UTF-8"),
        (page().encode("cp1258", "replace"), "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8"),
        (page().replace("Báo", "B\x00áo"), "damaged"),
        (page().replace("Báo", "B\ufffdo"), "damaged"),
        (page() + "\ud83d", "damaged"),
        ("<html><body><ol><li>" + page(), "HTML"),
    ],
)
def test_any_other_shape_is_refused_with_its_reason(changed, reason):
    with pytest.raises(CharterShapeError, match=reason):
        parse_charter(changed)


def test_where_nobody_can_tell_the_last_clause_of_a_list_from_the_text_below_it_is_refused():
    wrapped = "\n".join("\n".join(textwrap.wrap(line, 40)) for line in page(gap="\n").splitlines())

    with pytest.raises(CharterShapeError, match="where clause A5 ends"):
        parse_charter(wrapped)


@pytest.mark.parametrize("source", published_pages())
def test_a_short_line_of_the_page_right_below_the_last_clause_is_not_taken_for_its_end(source):
    closer = source.replace("\n\nChất lượng dịch vụ\n\nBình luận", "\nChất lượng dịch vụ\n\nBình luận")

    assert closer != source
    assert parse_charter(closer).digest == parse_charter(source).digest


@pytest.mark.parametrize("source", published_pages())
def test_a_page_cut_off_anywhere_inside_the_charter_is_refused(source):
    end = source.index("\n", source.index("Chất lượng dịch vụ\n\nBình luận") - 5)
    last = source[:end].rstrip().rindex("\n")

    for cut in range(0, last, 97):
        with pytest.raises(CharterShapeError):
            parse_charter(source[:cut])
