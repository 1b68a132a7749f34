"""Problems an author can mend: where they are, what they are called, how they are shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

from nkquiz.frozen import frozen


class NkquizError(Exception):
    """Something the user can mend outside the decks: a missing path, a locked store. One line, exit 1."""


class UsageError(NkquizError):
    """The command was called in a way that cannot work: a path that does not exist. One line, exit 2."""


@frozen
class Span:
    """A place in a file. `line` and `column` count from 1; `length` is in characters."""

    path: Path
    line: int = 1
    column: int = 1
    length: int = 1


@frozen
class Problem:
    """One thing to mend. `code` is stable and stands in CODES; `related` are other places that matter.

    A `note` is worth knowing but stops nothing.
    """

    span: Span
    code: str
    message: str
    hint: str = ""
    related: tuple[tuple[Span, str], ...] = ()
    note: bool = False

    def __post_init__(self) -> None:
        if self.code not in CODES and not self.code.startswith("NK3"):
            raise KeyError(f"{self.code} is not in diagnostics.CODES")

    @property
    def severity(self) -> Severity:
        """An error keeps a collection from being built, a warning judges a card that works, a note only tells."""
        if self.note:
            return "note"
        return "warning" if self.code.startswith("NK3") else "error"


CODES = {
    "NK001": "The file is not valid YAML.",
    "NK002": "A key stands twice in one mapping; YAML would silently keep only the last.",
    "NK003": "The file is not UTF-8 text, or holds a character that no text should.",
    "NK004": "A YAML feature that decks do not use: an anchor, an alias, a tag, a merge key, a second document.",
    "NK005": "The file is too large or too deeply nested to be a deck, or a text too long for a card.",
    "NK006": "A tab or an unusual space where YAML wants ordinary spaces.",
    "NK007": "A colon and a space inside a sentence: YAML takes it for a key.",
    "NK008": "A curly quote where YAML wants a straight one.",
    "NK009": "A line is indented differently from its neighbours.",
    "NK010": "A dash or a colon without a space after it.",
    "NK011": "A `#` inside a text: YAML takes the rest of the line for a comment.",
    "NK101": "A key that this place does not know.",
    "NK102": "A key that must be given is missing.",
    "NK103": "A value of the wrong sort: a list where text is wanted, a boolean where text is wanted.",
    "NK104": "A value outside the words or the range that are allowed here.",
    "NK105": "A date that is none.",
    "NK106": "No kind, or more than one: the key that holds the prompt names the kind.",
    "NK107": "Text that is empty.",
    "NK108": "A source that `sources.yaml` does not list.",
    "NK109": "A fact without a source, in a collection whose facts must have one.",
    "NK110": "The collection has no `nkquiz.yaml`.",
    "NK111": "A tag outside the collection's vocabulary.",
    "NK112": "A link, a formula or a character that is not safe on a learner's machine.",
    "NK113": "An image that is missing, unsafe or outside the `media` folder, or has no `alt` text.",
    "NK114": "A deck that is not read: it lies in a folder below, or its name does not end in `.yaml`.",
    "NK121": "An id that does not have the form of one.",
    "NK122": "An id that is used twice.",
    "NK123": "Two decks with one id or one number.",
    "NK131": "A cloze without a gap.",
    "NK132": "A cloze gap that Anki would not understand: `c0`, a number above 500, unbalanced braces.",
    "NK133": "A cloze gap with nothing in it.",
    "NK134": "A cloze gap inside another.",
    "NK135": "No right option, or the wrong number of them.",
    "NK136": "Two options that say the same.",
    "NK137": "`accept` names a card that the fact does not have.",
    "NK201": "A released fact was deleted or made a draft.",
    "NK202": "The kind of a released fact was changed.",
    "NK203": "The answer of a released fact changed and the fact does not say so.",
    "NK204": "An id that once named another fact.",
    "NK205": "The lock cannot be read: conflict markers, a line twice, a line that is none.",
    "NK206": "The lock is missing, or belongs to another collection.",
    "NK207": "The lock does not match the sources.",
    "NK208": "A time in the lock lies in the future.",
    "NK209": "A title or a deck number was changed after its release; Anki keeps the old name.",
    "NK210": "A card of a released fact has gone or changed its number; learners would keep an empty or another card.",
    "NK211": "A released deck was deleted, or its id changed.",
    "NK391": "A comment that ignores a rule without a reason, or a rule that does not exist.",
    "NK392": "A comment that ignores a rule where nothing breaks it.",
    "NK401": "A spreadsheet that cannot be read, or whose columns are not known.",
    "NK402": "A row of a spreadsheet that makes no fact.",
    "NK501": "A line of your settings file that cannot be read.",
    "NK511": "A line of an export of progress that is no review.",
    "NK512": "Two reviews with one id that say different things.",
    "NK513": "An export of progress that is not whole, or none.",
}
"""What each code means. The rules about good cards, each in a file of rules/, bring their own: NK301 to NK389."""

Severity = Literal["error", "warning", "note"]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` seems to be a slip of, or ""; upper and lower case count as the same."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word[:200].casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or lists them all when none is near."""
    known = sorted(known)
    if near := nearest(word, known):
        return f"did you mean `{near}`?"
    return "known here: " + ", ".join(f"`{name}`" for name in known) if known else ""


def visible(text: str) -> str:
    """Return `text` with control characters written as escapes, so that a terminal only shows them."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shortened(text: str) -> str:
    """Return `text` on one line, cut to what a message can hold."""
    line = " ".join(text[:200].split())
    return line if len(line) <= 70 else line[:69] + "…"


def shown_path(path: Path) -> str:
    """Return `path` as a person would type it: relative to the current folder where it lies below it."""
    try:
        shown = path.relative_to(Path.cwd())
    except ValueError:
        shown = path
    return visible(str(shown))


_MOST_SHOWN = 20_000_000
"""Bytes; no deck is as large, but an export of progress can be, and its lines are not worth the room."""


@lru_cache(maxsize=8)
def _lines_of(path: Path) -> tuple[str, ...]:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_SHOWN:
            return ()
        return tuple(path.read_text(encoding="utf-8-sig", errors="replace").split("\n"))
    except OSError:
        return ()


_MOST_COLUMNS = 100
_FEWEST_COLUMNS = 20
_GUTTER = 11
"""Columns beside a line: its number, the bar, and a sign at each end where it is cut."""


def _columns(text: str) -> int:
    """Return how many columns a terminal gives to `text`, in which nothing moves the cursor."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "FW") for c in text)


def _fitting(characters: Iterable[str], room: int) -> int:
    """Return how many of `characters`, from the first on, fit into `room` columns."""
    number = 0
    for character in characters:
        room -= _columns(visible(character))
        if room < 0:
            break
        number += 1
    return number


def _excerpt(span: Span) -> Iterator[str]:
    """Yield the line of `span` and a caret under it; a line that the terminal would break is cut around the caret."""
    lines = _lines_of(span.path)
    if not 1 <= span.line <= len(lines):
        return
    import shutil

    terminal = shutil.get_terminal_size((_MOST_COLUMNS + _GUTTER, 0)).columns
    room = max(_FEWEST_COLUMNS, min(_MOST_COLUMNS, terminal - _GUTTER))
    line = lines[span.line - 1].replace("\t", " ")
    column = min(span.column, len(line) + 1) - 1
    start = column - _fitting(reversed(line[:column]), room * 3 // 5)
    end = start + _fitting(line[start:], room)
    left = "…" if start else ""
    gutter = f"{span.line:>6} | "
    offset = _columns(left + visible(line[start:column]))
    width = max(1, _columns(visible(line[column : min(column + span.length, end)])))
    yield gutter + left + visible(line[start:end]) + "…" * (end < len(line))
    yield " " * (len(gutter) - 2) + "| " + " " * offset + "^" * width


def rendered(problem: Problem) -> str:
    """Return `problem` as the lines a person reads: place, code, message, the line itself, hint."""
    span = problem.span
    note = "note: " if problem.note else ""
    out = [f"{shown_path(span.path)}:{span.line}:{span.column}: {problem.code} {note}{visible(problem.message)}"]
    out.extend(_excerpt(span))
    out.extend(f"    {shown_path(s.path)}:{s.line}:{s.column}: {visible(text)}" for s, text in problem.related)
    if problem.hint:
        first, *rest = problem.hint.splitlines()
        out.append(f"    hint: {visible(first)}")
        out.extend(f"          {visible(line)}" for line in rest)
    return "\n".join(out)


def counted(number: int, word: str) -> str:
    """Return `1 file`, `2 files`, `4,179 files`."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def refusing(problems: Iterable[Problem]) -> bool:
    """Return True if any of `problems` is more than a note."""
    return any(not problem.note for problem in problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, sorted by place."""
    return sorted(problems, key=lambda p: (str(p.span.path), p.span.line, p.span.column, p.code, p.message))


def listed(problems: Iterable[Problem]) -> list[str]:
    """Return every problem as a person reads it, sorted by place."""
    _lines_of.cache_clear()
    return [rendered(problem) for problem in in_order(problems)]


def report(problems: Iterable[Problem], files_read: int) -> str:
    """Return every problem, sorted by place, and the closing line."""
    problems = tuple(problems)
    told = [problem for problem in problems if not problem.note]
    files = len({problem.span.path for problem in told})
    weak = sum(problem.severity == "warning" for problem in told)
    counts = [counted(len(told) - weak, "problem")] if len(told) > weak or not weak else []
    counts += [counted(weak, "warning")] if weak else []
    closing = f"{' and '.join(counts)} in {files} of {counted(max(files_read, files), 'file')}"
    if notes := len(problems) - len(told):
        closing += f", {counted(notes, 'note')}"
    return "\n".join([*listed(problems), closing])
