"""A percentage of patients says little without their number: 50% of four is not 50% of four hundred.

Judged are facts whose `evidence` is `trial` or `observational`: a share in the answer, in a cloze or in an `estimate`, with
no count in prompt, answer, `because`, `caveat` or `setting`. "13 of 101", "101 patients", "n = 101" and the keys `n` and
`of` are counts. Percentages that are no share of people are spared: saturations, strengths of solutions, intervals.

From: the guidelines on reporting trials (CONSORT 2010, item 17a: absolute numbers beside every rate), and the small
trials of new therapies, whose shares are quoted without their patients.
"""

import re
from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.model import Card, Fact
from nkquiz.rule import Bank, Rule

_EVIDENCE = ("trial", "observational")
_SHARE = re.compile(r"(?<!\d)\d++(?:[.,]\d++)?\s?(?:%|per\s?cent\b)")
_NO_SHARE = re.compile(
    r"\b(?:saturation|haematocrit|hematocrit|hba1c|confidence|credible|ejection fraction|viability|concentration|strength"
    r"|purity|humidity|solution|fio2|statistical power|significance level)\b|%\s(?:ci|confidence|glucose|dextrose|saline"
    r"|chlorhexidine|povidone|ethanol|alcohol|oxygen|lidocaine|cream|gel|ointment|nacl)\b"
    r"|\b(?:glucose|dextrose|saline|lidocaine|nacl)\s\d",
    re.IGNORECASE,
)
_SPELLED = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million none all"
).split()
_AMOUNT = rf"(?:\d++(?:,\d{{3}})*+|(?:{'|'.join(_SPELLED)})(?:-[a-z]+)?|none|one)"
_PROPORTION = re.compile(
    rf"(?<![\w.,]){_AMOUNT}(?:\s(?:of|out of|of the|of all|out of the)\s|\s?/\s?){_AMOUNT}(?!\w|[.,]?\d|\s?%)"
    r"|\bn\s?=\s?\d|\bper (?:100|1,?000|10,?000|100,?000|million)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]++(?:[-,.][^\W_]++)*+%?")
_WHOLE = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+|\d+|(?:{'|'.join(_SPELLED[:-2])})(?:-[a-z]+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABELS = frozenset(
    "grade grades stage phase type class level day days week weeks month months year years age aged over".split()
)
_NO_SUBJECTS = frozenset(
    "seconds minutes hours days weeks months years decades times points cycles doses trials studies centres centers sites "
    "hospitals countries cohorts arms groups lines metres meters litres grams units is was has less plus versus".split()
)
_COUNTED = frozenset(  # plurals without an s, and what happens to those who are counted
    "people children men women mice persons teeth feet sheep infused treated enrolled randomised randomized analysed "
    "analyzed evaluated assessed included followed vaccinated transplanted".split()
)
_FAR = 3  # words between a number and whom it counts: "61 treated older children"


def _check(bank: Bank) -> Iterator[Problem]:
    for fact in bank.facts:
        if fact.evidence in _EVIDENCE and not fact.text("of"):
            cards = bank.cards[fact.id]
            told = next((share for text in _told(fact, cards) if (share := _share_in(text, cards[0]))), None)
            if told and not any(_counts(markup.plain(text)) for text in _shown(fact, cards)):
                hint = "say of how many, `13 of 101`; an `estimate` has the keys `n` and `of`"
                where = fact.where.span("answer" if "answer" in fact.own else fact.kind)
                yield Problem(where, "NK324", f"`{told}` of how many?", hint)


def _told(fact: Fact, cards: tuple[Card, ...]) -> Iterator[str]:
    """Yield the texts in which a share is part of what is learned."""
    if cloze := fact.text("cloze"):
        yield markup.plain(markup.without_gaps(cloze))
        return
    for card in cards:
        yield markup.plain(card.answer)
        yield markup.plain(card.remember)


def _shown(fact: Fact, cards: tuple[Card, ...]) -> Iterator[str]:
    """Yield every text of the fact that may hold a count."""
    yield from (markup.without_gaps(fact.text("cloze")), fact.because, fact.caveat, fact.setting)
    for card in cards:
        yield from (card.prompt, card.answer, card.remember)


def _share_in(text: str, card: Card) -> str | None:
    found = _SHARE.search(text)
    return found[0] if found and not _NO_SHARE.search(text) and not _NO_SHARE.search(markup.plain(card.prompt)) else None


def _counts(text: str) -> bool:
    """Return True if `text` says of how many: "13 of 101", "n = 101", "101 patients"."""
    if _PROPORTION.search(text):
        return True
    words = _WORD.findall(text.casefold())
    return any(
        _WHOLE.fullmatch(word)
        and not _YEAR.fullmatch(word)
        and (not place or words[place - 1] not in _LABELS)
        and _subject(words[place + 1 : place + 2 + _FAR])
        for place, word in enumerate(words)
    )


def _subject(words: list[str]) -> bool:
    """Return True if people or what is like them are counted, and not days or trials."""
    for word in words:
        if word in _NO_SUBJECTS or not word[0].isalpha():
            return False
        if word in _COUNTED or (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))):
            return True
    return False


RULE = Rule(
    code="NK324",
    title="A share of patients without their number.",
    doc=__doc__,
    bad="""
        id: car-nk-response
        ask: In the first trial of CAR-NK cells against CD19, what share of patients responded?
        answer: 73%
        evidence: trial
        """,
    good="""
        id: car-nk-response
        ask: In the first trial of CAR-NK cells against CD19, what share of patients responded?
        answer: 73% (8 of 11)
        evidence: trial
        """,
    check=_check,
)
