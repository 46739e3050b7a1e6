"""The process that touches strangers' bytes: `python -m orders.photos.child IN OUTDIR [--texts]`.

It knows no setting, no database and no network. It decodes, turns upright, drops everything but the pixels, writes two
JPEGs and says one line of JSON: `{"width", "height", "texts", "fingerprint"}`, or `{"refused": CODE}`. Texts and
fingerprint are empty unless they are asked for; then there is a line before codes are looked for and one after, and the
last one counts: should the search be ended by a limit, the photo is taken all the same.
"""

from __future__ import annotations

import ctypes
import errno
import json
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from orders.photos import limits
from orders.photos.codes import codes_in
from orders.photos.formats import Refused, larger_grey, loaded
from orders.photos.looks import fingerprint as fingerprint_of
from orders.photos.pixels import upright, written

NO_NEW_PRIVILEGES = 38
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def confine() -> None:
    """Give up what a decoder does not need. A network is given up where the system lets one; the limits always hold."""
    for what, most in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit fails instead
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system.unshare(NEW_USER | NEW_NETWORK)  # where the kernel lets it; a container without may forbid it


def answers(path: Path, into: Path, *, texts: bool) -> Iterator[dict[str, Any]]:
    """What is said of one file, the last counts; whatever a decoder raises is an answer too."""
    try:
        picture = upright(loaded(path))
        written(picture, into)
        said = {"width": picture.width, "height": picture.height, "texts": [], "fingerprint": ""}
        yield said | ({"fingerprint": fingerprint_of(picture, None)} if texts else {})
    except Refused as refusal:
        yield {"refused": refusal.code}
    except MemoryError:
        yield {"refused": "too_many_pixels"}
    except OSError as error:
        yield {"refused": "disk_full" if error.errno in FULL else "damaged"}
    except Exception:
        yield {"refused": "damaged"}
    else:
        if texts:
            yield from (said | read for read in _read(picture, path))


def _read(picture: Any, path: Path) -> Iterator[dict[str, Any]]:
    """What the codes in the picture say, and its fingerprint; nothing where the search fails."""
    with suppress(Exception):
        found = codes_in(picture, larger=lambda: larger_grey(path))
        corners = found[0].corners if found else None
        yield {"texts": [code.text for code in found], "fingerprint": fingerprint_of(picture, corners)}


def main(arguments: list[str]) -> int:
    """Confine, decode, answer on standard output."""
    confine()
    path, into = Path(arguments[0]), Path(arguments[1])
    for said in answers(path, into, texts="--texts" in arguments[2:]):
        print(json.dumps(said), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
