"""Hints, one step at a time, made from what the card holds: never a new fact, and never the whole answer."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from nkquiz.frozen import frozen
from nkquiz.model import Choice, Match, Number, Order, Reveal, Typed
from nkquiz.quiz.forms import Question
from nkquiz.quiz.text import shown

_MOST_MASKED = 6  # words; of a longer answer the beginning is told instead
_MOST_HALVINGS = 3
_WORD = re.compile(r"[^\W_]+")


@frozen
class Hint:
    """A hint in words; `struck` is the place, from 0, of an option that it rules out.

    `spoken` says the same where the text draws letters as strokes, which nobody can listen to.
    """

    text: str
    struck: int | None = None
    spoken: str = ""


def hints_of(question: Question) -> tuple[Hint, ...]:
    """Return the hints of a question, the slightest first; the same question always gives the same ones."""
    match question.way:
        case Choice():
            return tuple(_struck(question))
        case Typed(accept):
            return tuple(_of_words(accept[0] if accept else shown(question.card.answer)))
        case Reveal():
            return tuple(_of_words(shown(question.card.answer)))
        case Order(steps):
            names = ("First", *["Then"] * len(steps))
            return tuple(Hint(f"{name}: {shown(step)}") for name, step in zip(names, steps[:-2], strict=False))
        case Match(pairs, mine):
            others = [pair for place, pair in enumerate(pairs) if place != mine]
            return tuple(Hint(f"{shown(left)}: {shown(right)}") for left, right in others[: len(pairs) - 2])
        case Number():
            return tuple(Hint(text) for text in _ranges(question.way))
        case _:
            assert_never(question.way)


def _struck(question: Question) -> Iterator[Hint]:
    """Yield wrong options by chance, so that their order says nothing of the right one; two options are left."""
    wrong = [place for place, option in enumerate(question.options) if not option.right]
    random.Random(f"{question.card.id} {[option.text for option in question.options]}").shuffle(wrong)
    spare = 1 if question.several or len(question.options) > len(wrong) else 0
    for place in wrong[: len(wrong) - spare]:
        yield Hint(f"Not {place + 1}: {shown(question.options[place].text)}", place)


def _of_words(answer: str) -> Iterator[Hint]:
    """Yield how long the words are, then their first letters; of a long answer its beginning, then its first half."""
    words = answer.split()
    if len(words) > _MOST_MASKED:
        yield Hint(f"{len(words)} words, and the first are: {' '.join(words[:2])} ...")
        yield Hint(f"The first half: {' '.join(words[: len(words) // 2])} ...")
        return
    bare = _WORD.sub(lambda word: "_" * len(word[0]), answer)
    lengths = _listed([str(sum(c.isalnum() for c in word)) for word in words])
    begin = "1 word" if len(words) == 1 else f"{len(words)} words"
    yield Hint(f"{begin}: {bare}", spoken=f"{begin}, of {lengths} letters or digits")
    first = _WORD.sub(lambda word: _first_letter(word[0]), answer)
    if first != bare:
        letters = _listed([word[0] for word in _WORD.findall(answer) if not _first_letter(word).startswith("_")])
        yield Hint(f"First letters: {first}", spoken=f"First letters: {letters}")


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def _first_letter(word: str) -> str:
    """Return `t__` for `the`; what is one letter long, or begins with a digit, stays hidden."""
    return "_" * len(word) if len(word) == 1 or word[0].isdigit() else word[0] + "_" * (len(word) - 1)


def _ranges(way: Number) -> Iterator[str]:
    """Yield ranges that hold the value, each half of the one before; the last is still wider than what counts as right."""
    if not way.value and way.unit != "%":
        return
    low, high = (
        0.0,
        100.0 if way.unit == "%" and abs(way.value) <= 100 else 10.0 ** (math.floor(math.log10(abs(way.value))) + 1),
    )
    for _ in range(_MOST_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if abs(way.value) <= middle else (middle, high)
        if high - low <= 4 * way.tolerance:
            return
        ends = (low, high) if way.value >= 0 else (-high, -low)
        begin, end = (shown(way.with_unit(_written(end))) for end in ends)
        yield f"Between {begin} and {end}"


def _written(number: float) -> str:
    return f"{number + 0.0:,.4f}".rstrip("0").rstrip(".")
