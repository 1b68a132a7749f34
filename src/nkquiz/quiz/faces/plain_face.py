"""The plain face: lines only, for screen readers, pipes and terminals that can do no more. No colour, no redraw."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from typing import TextIO

from nkquiz.diagnostics import visible
from nkquiz.model import Reference
from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.faces.lines import line_response, options_of, wanted_line
from nkquiz.quiz.forms import Question
from nkquiz.quiz.session import DontKnow, Outcome, Picked, Recalled, Response, Written
from nkquiz.quiz.telling import Telling, lead_of
from nkquiz.quiz.text import ascii_only, knows_ascii_only, link_lines, shown, wrapped
from nkquiz.review import Form, Rating

MAX_WIDTH = 80

LINE_COMMANDS = {
    "?": Command.HELP, ":?": Command.HELP, ":u": Command.UNDO, ":s": Command.SKIP, ":q": Command.QUIT,
}  # fmt: skip
_LETTERS = LINE_COMMANDS | {"u": Command.UNDO, "s": Command.SKIP, "q": Command.QUIT}
RATINGS = {"1": Rating.AGAIN, "2": Rating.HARD, "3": Rating.GOOD, "4": Rating.EASY}

HELP = (
    "Options: the number of one, then Enter; several numbers where several are right, such as 13. "
    "0, or Enter alone: I don't know.",
    "A typed answer: type it, then Enter. Enter alone: I don't know.",
    "Steps: their numbers from the first step to the last, such as 3 1 2, then Enter. "
    "A row to be matched: each number with its letter, such as 1b 2c 3a.",
    "A number: 13, 13% or 13 of 101; near enough is right.",
    "A free recall: say the answer to yourself, then Enter shows it; 0: I don't know. Then say how it went: "
    "1 again (not known), 2 hard, 3 good, 4 easy.",
    "At any question: :s skips it, :u takes the last answer back, :q ends the session, ? shows this help. "
    "Every answer is saved at once.",
)


class PlainFace:
    """Reads lines from `source` and writes lines to `out`. The end of the input quits."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out
        self._ascii = knows_ascii_only(out.encoding, os.environ)

    def _width(self) -> int:
        return max(20, min(MAX_WIDTH, shutil.get_terminal_size().columns) - 1)

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

    def ask(self, question: Question, place: Place) -> Response | Command:
        """Show the question and return what the learner does."""
        self._say()
        self._say(f"Question {question.number} of {question.total}. {place.topic}.")
        if lead := lead_of(question):
            self._say(lead)
        self._say(shown(question.card.prompt))
        for mark, text in options_of(question):
            self._say(text, f"{mark}. " if mark else "", "   ")
        while True:
            said = self._ask_once(question)
            if said is not None:
                return said

    def _ask_once(self, question: Question) -> Response | Command | None:
        """Return what the learner does, or None if it cannot be understood."""
        match question.form:
            case Form.CHOICE:
                return self._choice(question)
            case Form.TYPED:
                return self._typed()
            case Form.RECALL:
                return self._recall(question)
            case Form.NUMBER | Form.ORDER | Form.MATCH:
                return self._line(question)

    def _choice(self, question: Question) -> Response | Command | None:
        count = len(question.options)
        line = self._read(f"Numbers, 1 to {count}" if question.several else f"1 to {count}")
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

    def _typed(self) -> Response | Command:
        line = self._read("Type the answer")
        if line is None:
            return Command.QUIT
        return LINE_COMMANDS.get(line.lower()) or (Written(line) if line else DontKnow())

    def _line(self, question: Question) -> Response | Command | None:
        wanted = wanted_line(question)
        self._say(f"{wanted}.")
        line = self._read("Answer")
        if line is None:
            return Command.QUIT
        if command := LINE_COMMANDS.get(line.lower()):
            return command
        if not line:
            return DontKnow()
        response = line_response(line, question)
        if response is None:
            self._say("Please answer in that form, or ? for help.")
        return response

    def _recall(self, question: Question) -> Response | Command | None:
        line = self._read("Enter shows the answer")
        if line is None:
            return Command.QUIT
        if command := _LETTERS.get(line.lower()):
            return command
        if line == "0":
            return DontKnow()
        self._say(f"Answer: {shown(question.card.answer)}")
        self._say("How did it go? 1 again, 2 hard, 3 good, 4 easy.")
        while (rating := self._read("1 to 4")) is not None:
            if rating in RATINGS:
                return Recalled(RATINGS[rating])
            if command := _LETTERS.get(rating.lower()):
                return command
            self._say("Please give a number from 1 to 4, or ? for help.")
        return Command.QUIT

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close, and that the question stands once more."""
        self._say(f"{outcome.reason} Once more.")

    def told(self, outcome: Outcome, telling: Telling) -> Command:
        """Show what came of an answer; the next question follows at once."""
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
        return Command.NEXT

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


def places_in(line: str, count: int, *, several: bool) -> frozenset[int] | None:
    """Return the options, from 0, that `2`, `13` or `1, 3` stand for; None if it is nothing of the sort."""
    parts = line.replace(",", " ").split()
    if several and count <= 9 and len(parts) == 1:
        parts = list(parts[0])
    if not all(part.isascii() and part.isdigit() for part in parts) or (len(parts) != 1 and not several):
        return None
    places = frozenset(int(part) - 1 for part in parts)
    return places if places and all(0 <= place < count for place in places) else None


def told_lines(telling: Telling) -> Iterator[str]:
    """Yield the lines after an answer, without source and return."""
    yield telling.verdict
    if telling.corrected:
        yield telling.corrected
    if telling.answer:
        yield f"Answer: {telling.answer}"
    yield from (f"{mark}{text}" for mark, text in telling.listed)
    if telling.remember:
        yield f"Remember: {telling.remember}"
    for text, why in telling.whys:
        yield f"{text}: {why}"
    yield from (f"Why: {line}" if number == 0 else line for number, line in enumerate(telling.because))
    if telling.caveat:
        yield f"Note: {telling.caveat}"
    if known := "; ".join(part for part in (telling.badge, telling.dates) if part):
        yield f"How we know: {known}."


def and_more(telling: Telling) -> str:
    """Return ` (and 2 more)` where the fact has more sources than the one shown."""
    return f" (and {len(telling.sources) - 1} more)" if len(telling.sources) > 1 else ""


def source_lines(source: Reference, width: int, more: str) -> list[str]:
    """Return the source as lines: its label, then its link in full or as a DOI, if either fits `width`.

    A label that is the link itself gives way to it.
    """
    links = link_lines(source.url, width)
    if source.label in (source.url, source.url.replace("https://doi.org/", "doi:")):
        return [(links or [source.label])[0] + more]
    return [source.label + more, *links]
