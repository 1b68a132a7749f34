"""The tags of a fact are words of the collection's vocabulary, so that a slip does not make a new tag."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, did_you_mean
from nkquiz.lock import Lock
from nkquiz.model import Collection


def check(collection: Collection, _lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each tag outside the vocabulary."""
    known = collection.settings.tags
    for fact in collection.as_read:
        for tag in fact.tags:
            if tag not in known:
                hint = did_you_mean(tag, known) or f"add it to nkquiz.yaml: `tags: [{tag}]`"
                yield Problem(fact.where.span("tags"), "NK111", f"the tag `{tag}` is not in the vocabulary", hint)
