"""A prompt in which the answer stands teaches reading, not remembering: the card is right for ever, and proves nothing.

Judged is whether every word of the answer that carries meaning stands in the prompt already. A question that offers what to
choose from ("donor or host?") is meant so, and spared; so is one that asks for a form of a word, and a cloze, whose sentence
is there in both.

From: leading questions (A. Matuschak, How to write good prompts, 2020).
"""

import re
from collections.abc import Iterable, Iterator

from nkquiz.diagnostics import Problem
from nkquiz.model import Reveal
from nkquiz.rule import Bank, Rule, words_of

_OFFERS = re.compile(
    r"\bor\b|\b(?:which|what) (?:one )?of\b|\bbetween\b|\b(?:plural|past tense|participle|genitive|anagram)\b", re.IGNORECASE
)
_LITTLE = frozenset(
    "a an and are as at be by for from has have in is it its of on or that the their these this to was with".split()
)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if "answer" not in asked.fact.own or not isinstance(asked.card.ways[-1], Reveal) or _OFFERS.search(asked.prompt):
            continue
        answer = _carrying(asked.answer_words) | _LITTLE.intersection(asked.answer_words[-1:])  # granzyme A
        if answer and answer <= _carrying(asked.prompt_words):
            message = f"the prompt says it already: `{asked.answer}`"
            yield Problem(asked.fact.where.span(asked.fact.kind), "NK305", message, "ask without the words of the answer")


def _carrying(words: Iterable[str]) -> frozenset[str]:
    """Return the words that carry meaning, without endings of plural and possession; `HLA-E` also gives its parts."""
    parts = (part for word in words for part in (word, *words_of(word.replace("-", " "))))
    return frozenset(re.sub(r"['’]s$|(?<=[a-z]{3})s$", "", part) for part in parts) - _LITTLE


RULE = Rule(
    code="NK305",
    title="A prompt that holds its own answer.",
    doc=__doc__,
    bad="""
        id: tocilizumab-blocks
        ask: Which receptor does tocilizumab, a blocker of the IL-6 receptor, block?
        answer: The IL-6 receptor
        """,
    good="""
        id: tocilizumab-blocks
        ask: Which receptor does tocilizumab block?
        answer: The IL-6 receptor
        """,
    check=_check,
)
