"""`nkquiz check --fix`: safe mends of a file, line by line, so that comments and layout stay.

A mend is kept only if the problem is gone afterwards and all that was sound reads as before; so a guess that goes wrong
changes nothing. What an author has to decide (a reason, a source, which of two keys) is left to the author.
`mends.py` has the mends themselves.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from nkquiz.diagnostics import Problem, Span, counted
from nkquiz.frozen import frozen
from nkquiz.mends import SWEEPS, Known, mended_line
from nkquiz.model import Fact, Thing, Where
from nkquiz.reader import read_deck
from nkquiz.references import read_references
from nkquiz.settings import read_settings
from nkquiz.yamlfaults import STAND_IN

MOST_ROUNDS = 20  # one mend can uncover another slip in the same place, but not for ever
MOST_SEARCHED = 2_000  # lines of a file that is read again for every guess; in a larger one each fact is tried by itself


@frozen
class Mend:
    """What was done, and where in the mended text."""

    span: Span
    said: str


@frozen
class _Change:
    """The line `number` (from 0) becomes `line`, which may hold line ends."""

    number: int
    line: str
    mend: Mend
    problem: Problem

    @property
    def of_yaml(self) -> bool:
        """Whether a slip of YAML is mended, behind which others may come to light."""
        return _of_yaml(self.problem)


def _of_yaml(problem: Problem) -> bool:
    return problem.code.startswith("NK0")


@frozen
class _Read:
    """What was read: the problems, what is sound by its name wherever it stands, and the facts in the order of the file."""

    problems: tuple[Problem, ...]
    sound: Mapping[str, object]
    facts: tuple[Fact, ...] = ()

    def known(self, taken: Collection[str]) -> Known:
        """Return what a mend has to know of the file; `taken` are ids from elsewhere."""
        names, prompts = set(taken), {}
        for fact in self.facts:
            names.add(fact.id)
            for place in (fact.where.span(), fact.where.span("id")):
                prompts[place.line, place.column] = fact.text(fact.kind)
        return Known(names, prompts)

    def told(self, only_of_yaml: bool) -> Counter[tuple[str, str]]:
        return Counter((each.code, each.message) for each in self.problems if not only_of_yaml or _of_yaml(each))


_NOWHERE = Where(Path(), 0, 0)
_Reader = Callable[[str], _Read]
Mended = tuple[str | None, tuple[Mend, ...]]
"""The text of a file with its mends, None if there are none, and what was done."""


def mended(path: Path, taken: Collection[str], things: Iterable[Thing] | None) -> Mended:
    """Return the mended text of the deck file `path`.

    `taken` are ids that a fact without one must not get; `things` are those of the collection. Raises OSError if the
    file cannot be read.
    """
    things = None if things is None else tuple(things)

    def read(copy: Path) -> _Read:
        deck, problems = read_deck(copy, things)
        if deck is None:
            return _Read(problems, {})
        facts = tuple(sorted((*deck.facts, *deck.faulty, *deck.torn), key=lambda fact: fact.where.line))
        return _Read(problems, {fact.id: replace(fact, where=_NOWHERE) for fact in deck.facts}, facts)

    return _mended(path, taken, read)


def mended_settings(path: Path) -> Mended:
    """Return the mended text of the `nkquiz.yaml` at `path`. Raises OSError if it cannot be read."""

    def read(copy: Path) -> _Read:
        settings, problems = read_settings(copy)
        given = settings.where.keys if settings.where else ()
        values = {name: getattr(settings, name, None) for name in given}
        return _Read(_but_for_keys(problems), {name: value for name, value in values.items() if value})

    return _mended(path, (), read)


def mended_sources(path: Path) -> Mended:
    """Return the mended text of the `sources.yaml` at `path`. Raises OSError if it cannot be read."""

    def read(copy: Path) -> _Read:
        references, problems = read_references(copy)
        links = {key: reference.url for key, reference in references.items()}  # a title with a slip is not read whole
        return _Read(_but_for_keys(problems), links)

    return _mended(path, (), read)


def _but_for_keys(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return `problems` without those of the keys of things and sources: facts go by them, so only the author mends them."""
    return tuple(problem for problem in problems if problem.code != "NK121")


def _mended(path: Path, taken: Collection[str], read_file: Callable[[Path], _Read]) -> Mended:
    data = path.read_bytes()
    try:
        before = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, ()
    mark = "\ufeff" * before.startswith("\ufeff")
    text, done = before.removeprefix("\ufeff"), list[Mend]()
    with TemporaryDirectory(prefix="nkquiz-fix-") as folder:
        copy = Path(folder) / path.name

        def read(text: str) -> _Read:
            copy.write_text(text, encoding="utf-8", newline="")
            return read_file(copy)

        for _ in range(MOST_ROUNDS):
            text, held = _round(text, path, taken, read)
            if not held:
                break
            done = [_moved(mend, held) for mend in done]
            done += [_moved(change.mend, (other for other in held if other is not change)) for change in held]
    return (mark + text if done else None), tuple(sorted(done, key=lambda mend: (mend.span.line, mend.span.column)))


def _moved(mend: Mend, held: Iterable[_Change]) -> Mend:
    """Return `mend` where it stands after the lines that `held` adds above it; an id is added above its line."""
    added = sum(change.line.count("\n") for change in held if change.number < mend.span.line)
    return replace(mend, span=replace(mend.span, line=mend.span.line + added)) if added else mend


def _round(text: str, path: Path, taken: Collection[str], read: _Reader) -> tuple[str, tuple[_Change, ...]]:
    """Return `text` with the changes that hold: all that were found as far as they hold."""
    before = read(text)
    for new, change in _sweeps(text, before, path):
        if _holds(before, read(new), (change,)):
            return new, (change,)
    known, lines = before.known(taken), text.split("\n")
    changes: dict[int, _Change] = {}
    for problem in before.problems:
        if problem.span.line - 1 not in changes and (found := _change(lines, problem, path, known)):
            changes[found.number] = found
    for of_yaml in (True, False):  # a slip of YAML first: it can hide the others
        tried = tuple(change for change in changes.values() if change.of_yaml is of_yaml)
        if held := _held(text, before, tried, read):
            return _with(text, held), held
    return text, ()


def _change(lines: Sequence[str], problem: Problem, path: Path, known: Known) -> _Change | None:
    number = problem.span.line - 1
    if not 0 <= number < len(lines) or (found := mended_line(lines[number], problem, known)) is None:
        return None
    line, said = found
    return _Change(number, line, Mend(replace(problem.span, path=path), said), problem)


def _sweeps(text: str, before: _Read, path: Path) -> Iterator[tuple[str, _Change]]:
    """Yield `text` without a slip that seldom comes alone, and one change that stands for all."""
    lines = text.split("\n")
    for sweep in SWEEPS:
        told = sorted((each for each in before.problems if each.code in sweep.codes), key=lambda each: each.code)
        new = [sweep.line(line) for line in lines] if told else lines
        changed = [number for number, line in enumerate(lines) if new[number] != line]
        if changed:
            more = f", here and in {counted(len(changed) - 1, 'more line')}" if changed[1:] else ""
            mend = Mend(Span(path, changed[0] + 1), sweep.said + more)
            yield "\n".join(new), _Change(changed[0], new[changed[0]], mend, told[0])


def _starts(lines: Sequence[str], before: _Read) -> list[int]:
    """Return the line, from 0, on which the dash of each fact stands, in the order of the file."""
    starts: list[int] = []
    for fact in before.facts:
        line = fact.where.line
        while line > (starts[-1] if starts else 0) and "-" not in lines[line][: fact.where.column]:
            line -= 1
        starts.append(line)
    return starts


def _held(text: str, before: _Read, tried: tuple[_Change, ...], read: _Reader) -> tuple[_Change, ...]:
    """Return those of `tried` that hold together: all where that goes, else those that hold in their own fact."""
    if not tried or _holds(before, read(_with(text, tried)), tried):
        return tried
    alone = tuple(_held_in_their_facts(text, before, tried, read))
    if alone and _holds(before, read(_with(text, alone)), alone):
        return alone
    return _found(text, before, (), tried, read) if text.count("\n") < MOST_SEARCHED else ()


def _held_in_their_facts(text: str, before: _Read, tried: Iterable[_Change], read: _Reader) -> Iterator[_Change]:
    """Yield the changes that hold where their fact is the only one of the file."""
    lines = text.split("\n")
    starts = _starts(lines, before)
    by_fact: dict[int, list[_Change]] = defaultdict(list)
    for change in tried:
        by_fact[bisect_right(starts, change.number) - 1].append(change)
    for place, changes in by_fact.items():
        begin, end = starts[place] if place >= 0 else 0, [*starts, len(lines)][place + 1]
        head = _HEAD if place >= 0 else []
        fact = "\n".join([*head, *lines[begin:end]])
        moved = {replace(change, number=change.number - begin + len(head)): change for change in changes}
        yield from (moved[change] for change in _found(fact, read(fact), (), tuple(moved), read))


_HEAD = ["deck: one", "title: One", "number: 1", "facts:"]


def _found(
    text: str, before: _Read, held: tuple[_Change, ...], tried: tuple[_Change, ...], read: _Reader
) -> tuple[_Change, ...]:
    """Return `held` and those of `tried` that hold with them, searched half by half."""
    together = (*held, *tried)
    if not tried or _holds(before, read(_with(text, together)), together):
        return together
    if len(tried) == 1:
        return held
    middle = len(tried) // 2
    return _found(text, before, _found(text, before, held, tried[:middle], read), tried[middle:], read)


def _holds(before: _Read, after: _Read, changes: Sequence[_Change]) -> bool:
    only_of_yaml = any(change.of_yaml for change in changes)
    told, now = before.told(only_of_yaml), after.told(only_of_yaml)
    gone = Counter((change.problem.code, change.problem.message) for change in changes)
    unseen = any(change.problem.code == "NK003" for change in changes)
    return (
        now.total() <= told.total() - len(changes)
        and all(now[key] <= told[key] - count for key, count in gone.items())
        and _kept(before.sound, after.sound, unseen)
    )


def _kept(before: Mapping[str, object], after: Mapping[str, object], unseen: bool) -> bool:
    """Return True if all that was sound reads as before; if `unseen`, but for what stood for characters nobody sees."""
    if unseen:
        return all(
            name in after and repr(fact).replace(STAND_IN, "") == repr(after[name]).replace(STAND_IN, "")
            for name, fact in before.items()
        )
    return all(after.get(name) == fact for name, fact in before.items())


def _with(text: str, changes: Iterable[_Change]) -> str:
    lines = text.split("\n")
    for change in changes:
        lines[change.number] = change.line
    return "\n".join(lines)
