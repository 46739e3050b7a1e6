"""Celery's application and its schedule. It only brings flags sooner: `manage.py sweep --loop` keeps the promise."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging

from rada.lib import log_lines

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rada.settings")


class LoggedTask(Task):
    """A task whose log lines say which one it is."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it."""
        with log_lines.about(task=self.name, task_id=self.request.id or ""):
            return super().__call__(*args, **kwargs)


@setup_logging.connect
def _leave_logging_to_django(**unused: object) -> None:
    """Whoever listens to this signal keeps Celery from setting up handlers of its own."""


app = Celery("rada", task_cls=LoggedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A message older than its period is worthless: the next one does the same work.
app.conf.beat_schedule = {
    "flag breaches": {"task": "orders.tasks.flag_breaches", "schedule": 10.0, "options": {"expires": 10}},
    "warn before a clock breaks": {
        "task": "orders.tasks.warn_before_breaks",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "escalate complaints": {
        "task": "complaints.tasks.escalate_complaints",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "propose measures": {
        "task": "complaints.tasks.propose_measures",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "tidy photos": {"task": "orders.tasks.tidy_photos", "schedule": 3600.0, "options": {"expires": 600}},
    "erase what was kept long enough": {
        "task": "orders.tasks.retain",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "send messages that wait": {
        "task": "orders.tasks.send_messages_that_wait",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "ring browsers": {"task": "orders.tasks.ring_browsers", "schedule": 5.0, "options": {"expires": 5}},
    "send phone messages": {
        "task": "orders.tasks.send_phone_messages",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "carry copies of notices": {
        "task": "orders.tasks.carry_copies",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "watch channels": {"task": "orders.tasks.watch_channels", "schedule": 60.0, "options": {"expires": 60}},
    "send webhooks": {"task": "rada.platform.tasks.send_webhooks", "schedule": 5.0, "options": {"expires": 5}},
    "try policies on history": {
        "task": "orders.tasks.try_policies",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "send notices": {"task": "orders.tasks.send_notices", "schedule": 10.0, "options": {"expires": 10}},
    "send password links": {
        "task": "partners.tasks.send_password_links",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
}
