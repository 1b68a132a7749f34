"""Ranges or limits that overlap, so that one value makes two options right.

If the truth is 13 %, both `over 10 %` and `over 5 %` hold, and the learner has to guess which the author meant; ranges that
share an end do the same to the value at it. Where the range itself is asked for, or a limit such as `up to` or `or
more`, nothing is doubtful.

From: the numeric data that overlap among the item flaws (Case and Swanson, Constructing written test questions, US
National Board of Medical Examiners).
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import inf

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_NUMBER = r"\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,12})?"
_BETWEEN = re.compile(
    rf"(?:about |from )?({_NUMBER})\s?(\D{{0,12}}?)(?: to |\s?[-–]\s?)({_NUMBER})(?:\s?(\D+))?", re.IGNORECASE
)
_BEYOND = re.compile(rf"(more than|over|above|less than|under|below|fewer than|[<>])\s?({_NUMBER})(?:\s?(\D+))?", re.IGNORECASE)
_DOWN = ("less than", "under", "below", "fewer than", "<")
_ASKS_FOR_RANGE = re.compile(r"\b(?:ranges?|intervals?|limits?|years|bounds?|thresholds?|cut-?off|score)\b", re.IGNORECASE)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        if len(asked.right) != 1:
            continue
        ranges = sorted(found for text in (*asked.right, *asked.wrong) if (found := _range(text)))
        overlap = any(unit == next_unit and end >= start for (unit, _, end), (next_unit, start, _) in pairwise(ranges))
        if overlap and not _ASKS_FOR_RANGE.search(asked.prompt):
            yield Problem(
                asked.at_options, "NK319", "the ranges of two options overlap", "draw them apart, or ask for the number"
            )


def _range(text: str) -> tuple[str, float, float] | None:
    """Return unit, least and greatest value of a range such as `5 to 10 mg` or `over 5 %`; None if `text` is none."""
    if text.casefold().startswith("between "):
        text = text[len("between ") :].replace(" and ", " to ", 1)
    if found := _BETWEEN.fullmatch(text):
        least, greatest = _value(found[1]), _value(found[3])
        return ((found[4] or "").casefold(), least, greatest) if least < greatest else None
    if found := _BEYOND.fullmatch(text):
        unit, value = (found[3] or "").casefold(), _value(found[2])
        return (unit, -inf, value) if found[1].casefold() in _DOWN else (unit, value, inf)
    return None


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


RULE = Rule(
    code="NK319",
    title="Ranges that overlap, so that two options can be right.",
    doc=__doc__,
    bad="""
        id: nk-share
        ask: Which share of the lymphocytes in blood are NK cells?
        answer: 5 to 15%
        wrong:
        - {text: 10 to 30%, why: That is more than is found.}
        - {text: 50 to 70%, why: T cells are that many.}
        """,
    good="""
        id: nk-share
        ask: Which share of the lymphocytes in blood are NK cells?
        answer: 5 to 15%
        wrong:
        - {text: 20 to 30%, why: That is more than is found.}
        - {text: 50 to 70%, why: T cells are that many.}
        """,
    check=_check,
)
