"""Flat things seen at a slant: the perspective that carries four points to four others. Pure."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]


def perspective(these: Sequence[Point], those: Sequence[Point]) -> tuple[float, ...]:
    """The eight numbers that carry four points to four others, as Pillow's PERSPECTIVE wants them.

    Raises ZeroDivisionError where three of the points lie on one line.
    """
    rows = []
    for (x, y), (u, v) in zip(these, those, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return tuple(solved(rows))


def solved(rows: list[list[float]]) -> list[float]:
    """The solution of linear equations, each row its factors and what they come to. Raises ZeroDivisionError."""
    rows = [list(row) for row in rows]
    for column in range(len(rows)):
        best = max(range(column, len(rows)), key=lambda number: abs(rows[number][column]))
        rows[column], rows[best] = rows[best], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for number, row in enumerate(rows):
            if number != column and row[column]:
                rows[number] = [a - row[column] * b for a, b in zip(row, rows[column], strict=True)]
    return [row[-1] for row in rows]


def mapped(by: Sequence[float], point: Point) -> Point:
    """Where a point goes."""
    a, b, c, d, e, f, g, h = by
    x, y = point
    deep = g * x + h * y + 1
    return (a * x + b * y + c) / deep, (d * x + e * y + f) / deep
