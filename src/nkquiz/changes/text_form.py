"""Differences as lines for an author's terminal: words that went stand in `[-...-]`, words that came in `{+...+}`.

The marks are those of `git diff --word-diff`, so nothing hangs on colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.changes.comparing import STATES, Change, Differences, FieldChange, State
from nkquiz.changes.sides import Side
from nkquiz.changes.telling import COUNT_WORDS, counts, to_do, to_see, warnings
from nkquiz.changes.words import LineChange, Piece, line_changes, with_gaps
from nkquiz.diagnostics import counted, visible
from nkquiz.quiz.text import wrapped

_AROUND = 6  # words shown on either side of a change
_SHORT = 160  # characters of the text of a new fact


def as_text(differences: Differences, width: int) -> Iterator[str]:
    """Yield the lines of the differences, none wider than `width` columns."""
    yield from _wrapped(f"old: {_described(differences.old)}", width, "", "     ")
    yield from _wrapped(f"new: {_described(differences.new)}", width, "", "     ")
    if differences.none and differences.related:
        yield "No difference: both sides are the same for learners."
        yield from (line for sentence in to_see(differences) for line in _wrapped(f"But: {sentence}", width, "", "  "))
        return
    said = counts(differences)
    if said:
        yield from _wrapped(f"{said}.", width)
    for _, warning in warnings(differences):
        yield from _wrapped(f"Mind: {warning}.", width, "", "  ")
    if not differences.related:
        return
    for state in STATES:
        if changes := differences.of(state):
            yield from ("", f"{COUNT_WORDS[state].capitalize()}: {counted(len(changes), 'fact')}")
            for change in changes:
                yield from _change(change, state, differences, width)
    yield from _surroundings(differences, width)
    yield from ("", "What learners do")
    yield from _wrapped(to_do(differences), width, "  ")
    if seen := list(to_see(differences)):
        yield "What learners see"
        for sentence in seen:
            yield from _wrapped(f"- {sentence}", width, "  ", "    ")


def _described(side: Side) -> str:
    name = "the collection as it stands" if side.sort == "collection" else f"{side.sort} {side.name}"
    only = ", names and digests only" if side.names_only else "" if side.has_lock else ", without a lock"
    return f"{name}, {counted(len(side.facts), 'fact')}{only}"


def _change(change: Change, state: State, differences: Differences, width: int) -> Iterator[str]:
    was = f" (was {change.was})" if change.was else ""
    yield from _wrapped(f"{change.fact_id}{was}", width, "  ", "    ")
    if state == "renamed":
        return
    if change.prompt:
        answer = f" = {change.answer}" if state == "new" and change.answer else ""
        yield from _wrapped(_cut(f"{change.prompt}{answer}"), width, "    ", "    ")
    yield from (line for note in _notes(change) for line in _wrapped(note, width, "    ", "      "))
    for field in change.fields or ():
        yield from _field(field, width)
    if change.tags_gone or change.tags_new:
        tags = [f"[-{tag}-]" for tag in change.tags_gone] + [f"{{+{tag}+}}" for tag in change.tags_new]
        yield from _wrapped(f"Tags: {' '.join(tags)}", width, "    ", "      ")


def _notes(change: Change) -> Iterator[str]:
    if change.unexplained:
        yield "The answer changed: say `corrected` or `reworded` before a release."
    if not change.arrives:
        yield "This change would not reach learners: it is no later than what they have."
    if change.answer_changed and change.fields is None:
        yield "The answer is among what changed."
    if change.moved_to:
        yield f"Moved to the deck {change.moved_to}; in Anki the cards stay where they are."
    if change.cards_added:
        yield f"{counted(change.cards_added, 'card')} added; those that were there keep their schedules."
    if change.cards_gone:
        yield f"{counted(change.cards_gone, 'card')} gone."


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 3]}..."


def _field(field: FieldChange, width: int) -> Iterator[str]:
    if field.old == field.new:
        yield from _wrapped(f"{field.label}: reads the same, only written otherwise", width, "    ", "      ")
        return
    yield f"    {visible(field.label)}"
    for line in line_changes(field.old, field.new):
        yield from _line(line, width)


def _line(line: LineChange, width: int) -> Iterator[str]:
    marked = any(piece.fate == "same" for piece in line.pieces)
    for sign, parts in (("-", line.old), ("+", line.new)):
        if parts:
            yield from _wrapped(f"{sign} {_joined(parts, marked=marked)}", width, "      ", "        ")


def _joined(parts: tuple[Piece, ...], *, marked: bool) -> str:
    out = []
    for number, piece in enumerate(parts):
        if piece.fate == "same":
            out.append(with_gaps(piece.words, _AROUND, first=number == 0, last=number == len(parts) - 1))
        elif not marked:
            out.append(piece.words)
        else:
            out.append(f"[-{piece.words}-]" if piece.fate == "gone" else f"{{+{piece.words}+}}")
    return " ".join(out)


def _surroundings(differences: Differences, width: int) -> Iterator[str]:
    pictures = differences.pictures
    rows = [
        *(f"new: {name}" for name in pictures.new),
        *(f"changed: {name}" for name in pictures.changed),
        *(f"gone: {name}" for name in pictures.gone),
    ]
    yield from _section("Pictures", rows, width)
    yield from _section("New decks", list(differences.new_decks), width)
    kept = [f"{title}: in Anki it stays {name}" for title, name in differences.new.kept_titles]
    yield from _section("Deck titles that show in the quiz only", kept, width)


def _section(title: str, rows: list[str], width: int) -> Iterator[str]:
    if rows:
        yield from ("", title)
        for row in rows:
            yield from _wrapped(row, width, "  ", "    ")


def _wrapped(text: str, width: int, indent: str = "", hang: str | None = None) -> list[str]:
    return wrapped(visible(text), width, indent, hang)
