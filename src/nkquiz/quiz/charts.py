"""Numbers -> small pictures of characters: a heat map, bars, an interval. Readable without colour, and in ASCII."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from nkquiz.frozen import frozen
from nkquiz.quiz.intervals import Share

MOST_WEEKS = 26
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LABEL = 4
_NICE = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
_BLOCKS, _PARTS, _ASCII_BLOCK = "█", " ▏▎▍▌▋▊▉", "#"
_SHADES, _ASCII_SHADES = "·░▒▓█", ".:oO#"

BOLD, QUIET, INK = "1", "2", "36"


@frozen
class Look:
    """How a screen is drawn. Without `pictures` it is sentences and tables, for screen readers and pipes."""

    width: int = 80
    pictures: bool = False
    ascii_only: bool = False
    colour: bool = False

    def styled(self, text: str, style: str) -> str:
        """Return `text` in a style of ANSI terminals; bold and faint hold on dark and light ones."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and text else text


def weeks_shown(look: Look) -> int:
    """Return how many weeks a heat map has room for, at most half a year."""
    return max(1, min(MOST_WEEKS, (look.width - _LABEL) // 2))


def heat_map(numbers: Mapping[date, int], since: date | None, today: date, look: Look) -> Iterator[str]:
    """Yield a heat map: a row a weekday, a column a week, this week last; then what the marks stand for.

    Days before `since` and days to come stay empty.
    """
    weeks = weeks_shown(look)
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    shown = [number for day, number in numbers.items() if first <= day <= today]
    step = _step(max(shown, default=1))
    shades = _ASCII_SHADES if look.ascii_only else _SHADES
    yield look.styled(_months(first, weeks), QUIET)
    for weekday, name in enumerate(_DAY_NAMES):
        days = (first + timedelta(days=weekday, weeks=week) for week in range(weeks))
        asked = ((since or first) <= day <= today and day for day in days)
        marks = (shades[_level(numbers.get(day, 0), step)] if day else " " for day in asked)
        yield look.styled(f"{name:<{_LABEL}}", QUIET) + look.styled(" ".join(marks).rstrip(), INK)
    yield look.styled(_legend(shades, step, look.width), QUIET)


def _step(most: int) -> int:
    """Return the round number of answers that takes a day to the next shade; four steps reach `most`."""
    scale = 1
    while True:
        for nice in _NICE:
            if nice * scale * 4 >= most:
                return nice * scale
        scale *= 10


def _level(number: int, step: int) -> int:
    return min(4, 1 + (number - 1) // step) if number else 0


def _legend(shades: str, step: int, width: int) -> str:
    least = ["0", "1+", *(f"{number * step + 1}+" for number in (1, 2, 3))]
    said = [f"{shade} {number}" for shade, number in zip(shades, least, strict=True)]
    line = "  ".join(said)
    return line.rjust(min(width, len(line) + _LABEL)) if len(line) <= width else " ".join(said)


def _months(first: date, weeks: int) -> str:
    """Return the line of months, each above the first week that begins in it."""
    line = ""
    for week in range(weeks):
        monday = first + timedelta(weeks=week)
        place = _LABEL + 2 * week
        if monday.day <= 7 and len(line) < place and place + 3 <= _LABEL + 2 * weeks:
            line = f"{line:<{place}}{monday:%b}"
    return line


def bar(number: int, most: int, width: int, look: Look) -> str:
    """Return a bar of at most `width` columns, `most` being the longest; what is not 0 has some length."""
    eighths = round(8 * width * number / most) if most else 0
    eighths = max(eighths, 1 if number else 0)
    if look.ascii_only:
        return _ASCII_BLOCK * max(round(eighths / 8), 1 if number else 0)
    return (_BLOCKS * (eighths // 8) + _PARTS[eighths % 8]).rstrip()


def strip(share: Share, width: int, look: Look) -> str:
    """Return an interval on a scale from 0 to 100 % as `   --o--  `: the dot is what was found, the line what may be true."""
    line, dot, ground = "-o " if look.ascii_only else "─● "
    low, high = (round(bound * (width - 1)) for bound in share.interval)
    found = round((share.share or 0.0) * (width - 1))
    return "".join(dot if place == found else line if low <= place <= high else ground for place in range(width))
