"""An answer that promises cure, safety or protection without limits is remembered as it stands, and is seldom true.

"Never", "always", "guaranteed", "no risk" and "100% effective" outlive every caveat. Say what was seen: in how many of how
many, in which trial, or that it is lowered. Absolutes that are so by definition or law of nature are spared: the rule looks
for the words of benefit and harm beside them.

From: the experience that promotional texts on therapies overclaim in just these words, and the evidence rule that zero of
few is not never (J. Hanley, A. Lippman-Hand, If nothing goes wrong, is everything all right? JAMA 1983).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_SURE = re.compile(
    r"\b(?:always|never|completely|totally|total|absolutely|entirely|perfectly|fully|guarantee[sd]?|rules out|for ever|100\s?%"
    r"|in (?:all|every|any) (?:people|patients?|cases?))(?!\w)",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:every|any|all|no|none|eliminates?)\b", re.IGNORECASE)
_STAKE = re.compile(
    r"\b(?:safe|harmless|cures?|prevents?|protects?|protection|works?|destroys?|kills?|killing|remission|effective|accurate|harms?"
    r"|causes?|risk|side effects|restores?|removes?|eliminates?|misses|rejection|strokes|germs|tumour|tumor)\b",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"\b(?:safe|harm\w*|cures?|protection|remission|effective|risks?|side effects|rejection|strokes?|germs|bacteria|viruses"
    r"|tumou?rs?|cancers?|patients?|people|disease|infections?|symptoms?|pain|relapses?|gvhd|crs)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b\d++ (?:of|in) \d")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if "answer" in asked.fact.own and _overclaims(asked.answer) and not _COUNTED.search(asked.answer):
            message = "the answer is more certain than evidence on patients can be"
            hint = "say what was seen, in how many of how many, or that it is less likely"
            yield Problem(asked.fact.where.span("answer"), "NK325", message, hint)


def _overclaims(answer: str) -> bool:
    """Return True for certainty beside a word of benefit or harm. "All" is certain of much; there health must be named."""
    if _SURE.search(answer):
        return bool(_STAKE.search(answer))
    return bool(_ALL.search(answer) and _STAKE.search(answer) and _HEALTH.search(answer))


RULE = Rule(
    code="NK325",
    title="An answer more certain than medicine is.",
    doc=__doc__,
    bad="""
        id: car-nk-gvhd
        ask: What about GvHD after donor CAR-NK cells?
        answer: It never causes harm
        """,
    good="""
        id: car-nk-gvhd
        ask: In how many of 11 patients was GvHD seen after donor CAR-NK cells (trial of 2020)?
        answer: None of 11
        """,
    check=_check,
)
