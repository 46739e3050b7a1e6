"""Operations on orders: breaches, timelines, queues, closures, policy, stamps, receipt photos."""

from orders.admin import breaches, closures, odd_reports, orders, photo_checks, policies, reviews, stamps

__all__ = ["breaches", "closures", "odd_reports", "orders", "photo_checks", "policies", "reviews", "stamps"]
