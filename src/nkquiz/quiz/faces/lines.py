"""Answers and commands given as a line in every face: options, an order, a number, the pairs of a row."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.model import Match, Number
from nkquiz.quiz.calibration import CONFIDENCE
from nkquiz.quiz.face import Command
from nkquiz.quiz.forms import Question
from nkquiz.quiz.responses import Arranged, DontKnow, Matched, Response, Written
from nkquiz.quiz.text import shown
from nkquiz.review import Form, Rating

LETTERS = "abcdefghijklmnopqrstuvwxyz"

LINE_COMMANDS = {
    "?": Command.HELP, ":?": Command.HELP, ":u": Command.UNDO, ":s": Command.SKIP, ":q": Command.QUIT,
    ":h": Command.HINT, ":o": Command.OVERRIDE,
}  # fmt: skip
"""What is no answer even where one is typed."""

RATINGS = {"1": Rating.AGAIN, "2": Rating.HARD, "3": Rating.GOOD, "4": Rating.EASY}
CONFIDENCES = {str(level): level for level in CONFIDENCE}
SURE = tuple(f"{level} {words}" for level, words in CONFIDENCE.items())
"""What is offered where the learner is asked how sure they are."""


def options_of(question: Question) -> list[tuple[str, str]]:
    """Return mark and text of everything that is picked, put in order or matched; ("", "") parts the two of a row."""
    return list(_marked(question))


def _marked(question: Question) -> Iterator[tuple[str, str]]:
    for number, option in enumerate(question.options, start=1):
        yield str(number), shown(option.text)
    for number, step in enumerate(question.steps, start=1):
        yield str(number), shown(step)
    if isinstance(question.way, Match):
        for number, (left, _) in enumerate(question.way.pairs, start=1):
            yield str(number), shown(left)
        yield "", ""
        for letter, right in zip(LETTERS, question.rights, strict=False):
            yield letter, shown(right)


def wanted_line(question: Question) -> str:
    """Return what is to be typed, with an example, as a sentence without its full stop."""
    match question.form, question.way:
        case Form.ORDER, _:
            return f"Numbers, first to last, such as {' '.join(str(n) for n in range(len(question.steps), 0, -1))}"
        case Form.MATCH, Match(pairs):
            return f"Pairs, such as {' '.join(f'{n + 1}{LETTERS[-n - 1 + len(pairs)]}' for n in range(len(pairs)))}"
        case _, Number(unit="%"):
            return "A number in per cent"
        case _, Number(unit=unit):
            return f"A number in {shown(unit)}" if unit else "A number"
    return "Answer"


def nought_is_unknown(question: Question) -> bool:
    """Return True if 0 says that one does not know; where it may be the answer itself, only an empty line does."""
    return question.form is not Form.NUMBER and not _accepted("0", question)


def pressed_by_mistake(line: str, question: Question) -> str:
    """Return what to say of a typed answer that is only the key of a command, "" if it may be an answer."""
    command = LINE_COMMANDS.get(f":{line.lower()}")
    if command is None or line in LINE_COMMANDS or _accepted(line, question):
        return ""
    return f"While you type, the key is :{line.lower()} ({command.value})."


def _accepted(line: str, question: Question) -> bool:
    return any(line.casefold() == text.strip().casefold() for text in question.accept)


def line_response(line: str, question: Question) -> Response | None:
    """Return the response that `line` stands for, None if it stands for none."""
    if not line or (line == "0" and nought_is_unknown(question)):
        return DontKnow()
    match question.form:
        case Form.ORDER:
            places = _permutation(line, len(question.steps))
            return Arranged(places) if places else None
        case Form.MATCH:
            pairs = _pairs(line, len(question.rights))
            return Matched(pairs) if pairs else None
    return Written(line)


def places_in(line: str, count: int, *, several: bool) -> frozenset[int] | None:
    """Return the options, from 0, that `2`, `13` or `1, 3` stand for; None if it is nothing of the sort."""
    parts = line.replace(",", " ").split()
    if several and count <= 9 and len(parts) == 1:
        parts = list(parts[0])
    if not all(part.isascii() and part.isdigit() for part in parts) or (len(parts) != 1 and not several):
        return None
    places = frozenset(int(part) - 1 for part in parts)
    return places if places and all(0 <= place < count for place in places) else None


def _permutation(line: str, count: int) -> tuple[int, ...] | None:
    """Return the places, from 0, that `3 1 2`, `3,1,2` or `312` name; None unless each is named once."""
    parts = line.replace(",", " ").replace(">", " ").split()
    if len(parts) == 1:
        parts = list(parts[0])
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    places = tuple(int(part) - 1 for part in parts)
    return places if sorted(places) == list(range(count)) else None


def _pairs(line: str, count: int) -> tuple[int, ...] | None:
    """Return for each number the place, from 0, of its letter, from `1c 2a 3b` or `cab`; None unless each has one."""
    text = "".join(c for c in line.lower() if c.isalnum())
    if text.isalpha():
        text = "".join(f"{number}{letter}" for number, letter in enumerate(text, start=1))
    numbers, letters = text[::2], text[1::2]
    if len(numbers) != count or len(letters) != count or sorted(numbers) != [str(n + 1) for n in range(count)]:
        return None
    if sorted(letters) != list(LETTERS[:count]):
        return None
    by_number = dict(zip(numbers, letters, strict=True))
    return tuple(LETTERS.index(by_number[str(n + 1)]) for n in range(count))
