"""The codes that people choose from. Only these, and a policy's, stay in a payload: anything else is a text."""

DECLINE_REASONS = ("outside_area", "unsafe", "not_our_service", "busy", "too_far", "other")
CANCEL_REASONS = {
    "customer": ("partner_asked", "no_agreement", "price", "too_late", "found_other", "changed_mind", "other"),
    "partner": ("no_agreement", "cannot_come", "customer_unreachable", "unsafe", "other"),
    "rada": ("partner_asked", "no_agreement", "duplicate", "other"),
}
CATEGORIES = (
    "quality", "promotion", "price", "no_show", "damage", "conduct", "part", "receipt", "warranty", "other",
)  # fmt: skip

REASONS = frozenset(DECLINE_REASONS).union(*CANCEL_REASONS.values())
