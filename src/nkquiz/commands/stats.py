"""`nkquiz stats`: what you know, and what comes when. Reads only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TextIO

from nkquiz.commands.run import names_of
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import counted, visible
from nkquiz.folders import using
from nkquiz.model import Card
from nkquiz.quiz.statistics import DeckStatistics, Retention, Studied, statistics_of, studied
from nkquiz.quiz.text import width_of, wrapped
from nkquiz.store.log import open_log
from nkquiz.store.place import progress_file

NOTHING_YET = "No answers yet. `nkquiz run` begins."
_MIN_WIDTH, _MAX_WIDTH = 32, 80
_COLUMNS = ("cards", "seen", "due", "kept")


def stats(as_json: bool, now: datetime, out: TextIO) -> int:
    """Print totals, retention and what is due, all together and by deck; return 0. Makes no progress file."""
    compiled = compile_path(None, now)
    local = now.astimezone()
    decks = compiled.collection.decks
    cards = {deck.id: _asked(compiled, deck.id) for deck in decks}
    known = _studied(compiled, [card for of_deck in cards.values() for card in of_deck])
    by_deck = {deck.id: statistics_of(deck.title, [known[card.id] for card in cards[deck.id]], local) for deck in decks}
    total = statistics_of(compiled.collection.settings.title, list(known.values()), local)
    if as_json:
        told = {**_as_json(total), "decks": [{"deck": deck_id, **_as_json(each)} for deck_id, each in by_deck.items()]}
        json.dump(told, out, ensure_ascii=False, indent=2)
        out.write("\n")
        return 0
    width = max(_MIN_WIDTH, min(_MAX_WIDTH, shutil.get_terminal_size().columns))
    for line in [using(compiled.collection.folder), *_lines(total, list(by_deck.values()), width)]:
        print(line, file=out)
    return 0


def _asked(compiled: Compiled, deck_id: str) -> list[Card]:
    return [
        card
        for fact in compiled.collection.facts
        if fact.deck == deck_id and not fact.draft and fact.retired is None
        for card in compiled.cards[fact.id]
    ]


def _studied(compiled: Compiled, cards: Sequence[Card]) -> dict[str, Studied]:
    names = {card.id: names_of(compiled, card) for card in cards}
    if not progress_file().exists():
        return studied((), {}, names)
    log = open_log(progress_file())
    try:
        namespace = compiled.collection.settings.namespace
        return studied(log.reviews(namespace), log.states(namespace), names)
    finally:
        log.close()


def _lines(total: DeckStatistics, decks: Sequence[DeckStatistics], width: int) -> Iterator[str]:
    if not total.seen:
        yield NOTHING_YET
        return
    begun = [deck for deck in decks if deck.seen]
    for line in (
        f"{counted(total.reviews, 'answer')}; {total.seen} of {counted(total.cards, 'card')} seen.",
        _remembered(total),
        f"Due: {total.due} today, {total.due_week} within 7 days.",
        "",
        *_table(begun, width),
        "",
        f"{counted(len(decks) - len(begun), 'deck')} not begun yet." if len(begun) < len(decks) else "",
        "kept: the share of later answers that was right." if total.ever.asked else "",
    ):
        yield from wrapped(line, width) if width_of(line) > width else [line]


def _remembered(total: DeckStatistics) -> str:
    if not total.ever.asked:
        return "Remembered: too early to tell; no card has come again on a later day."
    return f"Remembered: {_told(total.recent)} in the last 30 days, {_told(total.ever)} in all."


def _table(decks: Sequence[DeckStatistics], width: int) -> Iterator[str]:
    """Yield a line a deck, or two where the title needs its own."""
    rows = [(visible(deck.title), str(deck.cards), str(deck.seen), str(deck.due), _percent(deck.ever)) for deck in decks]
    numbers = [max(len(row[place]) for row in [("", *_COLUMNS), *rows]) for place in range(1, 5)]
    room = width - sum(numbers) - 2 * len(numbers)
    title_width = min(room, max(width_of(row[0]) for row in rows))
    for row in [("", *_COLUMNS), *rows]:
        *above, title = wrapped(row[0], title_width, hang="  ")
        yield from above
        cells = "".join(f"  {cell:>{size}}" for cell, size in zip(row[1:], numbers, strict=True))
        yield title + " " * (title_width - width_of(title)) + cells


def _percent(retention: Retention) -> str:
    return "-" if retention.share is None else f"{retention.share:.0%}"


def _told(retention: Retention) -> str:
    return "nothing asked again" if retention.share is None else f"{retention.share:.0%} of {retention.asked}"


def _as_json(statistics: DeckStatistics) -> dict[str, Any]:
    return {
        "title": statistics.title,
        "cards": statistics.cards,
        "seen": statistics.seen,
        "reviews": statistics.reviews,
        "due_today": statistics.due,
        "due_within_7_days": statistics.due_week,
        "retention_30_days": _retention_as_json(statistics.recent),
        "retention": _retention_as_json(statistics.ever),
    }


def _retention_as_json(retention: Retention) -> dict[str, float | int | None]:
    return {"share": retention.share, "right": retention.right, "asked": retention.asked}
