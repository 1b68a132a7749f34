"""`nkquiz show`: one fact with its cards, reasons and sources, as plain text."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from nkquiz import markup
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import NkquizError, did_you_mean, visible
from nkquiz.folders import using
from nkquiz.model import Card, Choice, Deck, Fact, Number, Option, Typed
from nkquiz.quiz.text import sentence

_WIDEST = 100  # longer lines are tiring to read


def show(fact_id: str, path: Path | None, now: datetime, out: TextIO) -> int:
    """Print the fact and return 0. Raises NkquizError if no sound fact has the id."""
    compiled = compile_path(path, now)
    deck, fact = found_fact(compiled, fact_id.partition("#")[0])
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    print(using(compiled.collection.folder), file=out)
    for line in _shown(compiled, deck, fact):
        print(_wrapped(line, width), file=out)
    return 0


def found_fact(compiled: Compiled, fact_id: str) -> tuple[Deck, Fact]:
    """Return the fact with the id and its deck. Raises NkquizError, with the nearest id, if no sound fact has it."""
    for deck in compiled.collection.decks:
        for fact in deck.facts:
            if fact.id == fact_id:
                return deck, fact
        if fact_id in deck.left_out:
            raise NkquizError(f"the fact `{visible(fact_id)}` has problems; `nkquiz check` shows them")
    hint = did_you_mean(fact_id, (fact.id for fact in compiled.collection.facts))
    near = f" D{hint[1:]}" if hint.startswith("did") else " `nkquiz list --json` lists them all."
    raise NkquizError(f"no fact called `{visible(fact_id)}`.{near}")


def _wrapped(line: str, width: int) -> str:
    """Return `line` wrapped, its later lines under the text after the label."""
    label, colon, _ = line.partition(": ")
    own = len(line) - len(line.lstrip())
    hang = len(label) + 2 if colon and len(label) <= 12 else own + 2
    return textwrap.fill(line, max(width, 20), subsequent_indent=" " * hang, break_on_hyphens=False, break_long_words=False)


def _shown(compiled: Compiled, deck: Deck, fact: Fact) -> Iterator[str]:
    state = ", draft" if fact.draft else ", retired" if fact.retired else ""
    yield f"{fact.id}: {fact.kind}, {fact.level}{state}; deck {deck.number} {visible(deck.title)}"
    for card in compiled.cards[fact.id]:
        yield ""
        yield from _card(card)
    yield ""
    yield from _evidence(compiled, fact)


def _text(words: str) -> str:
    return visible(markup.plain(" ".join(words.split())))


def _card(card: Card) -> Iterator[str]:
    lead = f"{card.lead} " if card.lead else ""
    yield f"#{card.name}: {lead}{_text(card.prompt)}"
    yield f"  Answer: {_text(card.answer)}"
    for way in card.ways:
        if isinstance(way, Choice):
            yield from (_option(option) for option in way.options)
        elif isinstance(way, Number) and way.margin:
            yield f"  Right: {_text(way.margin)}"
        elif isinstance(way, Typed) and len(way.accept) > 1:
            yield "  Typed: " + " | ".join(_text(text) for text in way.accept)
    if card.remember:
        yield f"  Remember: {_text(card.remember)}"


def _option(option: Option) -> str:
    mark = "+" if option.right else "-"
    why = f" ({_text(option.why)})" if option.why else ""
    return f"    {mark} {_text(option.text)}{why}"


def _evidence(compiled: Compiled, fact: Fact) -> Iterator[str]:
    if fact.retired:
        instead = f" Instead: {_text(fact.retired.instead)}" if fact.retired.instead else ""
        yield f"Retired: {fact.retired.on}. {_text(fact.retired.why)}{instead}"
    if fact.corrected:
        was, why = sentence(_text(fact.corrected.was)), _text(fact.corrected.why)
        yield f"Corrected: {fact.corrected.on}. Before: {was} {why}".rstrip()
    for label, words in (("Because", fact.because), ("Caveat", fact.caveat), ("Shown", fact.badge)):
        if words:
            yield f"{label}: {_text(words)}"
    dates = [f"as of {fact.as_of}"] * bool(fact.as_of) + [f"look again by {fact.review_by}"] * bool(fact.review_by)
    if dates:
        yield f"Dates: {', '.join(dates)}"
    if fact.image:
        yield f"Image: {fact.image.name} ({_text(fact.image.alt)})"
    for source in fact.sources:
        reference = compiled.collection.references.get(source)
        label, url = (reference.label, reference.url) if reference else (source, "")
        yield f"Source: {visible(label)}{f' {visible(url)}' if url and url != label else ''}"
    if not fact.sources:
        yield "Source: none given"
    if fact.tags:
        yield f"Tags: {', '.join(fact.tags)}"
