"""`Often`, `usually`, `rarely` or `may` in an option: everybody means another number by it.

Nobody can tell whether "often" is right where another option says "frequently", and what "may" happen is never quite
wrong, so that it gives the right option away unless each of them `may`. Give the number, or say what happens. Where the
word itself is asked for, as in a deck of a language, it is spared.

From: the vague terms among the item flaws of irrelevant difficulty (Case and Swanson, Constructing written test questions,
US National Board of Medical Examiners).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_VAGUE = re.compile(
    r"\b(?:[Oo]ften|[Uu]sually|[Ff]requently|[Ss]ometimes|[Oo]ccasionally|[Rr]arely|[Ss]eldom|[Cc]ommonly|[Gg]enerally|[Nn]ormally"
    r"|[Tt]ypically|[Mm]ostly|[Hh]ardly ever|(?:[Ff]airly|[Qq]uite|[Vv]ery|[Rr]ather) (?:common|rare))\b(?!-)"
)
_MAY = re.compile(r"\b(?:may|might)\b(?!-)")
_OF_WORDS = re.compile(
    r"\b(?:mean|means|translates?|translation|words?|adverbs?|spell(?:ed|ing|s)?|synonym|opposite|verb)\b", re.IGNORECASE
)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        texts = (*asked.right, *asked.wrong)
        found = _first(_VAGUE, texts)
        if not all(map(_MAY.search, texts)):
            found = found or _first(_MAY, texts)
        if found and not _OF_WORDS.search(asked.prompt):
            message = f"`{found[0].casefold()}` in an option: readers mean different things by it"
            yield Problem(asked.at_options, "NK318", message, "give the number, or say what happens")


def _first(sought: re.Pattern[str], texts: tuple[str, ...]) -> re.Match[str] | None:
    return next((found for text in texts if (found := sought.search(text))), None)


RULE = Rule(
    code="NK318",
    title="A vague frequency in an option.",
    doc=__doc__,
    bad="""
        id: crs-onset
        ask: When does CRS begin after CAR-T cells?
        answer: Usually early
        wrong:
        - {text: Often late, why: It begins in the first days.}
        - {text: Rarely before the infusion, why: It needs the cells.}
        """,
    good="""
        id: crs-onset
        ask: When does CRS begin after CAR-T cells?
        answer: In the first two weeks
        wrong:
        - {text: In the second month, why: By then it has nearly always passed.}
        - {text: Before the infusion, why: It needs the cells.}
        """,
    check=_check,
)
