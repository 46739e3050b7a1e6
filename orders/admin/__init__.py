"""Operations on orders: breaches, timelines, queues, closures, policy, stamps."""

from orders.admin import breaches, closures, data_requests, legal_holds, odd_reports, orders, policies, stamps

__all__ = ["breaches", "closures", "data_requests", "legal_holds", "odd_reports", "orders", "policies", "stamps"]
