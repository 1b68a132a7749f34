"""`nkquiz list`: the decks of a collection, and with `--json` their facts."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import counted, refusing, visible
from nkquiz.folders import using
from nkquiz.model import LEVELS, Deck, Fact
from nkquiz.quiz.text import width_of, wrapped

_NARROW = " " * 5
_NO_TERMINAL = (10_000, 24)
"""The size that keeps a deck on one line for a program that reads them."""


def list_facts(path: Path | None, as_json: bool, now: datetime, out: TextIO) -> int:
    """Print the decks, or with `as_json` one JSON object with every fact; return 0, or 1 if there are problems.

    Facts with problems are left out; drafts and retired facts are listed but not counted as asked.
    """
    compiled = compile_path(path, now)
    if as_json:
        json.dump(_as_json(compiled), out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        print(using(compiled.collection.folder), file=out)
        for line in _lines(compiled, shutil.get_terminal_size(_NO_TERMINAL).columns):
            print(line, file=out)
    return 1 if refusing(compiled.problems) else 0


def _asked(deck: Deck) -> list[Fact]:
    return [fact for fact in deck.facts if not fact.draft and fact.retired is None]


def _deck_lines(compiled: Compiled, width: int) -> list[str]:
    """Return a line a deck, or more where one of them would be wider than `width`."""
    decks = compiled.collection.decks
    id_width = max((len(deck.id) for deck in decks), default=0)
    lines = [
        f"{deck.number:>3}  {visible(deck.id):<{id_width}}  {visible(deck.title)}: {_counts(compiled, deck)}" for deck in decks
    ]
    if all(width_of(line) <= width for line in lines):
        return lines
    parts = ((f"{d.number:>3}  ", f"{visible(d.id)}: {visible(d.title)}", _counts(compiled, d)) for d in decks)
    return [
        line
        for number, named, counts in parts
        for line in (*wrapped(named, width, number, _NARROW), *wrapped(counts, width, _NARROW))
    ]


def _lines(compiled: Compiled, width: int) -> list[str]:
    decks = compiled.collection.decks
    lines = _deck_lines(compiled, width)
    asked = [fact for deck in decks for fact in _asked(deck)]
    cards = sum(len(compiled.cards[fact.id]) for fact in asked)
    lines.append(f"{counted(len(decks), 'deck')}, {counted(len(asked), 'fact')}, {counted(cards, 'card')}.")
    faults = sum(not problem.note for problem in compiled.problems)
    if faults:
        lines.append(f"{counted(faults, 'problem')}; `nkquiz check` shows them. Facts with problems are left out here.")
    return lines


def _counts(compiled: Compiled, deck: Deck) -> str:
    """Return `12 facts, 15 cards (8 core, 4 more)`."""
    asked = _asked(deck)
    cards = sum(len(compiled.cards[fact.id]) for fact in asked)
    by_level = Counter(fact.level for fact in asked)
    parts = [f"{by_level[level]} {level}" for level in LEVELS if by_level[level]]
    drafts, retired = sum(f.draft for f in deck.facts), sum(f.retired is not None and not f.draft for f in deck.facts)
    parts += [counted(drafts, "draft")] * bool(drafts) + [f"{retired} retired"] * bool(retired)
    levels = f" ({', '.join(parts)})" if parts else ""
    return f"{counted(len(asked), 'fact')}, {counted(cards, 'card')}{levels}"


def _as_json(compiled: Compiled) -> dict[str, Any]:
    collection = compiled.collection
    return {
        "title": collection.settings.title,
        "namespace": collection.settings.namespace,
        "problems": sum(not problem.note for problem in compiled.problems),
        "decks": [
            {
                "id": deck.id,
                "title": deck.title,
                "number": deck.number,
                "about": deck.about,
                "facts": [_fact_as_json(compiled, fact) for fact in deck.facts],
            }
            for deck in collection.decks
        ],
    }


def _fact_as_json(compiled: Compiled, fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "level": fact.level,
        "state": "draft" if fact.draft else "retired" if fact.retired else "asked",
        "because": fact.because,
        "caveat": fact.caveat,
        "badge": fact.badge,
        "sources": list(fact.sources),
        "as_of": fact.as_of,
        "review_by": fact.review_by.isoformat() if fact.review_by else "",
        "tags": list(fact.tags),
        "cards": [{"id": card.id, "prompt": card.prompt, "answer": card.answer} for card in compiled.cards[fact.id]],
    }
