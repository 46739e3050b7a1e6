"""What runs besides the servers, each with its command. docker-compose.yml runs the same; a test compares them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

# Started in this order, web last: once it answers, all run. They stop side by side, the servers under them afterwards.
COMMANDS: dict[str, Sequence[str]] = {
    "beat": ("python", "-m", "celery", "-A", "rada.celery", "beat", "--loglevel", "INFO",
             "--schedule", "{var}/beat-schedule"),
    "worker": ("python", "-m", "celery", "-A", "rada.celery", "worker", "--loglevel", "INFO", "--concurrency", "2",
               "--without-gossip", "--without-mingle"),
    "sweeper": ("python", "manage.py", "sweep", "--loop"),
    "web": ("python", "-m", "gunicorn", "--config", "python:rada.launcher.web", "rada.wsgi:application"),
}  # fmt: skip
MIGRATE = ("python", "manage.py", "migrate", "--noinput")


def command(name: str, *, python: str, var: Path) -> list[str]:
    """A child's command line, with this environment's Python and this run's folder filled in."""
    first, *rest = COMMANDS[name]
    return [python if first == "python" else first, *(part.replace("{var}", str(var)) for part in rest)]
