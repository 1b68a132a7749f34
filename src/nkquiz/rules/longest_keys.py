"""The right option is the longest far more often than chance would have it, over the whole collection.

A learner who has seen twenty of these cards has learned to pick the longest. No single card need be wrong for that: each
key is only a little more exact than its rivals. Told is a collection of at least twenty choices in which it is so in
more than 35 %, and more often than guessing by length would explain: with two wrong options a third are the longest anyway.
A key counts as the longest if a learner can see it: by three letters or more.

From: the long correct answer among the item flaws that help the test-wise (Case and Swanson, Constructing written test
questions, US National Board of Medical Examiners), counted over a bank of questions; the test is ours.
"""

from collections.abc import Iterator, Sequence
from math import sqrt

from nkquiz.diagnostics import Problem, Span
from nkquiz.folders import SETTINGS_NAME
from nkquiz.rule import Asked, Bank, Rule

LEAST_CHOICES = 20
MOST_SHARE = 0.35
SPREADS = 2
"""How many standard deviations above chance are told: chance alone goes as far in one collection of forty."""

UNSEEN = 2
"""By how many letters a key may be longer before a learner sees it."""

_SHOWN = 3


def _check(bank: Bank) -> Iterator[Problem]:
    choices = [asked for asked in bank.choices if len(asked.right) == 1 and asked.wrong]
    if len(choices) < LEAST_CHOICES:
        return
    longest = sorted((asked for asked in choices if _lead(asked) > UNSEEN), key=_lead, reverse=True)
    chance, most = _by_chance(choices)
    if len(longest) <= max(most, MOST_SHARE * len(choices)):
        return
    told = f"the right option is the longest in {len(longest)} of {len(choices)} choices; chance makes it {chance:.0f}"
    worst = tuple((asked.at_options, f"longer by {_lead(asked)} letters") for asked in longest[:_SHOWN])
    hint = "shorten right options, or make wrong ones as exact"
    yield Problem(Span(bank.collection.folder / SETTINGS_NAME), "NK320", told, hint, worst)


def _by_chance(choices: Sequence[Asked]) -> tuple[float, float]:
    """Return how many keys are the longest of their options if lengths fall by lot, and how many at most."""
    shares = [1 / len(asked.options) for asked in choices]
    return sum(shares), sum(shares) + SPREADS * sqrt(sum(share * (1 - share) for share in shares))


def _lead(asked: Asked) -> int:
    """Return by how many letters the key is longer than the longest of its rivals."""
    return len(asked.right[0]) - max(map(len, asked.wrong))


def _many(key: str) -> str:
    """Return a collection of choices, all with one `key`, for the examples."""
    wrong = "[{text: Granzyme B, why: It is another.}, {text: Granulysin, why: It is another.}]"
    return "\n".join(
        f"- {{id: choice-{n}, ask: Which protein is number {n}?, answer: {key}, wrong: {wrong}}}" for n in range(1, 21)
    )


RULE = Rule(
    code="NK320",
    title="In too many choices the right option is the longest.",
    doc=__doc__,
    bad=_many("Perforin of the granules"),
    good=_many("Perforin"),
    check=_check,
)
