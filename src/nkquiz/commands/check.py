"""`nkquiz check`: every problem of every file in one run, each with its place and a hint."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TextIO

from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import counted, listed, refusing, report
from nkquiz.folders import using
from nkquiz.lock import unexplained


def check(path: Path | None, now: datetime, out: TextIO) -> int:
    """Print the problems of the collection of `path`; return 1 if there are any but notes, else 0."""
    compiled = compile_path(path, now)
    print(using(compiled.collection.folder), file=out)
    problems = list(compiled.problems)
    if compiled.lock is not None:
        problems.extend(unexplained(compiled.collection, compiled.lock, compiled.cards, now.date()))
    if refusing(problems):
        print(report(problems, compiled.collection.files_read), file=out)
        return 1
    for note in listed(problems):
        print(note, file=out)
    print(_clean(compiled), file=out)
    return 0


def _clean(compiled: Compiled) -> str:
    collection = compiled.collection
    facts = counted(len(collection.facts), "fact")
    aside = [
        counted(number, word) if word == "draft" else f"{number} {word}"
        for word, number in (
            ("draft", sum(fact.draft for fact in collection.facts)),
            ("retired", sum(fact.retired is not None for fact in collection.facts)),
        )
        if number
    ]
    if aside:
        facts += f" ({', '.join(aside)})"
    cards = counted(sum(map(len, compiled.cards.values())), "card")
    files, decks = counted(collection.files_read, "file"), counted(len(collection.decks), "deck")
    return f"No problems in {files}: {decks}, {facts}, {cards}."
