"""What a photo looks like, in one printable word, and whether two of them are one photo. Pure: numbers and text only.

A fingerprint holds several views of its photo, each 256 bits: which of two neighbouring cells of a 16 × 16 grid is
brighter. One photo cut, turned a little or saved anew shows in one of its views what the other shows in one of its own.
`d1:` and a name with its bits for each view: `0` the whole, `f` cut on all sides, `i` its inner part, ...
"""

from __future__ import annotations

VERSION = "d1"
SIDE = 16
BITS = SIDE * SIDE
# Cut on these sides: left, top, right, bottom, as bits of the view's number. 0 is the whole, 15 all four.
CUT_VIEWS = tuple(f"{sides:x}" for sides in range(16))
SLIGHTLY_CUT = "p"  # on all sides, half as much
INNER_VIEWS = ("i", "j", "k")  # the inner part: straight, and turned to either side
GROWN_VIEWS = ("n", "o")  # the same where the picture grew by being turned
CODE_VIEWS = ("s", "m", "l")  # around the code, straightened by its corners: three widths
# Views that a stored photo is looked up by: with every view of the other on the other side, each pair is covered.
LOOKED_UP = ("0", "f", SLIGHTLY_CUT, "i", *CODE_VIEWS)
# One photo, however it was treated, stays under this; two receipts of one book in one pose stay well above, see
# docs/photos.md for how often. A person looks at every photo that is found, so a little too many is the lesser harm.
MOST_APART = 28
FEWEST_CHANGES = 24  # of 240 places where a row of cells goes from growing darker to growing brighter, or back
KEYS, KEY_BITS = 16, 20
STRIDES = (11, 23, 41, 59, 73, 97, 113, 147, 17, 29, 47, 67, 83, 101, 131, 151)  # odd, so that no bit comes twice


def is_telling(bits: int) -> bool:
    """Whether a view shows something to know it by: darkness, plain paper and mere shading look alike everywhere."""
    rows = (bits >> (SIDE * row) & (1 << SIDE) - 1 for row in range(SIDE))
    return sum(((row ^ row >> 1) & (1 << SIDE - 1) - 1).bit_count() for row in rows) >= FEWEST_CHANGES


def text_of(views: dict[str, int]) -> str:
    """The fingerprint as one printable word."""
    return ":".join([VERSION, *(f"{name}{bits:0{BITS // 4}x}" for name, bits in views.items())])


def views_of(fingerprint: str) -> dict[str, int]:
    """The views by name; empty for what is no fingerprint of this version."""
    version, *parts = fingerprint.split(":")
    try:
        return {part[0]: int(part[1:], 16) for part in parts} if version == VERSION else {}
    except (IndexError, ValueError):
        return {}


def distance(one: str, other: str) -> int:
    """How many of 256 bits the two views differ by that are most alike; 256 where nothing can be compared.

    Views around a code are compared with their own kind alone: they say more than the others.
    """
    mine, theirs = views_of(one), views_of(other)
    apart = [BITS]
    for name, bits in mine.items():
        for other_name, other_bits in theirs.items():
            if comparable(name, other_name):
                apart.append((bits ^ other_bits).bit_count())
    return min(apart)


def comparable(name: str, other: str) -> bool:
    """Whether these two views could show the same part of one photo."""
    if name in CODE_VIEWS or other in CODE_VIEWS:
        return name == other
    return name in LOOKED_UP or other in LOOKED_UP


def is_alike(one: str, other: str) -> bool:
    """Whether both are of one photo."""
    return distance(one, other) <= MOST_APART


def keys_to_store(fingerprint: str) -> list[int]:
    """Numbers to find a stored photo by: some bits of some views, so that a few wrong bits spoil a few numbers only."""
    return _keys({name: bits for name, bits in views_of(fingerprint).items() if name in LOOKED_UP})


def keys_to_ask(fingerprint: str) -> list[int]:
    """Numbers of which a stored photo has one where it is alike."""
    return _keys(views_of(fingerprint))


def _keys(views: dict[str, int]) -> list[int]:
    """A key is 20 bits of a view, taken by a stride through it, and which of the keys it is, within 32 bits."""
    found = set()
    for name, bits in views.items():
        kind = CODE_VIEWS.index(name) + 1 if name in CODE_VIEWS else 0
        for number in range(KEYS):
            places = ((number * 37 + step * STRIDES[number]) % BITS for step in range(KEY_BITS))
            value = 0
            for place in places:
                value = value << 1 | bits >> place & 1
            found.add((kind * KEYS + number) << KEY_BITS | value)
    return sorted(found)
