"""What every face of an exam can do, and the loop that takes an exam through one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, assert_never

from nkquiz.diagnostics import NkquizError, counted
from nkquiz.frozen import frozen
from nkquiz.quiz.alarm import TimeUpError, alarm
from nkquiz.quiz.exam import Entry, Exam
from nkquiz.quiz.marking import Marks
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Arranged, DontKnow, Matched, Picked, Recalled, Response, Written
from nkquiz.quiz.telling import Telling


class Move(Enum):
    """What a learner can do in an exam besides answering."""

    NEXT = "next"
    PREVIOUS = "previous"
    FLAG = "flag"
    LIST = "list"
    FINISH = "finish"
    HELP = "help"
    QUIT = "quit"


@frozen
class GoTo:
    """Go to the question with this number, from 1."""

    number: int


Said = Response | Move | GoTo


class End(Enum):
    """How an exam ended for now; one that was left can be gone on with."""

    HANDED_IN = "handed in"
    TIME_UP = "time up"
    LEFT = "left"
    INTERRUPTED = "interrupted"
    UNSAVED = "unsaved"


class ExamFace(Protocol):
    """Draws and reads; decides nothing."""

    def opening(self, lines: Sequence[str]) -> None:
        """Show what stands before the first question."""

    def entry(self, entry: Entry, topic: str, left: timedelta | None) -> Said:
        """Show a question as it stands and return what the learner does."""

    def overview(self, entries: Sequence[Entry], left: timedelta | None) -> Said:
        """Show the list of all questions and return what the learner does."""

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""

    def exam_help(self) -> None:
        """Show what can be done in an exam."""

    def marked(self, entry: Entry) -> None:
        """Show a question at the end, with the learner's answer; `told` follows."""

    def told(self, outcome: Outcome, telling: Telling) -> None:
        """Show what came of an answer."""

    def result(self, marks: Marks, lines: Sequence[str], report: str) -> None:
        """Show the end of the exam; `report` is the path of the report, "" where there is none."""


def take(exam: Exam, face: ExamFace, topics: Mapping[str, str], clock: Callable[[], datetime]) -> End:
    """Take `exam` through `face` until it is handed in, its time is up, or the learner leaves; all answers are kept."""
    try:
        while not exam.over(clock()):
            exam.show(clock())
            if _step(exam, face, _said(exam, face, topics, clock), clock) is Move.QUIT:
                return End.LEFT
    except KeyboardInterrupt:
        return End.INTERRUPTED
    except TimeUpError:
        pass
    except NkquizError as error:
        face.note(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        return End.UNSAVED
    return End.HANDED_IN if exam.handed_in else End.TIME_UP


def _said(exam: Exam, face: ExamFace, topics: Mapping[str, str], clock: Callable[[], datetime]) -> Said:
    left, entry = exam.time_left(clock()), exam.current
    with alarm(left):
        if entry is None:
            return face.overview(exam.entries, left)
        return face.entry(entry, topics.get(entry.question.card.fact.deck, ""), left)


def _step(exam: Exam, face: ExamFace, said: Said, clock: Callable[[], datetime]) -> Move:
    match said:
        case Move.QUIT:
            return Move.QUIT
        case Move.HELP:
            face.exam_help()
        case Move.FLAG:
            exam.flag()
        case Move.NEXT if exam.current is None:
            exam.go_on()
        case Move.NEXT:
            exam.next()
        case Move.PREVIOUS:
            exam.previous()
        case Move.LIST:
            exam.list()
        case Move.FINISH:
            _finish(exam, face, clock)
        case GoTo(number):
            if 1 <= number <= len(exam.entries):
                exam.go_to(number - 1)
            else:
                face.note(f"There are questions 1 to {len(exam.entries)}.")
        case Picked() | Written() | Recalled() | Arranged() | Matched() | DontKnow():
            unclear = exam.answer(said, clock())
            if unclear is not None:
                face.note(unclear.wanted)
        case _:
            assert_never(said)
    return Move.NEXT


def _finish(exam: Exam, face: ExamFace, clock: Callable[[], datetime]) -> None:
    """Hand the exam in from the list; from a question show the list first, so that no slip of a key ends it."""
    if exam.current is None or not exam.open:
        exam.hand_in(clock())
        return
    exam.list()
    face.note(f"{counted(len(exam.open), 'question')} without an answer. The same once more hands the exam in.")
