"""Options that are not of one make: a number among words, a unit missing, a full stop or a capital on some only.

The odd one out is picked or struck out for its looks. Options of one class, written alike, leave the learner nothing but
the question. Told are, in this order: numbers among words; a unit on some numbers only; a wrong option that is a whole
sentence among words; a full stop on some only; a capital on some only. Titles and names (`101 Dalmatians`) are
written as they are.

From: the item-writing guide of the National Certification Corporation (NCC): options of one class, length and grammar;
the same among the flaws named by the US National Board of Medical Examiners (Case and Swanson).
"""

import re
from collections.abc import Iterator, Sequence

from nkquiz.diagnostics import Problem, shortened
from nkquiz.rule import Asked, Bank, Rule
from nkquiz.rules._texts import is_title

_ABOUT = (
    r"(?:(?:about|around|over|under|up to|at least|at most|more than|less than|fewer than|nearly|in|after|by)\s+|[~<>≤≥±+−-])*"
)
_NUMBER = re.compile(
    rf"{_ABOUT}\s*\d[\d.,:/×^]*(?:\s?(?:to|-|–|and)\s?\d[\d.,]*)?(?![\w'’(]|-\w)(?P<unit>.*)", re.IGNORECASE | re.DOTALL
)
_NAME = re.compile(r"\d+\s?(?:[A-Z]{1,2}\s)?[A-Z][a-z]{3}")  # 101 Dalmatians, 2K Games
_DIGIT = re.compile(r"\d")
_UNIT_AT_ONCE = re.compile(r"(\d)(%|°|[a-zA-Zµ]{1,3}\b)")
_COUNTED = re.compile(
    r"[\d∞]|\b(?:none|no|nil|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    r"|half|third|quarter|all|both|once|twice|never|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|century|centuries"
    r"|same|equal|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_SENTENCE_LETTERS = 45
_TIMES = 3
_STOPPED = re.compile(r"(?<=\w{4})[)\"'”’]?\.[)\"'”’]?$")
_CALLED = re.compile(r"[?!…][)\"'”’]?$")  # neither with a full stop nor without
_SMALL = re.compile(r"(?!(?:von|van|de|del|della|di|da|la|le|les|el|al|ibn|bin|der|die|das)\b)[a-z]{3,}\b(?![-\d(])")
_CAPITAL = re.compile(r"[A-Z][a-z]{3,}\b|(?:The|An?|To|In|It|By|On|At|Its?)\b")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        if oddity := next(_oddities(asked), None):
            yield Problem(asked.at_options, "NK314", oddity, "write all options of one make, so that none stands out")


def _oddities(asked: Asked) -> Iterator[str]:
    """Yield what makes one option differ in looks from the others."""
    texts = (*asked.right, *asked.wrong)
    if any(map(_DIGIT.search, texts)):
        yield from _uneven_numbers(texts)
    shorter, longest = sorted(texts, key=len)[-2:]
    if longest in asked.wrong and len(longest) >= _SENTENCE_LETTERS and len(longest) >= _TIMES * len(shorter):
        yield f"one option has {len(longest)} letters, the others {len(shorter)} at most"
    if not any("`" in option.text for option in asked.options):  # code is written as it is
        yield from _uneven_letters(texts)


def _uneven_letters(texts: Sequence[str]) -> Iterator[str]:
    if len({bool(_STOPPED.search(text)) for text in texts if not (is_title(text) or _CALLED.search(text))}) > 1:
        yield "some options end in a full stop, and some do not"
    if any(map(_SMALL.match, texts)) and any(map(_CAPITAL.match, texts)):
        yield "some options begin with a capital, and some do not"


def _uneven_numbers(texts: Sequence[str]) -> Iterator[str]:
    numbers = [None if _NAME.match(text) else _NUMBER.fullmatch(_UNIT_AT_ONCE.sub(r"\1 \2", text)) for text in texts]
    if any(numbers) and not _are_names([text for text, number in zip(texts, numbers, strict=True) if not number], texts):
        words = (text for text, number in zip(texts, numbers, strict=True) if not number and not _COUNTED.search(text))
        yield from (f"`{shortened(text)}` is no number, and another option is" for text in words)
    units = {bool(number["unit"].strip(" .")) for number in numbers if number}
    if all(numbers) and len(units) > 1:
        yield "some of the numbers have a unit, and some have none"


def _are_names(words: Sequence[str], texts: Sequence[str]) -> bool:
    """Return True if the options in words are names, titles among them: a number beside them is a name too, as `1984`."""
    return (
        2 * len(words) >= len(texts) and any(map(is_title, words)) and all(is_title(text) or " " not in text for text in words)
    )


RULE = Rule(
    code="NK314",
    title="Options that are not of one make.",
    doc=__doc__,
    bad="""
        id: toci-dose
        ask: Which dose of tocilizumab is given to adults with CRS?
        answer: 8 mg/kg
        wrong:
        - {text: "4", why: That is a dose for arthritis.}
        - {text: 80 mg/kg, why: Ten times too much.}
        """,
    good="""
        id: toci-dose
        ask: Which dose of tocilizumab is given to adults with CRS?
        answer: 8 mg/kg
        wrong:
        - {text: 4 mg/kg, why: That is a dose for arthritis.}
        - {text: 80 mg/kg, why: Ten times too much.}
        """,
    check=_check,
)
