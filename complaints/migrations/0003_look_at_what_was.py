"""Data alone: what was there before the desk is looked at once, by the sweep and by the next look at scores."""

from django.db import migrations

# A verdict that is kept makes the rows of the complaints that its timeline tells of.
JUDGE_AGAIN = """
    UPDATE orders_assignment SET judge_after = now()
    WHERE id IN (SELECT assignment_id FROM orders_event WHERE kind = 'complaint_opened')
"""
NOTE_EVERYBODY = "INSERT INTO orders_scorechange (partner_id) SELECT DISTINCT partner_id FROM orders_breach"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_desk"), ("orders", "0005_desk")]

    operations = [migrations.RunSQL([JUDGE_AGAIN, NOTE_EVERYBODY], migrations.RunSQL.noop)]
