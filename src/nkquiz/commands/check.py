"""`nkquiz check`: every problem of every file in one run, each with its place and a hint, and the cards that are weak."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.corrections import unexplained
from nkquiz.diagnostics import (
    Problem,
    Span,
    UsageError,
    counted,
    did_you_mean,
    in_order,
    listed,
    refusing,
    report,
    shown_path,
    visible,
)
from nkquiz.folders import overlooked_decks, using
from nkquiz.frozen import frozen
from nkquiz.ignores import quietened, read_ignores
from nkquiz.rule import Rule, bank_of
from nkquiz.rules import all_rules

Format = Literal["text", "json", "github"]


@frozen
class Wanted:
    """Which rules about good cards are to judge: codes or beginnings of codes. Without `select` all but the hints."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules. Raises UsageError if a code is the beginning of none."""
        known = all_rules()
        for code in (*self.select, *self.ignore):
            if not any(name.startswith(code) for name in known):
                hint = did_you_mean(code, known) if code.startswith("NK3") else "rules about good cards are NK301, NK302 ..."
                raise UsageError(f"no rule is called `{code}`; {hint}")
        begun = [rule for rule in known.values() if (rule.code.startswith(self.select) if self.select else not rule.hint)]
        return tuple(rule for rule in begun if not rule.code.startswith(self.ignore or ("-",)))


def check(path: Path | None, wanted: Wanted, form: Format, now: datetime, out: TextIO) -> int:
    """Print the problems of the collection of `path`; return 1 if there are any but notes, else 0."""
    rules = wanted.rules()
    compiled = compile_path(path, now)
    problems = [
        *compiled.problems,
        *_overlooked(compiled.collection.folder),
        *since_the_release(compiled, now),
        *weak_cards(compiled, rules, now),
    ]
    if form == "text":
        print(using(compiled.collection.folder), file=out)
    for line in _SHOWN[form](compiled, in_order(problems)):
        print(line, file=out)
    return 1 if refusing(problems) else 0


def _overlooked(folder: Path) -> Iterator[Problem]:
    """Yield a note for each file that looks like a deck and is read by no command."""
    with suppress(OSError):
        for path in overlooked_decks(folder):
            name = path.relative_to(folder).as_posix()
            if path.parent == folder:
                why, way = "the names of decks end in .yaml", f"call it {path.stem}; your computer may hide the {path.suffix}"
            else:
                why, way = "decks lie beside nkquiz.yaml", "move it up; what is not yet to be learned can be a `draft`"
            yield Problem(Span(path), "NK114", f"`{visible(name)}` is not read: {why}", way, note=True)


def weak_cards(compiled: Compiled, rules: Sequence[Rule], now: datetime) -> Iterator[Problem]:
    """Yield what `rules` say, but for what the author has looked at and keeps."""
    bank = bank_of(compiled, now.date())
    ignores, faults = read_ignores(compiled.collection, all_rules().keys())
    found = [problem for rule in rules for problem in rule.check(bank)]
    yield from faults
    yield from quietened(found, ignores, {rule.code for rule in rules})


def since_the_release(compiled: Compiled, now: datetime) -> Iterator[Problem]:
    """Yield a problem for each released fact whose answer changed without a word."""
    if compiled.lock is not None:
        yield from unexplained(compiled.collection, compiled.lock, compiled.cards, now.date())


def _as_text(compiled: Compiled, problems: Sequence[Problem]) -> Iterator[str]:
    if refusing(problems):
        yield report(problems, compiled.collection.files_read)
        return
    yield from listed(problems)
    yield _clean(compiled)


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


def _as_json(compiled: Compiled, problems: Sequence[Problem]) -> Iterator[str]:
    collection = compiled.collection
    told = {
        "version": 1,
        "collection": str(collection.folder),
        "files": collection.files_read,
        "facts": len(collection.facts),
        "problems": [_told(problem) for problem in problems],
    }
    yield json.dumps(told, ensure_ascii=False, indent=2)


def _told(problem: Problem) -> dict[str, Any]:
    span = problem.span
    return {
        "path": shown_path(span.path),
        "line": span.line,
        "column": span.column,
        "length": span.length,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
        "related": [
            {"path": shown_path(at.path), "line": at.line, "column": at.column, "message": said} for at, said in problem.related
        ],
    }


_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def _as_github(_compiled: Compiled, problems: Sequence[Problem]) -> Iterator[str]:
    """Yield GitHub's workflow commands, which put each problem beside its line in a pull request."""
    for problem in problems:
        span = problem.span
        place = {"file": shown_path(span.path), "line": str(span.line), "col": str(span.column), "title": problem.code}
        said = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in place.items())
        text = "\n".join(filter(None, (problem.message, problem.hint)))
        yield f"::{_GITHUB[problem.severity]} {said}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


_SHOWN = {"text": _as_text, "json": _as_json, "github": _as_github}
