"""A table of questions and answers, saved as CSV -> the facts of a deck.

Columns are known by their headings, in any order: `question`, `answer`, `why`, `source`, and `accept`, `tags`, `level`.
Texts are taken as they stand: what would be a mark in a deck is written so that it stays what it is.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from nkquiz import markup
from nkquiz.diagnostics import Problem, Span, UsageError, counted, did_you_mean, nearest, shortened, shown_path
from nkquiz.frozen import frozen
from nkquiz.identity import free_id, is_id
from nkquiz.model import LEVELS
from nkquiz.references import in_place
from nkquiz.values import LONGEST_TEXT
from nkquiz.yamlfaults import FORBIDDEN

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

_ERROR = re.compile(r"#(?:REF|NAME|VALUE|DIV/0|N/A|NULL|NUM|SPILL|CALC)[!?]?$|=[A-Z][A-Z0-9.]*\(")
"""What a spreadsheet program shows where a formula has no value, and a formula itself."""

_HTML = re.compile(
    r"</?(?:[abipu]|br|div|em|font|h[1-6]|img|li|ol|span|strong|su[bp]|t[drh]|table|ul)(?:\s*/?>|\s+[a-z-]+=)|&(?:amp|[gl]t|nbsp|quot|#\d+);",
    re.IGNORECASE,
)
"""What comes along from programs that keep texts as HTML, Anki among them."""

_MARK = re.compile(r"([\\`*_\[\]~^])")


@frozen
class Table:
    """The facts that a spreadsheet makes, as the keys of a deck file, and what is wrong with it."""

    facts: tuple[dict[str, Any], ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all facts: the vocabulary of a collection made of them."""
        return tuple(sorted({tag for fact in self.facts for tag in fact.get("tags", ())}))


def read_table(path: Path) -> Table:
    """Return the facts of the CSV file `path` and every problem of it.

    Raises OSError if it cannot be opened, UsageError if it is no text at all.
    """
    text, notes = _decoded(path.read_bytes())
    if text is None:
        way = "in the spreadsheet program: File, Save as or Export, CSV UTF-8"
        raise UsageError(f"`{shown_path(path)}` is a workbook or another file, not CSV; {way}")
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            rows.append((begins, [_without_unseen(cell) for cell in row]))
            begins = reader.line_num + 1
    except csv.Error as error:
        hint = "a quote inside a cell is written twice, and a cell that begins with one ends with one"
        return Table((), (Problem(Span(path, begins), "NK401", f"the row cannot be read: {error}", hint),))
    return _facts(path, rows[1:] if _names_the_delimiter(text) else rows, notes)


def _decoded(data: bytes) -> tuple[str | None, tuple[str, ...]]:
    """Return the text of a file, None if it is none, and what the author should know of it."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return None, ()
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        note = "the file is not UTF-8; it was read as Windows-1252. Look at accents and other letters; if they are wrong, "
        return data.decode("cp1252", errors="replace"), (note + "save the table as CSV UTF-8 and begin anew",)
    return (None if "\0" in text else text), ()


def _encoding(data: bytes) -> str:
    """Return what the text seems to be written in: UTF-16 is known by its mark, or by the zeros of its plain letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in data[:2]:
        return "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    return "utf-8-sig"


def _names_the_delimiter(text: str) -> bool:
    """Return True if the first line is `sep=;` or the like, which is for Excel and no row."""
    return re.match(r"sep=.\r?\n", text) is not None


def _delimiter(text: str) -> str:
    """Return what parts the columns: what the first line says, or of comma, semicolon and tab what it has most of."""
    if _names_the_delimiter(text):
        return text[4]
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _without_unseen(cell: str) -> str:
    """Return `cell` without signs that cannot be seen, which come along from web pages and PDF files."""
    if not FORBIDDEN.search(cell):
        return cell
    return FORBIDDEN.sub(lambda match: _UNSEEN.get(unicodedata.category(match[0]), match[0]), cell)


_UNSEEN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": ""}
"""What stands for a control code, the two ends of lines that no keyboard has, and signs that only steer."""


def _facts(path: Path, rows: Sequence[tuple[int, list[str]]], notes: tuple[str, ...]) -> Table:
    filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return Table((), (Problem(Span(path), "NK401", "the table is empty", _HEADINGS),))
    (line, headings), *others = filled
    columns, problems, left_out = _columns(path, line, headings)
    notes += tuple(f"the column `{shortened(name)}` is not known and was left out" for name in left_out)
    if problems:
        return Table((), tuple(problems))
    facts: list[dict[str, Any]] = []
    taken: set[str] = set()
    asked: dict[str, int] = {}
    spelt: dict[str, str] = {}
    for line, row in others:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        wrong = list(_row_problems(path, line, row, cells, asked, len(headings)))
        problems.extend(wrong)
        if not wrong:
            asked[cells["question"].casefold()] = line
            facts.append(_fact(cells, taken, spelt))
    if not facts and not problems:
        problems.append(Problem(Span(path, line), "NK401", "the table has headings, but no rows", _HEADINGS))
    written = (row[place] for _, row in others for place in columns.values() if place < len(row))
    if html := [match[0] for cell in written if (match := _HTML.search(cell))]:
        verb = "holds" if len(html) == 1 else "hold"
        notes += (f"{counted(len(html), 'cell')} {verb} HTML such as `{shortened(html[0])}`, which cards show as it stands",)
    return Table(tuple(facts), tuple(problems), notes)


_HEADINGS = "the first line names the columns: question, answer, why, source; the first two are needed"


def _columns(path: Path, line: int, headings: Sequence[str]) -> tuple[dict[str, int], list[Problem], list[str]]:
    """Return the place of each column, what is wrong with the headings, and the columns that are none of ours."""
    known = {name: column for column, names in COLUMNS.items() for name in names}
    found: dict[str, int] = {}
    problems: list[Problem] = []
    others: list[str] = []
    for place, heading in enumerate(headings):
        word = " ".join(heading.split()).casefold()
        if not word:
            continue
        if (column := known.get(word)) is None:
            others.append(heading)
        elif column in found:
            problems.append(Problem(Span(path, line), "NK401", f"two columns hold the {column}", "delete one of them"))
        else:
            found[column] = place
    slips = {heading: near for heading in others if (near := nearest(heading, COLUMNS)) and near not in found}
    for heading, near in slips.items():
        message = f"the column `{shortened(heading)}` is not known"
        problems.append(Problem(Span(path, line), "NK401", message, f"did you mean `{near}`?"))
    if missing := [f"`{column}`" for column in ("question", "answer") if column not in {*found, *slips.values()}]:
        problems.append(Problem(Span(path, line), "NK401", f"no column is called {' or '.join(missing)}", _HEADINGS))
    return found, problems, [heading for heading in others if heading not in slips]


def _row_problems(
    path: Path, line: int, row: Sequence[str], cells: dict[str, str], asked: dict[str, int], width: int
) -> Iterator[Problem]:
    at = Span(path, line)
    if any(cell.strip() for cell in row[width:]):
        yield Problem(at, "NK402", "the row has more cells than there are headings", "put quotes around a cell with a comma")
        return
    for name, cell in cells.items():
        yield from _cell_problems(at, name, cell)
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


def _cell_problems(at: Span, name: str, cell: str) -> Iterator[Problem]:
    """Yield what keeps a cell from being text of a deck."""
    if _ERROR.match(cell):
        hint = "mend the formula, and save what it shows, not the formula itself"
        yield Problem(at, "NK402", f"`{name}` is `{shortened(cell)}`, which a spreadsheet shows for no text", hint)
    if strange := FORBIDDEN.search(cell):
        hint = "it belongs to one font, or was lost in saving; write it anew"
        yield Problem(at, "NK402", f"`{name}` holds the character U+{ord(strange[0]):04X}, which is no letter", hint)
    if len(cell) > LONGEST_TEXT:
        hint = "is a quote or a line break missing? if not, make several rows of it"
        yield Problem(at, "NK402", f"`{name}` has {len(cell)} characters; a text can have {LONGEST_TEXT}", hint)
    if name in ("source", "accept", "tags"):  # in which no mark has to be escaped
        yield from (Problem(at, "NK402", message, hint) for message, hint in markup.faults(cell))


def _fact(cells: dict[str, str], taken: set[str], spelt: dict[str, str]) -> dict[str, Any]:
    """Return the keys of a fact. `spelt` are the tags so far, of which upper and lower case make one."""
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
        fact["tags"] = list(dict.fromkeys(spelt.setdefault(tag.casefold(), tag) for tag in tags))
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
