"""An answer of many words is not recalled: it is recited, or half remembered and rated by mood.

A card should ask for the least that is worth knowing; what explains it belongs into `because`. Twelve words hold nearly
every answer that is one idea. Asked are the answers a learner has to produce: those of `order`, `compare` and `label`
are made of parts, and a choice is only recognised.

From: the minimum information principle (P. Wozniak, Twenty rules of formulating knowledge, 1999, rule 4).
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.model import Reveal
from nkquiz.rule import Bank, Rule

MOST_WORDS = 12


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        count = len(asked.answer_words)
        if count > MOST_WORDS and "answer" in asked.fact.own and isinstance(asked.card.ways[-1], Reveal):
            message = f"the answer has {count} words; more than {MOST_WORDS} are seldom recalled"
            hint = "keep the words that are the answer; move the reason to `because`, or split the fact"
            yield Problem(asked.fact.where.span("answer"), "NK301", message, hint)


RULE = Rule(
    code="NK301",
    title="An answer of more words than a learner recalls.",
    doc=__doc__,
    bad="""
        id: crs-why-tocilizumab
        ask: What does tocilizumab block?
        answer: The receptor of interleukin-6, so that the cytokine cannot signal and the fever and low pressure get better
        """,
    good="""
        id: crs-why-tocilizumab
        ask: What does tocilizumab block?
        answer: The IL-6 receptor
        because: So the cytokine cannot signal, and fever and low pressure get better.
        """,
    check=_check,
)
