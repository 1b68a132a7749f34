"""A gap is worth closing if it hides one thing that is worth knowing, and if the rest of the sentence leads to it.

Five gaps are told: one that hides only little words ("the", "of", "in"), one that hides more than ten words, one that
hides a bare number where a measure stands without its unit, gaps that leave nothing of the sentence to go by, and a hint that
is the answer. A hint such as `preposition` shows that a little word is meant; with a picture a sentence may be all gap.

From: cloze deletions as the quick way to a good card (P. Wozniak, Twenty rules, 1999, rule 5), and the rules that
medical students' shared decks agree on: hide what the sentence is about.
"""

import re
from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.markup import GAP, Gap
from nkquiz.rule import Bank, Rule, words_of

_LITTLE = frozenset(
    "a an and are as at be been but by do does for from had has have in into is it its of on onto or so than that the their "
    "then there these they this those to was were which who whose with".split()
)
MOST_WORDS = 10
_NUMBER = re.compile(r"[-−+]?\d[\d.,]*(?:\s*(?:-|–|to)\s*\d[\d.,]*)?")
_MEASURE = re.compile(
    r"\b(?:dose|half-life|temperature|height|depth|width|length|weight|weighs|mass|speed|distance|boils|melts|freezes"
    r"|boiling point|melting point|wavelength|blood pressure|lasts?|measures)\b(?! (?:level|step|number|group))",
    re.IGNORECASE,
)
_SAYS_UNIT = re.compile(
    r"(?:[$€£¥#°]|\b(?:day|week|month|year|hour|minute|grade|stage|phase|level|step|type|number|class|score|ratio|pH"
    r"|in (?:years|days|hours|minutes|metres|grams|kilograms|litres|degrees|celsius|kelvin|kg|mg|cm|km|mm|ml|°C)"
    r"(?: (?:is|was|about|are|of))*))\s*\Z",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|–|to|and|or)\s*\d[\d.,]*")
_NO_UNIT = re.compile(r"\s*(?:[.,;:)]|\Z|(?:and|or|but|at|in|on|when|while|if|for|after|before|by)\b)")
_DIMENSION = re.compile(r"\s*(?:high|tall|long|wide|deep|thick|heavy|old|away)\s*(?:[.,;:)]|\Z)")
_OFFERS = re.compile(r"[,/?]|\bor\b|\bnot\b", re.IGNORECASE)


def _check(bank: Bank) -> Iterator[Problem]:
    for fact in bank.facts:
        if not (text := fact.text("cloze")):
            continue
        faults = dict.fromkeys((*_of_gaps(text), *(_of_rests(text) if fact.image is None else ())))
        for message, hint in faults:
            yield Problem(fact.where.span("cloze"), "NK309", message, hint)


def _of_gaps(text: str) -> Iterator[tuple[str, str]]:
    """Yield message and hint for what can be said of one gap and the words around it."""
    for match in GAP.finditer(text):
        gap = Gap(int(match["number"]), markup.plain(match["text"]), markup.plain(match["hint"] or ""))
        words = words_of(gap.text)
        if words and not gap.hint and _LITTLE.issuperset(words):
            yield f"the gap hides only `{gap.text}`", "hide the word that the sentence is about, or give a hint"
        elif len(words) > MOST_WORDS:
            yield f"the gap hides {len(words)} words; more than {MOST_WORDS} are seldom recalled", "hide the words that matter"
        elif gap.hint and _says(gap.hint, gap.text):
            yield f"the hint says the answer: `{gap.text}`", "let it say what kind of thing is wanted"
        elif _NUMBER.fullmatch(gap.text.strip()) and not gap.hint and _lacks_unit(text, match):
            yield f"`{gap.text}` of what? The measure has no unit", "write the unit after the gap, or in it"


def _says(hint: str, answer: str) -> bool:
    return not _OFFERS.search(hint) and set(_folded(answer)) <= set(_folded(hint))


def _folded(text: str) -> tuple[str, ...]:
    """Return the words that carry meaning, without hyphens; all of them where none does."""
    words = tuple(word.replace("-", "") for word in words_of(text))
    return tuple(word for word in words if word not in _LITTLE) or words


_NEAR = 80  # letters of the sentence on either side that can name a measure or its unit


def _lacks_unit(text: str, gap: re.Match[str]) -> bool:
    """Return True if the words before the number speak of a measure, and none beside it of a unit."""
    before = markup.without_gaps(text[: gap.start()])[-_NEAR:]
    after = _RANGE.sub("", markup.without_gaps(text[gap.end() :])[:_NEAR], count=1)
    if _DIMENSION.match(after):
        return True
    return bool(_MEASURE.search(before) and _NO_UNIT.match(after) and not _SAYS_UNIT.search(before))


def _of_rests(text: str) -> Iterator[tuple[str, str]]:
    """Yield message and hint for cards on which nothing is left to go by; hints are left."""
    for number in sorted({gap.number for gap in markup.gaps(text)}):
        if _LITTLE.issuperset(words_of(markup.plain(_left(text, number)))):
            message = f"with `c{number}` hidden, nothing of the sentence is left to go by"
            yield message, "hide one thing, and leave the words that lead to it"


def _left(text: str, number: int) -> str:
    """Return what the card of `number` shows of a cloze text: the rest, and the hints."""

    def shown(match: re.Match[str]) -> str:
        return (match["hint"] or "") if int(match["number"]) == number else match["text"]

    return GAP.sub(shown, text)


RULE = Rule(
    code="NK309",
    title="A gap that hides too little or too much, or that its hint gives away.",
    doc=__doc__,
    bad="""
        - id: perforin-pores
          cloze: Granzymes pass {{c1::through}} pores {{c2::of}} perforin.
        - id: tocilizumab-half-life
          cloze: The half-life of tocilizumab is {{c1::13}}.
        - id: nk-missing-self
          cloze: "{{c1::NK cells kill cells that have lost HLA class I}}."
        - id: tocilizumab-blocks
          cloze: Tocilizumab blocks the receptor of {{c1::IL-6::IL-6}}.
        """,
    good="""
        - id: perforin-pores
          cloze: Granzymes pass through pores of {{c1::perforin}}.
        - id: tocilizumab-half-life
          cloze: The half-life of tocilizumab is {{c1::13}} days.
        - id: nk-missing-self
          cloze: NK cells kill cells that have lost {{c1::HLA class I}}.
        - id: tocilizumab-blocks
          cloze: Tocilizumab blocks the receptor of {{c1::IL-6::a cytokine}}.
        """,
    check=_check,
)
