"""Replies of the JSON protocol: one line, one JSON object, an answer or a command. See docs/json.md."""

from __future__ import annotations

import json
from typing import Any

from nkquiz.quiz.face import Command
from nkquiz.quiz.forms import Question
from nkquiz.quiz.responses import Arranged, Confident, DontKnow, Matched, Picked, Recalled, Response, Written
from nkquiz.review import Form, Rating

COMMANDS = {command.value: command for command in Command if command is not Command.NEXT}
PAUSED = {command.value: command for command in (Command.NEXT, Command.UNDO, Command.OVERRIDE, Command.QUIT)}
REVEAL = "reveal"
_SAYING = ("command", "pick", "text", "rating", "order", "match", "dont_know")

WANTED = {
    Form.CHOICE: '{"pick": [1]} with the numbers of options from 1',
    Form.TYPED: '{"text": "..."}',
    Form.RECALL: '{"rating": 3} from 1, again, to 4, easy',
    Form.NUMBER: '{"text": "13"}',
    Form.ORDER: '{"order": [2, 1, 3]} with the numbers of steps from 1',
    Form.MATCH: '{"match": [2, 1, 3]} with the number of the fitting one of `texts` for each of `left`',
}


def object_in(line: str) -> dict[str, Any] | None:
    """Return the JSON object in a line, None if it holds none."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def understood(said: dict[str, Any], question: Question) -> Response | Confident | Command | str:
    """Return what a reply to `question` stands for; where it makes no sense, a sentence that says why."""
    if said.get("card", question.card.id) != question.card.id:
        return f"the question is about {question.card.id}"
    if len(says := [key for key in _SAYING if key in said]) > 1:
        return f"one key says what is answered, but here are {' and '.join(says)}"
    if not isinstance(said.get("wait", False), bool):
        return "wait is true or false"
    if "command" in said:
        known = ", ".join(sorted((*COMMANDS, REVEAL)))
        return COMMANDS.get(str(said["command"])) or f"no such command; known here: {known}"
    response = _response(said, question)
    if response is None:
        return f"a {question.form.value} question is answered by {WANTED[question.form]}"
    confidence = said.get("confidence")
    if confidence is None:
        return response
    if type(confidence) is not int or confidence not in (1, 2, 3):
        return "confidence is 1 for a guess, 2 for unsure or 3 for sure"
    return response if isinstance(response, DontKnow) else Confident(response, confidence)


def _response(said: dict[str, Any], question: Question) -> Response | None:
    if said.get("dont_know") is True:
        return DontKnow()
    match question.form, said:
        case Form.CHOICE, {"pick": int() as number} if not isinstance(number, bool):
            return _picked([number], question)
        case Form.CHOICE, {"pick": list() as numbers}:
            return _picked(numbers, question)
        case ((Form.TYPED | Form.NUMBER), {"text": str() as text}):
            return Written(text)
        case Form.ORDER, {"order": list() as numbers}:
            return Arranged(places) if (places := _permuted(numbers, len(question.steps))) else None
        case Form.MATCH, {"match": list() as numbers}:
            return Matched(places) if (places := _permuted(numbers, len(question.rights))) else None
        case Form.RECALL, {"rating": int() as rating} if type(rating) is int and 1 <= rating <= 4:
            return Recalled(Rating(rating))
    return None


def _picked(numbers: list[Any], question: Question) -> Picked | None:
    fits = numbers and all(type(n) is int and 1 <= n <= len(question.options) for n in numbers)
    if not fits or (len(set(numbers)) > 1 and not question.several):
        return None
    return Picked(frozenset(number - 1 for number in numbers))


def _permuted(numbers: list[Any], count: int) -> tuple[int, ...] | None:
    """Return `numbers` from 0, None unless each from 1 to `count` stands there once."""
    if not all(type(number) is int for number in numbers) or sorted(numbers) != list(range(1, count + 1)):
        return None
    return tuple(number - 1 for number in numbers)
