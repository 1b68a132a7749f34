"""An exam in colour. Every answer is a line, so that no slip of a key is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from nkquiz.quiz.exam import Entry
from nkquiz.quiz.exam_words import overview_rows, own_answer, time_said
from nkquiz.quiz.examining import Move, Said
from nkquiz.quiz.face import Place
from nkquiz.quiz.faces import keys
from nkquiz.quiz.faces.colour_face import ColourFace
from nkquiz.quiz.faces.colour_lines import BODY, KEY, MARGIN, PROMPT, QUIET
from nkquiz.quiz.faces.exam_lines import HELP, LIST_KEYS, QUESTION_KEYS, said_in, said_to_list, wanted
from nkquiz.quiz.marking import Marks
from nkquiz.quiz.telling import as_asked


class ColourExam(ColourFace):
    """Draws as the colour face does, and reads lines."""

    def entry(self, entry: Entry, topic: str, left: timedelta | None) -> Said:
        """Show a question as it stands and return what the learner does."""
        self._head(entry.question, Place(topic, can_undo=False))
        if own := own_answer(entry):
            self._put(self._text(own), self._text("Your answer so far: ", QUIET))
        if state := ", ".join(part for part in ("flagged" if entry.flagged else "", time_said(left)) if part):
            self._say(f"{state[:1].upper()}{state[1:]}.", QUIET)
        self._hint(wanted(entry.question), *QUESTION_KEYS)
        while (line := keys.read_line(f"{MARGIN}> ")) is not None:
            if (moved := said_in(line, entry.question)) is not None:
                return moved
            self._say(f"{wanted(entry.question)}; ? for help.", QUIET)
        return Move.QUIT

    def overview(self, entries: Sequence[Entry], left: timedelta | None) -> Said:
        """Show the list of all questions and return what the learner does."""
        self._gap()
        self._say("All questions", PROMPT)
        if left is not None:
            self._say(f"{time_said(left)}.".capitalize(), QUIET)
        self._gap()
        for entry, row in zip(entries, overview_rows(entries, self._width - len(MARGIN)), strict=True):
            self._line_of(self._text(row, KEY if entry.flagged else BODY if entry.review is None else QUIET))
        self._gap()
        self._hint(*LIST_KEYS)
        while (line := keys.read_line(f"{MARGIN}> ")) is not None:
            if (moved := said_to_list(line)) is not None:
                return moved
            self._say(f"A number from 1 to {len(entries)}; ? for help.", QUIET)
        return Move.QUIT

    def exam_help(self) -> None:
        """Show what can be typed in an exam."""
        self._gap()
        for line in HELP:
            self._say(line)

    def marked(self, entry: Entry) -> None:
        """Show a question at the end, with the learner's answer."""
        self._gap()
        self._put(self._text(as_asked(entry.question), PROMPT), self._text(f"{entry.question.number}. ", QUIET))
        self._put(self._text(own_answer(entry) or "none"), self._text("Your answer: ", QUIET))

    def result(self, marks: Marks, lines: Sequence[str], report: str) -> None:
        """Show the end of the exam; the path of the report stands in one piece, so that it can be copied."""
        self._gap()
        for number, line in enumerate(lines):
            indent = " " * (len(line) - len(line.lstrip()))
            self._put(self._text(line.lstrip(), PROMPT if number == 0 else BODY), self._text(indent))
        if report:
            self._gap()
            self._say("The report:", QUIET)
            self._line_of(self._text(report))
