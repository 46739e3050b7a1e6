"""Operations on orders: breaches, timelines, queues, closures, policy, stamps."""

from orders.admin import breaches, closures, odd_reports, orders, policies, reviews, stamps

__all__ = ["breaches", "closures", "odd_reports", "orders", "policies", "reviews", "stamps"]
