"""A fact whose `review_by` has passed may have been overtaken: by a new label, a guideline, a longer follow-up.

Learners are told that it may be out of date; the author is told here. Look at the sources again, then set a new
`review_by`, correct the fact, or retire it.

From: prioritising what is volatile (P. Wozniak, Twenty rules, 1999, rule 19), and the dates that medical labels carry.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_HINT = "look at its sources again; then set a new `review_by`, or correct or retire it"


def _check(bank: Bank) -> Iterator[Problem]:
    for fact in bank.facts:
        if fact.review_by and fact.review_by < bank.today:
            at = fact.where.span("review_by")
            yield Problem(at, "NK380", f"`{fact.id}` was to be reviewed by {fact.review_by}", _HINT)


RULE = Rule(
    code="NK380",
    title="A fact that was to be reviewed by a day that has passed.",
    doc=__doc__,
    bad="""
        id: crs-first-line
        ask: Which drug is first given for grade 2 CRS (US label, 2020)?
        answer: Tocilizumab
        review_by: 2021-06-01
        """,
    good="""
        id: crs-first-line
        ask: Which drug is first given for grade 2 CRS (US label, 2026)?
        answer: Tocilizumab
        review_by: 2027-06-01
        """,
    check=_check,
)
