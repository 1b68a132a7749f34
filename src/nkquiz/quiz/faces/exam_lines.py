"""What is typed in an exam, in every face that takes lines: an answer, a move, a number to go to."""

from __future__ import annotations

import re

from nkquiz.quiz.examining import GoTo, Move, Said
from nkquiz.quiz.faces.lines import line_response, places_in, wanted_line
from nkquiz.quiz.forms import Question
from nkquiz.quiz.responses import DontKnow, Picked, Written
from nkquiz.review import Form

MOVES = {
    ":f": Move.FLAG, ":n": Move.NEXT, ":p": Move.PREVIOUS, ":l": Move.LIST, ":e": Move.FINISH, ":q": Move.QUIT,
    "?": Move.HELP, ":?": Move.HELP,
}  # fmt: skip
_LETTERS = MOVES | {key[1]: move for key, move in MOVES.items() if len(key) == 2}
_GO_TO = re.compile(r":([0-9]{1,4})\Z")

QUESTION_KEYS = (":f flag", ":n next", ":p back", ":l list", "? help")
LIST_KEYS = ("a number goes there", "Enter goes on", ":e hands in", ":q leave", "? help")

HELP = (
    "An answer, then Enter; it is kept at once, and you can change it as long as the exam lasts. 0 where there are "
    "options: I don't know. Enter alone leaves the question open.",
    ":f flags a question, or takes the flag away. :n goes to the next, :p to the one before, :7 to question 7, :l to the "
    "list of all.",
    ":e hands the exam in, from the list. :q leaves; the answers are kept, the time goes on, and the same command goes on "
    "with the exam while time is left. Flags are not kept.",
)


def wanted(question: Question) -> str:
    """Return what is to be typed."""
    match question.form:
        case Form.CHOICE:
            count = len(question.options)
            return f"numbers, 1 to {count}" if question.several else f"1 to {count}"
        case Form.TYPED:
            return "type the answer"
    return wanted_line(question)


def said_in(line: str, question: Question) -> Said | None:
    """Return what a line says to a question, None if it makes no sense."""
    moves = _LETTERS if question.form is Form.CHOICE else MOVES
    if move := moves.get(line.lower()):
        return move
    if go_to := _GO_TO.match(line):
        return GoTo(int(go_to[1]))
    if not line:
        return Move.NEXT
    match question.form:
        case Form.CHOICE if line == "0":
            return DontKnow()
        case Form.CHOICE:
            places = places_in(line, len(question.options), several=question.several)
            return None if places is None else Picked(places)
        case Form.TYPED:
            return Written(line)
    return line_response(line, question)


def said_to_list(line: str) -> Said | None:
    """Return what a line says to the list of all questions, None if it makes no sense."""
    if move := _LETTERS.get(line.lower()):
        return move
    if go_to := _GO_TO.match(line if line.startswith(":") else f":{line}"):
        return GoTo(int(go_to[1]))
    return None if line else Move.NEXT
