"""Receipt photos: how many codes are read, what is found again, and what a photo costs beside a plain full decode."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

from PIL import Image, ImageEnhance

from orders.benches import scenes
from orders.benches.registry import BenchError, Goal, Write, bench, interleaved, ratio
from orders.photos import fingerprints, limits
from orders.photos.codes import codes_in
from orders.photos.formats import larger_grey, loaded
from orders.photos.looks import fingerprint
from orders.photos.pixels import upright, written

SEED = 4
MAKER = 0x010F  # EXIF
GROUPS = {"80 to 400 px": ((80, 400), 1), "80 to 120 px": ((80, 120), 5)}  # the second with a fifth of the photos
SETS = {"chosen": 5, "checked": 6}  # the threshold was chosen on receipts of the one, and holds for the other
TWIN = "another receipt, same form, pose and table"
DECODE = "import sys; from PIL import Image; Image.open(sys.argv[1]).convert('RGB').load()"
PIPELINE = (
    "import sys; from pathlib import Path; from orders.photos.formats import loaded; from orders.photos.pixels import "
    "upright, written; written(upright(loaded(Path(sys.argv[1]))), Path(sys.argv[2]))"
)


@bench("photos")
def bench_photos(write: Write, *, rounds: int = 40, **_options: Any) -> list[Goal]:
    """Reading of codes on `--rounds` photos, finding photos again, and the cost of one."""
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder, "sent.jpg")
        for name, (sizes, part) in GROUPS.items():
            reading(write, name, sizes, max(1, rounds // part), sent)
        for name, seed in SETS.items():
            finding(write, name, seed, max(2, rounds // 8))
        return costing(write, sent)


def reading(write: Write, name: str, sizes: tuple[int, int], photos: int, sent: Path) -> None:
    """How many codes are read on 12-megapixel photos, by how blurred they are."""
    chance = random.Random(SEED)
    read: Counter[int] = Counter()
    made: Counter[int] = Counter()
    wrong = 0
    for _number in range(photos):
        shot = scenes.random_shot(chance, code_px=sizes)
        sent.write_bytes(scenes.as_jpeg(scenes.photographed(shot)))
        texts = [code.text for code in codes_in(upright(loaded(sent)), larger=lambda: larger_grey(sent))]
        blur = int(shot.blur)
        made[blur] += 1
        read[blur] += shot.text in texts
        wrong += bool(texts) and texts != [shot.text]
    write(f"photos: {photos} of 12 MP, JPEG 40, codes of {name} in 1600, blur 0 to 3, any rotation, perspective, light")
    for blur in sorted(made):
        write(f"  blur {blur} to {blur + 1}: {read[blur]} of {made[blur]} read")
    write(f"  together {sum(read.values())} of {photos} read, {wrong} wrongly")


def finding(write: Write, name: str, seed: int, receipts: int) -> None:
    """How far apart a photo stays from itself, treated in many ways, and from others, with its code and without."""
    chance = random.Random(seed)
    apart: dict[str, list[tuple[int, int]]] = {treatment: [] for treatment in (*TREATMENTS, TWIN)}
    looks = []
    for _number in range(receipts):
        shot = scenes.random_shot(chance, code_px=(90, 140), blur=1)._replace(camera=(2016, 1512))
        photo = _saved(scenes.photographed(shot), 80)
        looks.append(look := looks_of(photo))
        for treatment, treat in TREATMENTS.items():
            apart[treatment].append(_apart(look, looks_of(treat(photo))))
        twin = shot._replace(text=scenes.random_text(chance), filled_in=chance.randrange(1 << 30))
        apart[TWIN].append(_apart(look, looks_of(_saved(scenes.photographed(twin), 80))))
    apart["another receipt on another table"] = [_apart(*pair) for pair in combinations(looks, 2)]
    write(f"photos: bits of 256 that differ, {receipts} receipts of the set that the threshold was {name} on")
    write(f"  {'one photo up to ' + str(fingerprints.MOST_APART):<44} with its code        without")
    for treatment, found in apart.items():
        write(f"  {treatment:<44} {'   '.join(_spread(column) for column in zip(*found, strict=True))}")


def _spread(found: Sequence[int]) -> str:
    alike = sum(each <= fingerprints.MOST_APART for each in found)
    return f"{min(found):3} to {max(found):3}, {alike:2} of {len(found):2} alike"


def _apart(one: tuple[str, str], other: tuple[str, str]) -> tuple[int, int]:
    return fingerprints.distance(one[0], other[0]), fingerprints.distance(one[1], other[1])


def looks_of(photo: Any) -> tuple[str, str]:
    """The fingerprint as the intake takes it, and as it would be taken where no code is read."""
    picture = upright(photo.convert("RGB"))
    found = codes_in(picture)
    return fingerprint(picture, found[0].corners if found else None), fingerprint(picture, None)


def costing(write: Write, sent: Path) -> list[Goal]:
    """A photo's processor time and memory beside Pillow's full decode of the same file, in the same run."""
    sent.write_bytes(scenes.as_jpeg(scenes.photographed(scenes.Shot("RADA1:ABCDE-FGHJK:7Q2M5XKP", 200)), 85))
    with Image.open(sent) as whole:
        _require_no_word(whole, sent)
        full = [code.text for code in codes_in(whole.convert("L"))]
    if [code.text for code in codes_in(upright(loaded(sent)))] != full:
        raise BenchError("the smaller decode does not read the code that the full one reads")
    timings = interleaved(
        {
            "full decode": lambda: Image.open(sent).convert("RGB").load(),
            "Pillow's own draft": lambda: _drafted(sent).load(),
            "decode, upright, two JPEGs": lambda: written(upright(loaded(sent)), sent.parent),
            "decode, upright": lambda: upright(loaded(sent)),
        },
        5,
    )
    write("photos: one of 12 MP, processor time; both read the same code")
    for name, timing in timings.items():
        write(f"  {name:<28} {timing.best * 1000:6.0f} ms, {ratio(timing, timings['full decode']):.2f} of it")
    full_memory, ours = _memory(DECODE, sent), _memory(PIPELINE, sent)
    write(f"  memory: {full_memory} MB for the full decode, {ours} MB for ours with both JPEGs written")
    return [
        Goal(
            "a photo of 12 MP decoded and turned upright beside a full decode",
            ratio(timings["decode, upright"], timings["full decode"]), 0.4,
        ),
        Goal("memory for a photo of 12 MP, both JPEGs written, beside a full decode", ours / full_memory, 0.6),
    ]  # fmt: skip


def _drafted(sent: Path) -> Any:
    """What plain Pillow decodes at once of the right size: its box needs the photo's own shape."""
    picture: Any = Image.open(sent)
    share = limits.GOOD_SIDE / max(picture.size)
    picture.draft("RGB", (int(picture.width * share), int(picture.height * share)))
    return picture


def _require_no_word(whole: Any, sent: Path) -> None:
    """Raise BenchError where what is kept of a photo says more than its pixels do."""
    told = Image.Exif()
    told[MAKER] = "Rada's own telephone"
    whole.save(sent, "JPEG", quality="keep", exif=told)
    written(upright(loaded(sent)), sent.parent)
    with Image.open(sent.parent / limits.KEPT_NAME) as kept:
        if kept.getexif() or b"telephone" in (sent.parent / limits.KEPT_NAME).read_bytes():
            raise BenchError("metadata is left in the photo that is kept")


def _memory(code: str, sent: Path) -> int:
    """The most megabytes a process of its own had resident, by Linux's own account of it.

    `ru_maxrss` would not do: a new process starts with its parent's.
    """
    program = f"{code}; print(open('/proc/self/status').read())"
    ran = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-c", program, str(sent), str(sent.parent)], capture_output=True, text=True, check=True
    )
    (kilobytes,) = (line.split()[1] for line in ran.stdout.splitlines() if line.startswith("VmHWM:"))
    return round(int(kilobytes) / 1024)


def _saved(picture: Any, quality: int, kind: str = "JPEG") -> Any:
    content = BytesIO()
    picture.convert("RGB").save(content, kind, quality=quality)
    return Image.open(content)


def _cut(picture: Any, left: float, top: float, right: float, bottom: float) -> Any:
    width, height = picture.size
    return picture.crop(
        (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    )


def _turned(picture: Any, degrees: float, **options: Any) -> Any:
    return picture.convert("RGB").rotate(degrees, Image.Resampling.BICUBIC, **options)


TREATMENTS: dict[str, Callable[[Any], Any]] = {
    "saved anew, JPEG 40": lambda photo: _saved(photo, 40),
    "saved anew, WebP 60": lambda photo: _saved(photo, 60, "WEBP"),
    "saved anew, PNG": lambda photo: _saved(photo, 100, "PNG"),
    "half the size": lambda photo: photo.resize((photo.width // 2, photo.height // 2)),
    "800 pixels wide": lambda photo: photo.resize((800, 800 * photo.height // photo.width)),
    "3 % cut off all sides": lambda photo: _cut(photo, 0.03, 0.03, 0.03, 0.03),
    "1.5 % cut off all sides": lambda photo: _cut(photo, 0.015, 0.015, 0.015, 0.015),
    "3 % cut off one side": lambda photo: _cut(photo, 0.03, 0, 0, 0),
    "turned 1 degree": lambda photo: _turned(photo, 1),
    "turned 2 degrees": lambda photo: _turned(photo, 2),
    "turned 2 degrees, grown": lambda photo: _turned(photo, -2, expand=True, fillcolor="white"),
    "a quarter brighter": lambda photo: ImageEnhance.Brightness(photo.convert("RGB")).enhance(1.25),
    "a third darker": lambda photo: ImageEnhance.Brightness(photo.convert("RGB")).enhance(0.7),
    "half the size, JPEG 40, 3 % cut off": lambda photo: _saved(
        _cut(photo.resize((photo.width // 2, photo.height // 2)), 0.03, 0, 0.03, 0), 40
    ),
}
