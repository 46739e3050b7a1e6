"""Data alone: whoever has a breach already is looked at once, since the database noted nobody before."""

from django.db import migrations

NOTE_EVERYBODY = "INSERT INTO orders_scorechange (partner_id) SELECT DISTINCT partner_id FROM orders_breach"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_measures"), ("orders", "0005_measures")]

    operations = [migrations.RunSQL(NOTE_EVERYBODY, migrations.RunSQL.noop)]
