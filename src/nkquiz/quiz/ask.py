"""One place in the queue of a session."""

from __future__ import annotations

from nkquiz.frozen import frozen
from nkquiz.model import Card


@frozen
class Ask:
    """A card to be asked. `fresh` is the first asking of a new card; `repeats` counts askings after a wrong answer."""

    card: Card
    fresh: bool = False
    repeats: int = 0
