"""A typed number against the right one: by its distance, in its unit. A bound or a wide range is no number."""

from __future__ import annotations

import re

from nkquiz import markup
from nkquiz.model import Number
from nkquiz.quiz.grading.quantities import NUMBER_WORDS, canonical_unit, is_unit
from nkquiz.review import Grade, Verdict

_ABOUT = re.compile(r"(?:about|around|approx(?:imately|\.)?|circa|ca\.?|nearly|almost|roughly|some|~|≈|=)\s*", re.IGNORECASE)
_BOUND = re.compile(
    r"(?:[<>≤≥]|(?:more|less|fewer|higher|lower|greater) than|at (?:least|most)|over|under|above|below|up to"
    r"|(?:mini|maxi)mum)(?![a-z])|.*(?:\+|or (?:more|less|fewer|higher|lower|above|below|over|under))\Z",
    re.IGNORECASE,
)
_DIGITS = r"[-+−]?(?:\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)"
_NUMBER = re.compile(rf"({_DIGITS}|[a-z]+)[\s-]*(.*)\Z", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?P<between>between\s+)?(?P<low>{_DIGITS})\s*(?P<first>[^\d\s,.<>-]*)\s*(?P<to>-|–|—|to|and)\s*"
    rf"(?P<high>{_DIGITS})[\s-]*(?P<unit>.*)\Z",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(\d{1,6})\s*(?:out of|of|in|/)\s*(?:the\s*)?(\d{1,6})\b\s*(?:patients|people)?\Z", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\([^()]*\)\Z")
_TIMES = ("fold", "x", "×")  # of an answer in `times`
_EXACT = 1e-9
_ROUNDED = 0.051  # per cent: a share given to the first decimal


def judged_number(text: str, way: Number) -> Grade | str:
    """Return the verdict on a number: `13`, `13 %`, `about 13%`, `13 of 101`, or a range that counts as right throughout.

    What is no single number is not judged: the sentence that then comes says what is wanted.
    """
    text = _BRACKETED.sub("", " ".join(text.split()).rstrip(". "))
    text = _ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text
    if way.unit == "%" and (share := _SHARE.match(text)):
        return _distance(100 * int(share[1]) / int(share[2]), way) if int(share[2]) else wanted_number(way)
    if _BOUND.match(text):
        return f"That is a bound, not a value. {wanted_number(way)}"
    if found := _RANGE.match(text):
        return _range(found, way)
    match = _NUMBER.match(text)
    value = _value(match[1]) if match else None
    if match is None or value is None:
        return wanted_number(way)
    if not _fits(match[2], way):
        return _other_unit(match[2], way)
    return _distance(value, way)


def wanted_number(way: Number) -> str:
    """Return the sentence that says which number is wanted."""
    if not way.unit:
        return "One number is wanted."
    return f"One number is wanted, in {in_words(way)}."


def in_words(way: Number) -> str:
    """Return the unit as it is said: `per cent` for `%`."""
    return "per cent" if way.unit == "%" else markup.plain(way.unit)


def _range(found: re.Match[str], way: Number) -> Grade | str:
    low, high = _value(found["low"]), _value(found["high"])
    if low is None or high is None or low > high or bool(found["between"]) != (found["to"].lower() == "and"):
        return wanted_number(way)
    for said in (found["first"], found["unit"]):
        if not _fits(said, way):
            return _other_unit(said, way)
    least, most = way.value - way.tolerance - _EXACT, way.value + way.tolerance + _EXACT
    if high < least or low > most:
        return _distance(high if high < least else low, way)
    if low >= least and high <= most:
        return Grade(Verdict.CORRECT, "Right, near enough.")
    return Grade(Verdict.CLOSE, f"That range is too wide. {wanted_number(way)}")


def _fits(said: str, way: Number) -> bool:
    """Return True if the unit is that of the answer, or left out."""
    unit, wanted = canonical_unit(said), canonical_unit(markup.plain(way.unit))
    return unit in ("", wanted) or (wanted == "time" and unit in _TIMES)


def _other_unit(said: str, way: Number) -> Grade | str:
    if not is_unit(canonical_unit(said)):
        return wanted_number(way)
    if not way.unit:
        return Grade(Verdict.WRONG, f"A plain number is the answer, not one in {said}.")
    return Grade(Verdict.WRONG, f"The answer is in {in_words(way)}, not in {'per cent' if said == '%' else said}.")


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
        return Grade(Verdict.CORRECT, f"Right, near enough: off by {_apart(off, way)}.")
    margin = f"; {markup.plain(way.margin)} counts as right" if way.margin else ""
    return Grade(Verdict.WRONG, f"Too {'high' if said > way.value else 'low'} by {_apart(off, way)}{margin}.")


def _apart(off: float, way: Number) -> str:
    """Return a distance with its unit; two shares are percentage points apart."""
    number = f"{float(f'{off:.3g}'):,.10g}" if off < 1000 else f"{off:,.0f}"
    if way.unit == "%":
        return f"{number} percentage point{'' if number == '1' else 's'}"
    return markup.plain(way.with_unit(number))
