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

_SURE = (
    r"(?:always|never|completely|totally|total|absolutely|entirely|perfectly|fully|guarantee[sd]?|guaranteed|100\s?%|every|any|all"
    r"|no|none|rules out|eliminates?|for ever)"
)
_STAKE = (
    r"(?:safe|harmless|cures?|prevents?|protects?|protection|works?|destroys?|kills?|killing|remission|effective|accurate|harms?"
    r"|causes?|risk|side effects|restores?|removes?|eliminates?|misses|rejection|strokes|germs|tumour|tumor)"
)
_CLAIM = re.compile(rf"\b{_SURE}(?!\w).*\b{_STAKE}\b|\b{_STAKE}\b.*\b{_SURE}(?!\w)", re.IGNORECASE)
_COUNTED = re.compile(r"\b\d+ (?:of|in) \d+\b")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if "answer" not in asked.fact.own:
            continue
        if _CLAIM.search(asked.answer) and not _COUNTED.search(asked.answer):
            message = "the answer is more certain than evidence on patients can be"
            hint = "say what was seen, in how many of how many, or that it is less likely"
            yield Problem(asked.fact.where.span("answer"), "NK325", message, hint)


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
