"""A reason that gives none: "Wrong.", "The right answer is Canberra", "n/a". Who picked the option learns that, and not why.

Judged are `because` and the `why` of wrong options: whether any word is left besides those that only say right or wrong, and
those of the options themselves. A few words are enough ("The largest city"); where there is nothing to say, an option is
seldom worth having.

From: feedback that explains teaches, feedback that only judges hardly does (R. Bangert-Drowns and others, The instructional
effect of feedback in test-like events, 1991).
"""

import re
from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem, Span, shortened
from nkquiz.rule import Asked, Bank, Rule, words_of

_JUDGES = frozenset(
    "wrong incorrect false untrue right correct true no not yes nope sorry obvious obviously clearly simply just here only "
    "quite best see above below n/a na none todo tbd fixme xxx explanation reason answer answers option options choice "
    "solution because since so as by definition isn't it's that's".split()
)
_LITTLE = frozenset("a an the this that these those it its is are was were be of to one and or but".split())
_SPEAKS = re.compile(r"[^\W_]|[=<>]")
_FIRST = 8  # words, among which nearly every reason has one of its own


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.firsts:
        for span, reason in dict.fromkeys(_reasons(asked)):
            if _is_empty(reason, asked):
                hint = "say what makes it so, or what the option is instead"
                yield Problem(span, "NK330", f"`{shortened(reason)}` gives no reason", hint)


def _reasons(asked: Asked) -> Iterator[tuple[Span, str]]:
    if asked.fact.because:
        yield asked.fact.where.span("because"), markup.plain(asked.fact.because)
    for option in asked.options if asked.fact.own.keys() & {"options", "wrong"} else ():
        if option.why and not option.right:
            yield asked.at_options, markup.plain(option.why)


def _is_empty(reason: str, asked: Asked) -> bool:
    """Return True if a reason only judges, or says an option once more. "Odd." and "3 × 3" are reasons."""
    if not _SPEAKS.search(reason):
        return True
    said = " ".join((*asked.right, *asked.wrong, asked.answer)).casefold()
    begins = words_of(" ".join(reason.split(maxsplit=_FIRST)[:_FIRST]))
    if any(word not in said and word not in _JUDGES and word not in _LITTLE for word in begins):
        return False
    words = set(words_of(reason)) - _LITTLE
    return words <= _JUDGES.union(words_of(said)) and (bool(words & _JUDGES) or not words)


RULE = Rule(
    code="NK330",
    title="A reason that gives none.",
    doc=__doc__,
    bad="""
        id: crs-drug
        ask: Which drug blocks the IL-6 receptor?
        answer: Tocilizumab
        wrong:
        - {text: Anakinra, why: Wrong.}
        - {text: Siltuximab, why: It binds IL-6 itself.}
        """,
    good="""
        id: crs-drug
        ask: Which drug blocks the IL-6 receptor?
        answer: Tocilizumab
        wrong:
        - {text: Anakinra, why: It blocks the receptor of IL-1.}
        - {text: Siltuximab, why: It binds IL-6 itself.}
        """,
    check=_check,
)
