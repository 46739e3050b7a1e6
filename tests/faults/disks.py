"""Full disks and killed uploads: a sentence or a photo, never half of one, and the site stays up."""

from __future__ import annotations

import contextlib
import html
import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.utils import translation

from orders.models import Assignment, Attachment
from orders.photos import tidying
from orders.photos.refusals import SENTENCES
from rada.platform.models import StoredFile
from rada.web import clock
from tests.faults import browsing, world
from tests.faults.browsing import Browser, Write
from tests.faults.outcome import Row, row, say
from tests.faults.quiet import wait_for
from tests.faults.rig import Rig, descendants
from tests.orders.pictures import four_corners, photo

FOLDERS = ("uploads", "photos", "files")  # where photos come in, are decoded, and are kept
# A disk of its own for each, seen by the web server alone and gone with it; only root needs no account of its own.
MOUNT = (
    'for name in uploads photos files; do mkdir -p "$RADA_VAR/$name" && '
    'mount -t tmpfs -o size=8m,mode=700 rada "$RADA_VAR/$name" || exit 1; done; exec "$@"'
)
SMALL_DISKS = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", MOUNT, "sh"]
LATER = timedelta(days=2)


def photos(rig: Rig) -> list[Row]:
    """Disks are filled under the web server, then its workers are killed while photos come in."""
    job = world.engaged(world.prepare(1), 1)[0]
    browser = Browser(rig.port, world.signed_in(job.partner))
    full = full_disks(rig, browser, job)
    wait_for(rig.web_answers, 30)
    return [full, killed_uploads(rig, browser, job)]


def full_disks(rig: Rig, browser: Browser, job: Assignment) -> Row:
    """Each of the three folders is full in turn, for a small photo and for one that fills many buffers."""
    say("the disks are full where photos come in, are decoded and are kept")
    wrong, last = [], newest_photo()
    with rig.without("web"), small_disks(rig) as disks:
        for content in (photo(), photo(picture=four_corners((2400, 1600)), quality=100)):
            for name in FOLDERS:
                with filled(disks / name):
                    write = browsing.new_write(job.pk)
                    wrong += [f"{name} full: {each}" for each in not_refused(browser, write, content, disks)]
                wrong += [f"{name} free again: {each}" for each in not_taken(browser, write, content)]
        wrong += unmatched_files(disks, after=last)
    return row("disks full for photos (20)", "3 folders, 2 sizes", wrong, "a sentence, nothing half, site up")


@contextlib.contextmanager
def small_disks(rig: Rig) -> Iterator[Path]:
    """The web server over disks of a few megabytes; the folder above them, as it sees it."""
    web = rig.add("web-small-disks", "web", under=SMALL_DISKS)
    try:
        if not wait_for(rig.web_answers, 30):
            raise RuntimeError(f"no disk of its own could be made: {rig.log_of('web-small-disks')[-200:]}")
        yield Path(f"/proc/{web.process.pid if web.process else 0}/root{rig.folder}")
    finally:
        rig.remove(web)


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is free on this folder's disk."""
    stuffing = folder / "stuffing"
    with stuffing.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        stuffing.unlink()


def not_refused(browser: Browser, write: Write, content: bytes, disks: Path) -> Iterator[str]:
    """What is wrong with the answer to a photo that cannot be kept."""
    rows, files = StoredFile.objects.count(), kept_files(disks)
    answer = browser.sent(write, content)
    with translation.override(settings.LANGUAGE_CODE):
        sentence = html.escape(str(SENTENCES["disk_full"]))
    if answer.status != 422 or sentence not in answer.page:
        yield f"answered {answer.status} without the sentence"
    if answer.status == 422 and write.text not in answer.page:
        yield "what was typed is gone"
    if (StoredFile.objects.count(), kept_files(disks)) != (rows, files):
        yield "something of it was kept"
    if (seen := browser.get("/today/")) != 200:
        yield f"another page answered {seen}"


def not_taken(browser: Browser, write: Write, content: bytes) -> Iterator[str]:
    """What is wrong where the very same form is sent again and there is room."""
    answer = browser.sent(write, content)
    if answer.status != 302:
        yield f"the same form answered {answer.status}"
        return
    kept = Attachment.objects.filter(assignment=write.assignment).latest("pk")
    if (seen := browser.get(f"/orders/{write.assignment}/photos/{kept.pk}/")) != 200:
        yield f"its photo answered {seen}"


def kept_files(folder: Path) -> set[str]:
    """The files of photos that are kept, by their names in storage."""
    storage = folder / "files"
    return {str(file.relative_to(storage)) for file in storage.glob("photos/*/*")}


def unmatched_files(folder: Path, *, after: int) -> list[str]:
    """Rows younger than this one without their files, and files without a row."""
    rows = StoredFile.objects.filter(pk__gt=after).values_list("storage_name", "thumbnail_name")
    named, there = {name for pair in rows for name in pair if name}, kept_files(folder)
    found = [f"{len(named - there)} files of rows are missing"] if named - there else []
    return found + ([f"{len(there - named)} files have no row"] if there - named else [])


def newest_photo() -> int:
    """The number of the last row of a photo; 0 where there is none."""
    return StoredFile.objects.aggregate(last=Max("pk"))["last"] or 0


def killed_uploads(rig: Rig, browser: Browser, job: Assignment) -> Row:
    """Every process of the web server but its master dies under a form with a photo; then it is sent again."""
    say("killing the web's workers while photos come in and while they are decoded")
    last, content = newest_photo(), photo(picture=four_corners((2400, 1600)), quality=100)
    writes = [browsing.new_write(job.pk) for _turn in range(rig.size.uploads)]
    wrong, left = [], 0
    for turn, write in enumerate(writes):
        with under_way(browser, write, content, whole=turn % 2 == 0, folder=rig.folder):
            left += bool(unfinished(rig.folder))
            kill_workers(rig)
        if not wait_for(lambda write=write: browser.sent(write, content).status == 302, 30):
            wrong.append("a photo could not be sent again")
    wrong += [f"{times} messages of one form" for times in map(stored_times, writes) if times != 1]
    for hour in range(16):  # it looks into a sixteenth of the folders each time
        tidying.tidy(clock.now() + LATER + timedelta(hours=hour))
    wrong += unmatched_files(rig.folder, after=last)
    wrong += [f"{each.name} is left" for each in unfinished(rig.folder)]
    seen = f"{left} of {len(writes)} died over a file"
    must = "each once and whole, nothing left over"
    return row("web killed in an upload (21)", f"{len(writes)} photos", wrong, must, seen=seen)


@contextlib.contextmanager
def under_way(browser: Browser, write: Write, content: bytes, *, whole: bool, folder: Path) -> Iterator[None]:
    """A form with a photo is on its way: half of it and no more, or all of it and some time for decoding."""
    body, content_type = browser.form(write, content)
    told = {**browser.headers(content_type), "Host": "127.0.0.1", "Content-Length": str(len(body))}
    head = f"POST /orders/{write.assignment}/reply/ HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in told.items()
    )
    with socket.create_connection(("127.0.0.1", browser.port), timeout=browsing.TIMEOUT) as line:
        line.sendall(head.encode() + b"\r\n" + body[: None if whole else len(body) // 2])
        wait_for(lambda: bool(unfinished(folder)), 5)
        time.sleep(random.uniform(0, 0.4))
        yield


def unfinished(folder: Path) -> list[Path]:
    """What lies where photos come in and are decoded."""
    return [*folder.glob("uploads/*.upload*"), *folder.glob("photos/photo-*")]


def kill_workers(rig: Rig) -> None:
    """SIGKILL to all that the web server has forked, decoding processes too."""
    web = rig.child("web")
    for pid in descendants(web.process.pid if web.process else 0):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def stored_times(write: Write) -> int:
    """How often a message is there with its photo."""
    return Attachment.objects.filter(event__remarks__text=write.text).count()
