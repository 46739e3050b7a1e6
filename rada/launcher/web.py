"""Gunicorn's configuration, the same on one machine and in a container; HOST, PORT, WEB_* move it."""

import os
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from rada.launcher import places
from rada.lib.log_lines import JsonLines, ReadableLines

_host = os.environ.get("HOST", "").strip() or "127.0.0.1"
bind = f"[{_host}]:{os.environ.get('PORT', '8000')}" if ":" in _host else f"{_host}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
timeout = 60
graceful_timeout = 5
# Heartbeat files on a disk block under load; shared memory does not.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 gunicorn makes a private file there
control_socket_disable = True
COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client's own name for it
accesslog = None  # requests are told by rada.web.request_log, which knows what may be told of an address


class Lines(Logger):
    """Gunicorn's own words in the shape of all others: an address in them is masked."""

    def setup(self, cfg: Any) -> None:
        """Write lines as Django's settings do."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines() if os.environ.get("RADA_ENV") == "production" else ReadableLines())


logger_class = Lines


def on_starting(server: Any) -> None:
    """Let the workers count together, each in a file of its own; what an earlier run counted goes.

    The library looks for the folder when it is imported, which no worker has done yet.
    """
    folder = places.var_folder() / "metrics"
    places.make_folder(folder)
    for counted in folder.glob("*.db"):
        counted.unlink()
    os.environ[COUNTED_IN] = str(folder)
