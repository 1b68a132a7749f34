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
    r"\?.+\?\s*$|(?:,|;)?\s\b(?:and|or)\s+(?:(?:in|to|for|from|with|by|at|on)\s+)?"
    r"(?:what|which|who|whom|whose|when|where|why|how)\b|\band\s+the\s+\w+est\s+one\b",
    re.IGNORECASE | re.DOTALL,
)
_SETTING = re.compile(r"^[^?]*\w\w\.\s+(?=[A-Z])")  # the sentences before the question
_QUOTED = re.compile(r"[\"“'‘][^\"”'’]*\?[\"”'’]")
_FIRST = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how|name)\b|\?", re.IGNORECASE)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.firsts:
        prompt = _SETTING.sub("", _QUOTED.sub("", asked.prompt))
        found = _SECOND.search(prompt)
        if found is not None and _FIRST.search(prompt[: found.start() + 1]):
            yield Problem(asked.fact.where.span(asked.fact.kind), "NK303", "the prompt asks two things", "make two facts of it")


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
