"""Each clause in the project's own short words, as one technician would tell another, in both languages.

The charter's wording is what partners sign (CharterClause); these words are what screens and notices call a clause.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class ClauseWords:
    """A clause's short title and one-sentence summary."""

    code: str
    section: str
    number: int
    title_vi: str
    title_en: str
    summary_vi: str
    summary_en: str

    @property
    def title(self) -> str:
        """The title in the active language."""
        return self.title_en if _is_english() else self.title_vi

    @property
    def summary(self) -> str:
        """The summary in the active language."""
        return self.summary_en if _is_english() else self.summary_vi


def clause_words(code: str) -> ClauseWords:
    """The words of one clause. Raises KeyError for a code outside the 14."""
    return WORDS[code]


def clause_title(code: str) -> str:
    """The clause's title in the active language. Raises KeyError for a code outside the 14."""
    return clause_words(code).title


def section_title(section: str) -> str:
    """The title of section A, B or C in the active language. Raises KeyError for any other letter."""
    vietnamese, english = SECTIONS[section]
    return english if _is_english() else vietnamese


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def _words(code: str, titles: tuple[str, str], summaries: tuple[str, str]) -> ClauseWords:
    return ClauseWords(code, code[0], int(code[1:]), *titles, *summaries)


SECTIONS = {
    "A": ("Nhận đơn", "Taking orders"),
    "B": ("Đúng chất lượng đã niêm yết", "The published quality"),
    "C": ("Chăm sóc khách hàng", "Customer care"),
}

_CLAUSES = (
    _words(
        "A1",
        ("Trả lời lời mời đúng hạn", "Answer offers in time"),
        (
            "Trong giờ phục vụ của mình, nhận hoặc từ chối mỗi lời mời trong số phút đã niêm yết.",
            "In your service hours, accept or decline each offer within the minutes you published.",
        ),
    ),
    _words(
        "A2",
        ("Đã nhận thì không bỏ ngang", "No walking away after accepting"),
        (
            "Nhận đơn rồi thì làm đến cùng; nếu hai bên không thống nhất được thì ghi rõ lý do trên hệ thống.",
            "See an accepted order through; if the two of you cannot agree, write down why on the system.",
        ),
    ),
    _words(
        "A3",
        ("Báo khách đủ, kịp, thật", "Keep the customer informed"),
        (
            "Hẹn giờ sớm, đổi hẹn thì báo trước, và nói đúng sự thật về đơn đã nhận.",
            "Set a time soon, give notice before changing it, and tell the truth about the order.",
        ),
    ),
    _words(
        "A4",
        ("Biên nhận có tem, nhắc khách chụp ảnh", "Stamped receipt, and ask for a photo"),
        (
            "Xong việc thì đưa biên nhận có tem hoàn thành và nhắc khách chụp ảnh gửi lên ứng dụng.",
            "When done, hand over a receipt with the completion stamp and ask the customer to upload a photo of it.",
        ),
    ),
    _words(
        "A5",
        ("Cùng Rada trả lời khiếu nại", "Answer complaints with Rada"),
        (
            "Khi khách khiếu nại, trả lời bộ phận vận hành trong hạn để cùng giải quyết.",
            "When a customer complains, answer Rada's operations team in time so that it can be settled.",
        ),
    ),
    _words(
        "B1",
        ("Đúng giờ, đúng giá, đủ khuyến mãi", "On time, at the published price, with the promotion"),
        (
            "Đến trong giờ đã hẹn, tính không quá giá niêm yết và trừ đủ khuyến mãi đã công bố.",
            "Arrive within the agreed time, charge no more than the published price, and give the promotion in full.",
        ),
    ),
    _words(
        "B2",
        ("Khách đồng ý rồi mới thay", "Replace only what the customer approved"),
        (
            "Báo giá và chờ khách duyệt trước khi thay linh kiện; tổng tiền không vượt báo giá đã duyệt.",
            "Quote and wait for approval before replacing a part; the total stays within the approved quote.",
        ),
    ),
    _words(
        "B3",
        ("Thay linh kiện thì ghi rõ bảo hành", "Clear warranty on what was replaced"),
        (
            "Có thay linh kiện thì biên nhận ghi số ngày và điều kiện bảo hành, không ngắn hơn đã hứa.",
            "When a part was replaced, the receipt states the warranty's days and terms, no shorter than promised.",
        ),
    ),
    _words(
        "B4",
        ("Linh kiện rõ gốc, đúng thỏa thuận", "Parts of known origin, as agreed"),
        (
            "Linh kiện lắp vào phải biết rõ xuất xứ và đúng hãng, đúng mã đã báo cho khách.",
            "A fitted part has a stated origin and is the brand and model that the customer agreed to.",
        ),
    ),
    _words(
        "B5",
        ("Làm đúng quy trình của hãng", "Follow the maker's procedure"),
        (
            "Làm đủ các bước hãng khuyến cáo cho thiết bị và đánh dấu từng bước trước khi báo xong.",
            "Do every step the maker recommends for the device, and tick each one before reporting the job done.",
        ),
    ),
    _words(
        "B6",
        ("Vật tư đúng như đã công bố", "Materials exactly as published"),
        (
            "Thiết bị, vật tư giao cho khách đúng xuất xứ, chất liệu và kiểu dáng đã giới thiệu.",
            "Equipment and materials have the origin, make and look that you advertised.",
        ),
    ),
    _words(
        "C1",
        ("Chăm sóc khách 8:00–21:00 mỗi ngày", "Customer care 8:00–21:00, every day"),
        (
            "Trả lời tin nhắn của khách từ 8:00 đến 21:00, cả bảy ngày, trước, trong và sau khi làm.",
            "Answer the customer's messages from 8:00 to 21:00, all seven days, before, during and after the job.",
        ),
    ),
    _words(
        "C2",
        ("Tư vấn cách tốt nhất mình làm được", "Advise the best solution you can do"),
        (
            "Khuyên khách cách có lợi nhất cho họ trong khả năng của mình, không vẽ thêm việc.",
            "Advise what serves the customer best within your skills, and never invent extra work.",
        ),
    ),
    _words(
        "C3",
        ("Cùng CSKH Rada lo chất lượng, khuyến mãi", "Settle quality and promotions with Rada's care team"),
        (
            "Khiếu nại về chất lượng hay khuyến mãi thì trả lời bộ phận chăm sóc khách hàng của Rada trong hạn.",
            "Answer Rada's customer care in time when a complaint is about quality or a promotion.",
        ),
    ),
)

WORDS = {words.code: words for words in _CLAUSES}
