"""Which picture stands for a trade on public pages."""

TRADE_ICONS = {
    "dieu-hoa": "cooling",
    "tu-lanh-may-giat": "washer",
    "bep-gia-dung": "stove",
    "dien-dan-dung": "bolt",
    "nuoc-dan-dung": "drop",
    "thong-tac-be-phot": "pipe",
    "khoa-cua": "key",
    "ve-sinh-nha": "broom",
    "giup-viec-gio": "clock",
    "chuyen-nha": "truck",
    "son-chong-tham": "roller",
    "may-tinh-camera": "computer",
}


def trade_icon(slug: str) -> str:
    """The name of a trade's icon; a tool for one that is new."""
    return TRADE_ICONS.get(slug, "tool")
