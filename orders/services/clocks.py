"""Running clocks as rows, so that lists and warnings need not judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from orders.services.judging import Judged

WARN_AFTER_PERCENT = 75
REPLACE = """
    WITH wanted AS (
        SELECT * FROM unnest(
            %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]
        ) AS clock(assignment_id, partner_id, rule, subject, due_at, started_at, warn_at)
    ), ended AS (
        DELETE FROM orders_runningclock AS clock WHERE clock.assignment_id = ANY(%s) AND NOT EXISTS (
            SELECT FROM wanted WHERE wanted.assignment_id = clock.assignment_id
                AND wanted.rule = clock.rule AND wanted.subject = clock.subject
        )
    )
    INSERT INTO orders_runningclock AS clock (assignment_id, partner_id, rule, subject, due_at, started_at, warn_at)
    SELECT * FROM wanted ON CONFLICT (assignment_id, rule, subject) DO UPDATE
    SET due_at = excluded.due_at, started_at = excluded.started_at, warn_at = excluded.warn_at, warned_at = NULL
    WHERE clock.due_at <> excluded.due_at
"""


def keep(judged: Sequence[Judged]) -> None:
    """Replace the clocks of these assignments by what the judge says runs now, in one statement.

    A clock that goes on keeps its row; one that has moved is warned of anew.
    """
    wanted = {
        (each.assignment.pk, obligation.rule, obligation.subject): (each.assignment, obligation)
        for each in judged
        for obligation in each.verdict.obligations
    }
    rows = [
        (
            assignment.pk, assignment.partner_id, obligation.rule, obligation.subject,
            obligation.due_at, obligation.started_at, obligation.instant_after(WARN_AFTER_PERCENT),
        )
        for assignment, obligation in wanted.values()
    ]  # fmt: skip
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 7
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, [*columns, [each.assignment.pk for each in judged]])
