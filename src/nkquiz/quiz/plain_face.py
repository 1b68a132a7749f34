"""The plain face: lines only, for screen readers, pipes and terminals that can do no more. No colour, no redraw."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import TextIO

from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.forms import Question
from nkquiz.quiz.session import DontKnow, Outcome, Picked, Recalled, Response, Written
from nkquiz.quiz.telling import Telling, lead_of
from nkquiz.quiz.text import ascii_only, shown
from nkquiz.review import Form, Rating

MAX_WIDTH = 80

_COMMANDS = {
    "?": Command.HELP, ":?": Command.HELP, ":u": Command.UNDO, ":s": Command.SKIP, ":q": Command.QUIT,
}  # fmt: skip
_LETTERS = {"u": Command.UNDO, "s": Command.SKIP, "q": Command.QUIT}
_RATINGS = {"1": Rating.AGAIN, "2": Rating.HARD, "3": Rating.GOOD, "4": Rating.EASY}

HELP = {
    Form.CHOICE: "The number of an option, then Enter; several numbers where several are right; 0 or nothing: I don't know.",
    Form.TYPED: "Type the answer, then Enter; Enter alone: I don't know.",
    Form.RECALL: "Say the answer to yourself, then Enter shows it; 0: I don't know. Then rate how it went, 1 to 4.",
}
HELP_COMMANDS = "At any question: :s skip, :u undo the last answer, :q quit, ? this help. Every answer is saved at once."


class PlainFace:
    """Reads lines from `source` and writes lines to `out`. The end of the input quits."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out
        try:
            "✓α".encode(out.encoding or "ascii")
            self._ascii = False
        except (LookupError, UnicodeError):
            self._ascii = True

    def _say(self, text: str = "", indent: str = "", hang: str | None = None) -> None:
        text = ascii_only(text) if self._ascii else text
        width = max(20, min(MAX_WIDTH, shutil.get_terminal_size().columns) - 1)
        lines = textwrap.wrap(
            text, width, initial_indent=indent, subsequent_indent=indent if hang is None else hang,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        print("\n".join(lines), file=self._out)

    def _read(self, prompt: str) -> str | None:
        """Return a line without its end, or None at the end of the input."""
        print(f"{prompt}> ", end="", file=self._out, flush=True)
        line = self._source.readline()
        if not line or not self._source.isatty():
            print(file=self._out)  # nobody's Enter ended the line of the prompt
        if not line:
            return None
        return line.strip()

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
        for number, option in enumerate(question.options, start=1):
            self._say(shown(option.text), f"{number}. ", "   ")
        while True:
            said = self._ask_once(question)
            if said is not None:
                return said

    def _ask_once(self, question: Question) -> Response | Command | None:
        match question.form:
            case Form.CHOICE:
                return self._choice(question)
            case Form.TYPED:
                line = self._read("Answer")
                if line is None:
                    return Command.QUIT
                return _COMMANDS.get(line) or (Written(line) if line else DontKnow())
            case Form.RECALL:
                return self._recall(question)

    def _choice(self, question: Question) -> Response | Command | None:
        count = len(question.options)
        line = self._read("Numbers" if question.several else f"1-{count}")
        if line is None:
            return Command.QUIT
        if command := _COMMANDS.get(line) or _LETTERS.get(line.lower()):
            return command
        if line in ("", "0"):
            return DontKnow()
        places = places_in(line, count, several=question.several)
        if places is None:
            self._say(f"Please give {'numbers' if question.several else 'a number'} from 1 to {count}, or ? for help.")
            return None
        return Picked(places)

    def _recall(self, question: Question) -> Response | Command | None:
        line = self._read("Enter shows the answer")
        if line is None:
            return Command.QUIT
        if command := _COMMANDS.get(line) or _LETTERS.get(line.lower()):
            return command
        if line == "0":
            return DontKnow()
        self._say(f"Answer: {shown(question.card.answer)}")
        while (rating := self._read("How did it go? 1 again, 2 hard, 3 good, 4 easy")) is not None:
            if rating in _RATINGS:
                return Recalled(_RATINGS[rating])
            if command := _COMMANDS.get(rating) or _LETTERS.get(rating.lower()):
                return command
            self._say("Please give a number from 1 to 4, or ? for help.")
        return Command.QUIT

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close, and that the question stands once more."""
        self._say(f"{outcome.reason} Once more.")

    def told(self, outcome: Outcome, telling: Telling) -> Command:
        """Show what came of an answer; the next question follows at once."""
        for line in told_lines(telling):
            self._say(line)
        for source in telling.sources[:1]:
            self._say(f"Source: {source.label} {source.url}".rstrip())
        if telling.returns:
            self._say(telling.returns)
        return Command.NEXT

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""
        self._say(text)

    def help(self) -> None:
        """Show what can be typed."""
        for line in (*HELP.values(), HELP_COMMANDS):
            self._say(line)

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Say that nothing is due, and return what the learner wants."""
        for line in lines:
            self._say(line)
        wish = self._read("Your choice") if choices else None
        return next((choice for choice in choices if wish and choice.value == wish.lower()), Choice.LEAVE)

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Show the end of the session."""
        self._say()
        for line in lines:
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
    if telling.answer:
        yield f"Answer: {telling.answer}"
    if telling.remember:
        yield f"Remember: {telling.remember}"
    for text, why in telling.whys:
        yield f"{text}: {why}"
    yield from (f"Why: {line}" if number == 0 else line for number, line in enumerate(telling.because))
    if telling.caveat:
        yield f"Note: {telling.caveat}"
    if known := "; ".join(part for part in (telling.badge, telling.dates) if part):
        yield f"How we know: {known}."
