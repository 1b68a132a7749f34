"""What kinds whose cards the author names check alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nkquiz.diagnostics import Problem, shortened
from nkquiz.model import Fact


def unknown_cards(fact: Fact, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for every card that `accept` names and that is not among `names`, the cards of the fact."""
    for name in fact.accept:
        if name not in names:
            message = f"`accept` names the card `{shortened(name)}`, which this fact does not have"
            hint = "the cards of this fact: " + ", ".join(f"`{each}`" for each in names)
            yield Problem(fact.where.span("accept"), "NK137", message, hint)
