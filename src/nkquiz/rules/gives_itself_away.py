"""A prompt in which the answer stands teaches reading, not remembering: the card is right for ever, and proves nothing.

Judged is whether every word of the answer that carries meaning stands in the prompt already: in a question, in the meaning
of a term, in the clue of a drawing's part, and word for word in what a cloze leaves to be read. A question that offers what
to choose from ("donor or host?") is meant so, and spared; so are one that asks for a form of a word, and answers in code or
raised letters, which are worked out.

From: leading questions (A. Matuschak, How to write good prompts, 2020).
"""

import re
from collections.abc import Iterable, Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.model import Reveal
from nkquiz.rule import Asked, Bank, Rule, words_of

_OFFERS = re.compile(
    r"\bor\b|\b(?:which|what) (?:one )?of\b|\bbetween\b|\b(?:plural|past tense|participle|genitive|anagram)\b", re.IGNORECASE
)
_LITTLE = frozenset(
    "a an and are as at be by for from has have in is it its of on or that the their there these this to was with".split()
)
_WORKED_OUT = re.compile(r"[`^]")
_PUT_ASIDE = re.compile(r"`[^`]*`|\[[^\]]*\]")  # code, and the hint of a gap, about which NK309 speaks
_KEYS = {"cloze": "cloze", "means": "means", "parts": "parts", "answer": "ask"}
_COUNT = re.compile(r"\d{1,2}")  # often in a prompt by chance
_LEAST_LETTERS = 5  # of a gap that stands in the rest: "left" is often said twice, "perforin" tells itself


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        key = next((key for key in _KEYS if key in asked.fact.own), None)
        if key and isinstance(asked.card.ways[-1], Reveal) and not _WORKED_OUT.search(asked.card.answer) and _told(asked, key):
            message = f"the prompt says it already: `{asked.answer}`"
            yield Problem(asked.fact.where.span(_KEYS[key]), "NK305", message, "ask without the words of the answer")


def _told(asked: Asked, key: str) -> bool:
    """Return True if the prompt tells the answer."""
    carrying = _carrying(asked.answer_words) | _LITTLE.intersection(asked.answer_words[-1:])  # granzyme A
    shown = asked.prompt.casefold()
    if not carrying or not all(word in shown for word in carrying):
        return False
    prompt = _PUT_ASIDE.sub(" ", asked.card.prompt) if "`" in asked.card.prompt or key == "cloze" else ""
    words = words_of(markup.plain(prompt)) if prompt else asked.prompt_words
    if key == "cloze":
        return sum(map(len, asked.answer_words)) >= _LEAST_LETTERS and _line(asked.answer_words) in _line(words)
    if (key == "means" and asked.card.name == "meaning") or (key != "means" and _OFFERS.search(asked.prompt)):
        return False
    return carrying <= _carrying(words) and not _COUNT.fullmatch(asked.answer)


def _line(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


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
