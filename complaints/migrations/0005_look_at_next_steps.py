"""Data alone: complaints that wait for Rada's next step are looked at once by the sweep, which notes their clocks."""

from django.db import migrations

JUDGE_AGAIN = """
    UPDATE orders_assignment SET judge_after = now()
    WHERE id IN (
        SELECT assignment_id FROM complaints_complaint
        WHERE state = 'waiting_rada' AND first_answered_at IS NOT NULL
    )
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_next_steps")]

    operations = [migrations.RunSQL([JUDGE_AGAIN], migrations.RunSQL.noop)]
