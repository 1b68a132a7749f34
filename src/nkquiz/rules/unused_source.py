"""A source that no fact cites is either left over or missing from the fact that it was entered for.

The second is the reason for the rule: a fact whose best source was forgotten looks weaker than it is, and nobody checks
a source that nothing leads to.

From: giving the sources of what one learns (P. Wozniak, Twenty rules, 1999, rule 18).
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule


def _check(bank: Bank) -> Iterator[Problem]:
    if not bank.collection.whole:
        return
    cited = {key for fact in bank.collection.as_read for key in fact.sources}
    for key, reference in bank.collection.references.items():
        if reference.span and key not in cited:
            yield Problem(reference.span, "NK381", f"no fact cites the source `{key}`", "cite it, or delete it")


RULE = Rule(
    code="NK381",
    title="A source that no fact cites.",
    doc=__doc__,
    bad="""
        # sources.yaml lists norelli-2018 and lee-2019
        id: crs-il6-source
        ask: In mice with CAR-T CRS, which cells made most of the IL-6?
        answer: Monocytes and macrophages
        sources: [norelli-2018]
        """,
    good="""
        # sources.yaml lists norelli-2018 and lee-2019
        id: crs-il6-source
        ask: In mice with CAR-T CRS, which cells made most of the IL-6?
        answer: Monocytes and macrophages
        sources: [norelli-2018, lee-2019]
        """,
    check=_check,
)
