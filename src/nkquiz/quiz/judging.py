"""What is said of an order, a number and a matched row. Typed words are graded in grading/."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from nkquiz import markup
from nkquiz.model import Match, Number
from nkquiz.quiz.grading.quantities import NUMBER_WORDS, canonical_unit, is_unit
from nkquiz.review import Grade, Verdict

_ABOUT = re.compile(r"(?:about|around|approx(?:imately|\.)?|circa|ca\.?|nearly|almost|roughly|some|~|≈|=)\s*", re.IGNORECASE)
_DIGITS = r"[-+−]?(?:\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)"
_NUMBER = re.compile(rf"({_DIGITS}|[a-z]+)[\s-]*(.*)\Z", re.IGNORECASE)
_SHARE = re.compile(r"(\d{1,6})\s*(?:out of|of|in|/)\s*(?:the\s*)?(\d{1,6})\b\s*(?:patients|people)?\Z", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\([^()]*\)\Z")
_TIMES = ("fold", "x", "×")  # of an answer in `times`
_EXACT = 1e-9
_ROUNDED = 0.051  # per cent: a share given to the first decimal


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
        return Grade(Verdict.CORRECT, "Right, the whole row.")
    mine = said[way.mine] == way.mine
    own = f"{'Right' if mine else 'Not right'} for {markup.plain(way.pairs[way.mine][0])}"
    return Grade(Verdict.CORRECT if mine else Verdict.WRONG, f"{own}; {good} of {len(said)} pairs are right.")


def judged_number(text: str, way: Number) -> Grade | None:
    """Return the verdict on a number, None if `text` is none: `13`, `13 %`, `about 13%`, `13 of 101`."""
    text = _BRACKETED.sub("", " ".join(text.split()).rstrip(". "))
    text = _ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text
    if way.unit == "%" and (share := _SHARE.match(text)):
        return _distance(100 * int(share[1]) / int(share[2]), way) if int(share[2]) else None
    match = _NUMBER.match(text)
    value = _value(match[1]) if match else None
    if match is None or value is None:
        return None
    unit, wanted = canonical_unit(match[2]), canonical_unit(markup.plain(way.unit))
    if unit not in ("", wanted) and not (wanted == "time" and unit in _TIMES):
        if not is_unit(unit):
            return None
        return Grade(Verdict.WRONG, f"The unit is {markup.plain(way.unit)}." if way.unit else "It has no unit.")
    return _distance(value, way)


def _value(said: str) -> float | None:
    """Return the number; a comma before three last digits parts thousands, else it is a decimal comma."""
    if said.isalpha():
        digits = NUMBER_WORDS.get(said.casefold())
        return float(digits) if digits else None
    said = said.replace("−", "-").replace(" ", "")
    said = re.sub(r",(?=\d{3}(?!\d))", "", said)
    return float(said.replace(",", "."))


def _distance(said: float, way: Number) -> Grade:
    off = abs(said - way.value)
    exact = off <= _EXACT or (way.of and way.n is not None and abs(said - 100 * way.n / way.of) <= _ROUNDED)
    if exact:
        return Grade(Verdict.CORRECT, "Right.")
    if off <= way.tolerance + _EXACT:
        return Grade(Verdict.CORRECT, "Right, near enough.")
    margin = f": {markup.plain(way.margin)} counts as right" if way.margin else ""
    return Grade(Verdict.WRONG, f"Too {'high' if said > way.value else 'low'}{margin}.")
