"""A question with the answer yes or no is guessed right half of the time, and the guess teaches nothing.

Ask for the thing itself: not whether perforin is needed but which protein is. A statement to be judged is a `claim`, which
asks for one of four verdicts and says what to remember instead.

From: questions that a learner can answer without knowing (A. Matuschak, How to write good prompts, 2020).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_ASKS = re.compile(r"(?:is|are|was|were|do|does|did|can|could|should|will|would|has|have|had|may|must)\b", re.IGNORECASE)
_YES_NO = re.compile(r"(?:yes|no|true|false|not as a rule|usually not)\b", re.IGNORECASE)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if _ASKS.match(asked.prompt) and _YES_NO.match(asked.answer):
            message = "yes or no answers it: a guess is right half of the time"
            hint = "ask for the thing itself, or make it a `claim`"
            yield Problem(asked.fact.where.span(asked.fact.kind), "NK304", message, hint)


RULE = Rule(
    code="NK304",
    title="A question that yes or no would answer.",
    doc=__doc__,
    bad="""
        id: kill-perforin
        ask: Is perforin needed for killing by NK cells?
        answer: "Yes"
        """,
    good="""
        id: kill-perforin
        ask: Which protein makes the pores through which NK cells kill?
        answer: Perforin
        """,
    check=_check,
)
