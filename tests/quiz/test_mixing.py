from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from nkquiz.quiz.ask import Ask
from nkquiz.quiz.mixing import mixed
from nkquiz.quiz.plan import one_of_each_fact
from tests.quiz.cards import card, cards

SHAPES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=24)
"""Cards as topic and fact within it."""


def asks_of(shape: Sequence[tuple[int, int]]) -> list[Ask]:
    return [Ask(card(f"f{topic}{fact}", f"c{n}", deck=f"d{topic}")) for n, (topic, fact) in enumerate(shape)]


def touching(names: Sequence[str]) -> int:
    return sum(one == other for one, other in pairwise(names))


def facts(asks: Sequence[Ask]) -> list[str]:
    return [ask.card.fact.id for ask in asks]


def topics(asks: Sequence[Ask]) -> list[str]:
    return [ask.card.fact.deck for ask in asks]


def least(names: Sequence[str]) -> int:
    """Return how many neighbours must be alike in the best order of `names`."""
    most = max(Counter(names).values(), default=0)
    return max(0, most - 1 - (len(names) - most))


@settings(deadline=None)  # a busy machine is no fault
@given(SHAPES)
def test_every_card_is_kept_once(shape: list[tuple[int, int]]) -> None:
    asks = asks_of(shape)
    assert sorted(ask.card.id for ask in mixed(asks)) == sorted(ask.card.id for ask in asks)


@settings(deadline=None)  # a busy machine is no fault
@given(SHAPES)
def test_siblings_stand_side_by_side_only_where_they_must(shape: list[tuple[int, int]]) -> None:
    asks = asks_of(shape)
    assert touching(facts(mixed(one_of_each_fact(asks)))) == least(facts(asks))


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.integers(0, 4), max_size=24))
def test_topics_stand_side_by_side_only_where_they_must(of_topics: list[int]) -> None:
    asks = [Ask(card(f"f{n}", deck=f"d{topic}")) for n, topic in enumerate(of_topics)]
    assert touching(topics(mixed(asks))) == least(topics(asks))


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=6))
def test_no_other_order_that_keeps_siblings_apart_mixes_topics_much_better(shape: list[tuple[int, int]]) -> None:
    asks = asks_of(shape)
    best = min((touching(facts(order)), touching(topics(order))) for order in permutations(asks))
    made = mixed(one_of_each_fact(asks))
    assert touching(facts(made)) == best[0]
    assert touching(topics(made)) <= best[1] + 1


def test_an_order_that_needs_no_mixing_stays() -> None:
    asks = [Ask(card(f"f{n}", deck=f"d{n % 3}")) for n in range(9)]
    assert mixed(asks) == asks


def test_what_comes_first_stays_in_front_though_of_one_topic() -> None:
    asks = [Ask(card(f"f{n}", deck="a")) for n in range(3)] + [Ask(card(f"g{n}", deck=f"b{n}")) for n in range(5)]
    assert facts(mixed(asks, {"f0#answer", "f1#answer", "f2#answer"}))[:3] == ["f0", "f1", "f2"]
    assert facts(mixed(asks))[:3] != ["f0", "f1", "f2"]


def test_siblings_that_come_first_are_still_kept_apart() -> None:
    asks = [Ask(card("z", name)) for name in ("c1", "c2")] + [Ask(c) for c in cards(3)]
    assert facts(mixed(asks, {"z#c1", "z#c2"}))[:3] == ["z", "f00", "z"]


def test_two_siblings_stand_as_far_apart_as_the_session_is_long() -> None:
    asks = [Ask(c) for c in (card("a", "c1"), card("a", "c2"), *cards(8))]
    ordered = mixed(one_of_each_fact(asks))
    assert [place for place, ask in enumerate(ordered) if ask.card.fact.id == "a"] == [0, 9]


def test_many_cards_are_put_apart_without_delay() -> None:
    asks = [Ask(c) for c in cards(30, *(f"c{n}" for n in range(100)))]
    random.Random(0).shuffle(asks)
    assert touching(facts(mixed(asks))) == 0
