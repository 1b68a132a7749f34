"""A prompt that asks two things has no one answer: the learner knows half of it, and cannot say how the recall went.

Make two facts of it. Two question marks, or a second question word after "and", are the signs.

From: focus on one detail (A. Matuschak, How to write good prompts, 2020) and the minimum information principle
(P. Wozniak, Twenty rules, 1999, rule 4).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_SECOND = re.compile(
    r"\s(?:and|or)\s+(?:(?:in|to|for|from|with|by|at|on)\s+)?(?:what|which|who|whom|whose|when|where|why|how)\b"
    r"|\band\s+the\s+\w+est\s+one\b",
    re.IGNORECASE,
)
_SETTING = re.compile(r"^[^?]*\w\w\.\s+(?=[A-Z])")  # the sentences before the question
_QUOTED = re.compile(r"[\"“'‘][^\"“”'‘’]*+(?<=\?)[\"”'’]")
_FIRST = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how|name)\b|\?", re.IGNORECASE)
_WORD = re.compile(r"\w")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.firsts:
        prompt = _SETTING.sub("", _QUOTED.sub("", asked.prompt))
        if _has_two_marks(prompt) or _has_two_words(prompt):
            yield Problem(asked.fact.where.span(asked.fact.kind), "NK303", "the prompt asks two things", "make two facts of it")


def _has_two_marks(prompt: str) -> bool:
    """Return True if the prompt ends with a question mark, and another stands before its last words."""
    _, *later = prompt.rstrip().split("?")
    return len(later) > 1 and not later[-1] and any(_WORD.search(part) for part in later[:-1])


def _has_two_words(prompt: str) -> bool:
    """Return True if a second question word is hung on with "and" to a first one."""
    found = _SECOND.search(prompt)
    return found is not None and _FIRST.search(prompt, 0, found.start() + 1) is not None


RULE = Rule(
    code="NK303",
    title="A prompt that asks two things.",
    doc=__doc__,
    bad="""
        id: crs-first-sign
        ask: What is the first sign of CRS, and when does it begin?
        answer: Fever, within days
        """,
    good="""
        id: crs-first-sign
        ask: What is usually the first sign of CRS?
        answer: Fever
        """,
    check=_check,
)
