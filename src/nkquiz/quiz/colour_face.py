"""The colour face: single keys, quiet colours and marks, the scrollback kept as a record. Nothing is redrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from nkquiz.quiz import keys
from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.forms import Question
from nkquiz.quiz.plain_face import places_in
from nkquiz.quiz.session import DontKnow, Outcome, Picked, Recalled, Response, Written
from nkquiz.quiz.telling import Telling, lead_of
from nkquiz.quiz.text import ascii_only, shown
from nkquiz.review import Form, Rating

MAX_WIDTH = 80
_MARGIN = 2

_TOPIC = Style(color="cyan")
_QUIET = Style(dim=True)
_PROMPT = Style(bold=True)
_KEY = Style(color="cyan", bold=True)
_RIGHT = Style(color="green", bold=True)
_WRONG = Style(color="yellow", bold=True)  # not red: a wrong answer is no alarm, and red and green look alike to many
_NOTE = Style(italic=True)

_COMMAND_KEYS = {"?": Command.HELP, "u": Command.UNDO, "s": Command.SKIP, "q": Command.QUIT, keys.END: Command.QUIT}
_LINE_COMMANDS = {"?": Command.HELP, ":?": Command.HELP, ":u": Command.UNDO, ":s": Command.SKIP, ":q": Command.QUIT}
_RATINGS = {"1": Rating.AGAIN, "2": Rating.HARD, "3": Rating.GOOD, "4": Rating.EASY}


class ColourFace:
    """Draws on `out`, reads keys from the terminal."""

    def __init__(self, out: TextIO) -> None:
        self._console = Console(file=out, highlight=False, soft_wrap=False, legacy_windows=False)
        try:
            "✓α…".encode(out.encoding or "ascii")
            self._ascii = False
        except (LookupError, UnicodeError):
            self._ascii = True

    def _text(self, text: str, style: Style | None = None) -> Text:
        return Text(ascii_only(text) if self._ascii else text, style=style or Style())

    def _put(self, text: Text | Table, indent: int = _MARGIN) -> None:
        width = min(MAX_WIDTH, self._console.width)
        self._console.print(Padding(text, (0, 0, 0, indent)), width=width)

    def _gap(self) -> None:
        self._console.print()

    def opening(self, lines: Sequence[str]) -> None:
        """Show what stands before the first question."""
        for line in lines:
            self._put(self._text(line, _QUIET))

    def ask(self, question: Question, place: Place) -> Response | Command:
        """Show the question and return what the learner does."""
        self._head(question, place)
        match question.form:
            case Form.CHOICE:
                return self._choice(question, place)
            case Form.TYPED:
                self._hint("Enter alone: I don't know", place, line=True)
                line = keys.read_line(" " * _MARGIN + "> ")
                if line is None:
                    return Command.QUIT
                return _LINE_COMMANDS.get(line) or (Written(line) if line else DontKnow())
            case Form.RECALL:
                return self._recall(question, place)

    def _head(self, question: Question, place: Place) -> None:
        width = min(MAX_WIDTH, self._console.width) - _MARGIN
        head = Table.grid(expand=True, padding=(0, 1))
        head.add_column(ratio=1)
        head.add_column(justify="right", no_wrap=True)
        position = f"{question.number} of {question.total}"
        head.add_row(self._text(place.topic, _TOPIC), self._text(position, _QUIET))
        head.width = width
        self._gap()
        self._put(head)
        self._gap()
        if lead := lead_of(question):
            self._put(self._text(lead, _QUIET))
        self._put(self._text(shown(question.card.prompt), _PROMPT))
        self._gap()
        if question.options:
            self._options(question)
            self._gap()

    def _options(self, question: Question) -> None:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column()
        for number, option in enumerate(question.options, start=1):
            grid.add_row(self._text(str(number), _KEY), self._text(shown(option.text)))
        self._put(grid)

    def _hint(self, first: str, place: Place, *, line: bool = False) -> None:
        mark = ":" if line else ""
        undo = [f"{mark}u undo"] if place.can_undo else []
        parts = [first, f"{mark}s skip", *undo, f"{mark}q quit", "? help"]
        self._put(self._text("  ".join(part for part in parts if part), _QUIET))

    def _choice(self, question: Question, place: Place) -> Response | Command:
        count = len(question.options)
        if question.several:
            self._hint("numbers, then Enter  0 don't know", place, line=True)
            return self._several(count)
        self._hint(f"1-{count} answer  0 don't know", place)
        while True:
            key = keys.read_key()
            if key in _COMMAND_KEYS:
                return _COMMAND_KEYS[key]
            if key == "0":
                return DontKnow()
            places = places_in(key, count, several=False)
            if places is not None:
                self._put(self._text(f"> {key}", _KEY))
                return Picked(places)

    def _several(self, count: int) -> Response | Command:
        while True:
            line = keys.read_line(" " * _MARGIN + "> ")
            if line is None:
                return Command.QUIT
            if line in _LINE_COMMANDS:
                return _LINE_COMMANDS[line]
            if line in ("", "0"):
                return DontKnow()
            places = places_in(line, count, several=True)
            if places is not None:
                return Picked(places)
            self._put(self._text(f"Numbers from 1 to {count}, such as 13.", _QUIET))

    def _recall(self, question: Question, place: Place) -> Response | Command:
        self._hint("Enter shows the answer  0 don't know", place)
        while (key := keys.read_key()) not in (keys.ENTER, " "):
            if key in _COMMAND_KEYS:
                return _COMMAND_KEYS[key]
            if key == "0":
                return DontKnow()
        self._gap()
        self._put(self._text(shown(question.card.answer), _RIGHT))
        self._gap()
        self._put(self._text("How did it go?  1 again  2 hard  3 good  4 easy", _QUIET))
        while True:
            key = keys.read_key()
            if key in _RATINGS:
                return Recalled(_RATINGS[key])
            if key in _COMMAND_KEYS:
                return _COMMAND_KEYS[key]

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close, and that the question stands once more."""
        self._gap()
        self._put(self._text(f"~ {outcome.reason} Once more.", _WRONG))

    def told(self, outcome: Outcome, telling: Telling) -> Command:
        """Show what came of an answer, and wait until the learner has read it."""
        self._gap()
        mark, style = ("✓", _RIGHT) if telling.right else ("✗", _WRONG)
        self._put(self._text(f"{mark} {telling.verdict}", style))
        if telling.answer:
            self._put(self._text(telling.answer, _PROMPT))
        if telling.remember:
            self._put(self._text(telling.remember))
        self._reasons(telling)
        self._gap()
        self._known(telling)
        if telling.returns:
            self._put(self._text(telling.returns, _QUIET))
        return self._pause()

    def _reasons(self, telling: Telling) -> None:
        if telling.because or telling.whys or telling.caveat:
            self._gap()
        for text, why in telling.whys:
            line = self._text(f"{text}: ", _PROMPT)
            self._put(line.append(self._text(why)))
        for paragraph in telling.because:
            self._put(self._text(paragraph))
        if telling.caveat:
            self._put(self._text(telling.caveat, _NOTE))

    def _known(self, telling: Telling) -> None:
        badge = "; ".join(part for part in (telling.badge, telling.dates) if part)
        if badge:
            self._put(self._text(badge[:1].upper() + badge[1:] + ".", _QUIET))
        for source in telling.sources[:1]:
            more = f" (and {len(telling.sources) - 1} more)" if len(telling.sources) > 1 else ""
            link = Style(dim=True, link=source.url) if source.url else _QUIET
            self._put(self._text(source.label, link).append(self._text(more, _QUIET)))
            if source.url:
                self._put(self._text(source.url, link))

    def _pause(self) -> Command:
        self._put(self._text("Enter next  u undo  q quit", _QUIET))
        while True:
            key = keys.read_key()
            if key in (keys.ENTER, " "):
                return Command.NEXT
            if key in ("u", "q", keys.END):
                return _COMMAND_KEYS[key]
            if key == "?":
                self.help()

    def note(self, text: str) -> None:
        """Say one line that belongs to no question."""
        self._gap()
        self._put(self._text(text, _QUIET))

    def help(self) -> None:
        """Show what can be pressed."""
        self._gap()
        for key, what in (
            ("1 2 3", "pick an option"),
            ("0", "I don't know: the answer is shown and the card comes again"),
            ("Enter", "show the answer; go on"),
            ("1 to 4", "rate a recall: again, hard, good, easy"),
            ("s", "skip: leave the question for another day"),
            ("u", "undo the last answer"),
            ("q", "quit; every answer is saved already"),
            ("", "While you type an answer: :s :u :q and ? alone, then Enter."),
        ):
            line = self._text(f"{key:<7}", _KEY) if key else Text("")
            self._put(line.append(self._text(what)))

    def idle(self, lines: Sequence[str], choices: Sequence[Choice]) -> Choice:
        """Say that nothing is due, and return what the learner wants."""
        for line in lines:
            self._put(self._text(line))
        while choices:
            key = keys.read_key()
            if key in (keys.END, keys.ENTER):
                break
            for choice in choices:
                if choice.value == key.lower():
                    return choice
        return Choice.LEAVE

    def closing(self, lines: Sequence[str], outcomes: Sequence[Outcome]) -> None:
        """Show the end of the session."""
        self._gap()
        for number, line in enumerate(lines):
            self._put(self._text(line, _PROMPT if number == 0 else _QUIET if number == len(lines) - 1 else None))
