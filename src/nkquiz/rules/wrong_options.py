"""One wrong option is a coin to toss; more than four are seldom all read.

With two options half of those who know nothing are right, and the quiz takes them for knowing. Two good wrong options are
enough, three are as good as any number: those that come after are picked by hardly anyone and cost reading time, which
this rule notes without stopping anything. Where several options are right, more of them make sense; but one at least has to
be wrong, since a learner who picks everything is right otherwise.

From: M. Rodriguez, Three options are optimal for multiple-choice items, 2005, and the studies of distractors that nobody
picks (M. Tarrant and others, BMC Medical Education 2009; J. Kilgour and S. Tayyaba, 2015).
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

LEAST = 2
MOST = 4


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        count = len(asked.wrong)
        if len(asked.right) > 1:
            if not count:
                yield Problem(
                    asked.at_options, "NK322", "every option is right", "add what a learner who half knows would pick"
                )
        elif count < LEAST:
            message = "with one wrong option, half of all guesses are right"
            yield Problem(asked.at_options, "NK322", message, "add what a learner who half knows would pick")
        elif count > MOST:
            message = f"{count} wrong options; hardly anyone picks the weakest of them"
            yield Problem(asked.at_options, "NK322", message, "keep the two or three that learners really mix up", note=True)


RULE = Rule(
    code="NK322",
    title="Fewer than two wrong options, or more than four.",
    doc=__doc__,
    bad="""
        id: toci-target
        ask: Which receptor does tocilizumab block?
        answer: The IL-6 receptor
        wrong:
        - {text: The IL-1 receptor, why: Anakinra does.}
        """,
    good="""
        id: toci-target
        ask: Which receptor does tocilizumab block?
        answer: The IL-6 receptor
        wrong:
        - {text: The IL-1 receptor, why: Anakinra does.}
        - {text: The TNF receptor, why: No CRS drug does.}
        """,
    check=_check,
)
