from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from nkquiz.compiler import compile_path
from nkquiz.folders import embedded_folder
from nkquiz.model import Card
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.plan import Plan, day_of, new_on_day, one_of_each_fact, practice_plan, review_plan
from nkquiz.review import CardState
from tests.quiz.cards import DAY, NOON, card, cards, state

FIRST_SIX = [
    "choose-missing-self",
    "kill-perforin-granzymes",
    "hla-loss-t-cells",
    "gvhd-what",
    "crs-il6-source-mouse",
    "claim-nk-no-gvhd",
]


def plan(
    asked: list[Card], states: dict[str, CardState] | None = None, *, now: datetime = NOON, questions: int = 20,
    new_cards: int = 10, first: tuple[str, ...] = (), seed: int = 0, missed: Collection[str] = (),
) -> Plan:  # fmt: skip
    return review_plan(asked, states or {}, first, now, questions, new_cards, random.Random(seed), missed)


def ids(asks: Plan | list[Ask]) -> list[str]:
    return [ask.card.id for ask in (asks.asks if isinstance(asks, Plan) else asks)]


def facts(asks: list[Ask]) -> list[str]:
    return [ask.card.fact.id for ask in asks]


@pytest.mark.parametrize("seed", range(5))
def test_the_first_six_questions_ever_are_fixed(seed: int) -> None:
    compiled = compile_path(embedded_folder(), NOON)
    every = [card for fact in compiled.collection.facts for card in compiled.cards[fact.id]]
    asks = plan(every, first=compiled.collection.settings.first, seed=seed).asks
    assert [ask.card.fact.id for ask in asks[:6]] == FIRST_SIX
    assert all(ask.fresh for ask in asks[:6])


def test_new_cards_are_core_first_then_more_then_trials() -> None:
    asked = [card("a", level="trials"), card("b", level="more"), card("c"), card("d", level="more"), card("e")]
    assert list(dict.fromkeys(ids(plan(asked)))) == [f"{x}#answer" for x in "cebda"]


def test_first_facts_come_before_their_level() -> None:
    asked = [card("a"), card("b", level="trials"), card("c")]
    assert ids(plan(asked, first=("b", "c")))[:3] == ["b#answer", "c#answer", "a#answer"]


def test_ten_new_cards_are_asked_twice_each() -> None:
    made = plan(cards(30))
    assert Counter(Counter(ids(made)).values()) == {2: 10}
    assert [ask.fresh for ask in made.asks] == [True] * 6 + [False] * 6 + [True] * 4 + [False] * 4


def test_a_lone_new_card_is_not_asked_twice_in_a_row() -> None:
    asked = cards(9)
    seen = {c.id: state(NOON - DAY) for c in asked[:2]}
    assert ids(plan(asked, seen, new_cards=1)).index("f02#answer") == 1
    alone = ids(plan(cards(9), new_cards=7))
    assert all(a != b for a, b in pairwise(alone))
    assert Counter(Counter(alone).values()) == {2: 7}


def test_new_cards_of_the_day_are_not_exceeded_by_a_second_session() -> None:
    asked = cards(30)
    seen = {c.id: state(NOON + 2 * DAY, first=NOON, last=NOON, reviews=2) for c in asked[:7]}
    assert sum(ask.fresh for ask in plan(asked, seen).asks) == 3
    assert sum(ask.fresh for ask in plan(asked, seen, now=NOON + DAY).asks) == 10


def test_no_new_cards_where_none_are_wanted() -> None:
    made = plan(cards(30), new_cards=0)
    assert made.asks == ()
    assert made.new_left == 30


def test_an_interrupted_first_session_goes_on_with_the_second_askings() -> None:
    asked = cards(30)
    seen = {c.id: state(NOON + 2 * DAY, first=NOON, last=NOON, reviews=1) for c in asked[:6]}
    made = plan(asked, seen, now=NOON + timedelta(minutes=5))
    assert ids(made)[:6] == [c.id for c in asked[:6]]
    assert not any(ask.fresh for ask in made.asks[:6])
    assert sum(ask.fresh for ask in made.asks) == 4


def test_an_odd_limit_leaves_the_second_askings_to_the_next_session() -> None:
    asked = cards(30)
    made = plan(asked, questions=5)
    assert [ask.fresh for ask in made.asks] == [True] * 5
    seen = {ask.card.id: state(NOON + 2 * DAY, first=NOON, last=NOON, reviews=1) for ask in made.asks}
    assert sorted(ids(plan(asked, seen, questions=5))) == sorted(seen)


def test_second_askings_of_an_earlier_day_are_left_to_the_schedule() -> None:
    asked = cards(3)
    seen = {c.id: state(NOON + 2 * DAY, first=NOON - DAY, last=NOON - DAY, reviews=1) for c in asked}
    assert plan(asked, seen, new_cards=0).asks == ()


def test_due_cards_are_chosen_by_the_most_overdue() -> None:
    asked = cards(30)
    seen = {c.id: state(NOON - number * DAY) for number, c in enumerate(asked)}
    made = plan(asked, seen, questions=5)
    assert sorted(ids(made)) == sorted(c.id for c in asked[-5:])
    assert made.due_left == 25


def test_due_cards_come_before_half_learned_and_new_ones() -> None:
    asked = cards(12)
    seen = {asked[0].id: state(NOON - DAY), asked[1].id: state(NOON + DAY, first=NOON, last=NOON, reviews=1)}
    assert ids(plan(asked, seen))[:3] == [c.id for c in asked[:3]]


def test_a_card_due_later_today_is_due_and_one_due_after_the_night_is_not() -> None:
    today, tomorrow = cards(2)
    _, end = day_of(NOON)
    seen = {today.id: state(end - timedelta(seconds=1)), tomorrow.id: state(end)}
    made = plan([today, tomorrow], seen)
    assert ids(made) == [today.id]
    assert (made.next_due, made.next_count) == (end, 1)


def test_the_next_due_day_is_counted_whole() -> None:
    asked = cards(4)
    due = (NOON + 3 * DAY, NOON + 3 * DAY + timedelta(hours=9), NOON + 4 * DAY, NOON + 9 * DAY)
    made = plan(asked, {c.id: state(when) for c, when in zip(asked, due, strict=True)})
    assert (made.next_due, made.next_count) == (due[0], 2)


def test_a_corrected_fact_is_asked_first_whatever_its_due_date() -> None:
    wrong_before = card("z", corrected=date(2026, 11, 23))
    asked = [*cards(30), wrong_before]
    seen = {c.id: state(NOON - DAY) for c in asked[:30]} | {wrong_before.id: state(NOON + 300 * DAY, last=NOON - 9 * DAY)}
    assert ids(plan(asked, seen))[0] == wrong_before.id


def test_every_card_of_a_corrected_fact_is_asked_even_when_many_are_due() -> None:
    wrong_before = [card("z", name, corrected=date(2026, 11, 23)) for name in ("c1", "c2", "c3")]
    asked = [*cards(30), *wrong_before]
    seen = {c.id: state(NOON - DAY) for c in asked[:30]}
    seen |= {c.id: state(NOON + 300 * DAY, last=NOON - 9 * DAY) for c in wrong_before}
    made = plan(asked, seen, questions=10)
    assert {c.id for c in wrong_before} <= set(ids(made))
    assert len(made.asks) == 10
    assert made.due_left == 23


def test_a_correction_is_asked_once_and_not_before_its_day() -> None:
    corrected = card("z", corrected=date(2026, 11, 23))
    answered_since = {corrected.id: state(NOON + 300 * DAY, last=NOON)}
    assert plan([corrected], answered_since).asks == ()
    not_yet = {corrected.id: state(NOON + 300 * DAY, last=NOON - 30 * DAY)}
    assert plan([corrected], not_yet, now=NOON - 2 * DAY).asks == ()


def test_a_corrected_card_learned_today_is_asked_once_only() -> None:
    after_midnight = datetime(2026, 11, 23, 1, tzinfo=UTC)
    corrected = card("z", corrected=date(2026, 11, 23))
    evening_before = after_midnight - timedelta(hours=3)
    seen = {corrected.id: state(NOON + 2 * DAY, first=evening_before, last=evening_before, reviews=1)}
    assert ids(plan([corrected], seen, now=after_midnight)) == [corrected.id]


def test_only_one_new_card_of_a_fact_is_shown_a_day() -> None:
    asked = cards(3, "meaning", "term")
    assert {ask.card.name for ask in plan(asked).asks} == {"meaning"}
    seen = {c.id: state(NOON + 2 * DAY, first=NOON, last=NOON, reviews=2) for c in asked if c.name == "meaning"}
    assert plan(asked, seen).asks == ()
    assert plan(asked, seen).new_left == 0
    assert {ask.card.name for ask in plan(asked, seen, now=NOON + DAY).asks} == {"term"}


def test_a_new_card_waits_while_its_sibling_is_due() -> None:
    meaning, term = cards(1, "meaning", "term")
    assert ids(plan([meaning, term], {meaning.id: state(NOON - DAY)})) == [meaning.id]


def test_a_limit_takes_each_fact_once_before_any_twice() -> None:
    asks = [Ask(c) for c in cards(5, "c1", "c2")]
    assert facts(one_of_each_fact(asks)[:5]) == [f"f0{n}" for n in range(5)]


def test_cards_missed_though_sure_come_first_whatever_their_due_date_and_behind_corrected_ones() -> None:
    corrected = card("z", corrected=date(2026, 11, 23))
    asked = [*cards(30), corrected]
    seen = {c.id: state(NOON - DAY) for c in asked[:28]} | {
        c.id: state(NOON + 30 * DAY, last=NOON - 2 * DAY) for c in asked[28:]
    }
    made = plan(asked, seen, missed={asked[29].id, asked[3].id}, questions=10)
    assert ids(made)[:3] == [corrected.id, asked[3].id, asked[29].id]
    assert (len(made.asks), made.due_left) == (10, 20)


def test_a_card_missed_before_it_was_ever_met_here_is_no_due_card() -> None:
    asked = cards(3)
    assert all(ask.fresh for ask in plan(asked, missed={asked[2].id}).asks[:3])


@pytest.mark.parametrize("seed", range(5))
def test_due_cards_of_one_topic_do_not_come_in_blocks(seed: int) -> None:
    asked = [card(f"{deck}{number:02d}", deck=deck) for deck in ("a", "b", "c") for number in range(10)]
    topics = [ask.card.fact.deck for ask in plan(asked, {c.id: state(NOON - DAY) for c in asked}, questions=30, seed=seed).asks]
    assert all(one != other for one, other in pairwise(topics))


def test_new_cards_keep_their_teaching_order_whatever_their_topics() -> None:
    asked = [card(f"{deck}{number}", deck=deck) for deck in ("a", "b") for number in range(3)]
    assert [ask.card.fact.id for ask in plan(asked).asks[:6]] == ["a0", "a1", "a2", "b0", "b1", "b2"]


@pytest.mark.parametrize("questions", [1, 2, 7, 20, 100])
@pytest.mark.parametrize("new_cards", [0, 1, 10])
def test_no_plan_is_longer_than_asked_for(questions: int, new_cards: int) -> None:
    asked = cards(40, "c1", "c2")
    rng = random.Random(questions)
    seen = {
        c.id: state(NOON + rng.randint(-9, 9) * DAY, first=NOON - rng.randint(0, 3) * DAY, last=NOON, reviews=rng.randint(1, 3))
        for c in rng.sample(asked, 50)
    }
    made = plan(asked, seen, questions=questions, new_cards=new_cards)
    assert len(made.asks) <= questions
    assert sum(ask.fresh for ask in made.asks) <= new_cards


def test_the_same_seed_makes_the_same_plan_and_another_seed_another() -> None:
    asked = cards(30)
    seen = {c.id: state(NOON - DAY) for c in asked}
    assert ids(plan(asked, seen, seed=3)) == ids(plan(asked, seen, seed=3))
    assert ids(plan(asked, seen, seed=3)) != ids(plan(asked, seen, seed=4))
    assert ids(practice_plan(asked, 20, random.Random(1))) == ids(practice_plan(asked, 20, random.Random(1)))


def test_practice_draws_from_all_cards_and_keeps_the_limit() -> None:
    made = practice_plan(cards(30), 12, random.Random(0))
    assert len(set(ids(made))) == 12
    assert not any(ask.fresh for ask in made.asks)


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "begin", "end"),
    [
        (datetime(2026, 11, 23, 4, 0, tzinfo=BERLIN), (2026, 11, 23), (2026, 11, 24)),
        (datetime(2026, 11, 23, 3, 59, 59, tzinfo=BERLIN), (2026, 11, 22), (2026, 11, 23)),
        (datetime(2027, 1, 1, 0, 30, tzinfo=BERLIN), (2026, 12, 31), (2027, 1, 1)),
        (datetime(2028, 2, 29, 2, 0, tzinfo=BERLIN), (2028, 2, 28), (2028, 2, 29)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=BERLIN), (2028, 2, 29), (2028, 3, 1)),
        (datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN), (2027, 3, 27), (2027, 3, 28)),
        (datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN, fold=1), (2027, 10, 30), (2027, 10, 31)),
        (datetime(2100, 2, 28, 23, 0, tzinfo=BERLIN), (2100, 2, 28), (2100, 3, 1)),
    ],
)
def test_the_day_begins_at_four_in_the_morning(now: datetime, begin: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    assert day_of(now) == (datetime(*begin, 4, tzinfo=BERLIN), datetime(*end, 4, tzinfo=BERLIN))


def test_days_with_a_clock_change_have_23_or_25_hours() -> None:
    spring = day_of(datetime(2027, 3, 27, 12, tzinfo=BERLIN))
    autumn = day_of(datetime(2027, 10, 30, 12, tzinfo=BERLIN))
    assert spring[1].astimezone(UTC) - spring[0].astimezone(UTC) == timedelta(hours=23)
    assert autumn[1].astimezone(UTC) - autumn[0].astimezone(UTC) == timedelta(hours=25)


def test_a_card_of_before_a_clock_change_is_due_on_its_day() -> None:
    (asked,) = cards(1)
    due = datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN)  # half an hour before the day ends, local time
    seen = {asked.id: state(due.astimezone(UTC))}
    assert ids(plan([asked], seen, now=datetime(2027, 3, 27, 20, tzinfo=BERLIN))) == [asked.id]


def test_who_studies_past_midnight_gets_no_further_new_cards() -> None:
    zone = timezone(timedelta(hours=-5))
    evening, night = datetime(2026, 11, 23, 22, tzinfo=zone), datetime(2026, 11, 24, 1, tzinfo=zone)
    asked = cards(30)
    seen = {c.id: state(NOON + 9 * DAY, first=evening, last=evening, reviews=2) for c in asked[:10]}
    assert plan(asked, seen, now=night).asks == ()
    assert len(plan(asked, seen, now=night + timedelta(hours=3)).asks) == 20


def test_a_clock_that_was_set_back_does_not_stop_new_cards() -> None:
    asked = cards(30)
    future = NOON + 700 * DAY
    seen = {c.id: state(future + 2 * DAY, first=future, last=future, reviews=1) for c in asked[:10]}
    made = plan(asked, seen)
    assert new_on_day(seen.values(), NOON) == 0
    assert sum(ask.fresh for ask in made.asks) == 10
    assert not set(ids(made)) & set(seen)


def test_plans_are_made_in_the_year_2100() -> None:
    now = datetime(2100, 12, 31, 23, tzinfo=UTC)
    asked = cards(3)
    assert len(plan(asked, {asked[0].id: state(now - DAY)}, now=now).asks) == 5


def test_a_learner_who_comes_daily_sees_every_card() -> None:
    """Simulate: every card asked is answered right and returns in a week; nothing is ever left out."""
    asked = cards(25, "meaning", "term")
    seen: dict[str, CardState] = {}
    now = NOON
    for _ in range(12):
        for ask in plan(asked, seen, now=now).asks:
            before = seen.get(ask.card.id)
            seen[ask.card.id] = state(
                now + 7 * DAY,
                first=before.first_review if before else now,
                last=now,
                reviews=before.reviews + 1 if before else 1,
            )
        now += DAY
    assert set(seen) == {c.id for c in asked}
