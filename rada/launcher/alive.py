"""`python -m rada.launcher.alive`: status 0 where the web server of HOST and PORT answers, for containers."""

from __future__ import annotations

import http.client
import os
import sys

# An address to listen on is not always one to call.
CALLED_AS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def answers(host: str, port: int) -> bool:
    """Whether the web server answers anything but a failure of its own; which page it is does not matter."""
    line = http.client.HTTPConnection(CALLED_AS.get(host, host), port, timeout=5)
    try:
        line.request("GET", "/", headers=by_name())
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def by_name() -> dict[str, str]:
    """The header that asks for the first of ALLOWED_HOSTS: any other name is refused, and logged as an attack."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return {"Host": first} if first not in {"", "*"} else {}


if __name__ == "__main__":
    sys.exit(0 if answers(os.environ.get("HOST", ""), int(os.environ.get("PORT") or 8000)) else 1)
