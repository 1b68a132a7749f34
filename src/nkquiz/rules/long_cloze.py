"""A long sentence is read again and again for one word; a sentence full of gaps can only be known by heart.

Forty words are the most that is read at a glance, and four gaps (by their numbers: gaps with one number are hidden together)
the most that a sentence can lose. Cut what the gap does not need, or make two facts of it.

From: the minimum information principle (P. Wozniak, Twenty rules, 1999, rules 4 and 5) and the rules that medical
students' shared decks agree on.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule, words_of

MOST_WORDS = 40
MOST_GAPS = 4


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.firsts:
        text = asked.fact.text("cloze")
        if not text:
            continue
        span, gaps = asked.fact.where.span("cloze"), len(bank.cards[asked.fact.id])
        if gaps > MOST_GAPS:
            message = f"{gaps} gaps in one sentence; more than {MOST_GAPS} leave too little to go by"
            yield Problem(span, "NK308", message, "make two facts of it")
        elif (count := len(words_of(asked.prompt))) > MOST_WORDS:
            message = f"the sentence has {count} words; more than {MOST_WORDS} are not read at a glance"
            yield Problem(span, "NK308", message, "cut what the gap does not need; move the rest to `because`")


RULE = Rule(
    code="NK308",
    title="A cloze that is too long, or has too many gaps.",
    doc=__doc__,
    bad="""
        id: heart-valves
        cloze: >-
          The {{c1::mitral}}, the {{c2::tricuspid}}, the {{c3::aortic}} and the {{c4::pulmonary}} valve lie between
          {{c5::atria}}, ventricles and vessels.
        """,
    good="""
        id: heart-valves
        cloze: Between left atrium and ventricle lies the {{c1::mitral}} valve, on the right the {{c2::tricuspid}}.
        """,
    check=_check,
)
