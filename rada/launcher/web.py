"""Gunicorn's configuration, the same on one machine and in a container; HOST, PORT, WEB_* move it."""

import os
import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

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
accesslog = "-"


class AccessLog(Logger):
    """The access log, without what opens something."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """What a line is made from. A private link's secret stands in its path: a segment that long is left out."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {**atoms, "U": re.sub(r"[^/]{25,}", "...", atoms["U"] or "")}


logger_class = AccessLog
# No query string and no referrer: private links and searches are nobody's business in a log.
access_log_format = '%(h)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
