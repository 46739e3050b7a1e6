"""Operations on orders: breaches, timelines, queues, closures, policy, stamps, receipt photos, personal data."""

from orders.admin import (
    breaches,
    closures,
    data_requests,
    legal_holds,
    odd_reports,
    orders,
    photo_checks,
    policies,
    policy_drafts,
    reviews,
    stamps,
    trials,
)

__all__ = [
    "breaches",
    "closures",
    "data_requests",
    "legal_holds",
    "odd_reports",
    "orders",
    "photo_checks",
    "policies",
    "policy_drafts",
    "reviews",
    "stamps",
    "trials",
]
