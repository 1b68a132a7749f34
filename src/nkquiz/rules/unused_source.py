"""A source that no fact cites is either left over or missing from the fact that it was entered for.

The second is the reason for the rule: a fact whose best source was forgotten looks weaker than it is, and nobody checks
a source that nothing leads to.

From: giving the sources of what one learns (P. Wozniak, Twenty rules, 1999, rule 18).
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, Span
from nkquiz.folders import SOURCES_NAME
from nkquiz.rule import Bank, Rule


def _check(bank: Bank) -> Iterator[Problem]:
    cited = {source for fact in bank.collection.as_read for source in fact.sources}
    path = bank.collection.folder / SOURCES_NAME
    for key, line in bank.source_lines.items() if bank.collection.whole else ():
        if key not in cited:
            yield Problem(Span(path, line), "NK381", f"no fact cites the source `{key}`", "cite it, or delete it")


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
    exact=True,
)
