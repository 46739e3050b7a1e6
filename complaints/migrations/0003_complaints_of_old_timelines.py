"""Complaints that were opened before they had rows of their own: each is made from its timeline."""

from django.db import migrations


def make_rows(apps, schema_editor):
    """The same fold as for every event since, through the models of today: it runs after the newest migrations."""
    opened = apps.get_model("orders", "Event").objects.filter(kind="complaint_opened")
    told = list(opened.order_by().values_list("assignment_id", flat=True).distinct())
    if not told:
        return
    from complaints.services import projections
    from orders.models import Assignment
    from orders.services.batches import in_batches

    for batch in in_batches(Assignment.objects.filter(pk__in=told).select_related("order", "policy")):
        projections.bring_up(batch)


class Migration(migrations.Migration):
    """Data alone: nothing to undo, rows without their tables are gone with them."""

    dependencies = [("complaints", "0002_desk_core"), ("orders", "0004_customer_side")]
    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
