"""An id names one fact of the whole collection."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.lock import Lock
from nkquiz.model import Collection, Fact


def check(collection: Collection, _lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each id that an earlier fact has."""
    first: dict[str, Fact] = {}
    for fact in collection.as_read:
        if not fact.id:
            continue
        other = first.setdefault(fact.id, fact)
        if other is not fact:
            related = ((other.where.span("id"), "first used here"),)
            yield Problem(
                fact.where.span("id"), "NK122", f"the id `{fact.id}` is used twice", "give one of them another", related
            )
