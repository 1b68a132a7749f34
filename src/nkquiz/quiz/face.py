"""What every face of the quiz can do, and the loop that plays a session through one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol, assert_never

from nkquiz.diagnostics import NkquizError
from nkquiz.frozen import frozen
from nkquiz.model import Reference
from nkquiz.quiz.forms import Question
from nkquiz.quiz.hints import Hint
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Arranged, Confident, DontKnow, Matched, Picked, Recalled, Response, Written
from nkquiz.quiz.session import Session
from nkquiz.quiz.telling import Telling, summary, tell


class Command(Enum):
    """What a learner can do instead of answering."""

    NEXT = "next"
    UNDO = "undo"
    SKIP = "skip"
    HINT = "hint"
    OVERRIDE = "override"
    HELP = "help"
    QUIT = "quit"


class Choice(Enum):
    """What a learner can do when nothing is due."""

    MORE_NEW = "n"
    PRACTISE = "p"
    LEAVE = "q"


@frozen
class Place:
    """Where a question stands, and what can be done there besides answering.

    `hints` are left; `can_override` is for the answer before, or, where the question stands again because it was
    `close`, for that answer; `wants_confidence` asks how sure the learner is; `again` says that the question was shown
    just before.
    """

    topic: str
    can_undo: bool
    can_override: bool = False
    hints: int = 0
    close: bool = False
    wants_confidence: bool = False
    again: bool = False


class Face(Protocol):
    """Draws and reads; decides nothing."""

    def opening(self, lines: Sequence[str]) -> None:
        """Show what stands before the first question."""

    def ask(self, question: Question, place: Place) -> Response | Confident | Command:
        """Show the question and return what the learner does."""

    def hint(self, hint: Hint | None) -> None:
        """Show a hint, or that there is none left; the question stands once more."""

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close, and that the question stands once more."""

    def told(self, outcome: Outcome, telling: Telling) -> None:
        """Show what came of an answer."""

    def overridden(self, outcome: Outcome, telling: Telling) -> None:
        """Say that the last answer counts as right after all."""

    def pause(self, can_override: bool, last: bool) -> Command:
        """Give the learner time to read; return NEXT, UNDO, OVERRIDE, HELP or QUIT. After the `last` question all wait."""

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""

    def help(self) -> None:
        """Show what can be pressed."""

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Say that nothing is due, and return what the learner wants."""

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Show the end of the session."""


@frozen
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
    *,
    confidence: bool = False,
) -> Ending:
    """Play `session` through `face` until its end or until the learner leaves; every answer is on disk at once.

    `topics` are the titles of decks by deck id; `confidence` has the learner say how sure each answer is.
    """
    code = 0
    try:
        _Playing(session, face, topics, references, clock, confidence).play()
    except KeyboardInterrupt:
        code = 130
    except NkquizError as error:
        face.note(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        code = 1
    return Ending(session.outcomes, code)


@dataclass(slots=True)
class _Playing:
    """A session being played: question after question, with all that a learner can do at each."""

    session: Session
    face: Face
    topics: Mapping[str, str]
    references: Mapping[str, Reference]
    clock: Callable[[], datetime]
    confidence: bool
    again: bool = False

    def play(self) -> None:
        while (question := self.session.next_question(self.clock())) is not None:
            said = self.face.ask(question, self._place(question))
            self.again = False
            if self._step(said) is Command.QUIT:
                return

    def _place(self, question: Question) -> Place:
        return Place(
            self.topics.get(question.card.fact.deck, ""),
            can_undo=bool(self.session.outcomes),
            can_override=self.session.can_override,
            hints=self.session.hints_left,
            close=self.session.asked_again,
            wants_confidence=self.confidence and self.session.confidence is None,
            again=self.again,
        )

    def _step(self, said: Response | Confident | Command) -> Command:
        match said:
            case Command.QUIT:
                return Command.QUIT
            case Command.HELP:
                self.face.help()
            case Command.SKIP:
                self.session.skip()
                self.face.note("Left for later.")
            case Command.HINT:
                self.face.hint(self.session.hint())
                self.again = True
            case Command.OVERRIDE:
                return self._override()
            case Command.UNDO:
                self._undo()
            case Command.NEXT:
                pass
            case Confident(response, confidence):
                return self._answer(response, confidence)
            case Picked() | Written() | Recalled() | Arranged() | Matched() | DontKnow():
                return self._answer(said, None)
            case _:
                assert_never(said)
        return Command.NEXT

    def _answer(self, response: Response, confidence: int | None) -> Command:
        outcome = self.session.answer(response, self.clock(), confidence)
        if outcome.retry:
            self.face.retry(outcome)
            self.again = True
            return Command.NEXT
        self.face.told(outcome, tell(outcome, self.references, self.clock()))
        return self._pause()

    def _pause(self) -> Command:
        """Wait until the learner goes on, takes back, or leaves."""
        while True:
            match self.face.pause(self.session.can_override, self.session.over):
                case Command.HELP:
                    self.face.help()
                case Command.OVERRIDE:
                    self._counted()
                case Command.UNDO if self._undo():
                    return Command.NEXT
                case Command.QUIT:
                    return Command.QUIT
                case Command.NEXT:
                    return Command.NEXT

    def _override(self) -> Command:
        """Count the answer before as right. What was close and stood once more is answered by that, and told."""
        if not self.session.asked_again:
            self._counted()
            return self._pause() if self.session.over else Command.NEXT
        outcome = self.session.override(self.clock())
        assert outcome is not None  # an answer that was close can be counted
        self.face.told(outcome, tell(outcome, self.references, self.clock()))
        return self._pause()

    def _counted(self) -> None:
        outcome = self.session.override(self.clock())
        if outcome is None:
            self.face.note("There is no typed answer to count as right.")
            self.again = True
        else:
            self.face.overridden(outcome, tell(outcome, self.references, self.clock()))

    def _undo(self) -> bool:
        """Take the last answer back; return True if its question stands again, and not only its grade."""
        graded = bool(self.session.outcomes) and self.session.outcomes[-1].overridden
        if self.session.undo(self.clock()) is None:
            self.face.note("There is nothing to take back.")
            return True
        self.face.note("Taken back; it counts as it was graded." if graded else "Taken back.")
        return not graded


def closing_lines(ending: Ending, now: datetime, topics: Mapping[str, str], *, scheduled: bool, go_on: str) -> list[str]:
    """Return the lines of the end: score, what returns and when, the one line to go on."""
    return [*summary(ending.outcomes, now, topics, scheduled=scheduled), f"To go on: {go_on}"]
