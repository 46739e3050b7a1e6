"""A made-up charter of the published shape, as a page with its chrome."""

CLAUSES = {
    "A1": "Trả lời mọi lời mời trong thời gian đã niêm yết",
    "A2": "Đã nhận đơn thì không tự ý bỏ. Khi hai bên chưa thống nhất, ghi lại lý do (nếu có).",
    "A3": "Báo cho khách đầy đủ và trung thực.",
    "A4": "Đưa biên nhận có tem và nhắc khách chụp ảnh.",
    "A5": "Cùng bộ phận vận hành trả lời khiếu nại.",
    "B1": "Cam kết nhận đúng giá đã niêm yết.",
    "B2": "Khách đồng ý rồi mới thay thế.",
    "B3": "Ghi rõ bảo hành khi thay thế",
    "B4": "Linh kiện đúng thỏa thuận.",
    "B5": "Làm theo quy trình của hãng.",
    "B6": "Vật tư đúng như công bố.",
    "C1": "Chăm sóc khách 7 ngày/tuần, từ 8h:00 đến 21h:00.",
    "C2": "Tư vấn giải pháp tốt nhất.",
    "C3": "Phối hợp với Chăm sóc khách hàng về khuyến mãi (nếu có)",
}
HEADINGS = {
    "A": "Cam kết nhận yêu cầu từ KHÁCH HÀNG",
    "B": "Cam kết cung cấp dịch vụ đạt chất lượng đã công bố",
    "C": "Dịch vụ khách hàng chu đáo",
}
ABOVE = ["Trang chủ", "Dịch vụ khách hàng", "CAM KẾT CHẤT LƯỢNG DỊCH VỤ", "1. Giới thiệu", "2. Liên hệ"]
BELOW = ["Chất lượng dịch vụ", "Bình luận:", "1. Bài viết khác", "2. Bài viết nữa", "Don`t copy text!"]


def section(letter, items):
    """A heading, its introduction, and a numbered list of these texts."""
    numbered = [f"  {number}. {text}" for number, text in enumerate(items, start=1)]
    return [HEADINGS[letter], "Đối tác cam kết như sau:", *numbered]


def texts(letter):
    """The texts of one section's clauses."""
    return [text for code, text in CLAUSES.items() if code[0] == letter]


def page(*sections, above=ABOVE, below=BELOW, gap="\n\n"):
    """A whole page; without sections given, the three of the charter."""
    middle = sections or [section(letter, texts(letter)) for letter in "ABC"]
    return gap.join([*above, *(line for lines in middle for line in lines), *below]) + "\n"
