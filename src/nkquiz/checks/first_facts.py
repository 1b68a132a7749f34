"""`first` in `nkquiz.yaml` names facts that exist and are asked."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, Span, did_you_mean
from nkquiz.identity import is_id
from nkquiz.lock import Lock
from nkquiz.model import Collection


def check(collection: Collection, _lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each id of `first` that no fact has."""
    faulty = {fact_id for deck in collection.decks for fact_id in deck.left_out}
    if not collection.whole or not all(map(is_id, faulty)):
        return
    known = {fact.id for fact in collection.facts if not fact.draft and not fact.retired}
    for fact_id in collection.settings.first:
        if fact_id not in known and fact_id not in faulty:
            where = collection.settings.where
            span = where.span("first") if where else Span(collection.folder / "nkquiz.yaml")
            yield Problem(
                span, "NK104", f"`first` names `{fact_id}`, which is no fact that is asked", did_you_mean(fact_id, known)
            )
