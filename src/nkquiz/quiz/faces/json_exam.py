"""An exam as JSON lines; the events and replies are described in docs/json.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from nkquiz.quiz.exam import Entry
from nkquiz.quiz.exam_words import own_answer
from nkquiz.quiz.examining import GoTo, Move, Said
from nkquiz.quiz.face import Command
from nkquiz.quiz.faces.exam_lines import HELP
from nkquiz.quiz.faces.json_face import JsonFace, asked
from nkquiz.quiz.faces.replies import object_in, understood
from nkquiz.quiz.forms import Question
from nkquiz.quiz.marking import Marks, Tally, is_right
from nkquiz.quiz.responses import Confident

_MOVES = {move.value: move for move in Move}


class JsonExam(JsonFace):
    """Reads and writes one JSON object a line. The end of the input leaves the exam."""

    def entry(self, entry: Entry, topic: str, left: timedelta | None) -> Said:
        """Emit `exam_question` and return what is replied."""
        self._emit("exam_question", **asked(entry.question, topic), **_state(entry), seconds_left=_seconds(left))
        return self._replied(entry.question)

    def overview(self, entries: Sequence[Entry], left: timedelta | None) -> Said:
        """Emit `exam_list` and return what is replied."""
        questions = [{"number": entry.question.number, **_state(entry)} for entry in entries]
        self._emit("exam_list", questions=questions, seconds_left=_seconds(left))
        return self._replied(None)

    def _replied(self, question: Question | None) -> Said:
        while (line := self._source.readline()) != "":
            said = object_in(line)
            if said is None:
                self.error("each line must be one JSON object")
            elif isinstance(move := _move(said), str):
                self.error(move)
            elif move is not None:
                return move
            elif question is None:
                self.error('the list is answered by {"go_to": 1} or a command')
            elif isinstance(reply := understood(said, question), str | Command):
                self.error(reply if isinstance(reply, str) else f"known here: {', '.join(_MOVES)}")
            else:
                return reply.response if isinstance(reply, Confident) else reply
        return Move.QUIT

    def exam_help(self) -> None:
        """Emit `note` with what can be done."""
        self._emit("note", text=" ".join(HELP))

    def marked(self, entry: Entry) -> None:
        """Emit `exam_marked`; `answer` follows."""
        question = entry.question
        self._emit("exam_marked", card=question.card.id, number=question.number, said=own_answer(entry), right=is_right(entry))

    def result(self, marks: Marks, lines: Sequence[str], report: str) -> None:
        """Emit `exam_result`."""
        self._emit(
            "exam_result",
            right=marks.total.right,
            asked=marks.total.asked,
            seconds=round(marks.taken.total_seconds()),
            time_up=marks.time_up,
            topics=[_tally(tally) for tally in marks.topics],
            levels=[_tally(tally) for tally in marks.levels],
            restudy=list(marks.restudy),
            decks=list(marks.decks),
            lines=list(lines),
            report=report,
        )


def _state(entry: Entry) -> dict[str, Any]:
    return {"answered": entry.review is not None, "said": own_answer(entry), "flagged": entry.flagged}


def _seconds(left: timedelta | None) -> int | None:
    return None if left is None else round(left.total_seconds())


def _move(said: dict[str, Any]) -> Said | str | None:
    """Return the move that a reply stands for, None if it is an answer, a sentence if it makes no sense."""
    if "go_to" in said:
        number = said["go_to"]
        return GoTo(number) if type(number) is int else "go_to is the number of a question"
    if "command" in said:
        return _MOVES.get(str(said["command"])) or f"no such command; known here: {', '.join(_MOVES)}"
    return None


def _tally(tally: Tally) -> dict[str, Any]:
    return {"name": tally.name, "right": tally.right, "asked": tally.asked}
