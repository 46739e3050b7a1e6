"""Receipt photos: how many codes are read, what is found again, and what a photo costs beside a plain full decode."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageEnhance

from orders.benches import scenes
from orders.benches.registry import BenchError, Write, bench, interleaved, ratio
from orders.photos import fingerprints
from orders.photos.codes import codes_in
from orders.photos.formats import loaded
from orders.photos.looks import fingerprint
from orders.photos.pixels import upright, written

SEED = 4
GROUPS = {"80 to 320 px": (80, 320), "80 to 120 px": (80, 120)}
DECODE = "import sys; from PIL import Image; Image.open(sys.argv[1]).convert('RGB').load()"
PIPELINE = (
    "import sys; from pathlib import Path; from orders.photos.formats import loaded; from orders.photos.pixels import "
    "upright, written; written(upright(loaded(Path(sys.argv[1]))), Path(sys.argv[2]))"
)


@bench("photos")
def bench_photos(write: Write, *, rounds: int = 40, **_options: Any) -> None:
    """Reading of codes, finding photos again, and the cost of one; `--rounds` photos of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder, "sent.jpg")
        for name, sizes in GROUPS.items():
            reading(write, name, sizes, rounds, sent)
        finding(write, max(2, rounds // 2))
        costing(write, sent)


def reading(write: Write, name: str, sizes: tuple[int, int], photos: int, sent: Path) -> None:
    """How many codes are read on 12-megapixel photos, by how blurred they are."""
    chance = random.Random(SEED)
    read: Counter[int] = Counter()
    made: Counter[int] = Counter()
    wrong = 0
    for _number in range(photos):
        shot = scenes.random_shot(chance, code_px=sizes)
        sent.write_bytes(scenes.as_jpeg(scenes.photographed(shot)))
        texts = [code.text for code in codes_in(upright(loaded(sent)))]
        blur = int(shot.blur)
        made[blur] += 1
        read[blur] += shot.text in texts
        wrong += bool(texts) and texts != [shot.text]
    write(f"photos: {photos} of 12 MP, JPEG 40, codes of {name} in 1600, any rotation, perspective and light")
    for blur in sorted(made):
        write(f"  blur {blur} to {blur + 1}: {read[blur]} of {made[blur]} read")
    write(f"  together {sum(read.values())} of {photos} read, {wrong} wrongly")


def finding(write: Write, receipts: int) -> None:
    """How far apart one photo stays from itself, treated in many ways, and from another receipt in the same pose."""
    chance = random.Random(SEED)
    apart: dict[str, list[int]] = {name: [] for name in (*TREATMENTS, "another receipt, same form, pose and table")}
    for _number in range(receipts):
        shot = scenes.random_shot(chance, code_px=(90, 140), blur=1)._replace(camera=(2016, 1512))
        photo = _saved(scenes.photographed(shot), 80)
        look = look_of(photo)
        for name, treat in TREATMENTS.items():
            apart[name].append(fingerprints.distance(look, look_of(treat(photo))))
        other = shot._replace(text=scenes.random_text(chance), filled_in=chance.randrange(1 << 30))
        apart[name_of_others(apart)].append(fingerprints.distance(look, look_of(scenes.photographed(other))))
    write(f"photos: bits of 256 that differ, {receipts} receipts; up to {fingerprints.MOST_APART} count as one photo")
    for name, found in apart.items():
        alike = sum(each <= fingerprints.MOST_APART for each in found)
        write(f"  {name:<44} {min(found):3} to {max(found):3}, {alike} of {receipts} alike")


def name_of_others(apart: dict[str, list[int]]) -> str:
    """The last row: what must not be confused."""
    return list(apart)[-1]


def look_of(photo: Any) -> str:
    """The fingerprint as the intake takes it."""
    picture = upright(photo.convert("RGB"))
    found = codes_in(picture)
    return fingerprint(picture, found[0].corners if found else None)


def costing(write: Write, sent: Path) -> None:
    """A photo's processor time and memory beside Pillow's full decode of the same file, in the same run."""
    sent.write_bytes(scenes.as_jpeg(scenes.photographed(scenes.Shot("RADA1:ABCDE-FGHJK:7Q2M5XKP", 200)), 85))
    with Image.open(sent) as whole:
        full = [code.text for code in codes_in(whole.convert("L"))]
    if [code.text for code in codes_in(upright(loaded(sent)))] != full:
        raise BenchError("the smaller decode does not read the code that the full one reads")
    timings = interleaved(
        {
            "full decode": lambda: Image.open(sent).convert("RGB").load(),
            "decode, upright, two JPEGs": lambda: written(upright(loaded(sent)), sent.parent),
            "decode, upright": lambda: upright(loaded(sent)),
        },
        5,
    )
    write("photos: one of 12 MP, processor time; both read the same code")
    for name, timing in timings.items():
        write(f"  {name:<28} {timing.best * 1000:6.0f} ms, {ratio(timing, timings['full decode']):.2f} of it")
    full_memory, ours = _memory(DECODE, sent), _memory(PIPELINE, sent)
    write(f"  memory: {full_memory} MB for the full decode, {ours} MB for ours, {ours / full_memory:.2f} of it")


def _memory(code: str, sent: Path) -> int:
    """The most megabytes a process of its own had resident."""
    program = f"{code}; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    ran = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-c", program, str(sent), str(sent.parent)], capture_output=True, text=True, check=True
    )
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return round(int(ran.stdout) / unit)


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
    "half the size": lambda photo: photo.resize((photo.width // 2, photo.height // 2)),
    "800 pixels wide": lambda photo: photo.resize((800, 800 * photo.height // photo.width)),
    "3 % cut off all sides": lambda photo: _cut(photo, 0.03, 0.03, 0.03, 0.03),
    "3 % cut off one side": lambda photo: _cut(photo, 0.03, 0, 0, 0),
    "turned 2 degrees": lambda photo: _turned(photo, 2),
    "turned 2 degrees, grown": lambda photo: _turned(photo, -2, expand=True, fillcolor="white"),
    "a quarter brighter": lambda photo: ImageEnhance.Brightness(photo.convert("RGB")).enhance(1.25),
    "a third darker": lambda photo: ImageEnhance.Brightness(photo.convert("RGB")).enhance(0.7),
    "half the size, JPEG 40, 3 % cut off": lambda photo: _saved(
        _cut(photo.resize((photo.width // 2, photo.height // 2)), 0.03, 0, 0.03, 0), 40
    ),
}
