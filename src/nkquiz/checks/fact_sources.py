"""Every source a fact cites is known, and every fact cites one unless the collection says `sources: optional`."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, did_you_mean
from nkquiz.lock import Lock
from nkquiz.model import Collection


def check(collection: Collection, _lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each unknown source, and for each fact without one where sources are required."""
    known = collection.references
    listed = known or not (collection.folder / "sources.yaml").is_file()  # else the file itself has the problem
    excused = _excused(collection)
    for fact in collection.as_read:
        if collection.settings.sources_required and not fact.sources and id(fact) not in excused:
            hint = "add `sources: [key of sources.yaml]`, `pmid:...`, `doi:...` or a link"
            name = f"`{fact.id}`" if fact.id else "this fact"
            yield Problem(fact.where.span(), "NK109", f"{name} has no source", hint)
        for source in fact.sources:
            if source not in known and listed:
                near = did_you_mean(source, known) if known else ""
                hint = near if "mean" in near else "add it to `sources.yaml`, or give `pmid:...`, `doi:...` or a link"
                yield Problem(fact.where.span("sources"), "NK108", f"the source `{source}` is not known", hint)


def _excused(collection: Collection) -> frozenset[int]:
    """Return the facts, by identity, whose sources may be missing only because of another problem they have."""
    faulty = (fact for deck in collection.decks for fact in deck.faulty if "sources" in fact.where.keys)
    return frozenset(map(id, (*faulty, *(fact for deck in collection.decks for fact in deck.torn))))
