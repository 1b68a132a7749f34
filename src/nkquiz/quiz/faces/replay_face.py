"""Answers from a file, shown by another face: a session played again, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from nkquiz.diagnostics import NkquizError, UsageError
from nkquiz.frozen import frozen
from nkquiz.quiz.face import Choice, Command, Face, Place
from nkquiz.quiz.faces.replies import PAUSED, REVEAL, object_in, understood
from nkquiz.quiz.forms import Question
from nkquiz.quiz.hints import Hint
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Confident, Response
from nkquiz.quiz.telling import Telling


class Showing(Face, Protocol):
    """A face that can show a question without asking for an answer."""

    def show(self, question: Question, place: Place) -> None:
        """Show the question."""

    def replied(self, line: str) -> None:
        """Show a reply that came from a file."""

    def reveal(self, question: Question) -> None:
        """Show the right answer before the question is answered."""


@frozen
class Reply:
    """A reply in a file: its line, counted from 1, and what it says."""

    number: int
    line: str
    said: dict[str, Any]


def read_replies(path: Path) -> list[Reply]:
    """Return the replies in a file of JSON lines; empty lines are passed over.

    Raises UsageError if the file cannot be read, or if lines of it are no JSON objects.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        raise UsageError(f"the answers in `{path}` cannot be read: {getattr(error, 'strerror', None) or error}") from error
    found, bad = [], []
    for number, line in enumerate(lines, start=1):
        said = object_in(line)
        if said is not None:
            found.append(Reply(number, line.strip(), said))
        elif line.strip():
            bad.append(number)
    if bad:
        raise UsageError(f"`{path}`: each line must be one JSON object; {_lines(bad)} not")
    return found


def _lines(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"line {numbers[0]} is"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]} are"


class ReplayFace:
    """Shows a session through `face` and answers it from `answers`; what does not fit ends the session."""

    def __init__(self, face: Showing, name: str, replies: Sequence[Reply]) -> None:
        self._face, self._name = face, name
        self._left = list(replies)
        self._waits = False

    @property
    def left(self) -> int:
        """How many lines were not used."""
        return len(self._left)

    def _next(self) -> Reply:
        """Take the next reply. Raises NkquizError where there is none."""
        if not self._left:
            raise NkquizError(f"the answers in `{self._name}` end here, before the session does")
        reply = self._left.pop(0)
        self._face.replied(reply.line)
        return reply

    def ask(self, question: Question, place: Place) -> Response | Confident | Command:
        """Show the question and return what the file answers. Raises NkquizError if that does not fit."""
        self._face.show(question, place)
        reply = self._next()
        while reply.said.get("command") == REVEAL:
            self._face.reveal(question)
            reply = self._next()
        found = understood(reply.said, question)
        if isinstance(found, str):
            raise self._misfit(reply, found)
        self._waits = reply.said.get("wait") is True
        return found

    def pause(self, can_override: bool, last: bool) -> Command:
        """Go on at once; after a reply that said `"wait": true` the next line is a command."""
        if not self._waits:
            return Command.NEXT
        reply = self._next()
        command = PAUSED.get(str(reply.said.get("command")))
        if command is None:
            raise self._misfit(reply, f"a pause ends with a command: {', '.join(PAUSED)}")
        return command

    def _misfit(self, reply: Reply, why: str) -> NkquizError:
        return NkquizError(f"`{self._name}`, line {reply.number} does not fit: {why}")

    def opening(self, lines: Sequence[str]) -> None:
        """Show what stands before the first question."""
        self._face.opening(lines)

    def hint(self, hint: Hint | None) -> None:
        """Show a hint."""
        self._face.hint(hint)

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close."""
        self._face.retry(outcome)

    def told(self, outcome: Outcome, telling: Telling) -> None:
        """Show what came of an answer."""
        self._face.told(outcome, telling)

    def overridden(self, outcome: Outcome, telling: Telling) -> None:
        """Say that the last answer counts as right after all."""
        self._face.overridden(outcome, telling)

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""
        self._face.note(text)

    def help(self) -> None:
        """Show what can be sent."""
        self._face.help()

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Say that nothing is due, and leave."""
        self._face.idle(lines, ())
        return Choice.LEAVE

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Show the end of the session."""
        self._face.closing(lines, outcomes)
