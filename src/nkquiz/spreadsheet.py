"""A table of questions and answers, saved as CSV -> the facts of a deck.

Columns are known by their headings, in any order: `question`, `answer`, `why`, `source`, and `accept`, `tags`, `level`.
Texts are taken as they stand: what would be a mark in a deck is written so that it stays what it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from nkquiz import markup
from nkquiz.diagnostics import Problem, Span, did_you_mean, shortened
from nkquiz.identity import free_id, is_id
from nkquiz.model import LEVELS
from nkquiz.references import in_place

COLUMNS = {
    "question": ("question", "ask", "front", "prompt", "q"),
    "answer": ("answer", "back", "a"),
    "why": ("why", "because", "explanation", "reason", "extra"),
    "source": ("source", "sources", "reference", "references"),
    "accept": ("accept", "also", "synonyms"),
    "tags": ("tags", "tag"),
    "level": ("level",),
}
"""What a column may be called; upper and lower case count as the same."""

_MARK = re.compile(r"([\\`*_\[\]~^])")


@dataclass(frozen=True, slots=True)
class Table:
    """The facts that a spreadsheet makes, as the keys of a deck file, and what is wrong with it."""

    facts: tuple[dict[str, Any], ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Return the facts of the CSV file `path` and every problem of it. Raises OSError if it cannot be opened."""
    data = path.read_bytes()
    text, notes = _decoded(data)
    if text is None:
        hint = "in the spreadsheet program: File, Save as, CSV UTF-8"
        return Table((), (Problem(Span(path), "NK401", "this is not a CSV file", hint),))
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = list(_numbered(reader))
    except csv.Error as error:
        message = f"the table cannot be read: {error}"
        return Table((), (Problem(Span(path, reader.line_num or 1), "NK401", message, "is a quote left open?"),))
    return _facts(path, rows, notes)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins, from 1."""
    begins = 1
    for row in reader:
        yield begins, row
        begins = reader.line_num + 1


def _decoded(data: bytes) -> tuple[str | None, tuple[str, ...]]:
    if data.startswith((b"PK", b"\xd0\xcf")) or b"\0" in data.removeprefix(b"\xff\xfe")[:1:2]:
        return None, ()
    for encoding in ("utf-8-sig", "utf-16") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",):
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError:
            continue
    note = "the file is not UTF-8; it was read as Windows-1252: look at accents and Greek letters"
    return data.decode("cp1252", errors="replace"), (note,)


def _delimiter(text: str) -> str:
    """Return what parts the columns: of comma, semicolon and tab the one that the first line has most of."""
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _facts(path: Path, rows: Sequence[tuple[int, list[str]]], notes: tuple[str, ...]) -> Table:
    filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return Table((), (Problem(Span(path), "NK401", "the table is empty", _HEADINGS),))
    (line, headings), *others = filled
    columns, problems = _columns(path, line, headings)
    if problems:
        return Table((), tuple(problems))
    facts: list[dict[str, Any]] = []
    taken: set[str] = set()
    asked: dict[str, int] = {}
    for line, row in others:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        wrong = list(_row_problems(path, line, row, cells, asked, len(headings)))
        problems.extend(wrong)
        if not wrong:
            asked[cells["question"].casefold()] = line
            facts.append(_fact(cells, taken))
    if not facts and not problems:
        problems.append(Problem(Span(path, line), "NK401", "the table has headings, but no rows", _HEADINGS))
    return Table(tuple(facts), tuple(problems), notes)


_HEADINGS = "the first line names the columns: question, answer, why, source; the first two are needed"


def _columns(path: Path, line: int, headings: Sequence[str]) -> tuple[dict[str, int], list[Problem]]:
    known = {name: column for column, names in COLUMNS.items() for name in names}
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for place, heading in enumerate(headings):
        word = heading.strip().casefold()
        if not word:
            continue
        if (column := known.get(word)) is None:
            hint = did_you_mean(word, COLUMNS)
            problems.append(Problem(Span(path, line), "NK401", f"the column `{shortened(heading)}` is not known", hint))
        elif column in found:
            problems.append(Problem(Span(path, line), "NK401", f"two columns hold the {column}", "delete one of them"))
        else:
            found[column] = place
    for column in ("question", "answer"):
        if column not in found and not problems:
            problems.append(Problem(Span(path, line), "NK401", f"no column is called `{column}`", _HEADINGS))
    return found, problems


def _row_problems(
    path: Path, line: int, row: Sequence[str], cells: dict[str, str], asked: dict[str, int], width: int
) -> Iterator[Problem]:
    at = Span(path, line)
    if any(cell.strip() for cell in row[width:]):
        yield Problem(at, "NK402", "the row has more cells than there are headings", "put quotes around a cell with a comma")
        return
    for name in ("question", "answer"):
        if not cells[name]:
            yield Problem(at, "NK402", f"the row has no {name}", "fill the cell, or delete the row")
    if cells["question"] and (before := asked.get(cells["question"].casefold())):
        yield Problem(
            at, "NK402", f"the question stands in line {before} already", "delete one, or say what tells the two apart"
        )
    for source in _sources(cells):
        if in_place(source) is None:
            hint = "a DOI is written doi:10.1234/abc, a PubMed number pmid:12345678, a link https://..."
            yield Problem(at, "NK402", f"the source `{shortened(source)}` is not understood", hint)
    if (level := cells.get("level", "")) and level.casefold() not in LEVELS:
        yield Problem(at, "NK402", f"`{shortened(level)}` is no level", did_you_mean(level.casefold(), LEVELS))


def _fact(cells: dict[str, str], taken: set[str]) -> dict[str, Any]:
    fact_id = free_id(cells["question"], taken)
    taken.add(fact_id)
    fact: dict[str, Any] = {"id": fact_id, "ask": _text(cells["question"]), "answer": _text(cells["answer"])}
    if accept := _parts(cells.get("accept", "")):
        fact["accept"] = accept
    if why := cells.get("why"):
        fact["because"] = _text(why)
    if level := cells.get("level"):
        fact["level"] = level.casefold()
    if sources := _sources(cells):
        fact["sources"] = sources
    if tags := _parts(cells.get("tags", "")):
        fact["tags"] = tags
    return fact


def _sources(cells: dict[str, str]) -> list[str]:
    """Return the sources; a single word gets a full stop, since a deck would look it up in `sources.yaml`."""
    return [source + "." if is_id(source) else source for source in _parts(cells.get("source", ""))]


def _parts(cell: str) -> list[str]:
    """Return what stands in a cell, parted by semicolons."""
    return [" ".join(part.split()) for part in cell.split(";") if part.strip()]


def _text(cell: str) -> str:
    """Return the text of a cell as the author's Markdown that shows just that."""
    text = " ".join(cell.split())
    return text if markup.plain(text) == text else _MARK.sub(r"\\\1", text)
