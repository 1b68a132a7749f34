"""What is said of an order, a number and a matched row. Typed words are graded in grading.py."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from nkquiz.model import Match, Number
from nkquiz.review import Grade, Verdict

_NUMBER = re.compile(
    r"(?:about|around|approx(?:imately)?\.?|ca\.?|~|≈)?\s*([-+−]?\d[\d\s]*(?:[.,]\d+)?)\s*(.*)\Z", re.IGNORECASE
)
_SHARE = re.compile(r"(\d+)\s*(?:of|in|out of|/)\s*(\d+)\Z", re.IGNORECASE)
_UNITS = {"percent": "%", "per cent": "%", "pct": "%", "day": "days", "week": "weeks", "month": "months", "year": "years"}
_EXACT = 1e-9


def judged_order(said: Sequence[int]) -> Grade:
    """Return the verdict on an order; `said` gives the right place of each step, in the learner's order."""
    if list(said) == sorted(said):
        return Grade(Verdict.CORRECT, "Right.")
    return Grade(Verdict.WRONG, f"{longest_run(said)} of {len(said)} stand in the right order.")


def longest_run(said: Sequence[int]) -> int:
    """Return how many steps stand in the right order among themselves (the longest rising subsequence)."""
    ends: list[int] = []
    for place in said:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def judged_match(said: Sequence[int], way: Match) -> Grade:
    """Return the verdict on a matched row; `said` gives for each left text the place of the right one chosen.

    The verdict is that of the card's own pair; the others are told.
    """
    good = sum(place == at for at, place in enumerate(said))
    if good == len(said):
        return Grade(Verdict.CORRECT, "Right.")
    mine = said[way.mine] == way.mine
    return Grade(Verdict.CORRECT if mine else Verdict.WRONG, f"{good} of {len(said)} pairs are right.")


def judged_number(text: str, way: Number) -> Grade | None:
    """Return the verdict on a number, None if `text` is none: `13`, `13 %`, `about 13%`, `13 of 101`."""
    text = " ".join(text.split())
    if way.of and (share := _SHARE.match(text)) and int(share[2]):
        return _distance(100 * int(share[1]) / int(share[2]), way)
    match = _NUMBER.match(text)
    if match is None:
        return None
    unit = match[2].strip().rstrip(".").casefold()
    if unit and not _same_unit(unit, way.unit):
        return Grade(Verdict.WRONG, f"The unit is {way.unit}." if way.unit else "It has no unit.")
    return _distance(_value(match[1]), way)


def _same_unit(said: str, unit: str) -> bool:
    wanted = unit.casefold()
    return _UNITS.get(said, said) == _UNITS.get(wanted, wanted)


def _value(digits: str) -> float:
    """Return the number; a comma before three last digits parts thousands, else it is a decimal comma."""
    digits = "".join(digits.split()).replace("−", "-")
    digits = re.sub(r",(?=\d{3}\Z)", "", digits)
    return float(digits.replace(",", "."))


def _distance(said: float, way: Number) -> Grade:
    off = abs(said - way.value)
    if off <= _EXACT:
        return Grade(Verdict.CORRECT, "Right.")
    if off <= way.tolerance + _EXACT:
        return Grade(Verdict.CORRECT, "Right, near enough.")
    return Grade(Verdict.WRONG, f"Too {'high' if said > way.value else 'low'}.")
