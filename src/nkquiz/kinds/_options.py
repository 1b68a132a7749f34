"""What kinds with options check alike."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.model import Fact


def equal_options(fact: Fact, key: str, texts: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem for every option that says the same as an earlier one, case and spaces aside."""
    seen: set[str] = set()
    for text in texts:
        folded = " ".join(markup.plain(text).casefold().split())
        if folded in seen:
            yield Problem(fact.where.span(key), "NK136", f"two options say the same: `{text}`", "change or delete one")
        seen.add(folded)
