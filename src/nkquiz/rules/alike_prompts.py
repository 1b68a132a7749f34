"""Two prompts that are nearly the same, with different answers, disturb each other: whichever comes up, the other is in mind.

Name in each what tells the two apart: the year, the grade, the product. Compared are the words that carry meaning; where
all of them are the same, and only little words, order or endings differ, nothing tells the two apart. Digits, names and
negations always do; so does the other end of a thing ("What eats a spider?", "What does a spider eat?"). The same prompt
with the same answer is the same card: it is asked twice as often, and mended once.

From: combating interference (P. Wozniak, Twenty rules of formulating knowledge, 1999, rule 11).
"""

import re
from collections.abc import Iterable, Iterator

from nkquiz.diagnostics import Problem, shown_path
from nkquiz.rule import Asked, Bank, Rule

_LITTLE = frozenset(
    "a an and are as at be by do does for from has have in is it its mostly of often on or than that the their there these "
    "this to usually was were which what who with most".split()
)
_DO = frozenset(("do", "does", "did"))
_KINDS = ("ask", "choose", "estimate")


def _check(bank: Bank) -> Iterator[Problem]:
    first: dict[frozenset[str], Asked] = {}
    for asked in bank.firsts:
        words = _carrying(asked.prompt_words) if asked.fact.kind in _KINDS else frozenset()
        if not words:
            continue
        other = first.setdefault(words, asked)
        if other is asked or _turned(asked, other):
            continue
        same = other.answer.casefold() == asked.answer.casefold()
        message = f"nothing {'' if same else 'in the prompt '}tells it apart from `{other.fact.id}`"
        there = other.fact.where.span(other.fact.kind)
        related = ((there, f"the other prompt, in {shown_path(there.path)}"),)
        hint = "keep one of the two" if same else "say in both what differs: the year, the grade, the product"
        yield Problem(asked.fact.where.span(asked.fact.kind), "NK307", message, hint, related)


def _turned(one: Asked, other: Asked) -> bool:
    """Return True if the two ask for the two ends of one thing: "What does a spider eat?", "What eats a spider?"."""
    asks_object = [_DO.isdisjoint(asked.prompt_words) for asked in (one, other)]
    orders = [[word for word in asked.prompt_words if word not in _LITTLE] for asked in (one, other)]
    return asks_object[0] != asks_object[1] and [w.removesuffix("s") for w in orders[0]] != [
        w.removesuffix("s") for w in orders[1]
    ]


def _carrying(words: Iterable[str]) -> frozenset[str]:
    """Return the words that carry meaning, without endings of the plural."""
    return frozenset(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in words if word not in _LITTLE)


RULE = Rule(
    code="NK307",
    title="Two prompts that nothing tells apart.",
    doc=__doc__,
    bad="""
        - id: crs-drug
          ask: Which drug is given for CRS?
          answer: Tocilizumab
        - id: crs-drug-two
          ask: Which drug is given in CRS?
          answer: A corticosteroid
        """,
    good="""
        - id: crs-drug
          ask: Which drug is given first for CRS of grade 2?
          answer: Tocilizumab
        - id: crs-drug-two
          ask: Which drug is added for CRS that tocilizumab does not calm?
          answer: A corticosteroid
        """,
    check=_check,
)
