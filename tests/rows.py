"""What the database holds, as one fingerprint: whether anything was stored is seen by comparing two of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.apps import apps
from django.db import connection


def stored(labels: Collection[str] | None = None) -> str:
    """A fingerprint of every row of these apps, of all apps where none is named."""
    rows = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if labels is None or model._meta.app_label in labels:
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" AS t ORDER BY 1')
                rows += [model._meta.label, *(row[0] for row in cursor.fetchall())]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
