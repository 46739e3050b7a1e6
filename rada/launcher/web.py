"""Gunicorn's configuration, the same on one machine and in a container; HOST, PORT, WEB_* move it."""

import os

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
# No query string: private links and searches are nobody's business in a log.
access_log_format = '%(h)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
