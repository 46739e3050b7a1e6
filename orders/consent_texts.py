"""The words of each consent, in both languages. A consent stores what was shown, so other words are a new version.

They stand here and not in the catalogue of texts: nobody may change them by translating.
"""

from __future__ import annotations

from dataclasses import dataclass

from orders.models.privacy import Purpose

PHOTO_MONTHS = 24
SPOKEN_IN = "vi"  # on the phone the words are read out in Vietnamese, whatever staff read


@dataclass(frozen=True)
class ConsentText:
    """What one box says, and the number of that wording."""

    purpose: Purpose
    version: int
    text_vi: str
    text_en: str

    def text(self, language: str) -> str:
        """The words in this language, Vietnamese unless it is English."""
        return self.text_en if language.startswith("en") else self.text_vi


TEXTS: dict[Purpose, ConsentText] = {
    each.purpose: each
    for each in (
        ConsentText(
            Purpose.ORDER,
            1,
            "Tôi đồng ý cho Rada xử lý họ tên, số điện thoại, địa chỉ và nội dung trao đổi để kết nối và giải quyết "
            "đơn này; tôi có thể rút lại bất cứ lúc nào.",
            "I agree that Rada uses my name, phone number, address and what we write to each other to find a partner "
            "and to settle this order; I may take this back at any time.",
        ),
        ConsentText(
            Purpose.PHOTOS,
            1,
            f"Tôi đồng ý cho Rada lưu ảnh tôi gửi trong {PHOTO_MONTHS} tháng, chỉ để thợ chuẩn bị, xác nhận hoàn thành "
            "và giải quyết khiếu nại.",
            f"I agree that Rada keeps the photos I send for {PHOTO_MONTHS} months, only so that the technician can "
            "prepare, to confirm completion and to settle complaints.",
        ),
        ConsentText(
            Purpose.SURVEY,
            1,
            "Tôi đồng ý nhận khảo sát mức độ hài lòng và tin khuyến mãi của Rada qua số điện thoại này; tôi có thể "
            "dừng bất cứ lúc nào.",
            "I agree to receive satisfaction surveys and offers of Rada at this phone number; I may stop them at any "
            "time.",
        ),
    )
}
