"""The colour face: single keys, quiet colours and marks, the scrollback kept as a record. Nothing is redrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TextIO, TypeVar

from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.faces import keys
from nkquiz.quiz.faces.colour_lines import BODY, KEY, MARGIN, PROMPT, QUIET, RIGHT, TOPIC
from nkquiz.quiz.faces.colour_telling import ColourTelling
from nkquiz.quiz.faces.lines import (
    CONFIDENCES,
    LINE_COMMANDS,
    RATINGS,
    SURE,
    line_response,
    nought_is_unknown,
    options_of,
    places_in,
    pressed_by_mistake,
    wanted_line,
)
from nkquiz.quiz.forms import Question
from nkquiz.quiz.hints import Hint
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Confident, DontKnow, Picked, Recalled, Response
from nkquiz.quiz.telling import lead_of
from nkquiz.quiz.text import shown, width_of
from nkquiz.review import Form

_Meaning = TypeVar("_Meaning")

_KEYS = {"u": Command.UNDO, "s": Command.SKIP, "h": Command.HINT, "o": Command.OVERRIDE, "q": Command.QUIT}
_COMMAND_KEYS = {"?": Command.HELP, keys.END: Command.QUIT, **_KEYS, **{key.upper(): what for key, what in _KEYS.items()}}

_HELP = (
    ("1 2 3", "pick an option; where several are right: the numbers, then Enter; a wrong pick takes a point away"),
    ("0", "I don't know: shows the answer, and the card comes again; Enter alone says the same while you type"),
    ("3 1 2", "steps: their numbers from first to last, then Enter"),
    ("1b 2a", "a row: each number with its letter, then Enter"),
    ("13%", "a number: 13, 13% or 13 of 101, then Enter; near enough is right"),
    ("Enter", "shows the answer of a free recall; goes on"),
    ("1 to 4", "how a recall went: again (not known), hard, good, easy"),
    ("h", "hint, one step at a time; a right answer is then hard, not good"),
    ("o", "I was right: counts a typed answer that was not taken"),
    ("s", "skip: leave the question for later"),
    ("u", "undo: take the last answer back"),
    ("q", "quit; every answer is saved already"),
    (":h :o", "the same while you type an answer, and :s, :u, :q and ?, each followed by Enter"),
)


class ColourFace(ColourTelling):
    """Draws on `out`, reads keys from the terminal."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        keys.listen()

    def opening(self, lines: Sequence[str]) -> None:
        """Show what stands before the first question."""
        for line in lines:
            self._say(line, QUIET)

    def ask(self, question: Question, place: Place) -> Response | Confident | Command:
        """Show the question, unless it was just shown, and return what the learner does."""
        if place.again:
            self._gap()
        else:
            self._head(question, place)
        match question.form:
            case Form.CHOICE:
                said = self._choice(question, place)
            case Form.TYPED:
                said = self._typed(question, place)
            case Form.RECALL:
                return self._recall(question, place)
            case Form.NUMBER | Form.ORDER | Form.MATCH:
                said = self._line(question, place)
        if isinstance(said, Command | DontKnow) or not place.wants_confidence:
            return said
        sure = self._sure()
        return Confident(said, sure) if isinstance(sure, int) else sure

    def _sure(self) -> int | Command:
        self._gap()
        self._hint("How sure?", *SURE)
        return self._key_of(CONFIDENCES)

    def _key_of(self, keys_of: Mapping[str, _Meaning]) -> _Meaning | Command:
        """Return what the next key stands for that means something."""
        while True:
            key = keys.read_key()
            if key in keys_of:
                self._say(f"> {key}", KEY)
                return keys_of[key]
            if key in _COMMAND_KEYS:
                return _COMMAND_KEYS[key]

    def _head(self, question: Question, place: Place) -> None:
        self._gap()
        topic, position = place.topic, f"{question.number} of {question.total}"
        room = self._width - len(MARGIN) - width_of(topic) - width_of(position)
        if room >= 2:
            self._put(self._text("").append(self._text(topic, TOPIC)).append(" " * room).append(self._text(position, QUIET)))
        else:
            self._say(topic, TOPIC)
            self._say(position, QUIET)
        self._gap()
        if lead := lead_of(question):
            self._say(lead, QUIET)
        self._say(shown(question.card.prompt), PROMPT)
        self._gap()
        for mark, text in options_of(question):
            self._put(self._text(text), self._text(f"{mark}  ", KEY)) if mark else self._gap()
        if options_of(question):
            self._gap()

    def _hint(self, *wanted: str, place: Place | None = None, line: bool = False) -> None:
        """Show what can be pressed, wrapped between two keys only; `line` while a line is typed."""
        mark = ":" if line else ""
        parts = [*wanted]
        if place is not None:
            offered = (("o I was right", place.close), ("h hint", place.hints), ("s skip", True), ("u undo", place.can_undo))
            parts += [*(mark + key for key, offer in offered if offer), f"{mark}q quit", "? help"]
        row = ""
        for part in parts:
            if row and width_of(f"{MARGIN}{row}  {part}") > self._width:
                self._say(row, QUIET)
                row = ""
            row = f"{row}  {part}" if row else part
        self._say(row, QUIET)

    def _choice(self, question: Question, place: Place) -> Response | Command:
        count = len(question.options)
        if question.several or count > 9:
            wanted = "numbers, then Enter" if question.several else "a number, then Enter"
            self._hint(wanted, "0 don't know", place=place, line=True)
            return self._numbers(count, several=question.several)
        self._hint(f"1-{count} answer", "0 don't know", place=place)
        while True:
            key = keys.read_key()
            if key in _COMMAND_KEYS:
                return _COMMAND_KEYS[key]
            if key == "0":
                return DontKnow()
            places = places_in(key, count, several=False)
            if places is not None:
                self._say(f"> {key}", KEY)
                return Picked(places)

    def _numbers(self, count: int, *, several: bool) -> Response | Command:
        while (line := keys.read_line(f"{MARGIN}> ")) is not None:
            if command := LINE_COMMANDS.get(line.lower()):
                return command
            if line in ("", "0"):
                return DontKnow()
            places = places_in(line, count, several=several)
            if places is not None:
                return Picked(places)
            self._say(f"Numbers from 1 to {count}, such as {'13' if several else '2'}.", QUIET)
        return Command.QUIT

    def _typed(self, question: Question, place: Place) -> Response | Command:
        self._hint("type the answer", _unknown(question), place=place, line=True)
        while (line := keys.read_line(f"{MARGIN}> ")) is not None:
            mistake = pressed_by_mistake(line, question)
            if not mistake:
                return LINE_COMMANDS.get(line.lower()) or line_response(line, question) or DontKnow()
            self._say(mistake, QUIET)
        return Command.QUIT

    def _line(self, question: Question, place: Place) -> Response | Command:
        wanted = wanted_line(question)
        self._hint(wanted, _unknown(question), place=place, line=True)
        while (line := keys.read_line(f"{MARGIN}> ")) is not None:
            if command := LINE_COMMANDS.get(line.lower()):
                return command
            response = line_response(line, question)
            if response is not None:
                return response
            self._say(f"{wanted}.", QUIET)
        return Command.QUIT

    def _recall(self, question: Question, place: Place) -> Response | Confident | Command:
        if place.wants_confidence:
            self._hint("How sure? That shows the answer:", *SURE, "0 don't know", place=place)
            seen = self._key_of(CONFIDENCES | {"0": 0})
        else:
            self._hint("Enter shows the answer", "0 don't know", place=place)
            seen = self._reveal_key()
        if isinstance(seen, Command):
            return seen
        if seen == 0:
            return DontKnow()
        self._gap()
        self._say(shown(question.card.answer), RIGHT)
        self._gap()
        self._hint("How did it go?", "1 again", "2 hard", "3 good", "4 easy")
        rating = self._key_of(RATINGS)
        if isinstance(rating, Command):
            return rating
        return Confident(Recalled(rating), seen) if place.wants_confidence else Recalled(rating)

    def _reveal_key(self) -> int | Command:
        """Return 1 for the key that shows the answer, 0 for not knowing."""
        while (key := keys.read_key()) not in (keys.ENTER, " "):
            if key in _COMMAND_KEYS:
                return _COMMAND_KEYS[key]
            if key == "0":
                return 0
        return 1

    def hint(self, hint: Hint | None) -> None:
        """Show a hint, or that there is none left; the question stands once more."""
        self._gap()
        if hint is None:
            self._say("There are no hints left.", QUIET)
        else:
            self._put(self._text(hint.text), self._text("Hint: ", KEY))

    def pause(self, can_override: bool, last: bool) -> Command:
        """Wait until the learner has read it."""
        self._hint("Enter next", *["o I was right"] * can_override, "u undo", "q quit")
        while True:
            key = keys.read_key()
            if key in (keys.ENTER, " "):
                return Command.NEXT
            command = _COMMAND_KEYS.get(key)
            if command in (Command.UNDO, Command.QUIT, Command.HELP) or (can_override and command is Command.OVERRIDE):
                return command

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""
        self._gap()
        self._say(text, QUIET)

    def help(self) -> None:
        """Show what can be pressed."""
        self._gap()
        for key, what in _HELP:
            self._put(self._text(what), self._text(f"{key:<8}", KEY))

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Say that nothing is due, and return what the learner wants."""
        for line in lines:
            self._say(line)
        while choices:
            key = keys.read_key().lower()
            if key in (keys.END, keys.ENTER):
                break
            for choice in choices:
                if choice.value == key:
                    return choice
        return Choice.LEAVE

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Show the end of the session."""
        if lines:
            self._gap()
        for number, line in enumerate(lines):
            self._say(line, PROMPT if number == 0 else QUIET if number == len(lines) - 1 else BODY)


def _unknown(question: Question) -> str:
    return f"{'0' if nought_is_unknown(question) else 'Enter alone:'} don't know"
