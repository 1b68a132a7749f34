"""What reading a collection gives: its facts, their cards, the last release and the problems."""

from __future__ import annotations

from collections.abc import Mapping

from nkquiz.diagnostics import Problem
from nkquiz.frozen import frozen
from nkquiz.lock import Lock
from nkquiz.model import Card, Collection


@frozen
class Compiled:
    """A collection that was read. `cards` holds the cards of each fact, by fact id; `lock` the last release."""

    collection: Collection
    cards: Mapping[str, tuple[Card, ...]]
    lock: Lock | None
    problems: tuple[Problem, ...]
