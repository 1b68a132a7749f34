"""The JSON face: one event a line, for programs. Unstable until it is documented.

Out: `session`, `question`, `reveal`, `close`, `answer`, `note`, `idle`, `error`, `summary`. In: `{"pick": [1]}`,
`{"text": "..."}`, `{"order": [2, 1]}`, `{"match": [2, 1]}`, `{"rating": 3}`, `{"dont_know": true}` or
`{"command": "skip" | "undo" | "quit" | "reveal"}`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO

from nkquiz.model import Match, Number
from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.forms import Question
from nkquiz.quiz.session import Arranged, DontKnow, Matched, Outcome, Picked, Recalled, Response, Written
from nkquiz.quiz.telling import Telling, lead_of
from nkquiz.quiz.text import shown
from nkquiz.review import Form, Rating

_COMMANDS = {"skip": Command.SKIP, "undo": Command.UNDO, "quit": Command.QUIT}
_WANTED = {
    Form.CHOICE: '{"pick": [1]} with the numbers of options from 1',
    Form.TYPED: '{"text": "..."}',
    Form.RECALL: '{"rating": 1 to 4}',
    Form.NUMBER: '{"text": "13"}',
    Form.ORDER: '{"order": [2, 1, 3]} with the numbers of steps from 1',
    Form.MATCH: '{"match": [2, 1, 3]} with the number of the fitting one of `texts` for each of `left`',
}


class JsonFace:
    """Reads and writes one JSON object a line. The end of the input quits."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out
        self._escaped = (out.encoding or "").lower().replace("-", "") != "utf8"

    def _emit(self, event: str, **values: Any) -> None:
        print(json.dumps({"event": event, **values}, ensure_ascii=self._escaped), file=self._out, flush=True)

    def opening(self, lines: Sequence[str]) -> None:
        """Emit `session`."""
        self._emit("session", protocol="unstable", lines=list(lines))

    def ask(self, question: Question, place: Place) -> Response | Command:
        """Emit `question` and return what is answered; a line that makes no sense is met with `error`."""
        card = question.card
        self._emit(
            "question",
            card=card.id,
            form=question.form.value,
            number=question.number,
            total=question.total,
            topic=place.topic,
            lead=lead_of(question),
            prompt=shown(card.prompt),
            options=[shown(option.text) for option in question.options],
            several=question.several,
            steps=[shown(step) for step in question.steps],
            left=[shown(left) for left, _ in question.way.pairs] if isinstance(question.way, Match) else [],
            unit=shown(question.way.unit) if isinstance(question.way, Number) else "",
            texts=[shown(right) for right in question.rights],
            new=question.fresh,
        )
        while (line := self._source.readline()) != "":
            said = self._understood(line, question)
            if said is not None:
                return said
        return Command.QUIT

    def _understood(self, line: str, question: Question) -> Response | Command | None:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            self._emit("error", message="each line must be one JSON object")
            return None
        if said.get("command") == "reveal":
            self._emit("reveal", answer=shown(question.card.answer))
            return None
        response = _COMMANDS.get(str(said.get("command"))) or _response(said, question)
        if response is None:
            self._emit("error", message=f"a {question.form.value} question is answered by {_WANTED[question.form]}")
        return response

    def retry(self, outcome: Outcome) -> None:
        """Emit `close`; the question is emitted once more."""
        self._emit("close", card=outcome.question.card.id, reason=outcome.reason)

    def told(self, outcome: Outcome, telling: Telling) -> Command:
        """Emit `answer`."""
        self._emit(
            "answer",
            card=outcome.question.card.id,
            verdict=outcome.verdict.value,
            rating=outcome.rating.name.lower() if outcome.rating else None,
            reason=telling.verdict,
            corrected=telling.corrected,
            answer=shown(outcome.question.card.answer),
            listed=[f"{mark}{text}" for mark, text in telling.listed],
            remember=telling.remember,
            because=list(telling.because),
            caveat=telling.caveat,
            how_we_know=telling.badge,
            sources=[{"label": source.label, "url": source.url} for source in telling.sources],
            due=outcome.state.due.isoformat() if outcome.state else None,
        )
        return Command.NEXT

    def note(self, text: str) -> None:
        """Emit `note`."""
        self._emit("note", text=text)

    def help(self) -> None:
        """Emit `note` with what can be sent."""
        self._emit("note", text=__doc__ or "")

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Emit `idle`; a program chooses by options of the command, not here."""
        self._emit("idle", lines=list(lines))
        return Choice.LEAVE

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Emit `summary`."""
        cards = [{"card": o.question.card.id, "verdict": o.verdict.value} for o in outcomes]
        self._emit("summary", lines=list(lines), answered=cards)


def _response(said: dict[str, Any], question: Question) -> Response | None:
    if said.get("dont_know") is True:
        return DontKnow()
    match question.form, said:
        case Form.CHOICE, {"pick": int() as number} if not isinstance(number, bool):
            numbers = [number]
        case Form.CHOICE, {"pick": list() as numbers}:
            pass
        case ((Form.TYPED | Form.NUMBER), {"text": str() as text}):
            return Written(text)
        case Form.ORDER, {"order": list() as numbers}:
            return Arranged(places) if (places := _permuted(numbers, len(question.steps))) else None
        case Form.MATCH, {"match": list() as numbers}:
            return Matched(places) if (places := _permuted(numbers, len(question.rights))) else None
        case Form.RECALL, {"rating": int() as rating} if rating in (1, 2, 3, 4):
            return Recalled(Rating(rating))
        case _:
            return None
    fits = numbers and all(type(n) is int and 1 <= n <= len(question.options) for n in numbers)
    if not fits or (len(set(numbers)) > 1 and not question.several):
        return None
    return Picked(frozenset(number - 1 for number in numbers))


def _permuted(numbers: list[Any], count: int) -> tuple[int, ...] | None:
    """Return `numbers` from 0, None unless each from 1 to `count` stands there once."""
    if not all(type(number) is int for number in numbers) or sorted(numbers) != list(range(1, count + 1)):
        return None
    return tuple(number - 1 for number in numbers)
