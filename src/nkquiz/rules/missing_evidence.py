"""A fact with sources that does not say what kind of evidence they are leaves the learner to guess: mouse or patient?

In a collection whose facts must have sources, the badge on a card says in plain words how we know. `evidence` names the
kind; `setting` says it more exactly. Collections with `sources: optional` are not judged by this.

From: how clinical evidence is graded everywhere, and the promise of every card to say how we know.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.model import EVIDENCE
from nkquiz.rule import Bank, Rule

_HINT = "add `evidence`: " + ", ".join(f"`{kind}`" for kind in EVIDENCE)


def _check(bank: Bank) -> Iterator[Problem]:
    if bank.collection.settings.sources_required:
        for fact in bank.facts:
            if not fact.evidence:
                yield Problem(fact.where.span(), "NK383", f"`{fact.id}` does not say how it is known", _HINT)


RULE = Rule(
    code="NK383",
    title="A fact that does not say how it is known.",
    doc=__doc__,
    bad="""
        # in a collection with `sources: required`
        id: crs-il6-source
        ask: In CAR-T CRS, which cells make most of the IL-6?
        answer: Monocytes and macrophages
        sources: [norelli-2018]
        """,
    good="""
        # in a collection with `sources: required`
        id: crs-il6-source
        ask: In mice with CAR-T CRS, which cells made most of the IL-6?
        answer: Monocytes and macrophages
        evidence: preclinical
        sources: [norelli-2018]
        """,
    check=_check,
)
