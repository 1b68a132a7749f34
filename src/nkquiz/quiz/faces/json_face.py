"""The JSON face: one event a line, for programs. The protocol is described in docs/json.md, and stable.

Within one protocol number keys and events are only added. `question` waits for a line; so does `pause`, which comes only
after a reply with `"wait": true`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO

from nkquiz.model import Match, Number
from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.faces.replies import COMMANDS, PAUSED, REVEAL, WANTED, object_in, understood
from nkquiz.quiz.forms import Question
from nkquiz.quiz.hints import Hint
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Confident, Response
from nkquiz.quiz.telling import Telling, lead_of
from nkquiz.quiz.text import shown

PROTOCOL = 1


class JsonFace:
    """Reads and writes one JSON object a line. The end of the input quits."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out
        self._waits = False
        self._escaped = (out.encoding or "").lower().replace("-", "") != "utf8"

    def _emit(self, event: str, **values: Any) -> None:
        print(json.dumps({"event": event, **values}, ensure_ascii=self._escaped), file=self._out, flush=True)

    def opening(self, lines: Sequence[str]) -> None:
        """Emit `session`."""
        self._emit("session", protocol=PROTOCOL, lines=list(lines))

    def ask(self, question: Question, place: Place) -> Response | Confident | Command:
        """Emit `question` and return what is answered; a line that makes no sense is met with `error`."""
        self.show(question, place)
        while (line := self._source.readline()) != "":
            said = object_in(line)
            if said is None:
                self.error("each line must be one JSON object")
            elif said.get("command") == REVEAL:
                self.reveal(question)
            elif isinstance(reply := understood(said, question), str):
                self.error(reply)
            else:
                self._waits = said.get("wait") is True
                return reply
        return Command.QUIT

    def show(self, question: Question, place: Place) -> None:
        """Emit `question`."""
        self._emit(
            "question",
            **asked(question, place.topic),
            new=question.fresh,
            hints=place.hints,
            confidence=place.wants_confidence,
            undo=place.can_undo,
            override=place.can_override,
        )

    def replied(self, line: str) -> None:
        """Emit nothing: a program knows what it replied."""

    def reveal(self, question: Question) -> None:
        """Emit `reveal`: the right answer, before the question is answered."""
        self._emit("reveal", card=question.card.id, answer=shown(question.card.answer))

    def error(self, message: str) -> None:
        """Emit `error`; the question still stands."""
        self._emit("error", message=message)

    def hint(self, hint: Hint | None) -> None:
        """Emit `hint`; the question is emitted once more."""
        struck = hint.struck + 1 if hint and hint.struck is not None else None
        self._emit("hint", text=hint.text if hint else "", struck=struck)

    def retry(self, outcome: Outcome) -> None:
        """Emit `close`; the question is emitted once more."""
        self._emit("close", card=outcome.question.card.id, reason=outcome.reason)

    def told(self, outcome: Outcome, telling: Telling) -> None:
        """Emit `answer`."""
        self._emit(
            "answer",
            **_result(outcome, telling),
            right=telling.right,
            points=outcome.points,
            of_points=outcome.most,
            hints=outcome.hints,
            confidence=outcome.confidence,
            answer=shown(outcome.question.card.answer),
            differs=_differs(telling),
            listed=[f"{mark}{text}" for mark, text in telling.listed],
            whys=[{"option": why.option, "right": why.right, "why": why.why} for why in telling.whys],
            corrected=telling.corrected,
            remember=telling.remember,
            because=list(telling.because),
            caveat=telling.caveat,
            how_we_know=telling.badge,
            dates=telling.dates,
            sources=[{"label": source.label, "url": source.url} for source in telling.sources],
        )

    def overridden(self, outcome: Outcome, telling: Telling) -> None:
        """Emit `override`."""
        self._emit("override", **_result(outcome, telling))

    def pause(self, can_override: bool, last: bool) -> Command:
        """Go on at once; after a reply that said so emit `pause` and wait for one line."""
        if not self._waits:
            return Command.NEXT
        self._emit("pause", override=can_override, last=last)
        while (line := self._source.readline()) != "":
            said = object_in(line) or {}
            if (command := PAUSED.get(str(said.get("command")))) is not None:
                return command
            self.error(f"a pause ends with a command: {', '.join(PAUSED)}")
        return Command.QUIT

    def note(self, text: str) -> None:
        """Emit `note`."""
        self._emit("note", text=text)

    def help(self) -> None:
        """Emit `note` with what can be sent."""
        wanted = "; ".join(f"{form.value}: {reply}" for form, reply in WANTED.items())
        self._emit("note", text=f'{wanted}; any: {{"dont_know": true}}; commands: {", ".join(sorted(COMMANDS))}, {REVEAL}')

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Emit `idle`; a program chooses by options of the command, not here."""
        self._emit("idle", lines=list(lines))
        return Choice.LEAVE

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Emit `summary`."""
        cards = [
            {"card": o.question.card.id, "verdict": o.verdict.value, "overridden": o.overridden, "confidence": o.confidence}
            for o in outcomes
        ]
        self._emit("summary", lines=list(lines), answered=cards)


def asked(question: Question, topic: str) -> dict[str, Any]:
    """Return what every event with a question says of it."""
    return {
        "card": question.card.id,
        "form": question.form.value,
        "number": question.number,
        "total": question.total,
        "topic": topic,
        "lead": lead_of(question),
        "prompt": shown(question.card.prompt),
        "options": [shown(option.text) for option in question.options],
        "several": question.several,
        "steps": [shown(step) for step in question.steps],
        "left": [shown(left) for left, _ in question.way.pairs] if isinstance(question.way, Match) else [],
        "texts": [shown(right) for right in question.rights],
        "unit": shown(question.way.unit) if isinstance(question.way, Number) else "",
    }


def _result(outcome: Outcome, telling: Telling) -> dict[str, Any]:
    return {
        "card": outcome.question.card.id,
        "verdict": outcome.verdict.value,
        "rating": outcome.rating.name.lower() if outcome.rating else None,
        "reason": telling.verdict,
        "comes_again": outcome.comes_again,
        "due": outcome.state.due.isoformat() if outcome.state else None,
    }


def _differs(telling: Telling) -> list[dict[str, str]]:
    """Return the stretches that are alike and those that are not, as typed and as wanted."""
    if not telling.wanted:
        return []
    from nkquiz.quiz.difference import stretches

    return [{"typed": typed, "wanted": wanted} for typed, wanted in stretches(telling.typed, telling.wanted)]
