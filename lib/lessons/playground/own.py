"""Points of the student's own: a line each, as they are typed and as a figure edits them."""

from __future__ import annotations

import math

from lib.maths.points import HEIGHT, MOST, WIDTH, Points, as_points

EXPECTED = "x, y and the class 0 or 1, for example 1.5, -0.5, 1"
LONGEST = 1500  # characters of points in a link, which as an address are below 2,000
START = """-1.5, -1, 0
-1, 0.5, 0
-0.5, -1.5, 0
0.3, 0.2, 0
0.5, 1, 1
1, -0.5, 1
1.5, 1.5, 1
-0.2, 0.4, 1"""


def own(text: str) -> Points:
    """Points as they are typed, one a line or parted by semicolons.

    Raises
    ------
    ValueError
        When there are none or too many, a line is no point, one lies beyond the plane, or all have
        the same class.
    """
    lines = [line.strip() for line in text.replace(";", "\n").splitlines()]
    numbered = [(i, line) for i, line in enumerate(lines, 1) if line]
    if not numbered:
        raise ValueError(f"This field is empty. It takes a point a line: {EXPECTED}.")
    if len(numbered) > MOST:
        raise ValueError(f"This field takes at most {MOST} points; there are {len(numbered)} here.")
    rows = [_point(i, line) for i, line in numbered]
    points = as_points([row[:2] for row in rows], [row[2] for row in rows])
    if points.labels.min() == points.labels.max():
        raise ValueError(
            f"All points here are of class {points.labels[0]}, so there is nothing to learn. "
            "Training takes at least one point of class 0 and one of class 1."
        )
    return points


def typed(points: list[list[float]]) -> str:
    r"""Points that a figure was left with, as they would be typed.

    >>> typed([[1.5, -2, 0], [0.25, 1, 1]])
    '1.5 -2 0\n0.25 1 1'
    """
    return "\n".join(" ".join(map(str, point)) for point in points)


def _point(i: int, line: str) -> tuple[float, float, int]:
    parts = line.replace(",", " ").split()
    try:
        x, y, label = map(float, parts)
    except ValueError:
        raise ValueError(f"Line {i} is “{line[:40]}”. A line takes {EXPECTED}.") from None
    if not (math.isfinite(x) and math.isfinite(y)) or abs(x) > WIDTH or abs(y) > HEIGHT:
        raise ValueError(
            f"Line {i} has the place {parts[0]}, {parts[1]}. Points lie in the plane of the maps: "
            f"x from −{WIDTH:g} to {WIDTH:g}, y from −{HEIGHT:g} to {HEIGHT:g}."
        )
    if label not in (0, 1):
        raise ValueError(f"Line {i} has the class {parts[2]}. There are two: 0 and 1.")
    return x, y, int(label)
