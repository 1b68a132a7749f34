"""`# nkquiz: ignore[NK305] reason`: what an author has looked at and keeps.

In a fact, or on the line above it, the comment speaks for that fact; above the facts of a deck, for the file; in
`nkquiz.yaml`, for the collection. Only rules about good cards (NK3) can be told to keep quiet, and only with a reason.
What looks like such a comment inside a text is text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection as Some
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nkquiz.diagnostics import Problem, Span, did_you_mean
from nkquiz.folders import SETTINGS_NAME
from nkquiz.frozen import frozen
from nkquiz.model import Collection, Deck
from nkquiz.yamltree import Items, Mapping, Node, Scalar, Source, parse_yaml

_MARK = "nkquiz:"
_COMMENT = re.compile(r"(?:^|\s)#\s*nkquiz:\s*ignore\b(?:\[([^\]]*)\])?[ :]*(.*)$")
_EVERY_LINE = (1, 1 << 40)
_NUMBERED = re.compile(r"nkquiz-comment-([0-9]{1,9}):")


@frozen
class Ignore:
    """One comment. It speaks for the `lines` (first, last; from 1) of the file `path`, or everywhere where that is None.

    `certain` is False where a fact that it speaks for was not judged: a draft, or one that could not be read whole.
    """

    span: Span
    codes: frozenset[str]
    path: Path | None
    lines: tuple[int, int]
    certain: bool

    def covers(self, problem: Problem) -> bool:
        """Return True if `problem` is to be kept quiet."""
        if problem.code not in self.codes:
            return False
        first, last = self.lines
        return self.path is None or (self.path == problem.span.path and first <= problem.span.line <= last)


def read_ignores(collection: Collection, known: Some[str]) -> tuple[tuple[Ignore, ...], tuple[Problem, ...]]:
    """Return the comments of every file, and a problem for each that has no reason or names a code not `known`."""
    ignores: list[Ignore] = []
    problems: list[Problem] = []
    unjudged = _unjudged(collection)
    settings = collection.folder / SETTINGS_NAME
    places = [(settings, None)] if settings.is_file() else []
    for path, deck in (*places, *((deck.where.path, deck) for deck in collection.decks)):
        for span, codes, reason, lines in _comments(path, deck):
            wrong = tuple(_wrong(span, codes, reason, known))
            problems.extend(wrong)
            if not wrong:
                if deck:
                    certain = not any(lines[0] <= line <= lines[1] for line in unjudged.get(path, ()))
                else:
                    certain = collection.whole and not unjudged
                ignores.append(Ignore(span, frozenset(codes), path if deck else None, lines, certain))
    return tuple(ignores), tuple(problems)


def _unjudged(collection: Collection) -> dict[Path, list[int]]:
    """Return the lines, from 1, on which facts begin that no rule has seen, by file."""
    found: dict[Path, list[int]] = {}
    for deck in collection.decks:
        for fact in (*deck.faulty, *deck.torn, *(fact for fact in deck.facts if fact.draft)):
            found.setdefault(deck.where.path, []).append(fact.where.line + 1)
    return found


def quietened(problems: Iterable[Problem], ignores: Sequence[Ignore], judged: Some[str]) -> Iterator[Problem]:
    """Yield the problems that no comment covers, and one for each comment that covers nothing.

    `judged` are the codes that were looked for: a comment for another one may well be needed.
    """
    used: set[tuple[Ignore, str]] = set()
    for problem in problems:
        covering = [ignore for ignore in ignores if ignore.covers(problem)]
        used.update((ignore, problem.code) for ignore in covering)
        if not covering:
            yield problem
    for ignore in ignores:
        if not ignore.certain:
            continue
        for code in sorted(ignore.codes.intersection(judged)):
            if (ignore, code) not in used:
                yield Problem(ignore.span, "NK392", f"nothing here is {code}", "delete the comment, or this code of it")


def _comments(path: Path, deck: Deck | None) -> Iterator[tuple[Span, list[str], str, tuple[int, int]]]:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if _MARK not in text:
        return
    lines = text.split("\n")
    found = {n: match for n, line in enumerate(lines) if _MARK in line and (match := _COMMENT.search(line))}
    facts = (*deck.facts, *deck.faulty, *deck.torn) if deck else ()
    starts = sorted(fact.where.line for fact in facts)
    for number in sorted(found.keys() - _in_texts(path, lines, found)):
        match, at = found[number], bisect_right(starts, _meant(lines, number))
        span = Span(path, number + 1, lines[number].index("#", match.start()) + 1, len(match[0].strip()))
        codes = [code.strip().upper() for code in (match[1] or "").split(",") if code.strip()]
        until = starts[at] if at < len(starts) else len(lines)
        yield span, codes, match[2].strip(), (starts[at - 1] + 1, until) if at else _EVERY_LINE


def _in_texts(path: Path, lines: Sequence[str], found: Some[int]) -> set[int]:
    """Return those of the lines `found` that are no comments, since YAML reads them as part of a text.

    Each gets its number written into it, and YAML is asked which numbers it then finds in texts.
    """
    numbered = list(lines)
    for number in found:
        numbered[number] = numbered[number].replace(_MARK, f"nkquiz-comment-{number}:")
    root, _ = parse_yaml("\n".join(numbered), Source(path))
    return {int(number) for text in _scalars(root) for number in _NUMBERED.findall(text)}


def _scalars(node: Node | None) -> Iterator[str]:
    match node:
        case Scalar():
            yield node.text
        case Items():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for key, value in node.entries.items():
                yield key
                yield from _scalars(value)
        case None:
            return


def _meant(lines: Sequence[str], number: int) -> int:
    """Return the line that the comment on line `number` is about: its own, or the next one that is no comment."""
    if not lines[number].lstrip().startswith("#"):
        return number
    later = (n for n in range(number, len(lines)) if lines[n].strip() and not lines[n].lstrip().startswith("#"))
    return next(later, number)


def _wrong(span: Span, codes: Sequence[str], reason: str, known: Some[str]) -> Iterator[Problem]:
    if not codes or not reason:
        message = "the comment does not say " + ("why" if codes else "which rule it is about")
        yield Problem(span, "NK391", message, "write `# nkquiz: ignore[NK301] and the reason`")
    for code in codes:
        if code not in known:
            hint = did_you_mean(code, known) if code.startswith("NK3") else "only rules about good cards, NK3.., can be ignored"
            yield Problem(span, "NK391", f"`{code}` cannot be ignored", hint)
