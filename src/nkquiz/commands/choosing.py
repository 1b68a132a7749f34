"""What is chosen: the options of `nkquiz run`, the cards that fit them, and every name that a card ever had."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from itertools import chain
from pathlib import Path

from nkquiz.cache import compiled
from nkquiz.commands.learner import states_of
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import UsageError, did_you_mean, shown_path
from nkquiz.folders import DECK_SUFFIXES, collection_folder, embedded_folder
from nkquiz.frozen import frozen
from nkquiz.model import Card, Fact
from nkquiz.review import CardState
from nkquiz.store.log import ReviewLog

RELEASED_LATER = "NK208"
"""What a lock says to a clock that is set back. That keeps nobody from learning; a session doubts the clock itself."""


@frozen
class Wishes:
    """The options of `nkquiz run`; what is None is left to the learner's settings."""

    targets: tuple[str, ...] = ()
    questions: int | None = None
    new_cards: int | None = None
    practice: bool = False
    weak: bool = False
    level: str | None = None
    tag: str | None = None
    seed: int | None = None
    plain: bool = False
    as_json: bool = False
    answers: Path | None = None
    exam: int | None = None
    time: str | None = None
    report: Path | None = None


@frozen
class Chosen:
    """What is to be asked: the collection, the cards of the chosen decks, and how the learner would call it again."""

    compiled: Compiled
    cards: tuple[Card, ...]
    again: str


def title_of(chosen: Chosen) -> str:
    """Return the title of the collection, and where it lies."""
    collection = chosen.compiled.collection
    if collection.folder == embedded_folder():
        return f"{collection.settings.title} (the embedded decks)"
    where = collection.folder.name if collection.folder == Path.cwd() else shown_path(collection.folder)
    return f"{collection.settings.title} ({where})"


def wants_plain(wishes: Wishes) -> bool:
    """Return True if plain lines are wanted, or all that the terminal can do."""
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return wishes.plain or bool(os.environ.get("ACCESSIBLE")) or not interactive


def again(wishes: Wishes) -> str:
    """Return the command that asks from the same cards again; `make run` names itself in NKQUIZ_CALLED_AS."""
    called_as = os.environ.get("NKQUIZ_CALLED_AS", "nkquiz run").split()
    limits = ((f"--{name}", str(value)) for name in ("level", "tag", "exam", "time") if (value := getattr(wishes, name)))
    modes = [*["--practice"] * wishes.practice, *["--weak"] * wishes.weak]
    return shlex.join([*called_as, *wishes.targets, *chain.from_iterable(limits), *modes])


def resolved(
    targets: Sequence[str], now: datetime, kept_in: Path, at_end: ExitStack | None = None
) -> tuple[Compiled, frozenset[str] | None]:
    """Return the collection the targets belong to and the ids of the decks they name; None stands for all decks.

    A target is an existing path first, else a deck id or the beginning of just one. Raises UsageError otherwise, and
    if the paths belong to two collections. `kept_in` is where compiled collections are kept, `at_end` if it is given.
    """
    paths = [Path(target) for target in targets if os.path.exists(target)]  # noqa: PTH110 - a name may be too long for Path
    names = [target for target in targets if not os.path.exists(target)]  # noqa: PTH110
    found = compiled(paths[0] if paths else None, now, kept_in, at_end)
    for path in paths[1:]:
        if collection_folder(path) != found.collection.folder:
            raise UsageError("the paths belong to two collections; one session asks from one")
    decks = found.collection.decks
    chosen = {deck_named(name, [deck.id for deck in decks]) for name in names}
    for path in paths:
        if path.is_dir():
            return found, None
        chosen |= {deck.id for deck in decks if deck.where.path == path.resolve() or deck.where.path == path}
    return found, frozenset(chosen) if targets else None


def deck_named(name: str, known: Sequence[str]) -> str:
    """Return the id that `name` is, or is the beginning of. Raises UsageError if there is none, or more than one."""
    if name in known:
        return name
    near = [deck_id for deck_id in known if deck_id.startswith(name)]
    if len(near) == 1:
        return near[0]
    if near:
        *others, last = [f"`{deck_id}`" for deck_id in near]
        raise UsageError(f"`{name}` could be {', '.join(others)} or {last}")
    if os.sep in name or "/" in name or name.endswith(DECK_SUFFIXES):
        raise UsageError(f"there is no file or folder `{name}`")
    hint = did_you_mean(name, known)
    raise UsageError(f"no deck called `{name}`. {hint[:1].upper()}{hint[1:]}")


def asked_cards(compiled: Compiled, deck_ids: frozenset[str] | None, wishes: Wishes) -> tuple[Card, ...]:
    """Return the cards of the facts that fit the options, in the order of decks and files."""

    def fits(fact: Fact) -> bool:
        return (
            not fact.draft
            and fact.retired is None
            and (deck_ids is None or fact.deck in deck_ids)
            and wishes.level in (None, fact.level)
            and (wishes.tag is None or wishes.tag in fact.tags)
        )

    return tuple(card for fact in compiled.collection.facts if fits(fact) for card in compiled.cards[fact.id])


def names_of(compiled: Compiled, card: Card) -> tuple[str, ...]:
    """Return every name the card ever had, by the fact's `was` and the lock; the present one first."""
    fact = card.fact
    entry = compiled.lock.of(fact) if compiled.lock else None
    earlier = {fact.was, *(entry.names if entry else ())} - {"", fact.id}
    return (card.id, *(f"{fact_id}#{card.name}" for fact_id in sorted(earlier)))


def names_by_card(found: Compiled) -> dict[str, tuple[str, ...]]:
    """Return every name each card of a collection ever had, by its present one."""
    return {card.id: names_of(found, card) for cards in found.cards.values() for card in cards}


def known_states(chosen: Chosen, log: ReviewLog) -> dict[str, CardState]:
    """Return the state of each chosen card that was answered before, also under an earlier name."""
    names = {card.id: names_of(chosen.compiled, card) for card in chosen.cards}
    return states_of(log, chosen.compiled.collection.settings.namespace, names)
