"""An article, or a singular or plural of the question that only the right option fits.

`... is called an` cannot be ended with `platelet`, and `which two` wants a pair: whoever listens to the grammar need not
know the answer. Write `a(n)`, put the article into the options, or give all options the same number.

From: the grammatical cues among the item flaws that help the test-wise (Case and Swanson, Constructing written test
questions, US National Board of Medical Examiners).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Asked, Bank, Rule

_ENDS_IN_ARTICLE = re.compile(r"\b(an?)[\s:_.…]*$", re.IGNORECASE)
_SPOKEN_LETTERS = re.compile(r"[A-Z][A-Z0-9-]+\b|[A-Z][0-9-]")
_LIKE_A_CONSONANT = re.compile(r"(?:eu|one\b|once\b|uni|us[aeiu]|ut[ei]|ur[aeio]|ubi)", re.IGNORECASE)
_LIKE_A_VOWEL = re.compile(r"(?:[aeiou]|hour|hon(?:est|our|or)|heir)", re.IGNORECASE)
_WANTS_SEVERAL = re.compile(r"(?<!, )\bwhich(?:\s+(?:two|three|four)\b|\s+(?:were|are)\b(?!\s+the\s+most))", re.IGNORECASE)
_PLURAL_NOUN = r"\s+(?!(?:was|has|does|\w*(?:ss|us|is|ics|ies))\b)(?-i:[a-z0-9])\w*s\b(?!['’])"
_WANTS_PLURAL = re.compile(
    rf"(?<!, )\bwhich(?!\s+series\b)(?:{_PLURAL_NOUN}|(?:\s+[\w-]+){{1,2}}?{_PLURAL_NOUN}(?=\s+(?:are|were|do|have|of|in)\b))",
    re.IGNORECASE,
)
_OF_WORDS = re.compile(r"\b(?:plural|singular|spelling|noun)s?\b", re.IGNORECASE)
_WANTS_ONE = re.compile(r"(?<!, )\bwhich(?:\s+(?!(?:two|three|four|of)\b)[\w-]+){0,2}?\s+(?:is|was)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\band\b|,|&")
_PLURAL = re.compile(
    r"(?!\w*(?:ss|us|is|ics|itis|osis|ys)\b)(?!(?:rabies|measles|mumps|rickets|diabetes|scabies|herpes|shingles|series|species"
    r"|lens|gas|mars|biceps|triceps|yes|james|charles|paris|wales|texas|athens|always|perhaps|aids|ms)\b)\w{2,}s\b",
    re.IGNORECASE,
)
_AFTER_NOUN = re.compile(r"\s+(?:of|in|with|from|for|to|that)\b|\s*\(")
_NAME = re.compile(r"The [A-Z]")  # The Stone Roses are one band
_ARTICLE = re.compile(r"(?:the|an?)\s", re.IGNORECASE)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        if len(asked.right) == 1 and asked.wrong and (clue := _clue(asked)) and not _OF_WORDS.search(asked.prompt):
            yield Problem(asked.at_options, "NK316", f"only the right option fits {clue}", "let the wrong options fit as well")


def _clue(asked: Asked) -> str:
    """Return the words of the question that tell the right option from all the others, "" if none do."""
    key, wrong = asked.right[0], asked.wrong
    if article := _ENDS_IN_ARTICLE.search(asked.prompt):
        vowel = article[1].casefold() == "an"
        fitting = [_ARTICLE.match(text) is None and _begins_with_vowel(text) == vowel for text in (key, *wrong)]
        return f"`{article[1]}`" if fitting[0] and not any(fitting[1:]) else ""
    several = _WANTS_SEVERAL.search(asked.prompt)
    if several and _SEVERAL.search(key) and not any(map(_SEVERAL.search, wrong)):
        return f"`{several[0]}`"
    plural = _WANTS_PLURAL.search(asked.prompt) or several
    if plural and not _NAME.match(key) and _is_plural(key) and not any(map(_is_plural, wrong)):
        return f"the plural of `{plural[0]}`"
    one = _WANTS_ONE.search(asked.prompt)
    if one and not _is_plural(key) and all(map(_is_plural, wrong)):
        return f"the singular of `{one[0]}`"
    return ""


def _begins_with_vowel(text: str) -> bool:
    if _SPOKEN_LETTERS.match(text):
        return text[0] in "AEFHILMNORSX"
    return _LIKE_A_VOWEL.match(text) is not None and not _LIKE_A_CONSONANT.match(text)


def _is_plural(text: str) -> bool:
    """Return True if what the option names seems to be more than one: its first noun, or a list."""
    named = _AFTER_NOUN.split(text, maxsplit=1)[0]
    return bool(_SEVERAL.search(named)) or any(map(_PLURAL.fullmatch, named.split()[-1:]))


RULE = Rule(
    code="NK316",
    title="An article, singular or plural that fits the right option only.",
    doc=__doc__,
    bad="""
        id: kill-which-two
        ask: Which two proteins of its granules does an NK cell kill with?
        answer: Perforin and granzyme B
        wrong:
        - {text: Granulysin, why: One alone cannot be two.}
        - {text: CD107a, why: It marks the granule.}
        """,
    good="""
        id: kill-which-two
        ask: Which two proteins of its granules does an NK cell kill with?
        answer: Perforin and granzyme B
        wrong:
        - {text: Granulysin and CD107a, why: "One is against bacteria, one marks the granule."}
        - {text: CD16 and NKG2D, why: They are receptors.}
        """,
    check=_check,
)
