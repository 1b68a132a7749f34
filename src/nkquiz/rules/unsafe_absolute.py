"""An answer that promises cure, safety or protection without limits is remembered as it stands, and is seldom true.

"Never", "always", "guaranteed", "no risk" and "100% effective" outlive every caveat. Say what was seen: in how many of how
many, in which trial, or that it is lowered. Absolutes that are so by definition or law of nature are spared: the rule looks
for the words of benefit and harm beside them. Judged are answers, the right option, meanings, the sentence of a cloze, and
a question that takes the promise for granted; what is denied ("not always", "no drug is completely safe") is no promise.

From: the experience that promotional texts on therapies overclaim in just these words, and the evidence rule that zero of
few is not never (J. Hanley, A. Lippman-Hand, If nothing goes wrong, is everything all right? JAMA 1983).
"""

import re
from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem, Span
from nkquiz.rule import Asked, Bank, Rule

_SURE = re.compile(
    r"\b(?:always|never|completely|totally|total|absolutely|entirely|perfectly|fully|guarantee[sd]?|rules out|for ever|100\s?%"
    r"|in (?:all|every|any) (?:people|patients?|cases?))(?!\w)",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:every|any|all|no(?! other)|none|eliminates?)\b", re.IGNORECASE)
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
_NEAR, _SHORT = 40, 160  # letters
_COUNTED = re.compile(r"\b\d++ (?:of|in) \d")
_DENIED = re.compile(
    r"\b(?:not|no|none|never|nobody|neither|nor|cannot|hardly|seldom|rarely|\w+n['’]t)\b[^.;:?!]{0,40}?"
    r"\b(?:always|(?:complete|total|absolute|entire|perfect|ful)ly|total|guarantee[sd]?|100\s?%|every|any|(?<!at )all)(?!\w)",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"\b(?:(?:completely|totally|absolutely|entirely|perfectly|fully|always|100\s?%) (?:safe|harmless|effective)"
    r"|(?:always|never) (?:cure|prevent|protect|work|fail|harm)s?|(?:no|without any) (?:risk|side effects)"
    r"|guarantee[sd]? (?:to )?(?:cure|prevent|protect|\w+ recovery|recovery|remission|safety))\b",
    re.IGNORECASE,
)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.firsts:
        if found := next(_overclaiming(asked), None):
            hint = "say what was seen, in how many of how many, or that it is less likely"
            yield Problem(found, "NK325", "this is more certain than evidence on patients can be", hint)


def _overclaiming(asked: Asked) -> Iterator[Span]:
    """Yield where a fact promises too much. A question speaks of much; there only a plain promise counts."""
    where, own = asked.fact.where, asked.fact.own
    said = {key: markup.plain(markup.without_gaps(asked.fact.text(key))) for key in ("answer", "means", "cloze") if key in own}
    yield from (where.span(key) for key, text in said.items() if _overclaims(text))
    if any(map(_overclaims, asked.right)):
        yield asked.at_options
    if not {"claim", "cloze"} & own.keys() and _PROMISES.search(asked.prompt) and not _DENIED.search(asked.prompt):
        yield asked.at_prompt


def _overclaims(text: str) -> bool:
    """Return True for certainty beside a word of benefit or harm. "All" is certain of much; there health must be named."""
    near = (_STAKE.search(text, max(0, sure.start() - _NEAR), sure.end() + _NEAR) for sure in _SURE.finditer(text))
    named = len(text) <= _SHORT and _ALL.search(text) and _STAKE.search(text) and _HEALTH.search(text)
    return bool(any(near) or named) and not _COUNTED.search(text) and not _DENIED.search(text)


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
