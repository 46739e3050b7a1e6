"""A crowd of orders with their breaches and complaints, made by the database itself, for pages that must not slow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from orders.benches.histories import BEGINS, PARTNERS, bulk_loading, pinned
from orders.services import policies
from partners.models import Service, User
from rada.web import clock

PER_BREACH, PER_COMPLAINT = 20, 50
TABLES = {
    "orders_order": """
        INSERT INTO orders_order (id, code, service_id, customer_name, customer_phone, address, ward, description,
            state, is_demo, search_key, contact_key, created_at, reported_digest)
        SELECT n, 'B' || lpad(n::text, 9, '0'), %(service)s, 'Nguyễn Văn ' || n %% 997, '+849' || lpad(n::text, 8, '0'),
            '', '00070', '', CASE WHEN n %% 20000 = 0 THEN 'open' ELSE 'completed' END, false,
            'b' || lpad(n::text, 9, '0') || ' 09' || lpad(n::text, 8, '0') || ' nguyen van ' || n %% 997, '',
            %(now)s - n * interval '1 minute', ''
        FROM generate_series(1, %(orders)s) n""",
    "orders_assignment": """
        INSERT INTO orders_assignment (id, order_id, partner_id, terms_id, policy_id, created_at, status, offered_at,
            ended_at, events_count, head_hash, judge_failures, judge_error)
        SELECT n, n, (%(partners)s)[1 + n %% %(many)s], (%(terms)s)[1 + n %% %(many)s], %(policy)s,
            %(now)s - n * interval '1 minute', CASE WHEN n %% 20000 = 0 THEN 'declined' ELSE 'completed' END,
            %(now)s - n * interval '1 minute', %(now)s - n * interval '1 minute', 1, '', (n %% 30000 = 0)::int, ''
        FROM generate_series(1, %(orders)s) n""",
    "orders_event": """
        INSERT INTO orders_event (id, assignment_id, position, event_id, kind, at, recorded_at, seq, actor, door,
            payload, previous_hash, hash)
        SELECT n, 1 + n %% %(orders)s, n / %(orders)s, 'c' || n, 'complaint_opened', %(now)s - n * interval '1 minute',
            %(now)s - n * interval '1 minute', n, 'customer', 'act', jsonb_build_object('complaint', 'K' || n), '', ''
        FROM generate_series(1, %(complaints)s) n""",
    "orders_breach": """
        INSERT INTO orders_breach (assignment_id, partner_id, rule, clause, subject, occurred_at, severity, evidence,
            facts, state, points, found_at)
        SELECT assignment.id, partner_id, 'A1.declined_in_hours', 'A1', n, offered_at, 'notice', '[]',
            '{"reason": "busy"}', CASE WHEN n %% 1000 = 0 THEN 'to_check' ELSE 'counted' END, 0, offered_at
        FROM generate_series(1, %(breaches)s) n JOIN orders_assignment assignment ON assignment.id = n %% %(orders)s + 1
        """,
    "complaints_complaint": """
        INSERT INTO complaints_complaint (assignment_id, number, category, state, opening_id, opened_at, opened_by,
            version, first_due_at, due_at, step_told_level, closed_at, clause, severity)
        SELECT assignment_id, 'K' || id, 'price',
            CASE WHEN id %% 50 > 0 THEN 'rejected' WHEN id %% 400 = 0 THEN 'reopened'
                WHEN id %% 300 = 0 THEN 'waiting_customer' WHEN id %% 100 = 0 THEN 'waiting_partner' ELSE 'new' END,
            id, at, 'customer', 0, at + interval '4 hours',
            CASE WHEN id %% 50 = 0 THEN at + interval '4 hours' END, 0,
            CASE WHEN id %% 50 > 0 THEN at + interval '1 day' END, '', ''
        FROM orders_event WHERE kind = 'complaint_opened'""",
    "complaints_remedy": """
        INSERT INTO complaints_remedy (complaint_id, kind, note, promised_at, promised_by_id, follow_up_at, done_at,
            done_by_id)
        SELECT id, 'apology', '', closed_at, %(root)s, closed_at + interval '3 days',
            CASE WHEN id %% 100 > 1 THEN closed_at + interval '4 days' END,
            CASE WHEN id %% 100 > 1 THEN %(root)s END
        FROM complaints_complaint WHERE id %% 10 = 1 AND closed_at IS NOT NULL""",
}


def write(orders: int, *, breaches: int = 0, complaints: int = 0) -> None:
    """Write so many orders into a database that has none; without a number a breach for 20 and a complaint for 50."""
    service = Service.objects.create(code="AC-CLEAN", name_vi="Vệ sinh máy lạnh", name_en="AC cleaning")
    pins = [pinned(number) for number in range(PARTNERS)]
    told: dict[str, Any] = {
        "orders": orders,
        "breaches": breaches or orders // PER_BREACH,
        "complaints": complaints or orders // PER_COMPLAINT,
        "service": service.pk, "policy": policies.publish({}, starts_at=BEGINS - timedelta(days=1)).pk,
        "partners": [partner for partner, _terms in pins], "terms": [version for _partner, version in pins],
        "many": PARTNERS, "now": clock.now(), "root": User.objects.create(username="crowd").pk,
    }  # fmt: skip
    with bulk_loading(), connection.cursor() as cursor:
        for statement in TABLES.values():
            cursor.execute(statement, told)
