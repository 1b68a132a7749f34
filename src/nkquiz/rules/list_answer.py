"""An answer of four or more parts is a list, and lists are learned badly: one part is forgotten, and the card is wrong.

Ask for one part at a time, make the list a cloze with a gap for each part, or use `order` where the parts follow one another.
Three parts are still one picture; so the rule begins at four. What the author asks the parts of by other kinds (`order`,
`compare`, `label`) is not judged, nor are the sides of a choice.

From: avoiding sets and enumerations (P. Wozniak, Twenty rules of formulating knowledge, 1999, rules 9 and 10).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.model import Reveal
from nkquiz.rule import Bank, Rule

MOST_PARTS = 3
_PARTS = re.compile(r"\s*[;,]\s+(?:(?:and|or|sometimes)\s+)?|\s+(?:and|or)\s+")
_LONGEST_PART = 4  # words; what is longer is a clause, not an entry of a list


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if "answer" not in asked.fact.own or not isinstance(asked.card.ways[-1], Reveal):
            continue
        parts = [part for part in _PARTS.split(asked.answer) if part]
        if len(parts) > MOST_PARTS and all(len(part.split()) <= _LONGEST_PART for part in parts):
            message = f"the answer is a list of {len(parts)}; lists are learned badly"
            hint = "ask for one part at a time, or make it an `order` or a cloze with a gap for each part"
            yield Problem(asked.fact.where.span("answer"), "NK302", message, hint)


RULE = Rule(
    code="NK302",
    title="An answer that is a list.",
    doc=__doc__,
    bad="""
        id: heart-valves
        ask: Which valves has the heart?
        answer: Mitral, tricuspid, aortic and pulmonary
        """,
    good="""
        id: heart-valves
        cloze: Atria and ventricles are parted by the {{c1::mitral}} valve on the left, the {{c2::tricuspid}} on the right.
        """,
    check=_check,
)
