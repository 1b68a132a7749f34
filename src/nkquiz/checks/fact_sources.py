"""Every source a fact cites is known, and every fact cites one unless the collection says `sources: optional`."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, did_you_mean
from nkquiz.lock import Lock
from nkquiz.model import Collection


def check(collection: Collection, _lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each unknown source, and for each fact without one where sources are required."""
    known = collection.references
    for fact in collection.facts:
        if not fact.sources and collection.settings.sources_required:
            hint = "add `sources: [key of sources.yaml]`, `pmid:...`, `doi:...` or a link"
            yield Problem(fact.where.span(), "NK109", f"`{fact.id}` has no source", hint)
        for source in fact.sources:
            if source not in known and (known or collection.whole):
                near = did_you_mean(source, known) if known else ""
                hint = near if "mean" in near else "add it to `sources.yaml`, or give `pmid:...`, `doi:...` or a link"
                yield Problem(fact.where.span("sources"), "NK108", f"the source `{source}` is not known", hint)
