"""How a line of a deck file is mended: one function a slip, from the line and the column to the new line and what was done.

Each may guess: `mending.py` keeps a mend only if it proves right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nkquiz.diagnostics import Problem
from nkquiz.frozen import frozen
from nkquiz.identity import free_id, is_id, tidy_id
from nkquiz.markup import without_gaps
from nkquiz.yamlfaults import UNSEEN


@frozen
class Known:
    """What a mend has to know of the rest of the file: ids that are taken, and prompts by place of the fact and of its id."""

    names: set[str]
    prompts: Mapping[tuple[int, int], str]

    def drawn(self, problem: Problem) -> str:
        """Return a new id for the fact that `problem` says has none, "" as long as its prompt is not known."""
        if prompt := self.prompts.get((problem.span.line, problem.span.column)):
            fact_id = free_id(without_gaps(prompt), self.names)
            self.names.add(fact_id)
            return fact_id
        return ""


def mended_line(line: str, problem: Problem, known: Known) -> tuple[str, str] | None:
    """Return `line` without `problem`, perhaps several lines, and what was done; None if there is no safe way."""
    for mend in _MENDS:
        if problem.code in mend.codes and (found := mend.make(line, problem.span.column - 1, problem, known)):
            return found
    return None


_Make = Callable[[str, int, Problem, Known], tuple[str, str] | None]


@frozen
class _Sort:
    """A way to mend the problems of some codes: from a line and a column to the new line and what was done."""

    codes: tuple[str, ...]
    make: _Make


_MEANT = re.compile(r"did you mean `([a-z_]+)`\?")
_KEY_AND_TEXT = re.compile(r"(\s*(?:- +)*[A-Za-z_]+: +)(\S.*?)(\s*|\s{2,}#.*)$")
"""A key, its text, and what follows: a comment is one if two spaces stand before it."""
_NO_ID = re.compile(r"(.*?\bid:)[ \t]*(?:''|\"\"|~|null|Null|NULL)?(?=[ \t]*(?:[,}\r]|$|\s#))")


def _named(line: str, column: int, problem: Problem, known: Known) -> tuple[str, str] | None:
    """Give a fact the id it lacks, made from its prompt."""
    rest = line[column:]
    if problem.message != "a fact without an `id`" or rest[:1] in "&*!|>?" or not (fact_id := known.drawn(problem)):
        return None
    if rest.startswith("{"):
        key, name = ('"id"', f'"{fact_id}"') if rest[1:].lstrip().startswith('"') else ("id", fact_id)
        return f"{line[: column + 1]}{key}: {name}, {rest[1:].lstrip()}".rstrip(" "), f"the id `{fact_id}` was added"
    end = "\r" if line.endswith("\r") else ""
    return f"{line[:column]}id: {fact_id}{end}\n{' ' * column}{rest}", f"the id `{fact_id}` was added"


def _filled(line: str, _column: int, problem: Problem, known: Known) -> tuple[str, str] | None:
    """Write an id behind an `id:` with nothing after it."""
    empty = problem.message == "`id` is empty" or problem.message.startswith("`id` must be text, but YAML reads")
    match = _NO_ID.match(line) if empty else None
    if match is None or not (fact_id := known.drawn(problem)):
        return None
    rest = re.sub(r"^\s*#", "  #", line[match.end() :])
    return f"{match[1]} {fact_id}{rest}", f"the id `{fact_id}` was added"


def _tidy(line: str, column: int, _problem: Problem, known: Known) -> tuple[str, str] | None:
    """Write an id as ids are written, if it is new."""
    match = re.match(r"[^,}#\r]*?(?=\s*(?:[,}\r]|\s#|$))", line[column:])
    written = match[0] if match and not re.match(r"\s*(?:- +)?was:", line) else ""
    tidy = tidy_id(written)
    if not written or not is_id(tidy) or tidy in known.names:
        return None
    known.names.add(tidy)
    return line[:column] + tidy + line[column + len(written) :], f"`{written}` was written `{tidy}`"


def _quoted_word(line: str, column: int, problem: Problem, _known: Known) -> tuple[str, str] | None:
    """Put a word that YAML reads as true, false or nothing into quotes, where text is wanted."""
    word = re.match(r"[A-Za-z~]+", line[column:])
    if word is None or "must be text, but YAML reads" not in problem.message:
        return None
    return f'{line[:column]}"{word[0]}"{line[column + len(word[0]) :]}', f"`{word[0]}` was put in quotes"


def _quoted_text(line: str, _column: int, _problem: Problem, _known: Known) -> tuple[str, str] | None:
    """Put a text with a colon in it into quotes, if it stands alone on its line."""
    match = _KEY_AND_TEXT.match(line)
    if match is None or match[2][0] in "\"'{[|>&*!%@`" or " #" in match[2]:
        return None
    return f"{match[1]}{_in_quotes(match[2])}{match[3]}", "the text was put in quotes"


def _straight(line: str, _column: int, _problem: Problem, _known: Known) -> tuple[str, str] | None:
    """Replace the curly quotes around a whole text by straight ones; put those around a part of it into straight ones."""
    match = _KEY_AND_TEXT.match(line)
    if match is None or match[2][0] not in "“„‘" or " #" in match[2]:
        return None
    inner = re.fullmatch(r"[“„‘]([^“”„‘’]*)[”“’]", match[2])
    said = "the quotes were made straight" if inner else "the text was put in quotes"
    return f"{match[1]}{_in_quotes(inner[1] if inner else match[2])}{match[3]}", said


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _spaced(line: str, _column: int, problem: Problem, _known: Known) -> tuple[str, str] | None:
    """Put the missing space after a dash or a colon."""
    if "dash" in problem.message:
        return re.sub(r"^(\s*(?:- +)*)-(?=[^\s-])", r"\1- ", line, count=1), "a space was put after the dash"
    return re.sub(r"^(\s*(?:- +)*[A-Za-z_]+):(?=\S)", r"\1: ", line, count=1), "a space was put after the colon"


def _known_key(line: str, column: int, problem: Problem, _known: Known) -> tuple[str, str] | None:
    """Write a key as it is written, where it is a slip of just one."""
    match, right = re.match(r"([A-Za-z_]+):", line[column:]), _MEANT.match(problem.hint)
    if match is None or right is None:
        return None
    return f"{line[:column]}{right[1]}{line[column + len(match[1]) :]}", f"`{match[1]}` was written `{right[1]}`"


_MENDS = (
    _Sort(("NK102",), _named),
    _Sort(("NK107", "NK103"), _filled),
    _Sort(("NK121",), _tidy),
    _Sort(("NK103",), _quoted_word),
    _Sort(("NK007",), _quoted_text),
    _Sort(("NK008",), _straight),
    _Sort(("NK010",), _spaced),
    _Sort(("NK101", "NK106"), _known_key),
)


def _plain_indent(line: str) -> str:
    """Write the indent with ordinary spaces, two for a tab, and the one after a colon."""
    head = re.match(r"[^\S\r]*(?:-[^\S\r]+)*", line)
    begin = head[0] if head else ""
    line = begin + re.sub(r"^([A-Za-z_]+:)[^\S \t\r\n]", r"\1 ", line[len(begin) :])
    return re.sub(r"[^\S\t\r]", " ", begin).replace("-\t", "- ").replace("\t", "  ") + line[len(begin) :]


def _without_unseen(line: str) -> str:
    return UNSEEN.sub("", line)


@frozen
class Sweep:
    """A way to mend a slip that seldom comes alone, in all lines at once."""

    codes: tuple[str, ...]
    line: Callable[[str], str]
    said: str


SWEEPS = (
    Sweep(("NK006", "NK101"), _plain_indent, "the indent was written with spaces"),
    Sweep(("NK003",), _without_unseen, "an invisible character was taken out"),
)
