"""What every face of the quiz can do, and the loop that plays a session through one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol, assert_never

from nkquiz.diagnostics import NkquizError
from nkquiz.model import Reference
from nkquiz.quiz.forms import Question
from nkquiz.quiz.session import Arranged, DontKnow, Matched, Outcome, Picked, Recalled, Response, Session, Written
from nkquiz.quiz.telling import Telling, summary, tell


class Command(Enum):
    """What a learner can do instead of answering."""

    NEXT = "next"
    UNDO = "undo"
    SKIP = "skip"
    HELP = "help"
    QUIT = "quit"


class Choice(Enum):
    """What a learner can do when nothing is due."""

    MORE_NEW = "n"
    PRACTISE = "p"
    LEAVE = "q"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: its topic, and whether there is something to undo."""

    topic: str
    can_undo: bool


class Face(Protocol):
    """Draws and reads; decides nothing."""

    def opening(self, lines: Sequence[str]) -> None:
        """Show what stands before the first question."""

    def ask(self, question: Question, place: Place) -> Response | Command:
        """Show the question and return what the learner does."""

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close, and that the question stands once more."""

    def told(self, outcome: Outcome, telling: Telling) -> Command:
        """Show what came of an answer; return NEXT, UNDO or QUIT."""

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""

    def help(self) -> None:
        """Show what can be pressed."""

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Say that nothing is due, and return what the learner wants."""

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Show the end of the session."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session ended: what was answered, and the exit code: 130 after Ctrl-C, 1 where an answer could not be saved."""

    outcomes: tuple[Outcome, ...] = ()
    code: int = 0


def play(
    session: Session,
    face: Face,
    topics: Mapping[str, str],
    references: Mapping[str, Reference],
    clock: Callable[[], datetime],
) -> Ending:
    """Play `session` through `face` until its end or until the learner leaves; every answer is on disk at once.

    `topics` are the titles of decks by deck id.
    """
    code = 0
    try:
        while (question := session.next_question(clock())) is not None:
            place = Place(topics.get(question.card.fact.deck, ""), bool(session.outcomes))
            if _step(session, face, face.ask(question, place), references, clock) is Command.QUIT:
                break
    except KeyboardInterrupt:
        code = 130
    except NkquizError as error:
        face.note(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        code = 1
    return Ending(session.outcomes, code)


def _step(
    session: Session,
    face: Face,
    said: Response | Command,
    references: Mapping[str, Reference],
    clock: Callable[[], datetime],
) -> Command:
    match said:
        case Command.QUIT:
            return Command.QUIT
        case Command.HELP:
            face.help()
        case Command.SKIP:
            session.skip()
            face.note("Left for later.")
        case Command.UNDO:
            _undo(session, face, clock)
        case Command.NEXT:
            pass
        case Picked() | Written() | Recalled() | Arranged() | Matched() | DontKnow():
            return _answer(session, face, said, references, clock)
        case _:
            assert_never(said)
    return Command.NEXT


def _undo(session: Session, face: Face, clock: Callable[[], datetime]) -> None:
    face.note("Taken back." if session.undo(clock()) else "There is nothing to take back.")


def _answer(
    session: Session,
    face: Face,
    response: Response,
    references: Mapping[str, Reference],
    clock: Callable[[], datetime],
) -> Command:
    outcome = session.answer(response, clock())
    if outcome.retry:
        face.retry(outcome)
        return Command.NEXT
    command = face.told(outcome, tell(outcome, references, clock()))
    if command is Command.UNDO:
        _undo(session, face, clock)
        return Command.NEXT
    return command


def closing_lines(ending: Ending, now: datetime, *, scheduled: bool, go_on: str) -> list[str]:
    """Return the lines of the end: score, what returns and when, the one line to go on."""
    return [*summary(ending.outcomes, now, scheduled=scheduled), f"To go on: {go_on}"]
