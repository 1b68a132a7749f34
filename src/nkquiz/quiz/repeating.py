"""What is left to ask after an answer: what was wrong comes again in the same sitting."""

from __future__ import annotations

from collections.abc import Collection

from nkquiz.quiz.ask import Ask
from nkquiz.quiz.mixing import neighbours_apart
from nkquiz.review import Rating

MAX_REPEATS = 2  # a card that was wrong comes back at most so often in one sitting
REPEAT_GAP = 4  # with so many others in between, if there are so many


def gone_on(queue: tuple[Ask, ...], rating: Rating, room: int, asked: Collection[str]) -> tuple[Ask, ...]:
    """Return the queue after its first card was answered, where `room` more questions fit into the session.

    What was wrong comes again a little later. `asked` are the ids of the cards that were answered before.
    """
    ask, *rest = queue
    again = rating is Rating.AGAIN and ask.repeats < MAX_REPEATS
    if again and not any(other.card.id == ask.card.id for other in rest) and _make_room(rest, room, asked):
        rest.insert(REPEAT_GAP, Ask(ask.card, repeats=ask.repeats + 1))
    return (*neighbours_apart(rest[:room], ask.card.fact.id), *rest[room:])


def _make_room(rest: list[Ask], room: int, asked: Collection[str]) -> bool:
    """Let the last card that was not asked yet wait, if one more would end beyond the limit; False if there is none.

    Of the others it was said that they come again.
    """
    if len(rest) < room:
        return True
    places = [place for place, ask in enumerate(rest[:room]) if ask.card.id not in asked]
    if places:
        rest.append(rest.pop(places[-1]))
    return bool(places)
