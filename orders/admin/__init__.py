"""Operations on orders: breaches, timelines, queues, acts by hand, closures, policy, stamps, photos, personal data."""

from orders.admin import (
    breaches,
    closures,
    data_requests,
    faults,
    legal_holds,
    odd_reports,
    orders,
    orders_in_need,
    photo_checks,
    policies,
    policy_drafts,
    reviews,
    rule_modes,
    stamps,
    trials,
)

__all__ = [
    "breaches",
    "closures",
    "data_requests",
    "faults",
    "legal_holds",
    "odd_reports",
    "orders",
    "orders_in_need",
    "photo_checks",
    "policies",
    "policy_drafts",
    "reviews",
    "rule_modes",
    "stamps",
    "trials",
]
