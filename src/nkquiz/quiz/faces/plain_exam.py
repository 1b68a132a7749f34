"""An exam in plain lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from nkquiz.quiz.exam import Entry
from nkquiz.quiz.exam_words import overview_rows, own_answer, time_said
from nkquiz.quiz.examining import Move, Said
from nkquiz.quiz.faces.exam_lines import HELP, LIST_KEYS, QUESTION_KEYS, said_in, said_to_list, wanted
from nkquiz.quiz.faces.plain_face import PlainFace
from nkquiz.quiz.marking import Marks
from nkquiz.quiz.telling import as_asked


class PlainExam(PlainFace):
    """Reads lines and writes lines, as the plain face does. The end of the input leaves the exam."""

    def entry(self, entry: Entry, topic: str, left: timedelta | None) -> Said:
        """Show a question as it stands and return what the learner does."""
        question = entry.question
        self._say()
        self._say(". ".join(part for part in (f"Question {question.number} of {question.total}", topic) if part) + ".")
        state = [time_said(left).capitalize(), "flagged" if entry.flagged else ""]
        if said := ", ".join(part for part in state if part):
            self._say(f"{said[:1].upper()}{said[1:]}.")
        self._asked(question)
        if own := own_answer(entry):
            self._say(f"Your answer so far: {own}")
        while (line := self._read(f"{_capital(wanted(question))} ({', '.join(QUESTION_KEYS)})")) is not None:
            if (moved := said_in(line, question)) is not None:
                return moved
            self._say("Please answer in that form, or ? for help.")
        return Move.QUIT

    def overview(self, entries: Sequence[Entry], left: timedelta | None) -> Said:
        """Show the list of all questions and return what the learner does."""
        self._say()
        self._say(f"All questions. {_capital(time_said(left))}{'.' if left is not None else ''}".strip())
        for row in overview_rows(entries, self._width()):
            self._say(row, "", "     ")
        while (line := self._read(f"{_capital(', '.join(LIST_KEYS))}")) is not None:
            if (moved := said_to_list(line)) is not None:
                return moved
            self._say(f"Please give a number from 1 to {len(entries)}, or ? for help.")
        return Move.QUIT

    def exam_help(self) -> None:
        """Show what can be typed in an exam."""
        for line in HELP:
            self._say(line)

    def marked(self, entry: Entry) -> None:
        """Show a question at the end, with the learner's answer."""
        self._say()
        self._say(f"{entry.question.number}. {as_asked(entry.question)}")
        self._say(f"Your answer: {own_answer(entry) or 'none'}")

    def result(self, marks: Marks, lines: Sequence[str], report: str) -> None:
        """Show the end of the exam; the path of the report stands in one piece, so that it can be copied."""
        for line in ["", *lines]:
            self._say(line.lstrip(), " " * (len(line) - len(line.lstrip())))
        if report:
            self._say()
            self._say("The report:")
            print(report, file=self._out)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
