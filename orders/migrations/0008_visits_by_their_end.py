from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('orders', '0007_bulk_breaches'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='assignment',
            index=models.Index(condition=models.Q(('arrive_to__isnull', False)), fields=['partner', 'arrive_to'], name='assignment_by_visit_end'),
        ),
        RemoveIndexConcurrently(
            model_name='assignment',
            name='assignment_by_visit',
        ),
    ]
