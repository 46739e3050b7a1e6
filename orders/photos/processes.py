"""Starts the process that decodes, a few at once on one machine, and ends it when its time is up."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from prometheus_client import Histogram

from orders.photos import limits
from orders.photos.refusals import PhotoRefused

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "orders.photos.child")
# Neither secrets nor addresses: the process gets what Python itself needs and no more.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
LONGEST_ANSWER = 64 * 1024
PAUSE_SECONDS = 0.05
PHOTO_SECONDS = Histogram(
    "rada_photo_seconds",
    "How long decoding a photo took, waiting for a place included, by what came of it.",
    ["outcome"],
    buckets=(0.25, 0.5, 1, 2, 4, 8, 15, 30),
)


def answer_to(sent: Path, folder: Path, *, texts: bool) -> dict[str, Any]:
    """What the process says of a file. Raises PhotoRefused, also where it was ended or said nothing."""
    with _timed():
        with _slot(folder.parent):
            said = _run([str(sent), str(folder), *(["--texts"] if texts else [])])
        if "refused" in said:
            raise PhotoRefused(said["refused"])
        return said


@contextmanager
def _timed() -> Iterator[None]:
    begun, outcome = time.monotonic(), "failed"
    try:
        yield
        outcome = "made"
    except PhotoRefused:
        outcome = "refused"
        raise
    finally:
        PHOTO_SECONDS.labels(outcome).observe(time.monotonic() - begun)


def _run(arguments: list[str]) -> dict[str, Any]:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = subprocess.Popen(  # noqa: S603 our own program, our own arguments
        [*COMMAND, *arguments], cwd=settings.BASE_DIR, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        output, _errors = process.communicate(timeout=limits.WALL_SECONDS)
    except subprocess.TimeoutExpired as late:
        logger.warning("a photo took longer than %s s and was given up", limits.WALL_SECONDS)
        output = late.output or b""
    finally:
        _end(process)
    return _understood(process.returncode, output)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of its group outlives the request."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _understood(status: int, output: bytes) -> dict[str, Any]:
    """The last whole line where it is an answer; a process that was ended by its limits has often said one before."""
    said = _said(output[:LONGEST_ANSWER])
    if said is None:
        logger.warning("a photo's process ended with status %s and no answer", status)
        raise PhotoRefused("damaged")
    return said


def _said(output: bytes) -> dict[str, Any] | None:
    lines = output.split(b"\n")[:-1]
    try:
        said = json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


@contextmanager
def _slot(folder: Path) -> Iterator[None]:
    """One of AT_ONCE places, shared by every process of this machine; a killed holder frees its place."""
    held = _held_slot(folder, time.monotonic() + settings.PHOTO_WAIT_SECONDS)
    try:
        yield
    finally:
        held.close()


def _held_slot(folder: Path, until: float) -> IO[bytes]:
    while True:
        for number in range(limits.AT_ONCE):
            file = (folder / f"slot-{number}").open("ab")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
            else:
                return file
        if time.monotonic() > until:
            raise PhotoRefused("busy")
        time.sleep(PAUSE_SECONDS)
