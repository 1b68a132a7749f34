"""The plain face: lines only, for screen readers, pipes and terminals that can do no more. No colour, no redraw."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO, TypeVar

from nkquiz.diagnostics import visible
from nkquiz.quiz.face import Choice, Command, Place
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
from nkquiz.quiz.faces.sources import and_more, source_lines
from nkquiz.quiz.forms import Question
from nkquiz.quiz.hints import Hint
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Confident, DontKnow, Picked, Recalled, Response
from nkquiz.quiz.telling import Telling, lead_of
from nkquiz.quiz.text import ascii_only, knows_ascii_only, sentence, shown, wrapped
from nkquiz.review import Form

MAX_WIDTH = 80

_Number = TypeVar("_Number")

_LETTERS = LINE_COMMANDS | {key[1]: command for key, command in LINE_COMMANDS.items() if len(key) == 2}

HELP = (
    "Options: the number of one, then Enter. Where several are right: their numbers, such as 13; each right one gives a "
    "point, each wrong one takes one away. 0, or Enter alone: I don't know.",
    "A typed answer: type it, then Enter. 0, or Enter alone: I don't know.",
    "Steps: their numbers from the first step to the last, such as 3 1 2, then Enter. "
    "A row to be matched: each number with its letter, such as 1b 2c 3a.",
    "A number: 13, 13% or 13 of 101; near enough is right.",
    "A free recall: say the answer to yourself, then Enter shows it; 0: I don't know. Then say how it went: "
    "1 again (not known), 2 hard, 3 good, 4 easy.",
    "At any question: :h gives a hint, one step at a time; a right answer is then hard, not good. :s skips, :u takes the "
    "last answer back, :q ends the session, ? shows this help. Every answer is saved at once.",
    "After a typed answer that was not taken: :o counts it as right.",
)


class PlainFace:
    """Reads lines from `source` and writes lines to `out`, as wide as the terminal or `columns`. The end of the input quits."""

    def __init__(self, source: TextIO, out: TextIO, columns: int | None = None) -> None:
        self._source, self._out, self._columns = source, out, columns
        self._ascii = knows_ascii_only(out.encoding, os.environ)

    def _width(self) -> int:
        return max(20, min(MAX_WIDTH, self._columns or shutil.get_terminal_size().columns) - 1)

    def _say(self, text: str = "", indent: str = "", hang: str | None = None) -> None:
        text = ascii_only(text) if self._ascii else text
        print("\n".join(wrapped(visible(text), self._width(), indent, hang)), file=self._out)

    def _read(self, prompt: str) -> str | None:
        """Return a line without its end, or None at the end of the input."""
        print(f"{prompt}> ", end="", file=self._out, flush=True)
        line = self._source.readline()
        if not line or not self._source.isatty():
            print(file=self._out)  # nobody's Enter ended the line of the prompt
        return line.strip() if line else None

    def opening(self, lines: Sequence[str]) -> None:
        """Show what stands before the first question."""
        for line in lines:
            self._say(line)

    def ask(self, question: Question, place: Place) -> Response | Confident | Command:
        """Show the question and return what the learner does."""
        self.show(question, place)
        while True:
            said = self._ask_once(question, place)
            if said is not None:
                return said

    def show(self, question: Question, place: Place) -> None:
        """Show the question, unless it was just shown."""
        if place.again:
            return
        self._say()
        self._say(f"Question {question.number} of {question.total}. {place.topic}.")
        self._asked(question)

    def _asked(self, question: Question) -> None:
        """Say what is asked, and the options."""
        if lead := lead_of(question):
            self._say(lead)
        self._say(shown(question.card.prompt))
        for mark, text in options_of(question):
            self._say(text, f"{mark}. " if mark else "", "   ")

    def _ask_once(self, question: Question, place: Place) -> Response | Confident | Command | None:
        """Return what the learner does, or None if it cannot be understood."""
        match question.form:
            case Form.CHOICE:
                said = self._choice(question, place)
            case Form.TYPED:
                said = self._typed(question, place)
            case Form.RECALL:
                return self._recall(question, place)
            case Form.NUMBER | Form.ORDER | Form.MATCH:
                said = self._line(question, place)
        if said is None or isinstance(said, Command | DontKnow) or not place.wants_confidence:
            return said
        sure = self._number_of(f"How sure? {', '.join(SURE)}.", CONFIDENCES)
        return sure if isinstance(sure, Command) else Confident(said, sure)

    def _keys(self, place: Place, unknown: str) -> None:
        """Say what else can be typed."""
        right = ":o if you were right" if place.close else ":o if you were right before"
        keys = [unknown, *[":h for a hint"] * (place.hints > 0), *[right] * place.can_override, "? for help"]
        self._say(f"Or {', '.join(keys)}.")

    def _number_of(self, asked: str, numbers: Mapping[str, _Number]) -> _Number | Command:
        """Return what the number stands for that is typed, or a command."""
        self._say(asked)
        while (line := self._read(f"{min(numbers)} to {max(numbers)}")) is not None:
            if line in numbers:
                return numbers[line]
            if command := _LETTERS.get(line.lower()):
                return command
            self._say(f"Please give a number from {min(numbers)} to {max(numbers)}, or ? for help.")
        return Command.QUIT

    def _choice(self, question: Question, place: Place) -> Response | Command | None:
        count = len(question.options)
        wanted = f"Numbers, 1 to {count}" if question.several else f"1 to {count}"
        self._keys(place, "0 for don't know")
        line = self._read(wanted)
        if line is None:
            return Command.QUIT
        if command := _LETTERS.get(line.lower()):
            return command
        if line in ("", "0"):
            return DontKnow()
        places = places_in(line, count, several=question.several)
        if places is None:
            self._say(f"Please give {'numbers' if question.several else 'a number'} from 1 to {count}, or ? for help.")
            return None
        return Picked(places)

    def _typed(self, question: Question, place: Place) -> Response | Command | None:
        self._keys(place, _unknown(question))
        line = self._read("Type the answer")
        if line is None:
            return Command.QUIT
        if mistake := pressed_by_mistake(line, question):
            self._say(mistake)
            return None
        return LINE_COMMANDS.get(line.lower()) or line_response(line, question)

    def _line(self, question: Question, place: Place) -> Response | Command | None:
        self._say(f"{wanted_line(question)}.")
        self._keys(place, _unknown(question))
        line = self._read("Answer")
        if line is None:
            return Command.QUIT
        if command := LINE_COMMANDS.get(line.lower()):
            return command
        response = line_response(line, question)
        if response is None:
            self._say("Please answer in that form, or ? for help.")
        return response

    def _recall(self, question: Question, place: Place) -> Response | Confident | Command | None:
        sure: int | Command | None = None
        if place.wants_confidence:
            self._say("Say the answer to yourself; the next key shows it.")
            sure = self._number_of(f"How sure? {', '.join(SURE)}, 0 I don't know.", CONFIDENCES | {"0": 0})
        else:
            self._keys(place, "0 for don't know")
            line = self._read("Enter shows the answer")
            if line is None:
                return Command.QUIT
            sure = 0 if line == "0" else _LETTERS.get(line.lower())
        if isinstance(sure, Command):
            return sure
        if sure == 0:
            return DontKnow()
        self.reveal(question)
        rating = self._number_of("How did it go? 1 again, 2 hard, 3 good, 4 easy.", RATINGS)
        if isinstance(rating, Command):
            return rating
        return Confident(Recalled(rating), sure) if sure else Recalled(rating)

    def replied(self, line: str) -> None:
        """Show a reply that came from a file."""
        self._say(f"> {line}")

    def reveal(self, question: Question) -> None:
        """Show the right answer before the question is answered."""
        self._say(f"Answer: {shown(question.card.answer)}")

    def hint(self, hint: Hint | None) -> None:
        """Show a hint, or that there is none left; the question stands once more."""
        self._say(f"Hint: {sentence(hint.spoken or hint.text)}" if hint else "There are no hints left.")

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close, and that the question stands once more."""
        self._say(f"{outcome.reason} Once more.")

    def told(self, outcome: Outcome, telling: Telling) -> None:
        """Show what came of an answer."""
        for line in told_lines(telling):
            self._say(line, hang="  " if line.startswith("- ") else None)
        for source in telling.sources[:1]:
            label, *below = source_lines(source, self._width(), and_more(telling))
            self._say(f"Source: {label}")
            for line in below or [source.url] * (source.url not in label):  # a pipe has no hidden link: cut, but whole
                self._say(line)
        if not telling.sources:
            self._say("Source: none given.")
        if telling.returns:
            self._say(telling.returns)

    def overridden(self, outcome: Outcome, telling: Telling) -> None:
        """Say that the last answer counts as right after all."""
        self._say(" ".join(part for part in (telling.verdict, telling.returns) if part))

    def pause(self, can_override: bool, last: bool) -> Command:
        """Go on at once; only after the last question there is a line to take it back, or to count it as right."""
        if not last:
            return Command.NEXT
        keys = [":u takes the answer back", *[":o if you were right"] * can_override]
        self._say(f"That was the last question. {', '.join(keys)}.")
        line = self._read("Enter ends")
        return Command.QUIT if line is None else _LETTERS.get(line.lower(), Command.NEXT)

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""
        self._say(text)

    def help(self) -> None:
        """Show what can be typed."""
        for line in HELP:
            self._say(line)

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Say that nothing is due, and return what the learner wants."""
        for line in lines:
            self._say(line)
        wish = self._read("Your choice") if choices else None
        return next((choice for choice in choices if wish and choice.value == wish.lower()), Choice.LEAVE)

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Show the end of the session."""
        for line in ["", *lines] if lines else []:
            self._say(line)


def _unknown(question: Question) -> str:
    return f"{'0' if nought_is_unknown(question) else 'Enter alone'} for don't know"


def told_lines(telling: Telling) -> Iterator[str]:
    """Yield the lines after an answer, without source and return."""
    yield telling.verdict
    if telling.wanted:
        from nkquiz.quiz.difference import in_a_sentence

        yield in_a_sentence(telling.typed, telling.wanted)
    if telling.corrected:
        yield telling.corrected
    if telling.answer:
        yield f"Answer: {telling.answer}"
    yield from (f"{mark}{text}" for mark, text in telling.listed)
    if telling.remember:
        yield f"Remember: {telling.remember}"
    for why in telling.whys:
        yield why.judged
    yield from (f"Why: {line}" if number == 0 else line for number, line in enumerate(telling.because))
    if telling.caveat:
        yield f"Note: {telling.caveat}"
    if known := "; ".join(part for part in (telling.badge, telling.dates) if part):
        yield f"How we know: {known}."
