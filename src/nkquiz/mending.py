"""`nkquiz check --fix`: safe mends of a deck file, line by line, so that comments and layout stay.

A mend is kept only if the problem is gone afterwards and every fact that was sound reads as before; so a guess that goes
wrong changes nothing. What an author has to decide (a reason, a source, which of two keys) is left to the author.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from nkquiz.diagnostics import Problem, Span
from nkquiz.identity import free_id, is_id
from nkquiz.kinds import all_kinds
from nkquiz.model import Deck, Fact, Thing, Where
from nkquiz.reader import read_deck

MOST_ROUNDS = 20  # one mend can uncover another slip in the same place, but not for ever


@dataclass(frozen=True, slots=True)
class Mend:
    """What was done, and where: the place is that of the text before the mend."""

    span: Span
    said: str


@dataclass(frozen=True, slots=True)
class _Change:
    """The line `number` (from 0) becomes `line`, which may hold line ends."""

    number: int
    line: str
    mend: Mend
    problem: Problem


@dataclass(frozen=True, slots=True)
class _Read:
    deck: Deck | None
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> dict[str, Fact]:
        """The facts without problems, by id, wherever they stand."""
        facts = self.deck.facts if self.deck else ()
        return {fact.id: replace(fact, where=_NOWHERE) for fact in facts}

    @property
    def names(self) -> set[str]:
        """The ids of all facts, also of those with problems."""
        return {fact.id for fact in (*self.deck.facts, *self.deck.faulty, *self.deck.torn)} if self.deck else set()

    def told(self) -> Counter[tuple[str, str]]:
        return Counter((problem.code, problem.message) for problem in self.problems)


def mended(path: Path, taken: Collection[str], things: Iterable[Thing] | None) -> tuple[str | None, tuple[Mend, ...]]:
    """Return the text of the deck file `path` with its mends, None if there are none, and what was done.

    `taken` are ids that a fact without one must not get; `things` are those of the collection. Raises OSError if the
    file cannot be read.
    """
    data = path.read_bytes()
    try:
        before = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, ()
    mark = "\ufeff" * before.startswith("\ufeff")
    text, done = before.removeprefix("\ufeff"), list[Mend]()
    with TemporaryDirectory(prefix="nkquiz-fix-") as folder:
        copy = Path(folder) / path.name
        for _ in range(MOST_ROUNDS):
            text, mends = _round(text, copy, path, taken, things)
            if not mends:
                break
            done.extend(mends)
    return (mark + text if done else None), tuple(done)


def _round(
    text: str, copy: Path, path: Path, taken: Collection[str], things: Iterable[Thing] | None
) -> tuple[str, tuple[Mend, ...]]:
    """Return `text` with the mends that hold: all that were found as far as they hold."""
    read = _read(text, copy, things)
    names = {*taken, *read.names}
    changes: dict[int, _Change] = {}
    for problem in read.problems:
        change = _change(text.split("\n"), problem, path, names)
        if change is not None:
            changes.setdefault(change.number, change)
    held = _held(text, read, (), tuple(changes.values()), lambda new: _read(new, copy, things))
    return _with(text, held), tuple(change.mend for change in held)


def _held(
    text: str, before: _Read, held: tuple[_Change, ...], tried: tuple[_Change, ...], read: Callable[[str], _Read]
) -> tuple[_Change, ...]:
    """Return `held` and those of `tried` that hold with them: all at once where that goes, else half by half."""
    together = (*held, *tried)
    if not tried or _holds(before, read(_with(text, together)), together):
        return together
    if len(tried) == 1:
        return held
    middle = len(tried) // 2
    return _held(text, before, _held(text, before, held, tried[:middle], read), tried[middle:], read)


def _read(text: str, copy: Path, things: Iterable[Thing] | None) -> _Read:
    copy.write_text(text, encoding="utf-8", newline="")
    return _Read(*read_deck(copy, things))


def _holds(before: _Read, after: _Read, changes: Sequence[_Change]) -> bool:
    told, now = before.told(), after.told()
    gone = Counter((change.problem.code, change.problem.message) for change in changes)
    kept = after.sound
    return (
        now.total() <= told.total() - len(changes)
        and all(now[key] <= told[key] - count for key, count in gone.items())
        and all(kept.get(name) == fact for name, fact in before.sound.items())
    )


def _with(text: str, changes: Iterable[_Change]) -> str:
    lines = text.split("\n")
    for change in changes:
        lines[change.number] = change.line
    return "\n".join(lines)


def _change(lines: Sequence[str], problem: Problem, path: Path, names: set[str]) -> _Change | None:
    number = problem.span.line - 1
    if not 0 <= number < len(lines):
        return None
    line = lines[number]
    for mend in _MENDS:
        if problem.code in mend.codes and (found := mend.make(line, problem.span.column - 1, problem, names)):
            new, said = found
            return _Change(number, new, Mend(replace(problem.span, path=path), said), problem)
    return None


_NOWHERE = Where(Path(), 0, 0)
_Make = Callable[[str, int, Problem, set[str]], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class _Sort:
    """A way to mend the problems of some codes: from a line and a column to the new line and what was done."""

    codes: tuple[str, ...]
    make: _Make


_PROMPT = re.compile(r"^\{?\s*([a-z]+): +(\S.*?)\s*$")
_MEANT = re.compile(r"did you mean `([a-z_]+)`\?")
_KEY_AND_TEXT = re.compile(r"^(\s*(?:- +)*[A-Za-z_]+: +)(\S.*?)(\s*)$")


def _named(line: str, column: int, problem: Problem, names: set[str]) -> tuple[str, str] | None:
    """Give a fact the id it lacks, made from its prompt where that stands on the first line."""
    if problem.message != "a fact without an `id`":
        return None
    rest = line[column:]
    prompt = _PROMPT.match(rest)
    words = prompt[2].split(",")[0] if prompt and prompt[1] in all_kinds() else rest
    fact_id = free_id(words.split(" #")[0].strip("\"'"), names)
    names.add(fact_id)
    if rest.startswith("{"):
        return f"{line[: column + 1]}id: {fact_id}, {rest[1:].lstrip()}", f"the id `{fact_id}` was added"
    end = "\r" if line.endswith("\r") else ""
    return f"{line[:column]}id: {fact_id}{end}\n{' ' * column}{rest}", f"the id `{fact_id}` was added"


def _tidy(line: str, column: int, _problem: Problem, names: set[str]) -> tuple[str, str] | None:
    """Write an id as ids are written, if it is new."""
    match = re.match(r"[^,}#\r]*?(?=\s*(?:[,}\r]|\s#|$))", line[column:])
    written = match[0] if match and not re.match(r"\s*(?:- +)?was:", line) else ""
    tidy = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in written.lower()).split())
    if not written or not is_id(tidy) or tidy in names:
        return None
    names.add(tidy)
    return line[:column] + tidy + line[column + len(written) :], f"`{written}` was written `{tidy}`"


def _quoted_word(line: str, column: int, problem: Problem, _names: set[str]) -> tuple[str, str] | None:
    """Put a word that YAML reads as true, false or nothing into quotes, where text is wanted."""
    word = re.match(r"[A-Za-z~]+", line[column:])
    if word is None or "must be text, but YAML reads" not in problem.message:
        return None
    return f'{line[:column]}"{word[0]}"{line[column + len(word[0]) :]}', f"`{word[0]}` was put in quotes"


def _quoted_text(line: str, _column: int, _problem: Problem, _names: set[str]) -> tuple[str, str] | None:
    """Put a text with a colon in it into quotes, if it stands alone on its line."""
    match = _KEY_AND_TEXT.match(line)
    if match is None or match[2][0] in "\"'{[|>&*!%@`":
        return None
    return f"{match[1]}{_in_quotes(match[2])}{match[3]}", "the text was put in quotes"


def _straight(line: str, _column: int, _problem: Problem, _names: set[str]) -> tuple[str, str] | None:
    """Replace the curly quotes around a whole text by straight ones."""
    match = re.match(r"^(\s*(?:- +)*[A-Za-z_]+: +)[“„‘]([^“”„‘’]*)[”“’](\s*)$", line)
    return (f"{match[1]}{_in_quotes(match[2])}{match[3]}", "the quotes were made straight") if match else None


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _spaced(line: str, _column: int, problem: Problem, _names: set[str]) -> tuple[str, str] | None:
    """Put the missing space after a dash or a colon."""
    if "dash" in problem.message:
        return re.sub(r"^(\s*(?:- +)*)-(?=[^\s-])", r"\1- ", line, count=1), "a space was put after the dash"
    return re.sub(r"^(\s*(?:- +)*[A-Za-z_]+):(?=\S)", r"\1: ", line, count=1), "a space was put after the colon"


def _plain_spaces(line: str, _column: int, _problem: Problem, _names: set[str]) -> tuple[str, str] | None:
    """Write the indent with ordinary spaces, two for a tab."""
    head = re.match(r"[^\S\r]*(?:-[^\S\r]+)*", line)
    begin = head[0] if head else ""
    new = re.sub(r"[^\S\t\r]", " ", begin).replace("-\t", "- ").replace("\t", "  ")
    return (new + line[len(begin) :], "the indent was written with spaces") if new != begin else None


def _known_key(line: str, column: int, problem: Problem, _names: set[str]) -> tuple[str, str] | None:
    """Write a key as it is written, where it is a slip of just one."""
    match, right = re.match(r"([A-Za-z_]+):", line[column:]), _MEANT.match(problem.hint)
    if match is None or right is None:
        return None
    return f"{line[:column]}{right[1]}{line[column + len(match[1]) :]}", f"`{match[1]}` was written `{right[1]}`"


_MENDS = (
    _Sort(("NK102",), _named),
    _Sort(("NK121",), _tidy),
    _Sort(("NK103",), _quoted_word),
    _Sort(("NK007",), _quoted_text),
    _Sort(("NK008",), _straight),
    _Sort(("NK010",), _spaced),
    _Sort(("NK006", "NK101"), _plain_spaces),
    _Sort(("NK101", "NK106"), _known_key),
)
