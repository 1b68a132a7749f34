"""A fact with sources that does not say what kind of evidence they are leaves the learner to guess: mouse or patient?

In a collection whose facts must have sources, the badge on a card says in plain words how we know. `evidence` names the
kind; `setting` says it more exactly. Collections with `sources: optional` are not judged by this, and where no fact at
all says it, that is told once.

From: how clinical evidence is graded everywhere, and the promise of every card to say how we know.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, Span
from nkquiz.folders import SETTINGS_NAME
from nkquiz.model import EVIDENCE
from nkquiz.rule import Bank, Rule

_HINT = "add `evidence`: " + ", ".join(f"`{kind}`" for kind in EVIDENCE)


def _check(bank: Bank) -> Iterator[Problem]:
    if not bank.collection.settings.sources_required:
        return
    silent = [fact for fact in bank.facts if not fact.evidence]
    if len(silent) == len(bank.facts) > 1:
        at = Span(bank.collection.folder / SETTINGS_NAME)
        yield Problem(at, "NK383", f"none of the {len(silent)} facts says how it is known", _HINT)
        return
    for fact in silent:
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
