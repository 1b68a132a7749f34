"""What a release has fixed, and what an author may still do to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from nkquiz.commands.check import Wanted, check

if TYPE_CHECKING:
    from tests.conftest import Author

FACTS = {
    "a": "ask: Qa\nanswer: Aa",
    "b": "ask: Qb\nanswer: Ab",
    "c": "cloze: x {{c1::y}} z {{c2::w}}",
    "t": "term: T\nmeans: M",
}

MORE_THINGS = (
    "{car-t: {number: 1, name: CAR-T cells}, car-nk: {number: 2, name: CAR-NK cells}, car-m: {number: 3, name: CAR-M cells}}"
)


@pytest.fixture
def released(author: Author) -> Author:
    author.facts.update(FACTS)
    author.release()
    return author


def _found(author: Author) -> list[str]:
    author.write()
    return _found_as_written(author)


def _found_as_written(author: Author) -> list[str]:
    out = io.StringIO()
    check(author.folder, Wanted(ignore=("NK3",)), "text", author.now, out)
    return [line.partition(": ")[2] for line in out.getvalue().splitlines() if line.startswith(str(author.folder))]


def _hints(author: Author) -> str:
    out = io.StringIO()
    check(author.folder, Wanted(ignore=("NK3",)), "text", author.now, out)
    return out.getvalue()


def test_what_was_released_is_without_a_problem(released: Author) -> None:
    assert not _found(released)


def test_a_deleted_fact_is_missed_on_its_line_of_the_lock(released: Author) -> None:
    del released.facts["b"]
    assert _found(released) == ["NK201 the released fact `b` is gone"]
    assert f"{released.lock}:5:1: NK201" in _hints(released)


def test_a_deleted_fact_may_be_retired_instead(released: Author) -> None:
    released.facts["b"] += "\nretired: {on: 2026-12-01, why: Out of date.}"
    assert not _found(released)


def test_a_fact_under_a_new_id_is_recognised_by_what_it_says(released: Author) -> None:
    released.facts["new"] = released.facts.pop("b")
    assert _found(released) == ["NK201 the released fact `b` is gone"]
    assert "`new` says the same: if it is this fact under a new id, add `was: b` to it" in _hints(released)
    released.facts["new"] += "\nwas: b"
    assert not _found(released)


def test_a_misspelt_was_is_told_once(released: Author) -> None:
    released.facts["new-a"] = released.facts.pop("a") + "\nwas: aa"
    assert _found(released) == ["NK204 `was: aa` names no released fact"]
    assert "did you mean `a`?" in _hints(released)


def test_two_facts_cannot_go_on_with_one(released: Author) -> None:
    released.facts["n"] = "ask: Qn\nanswer: An\nwas: a"
    assert _found(released) == ["NK204 `was: a`, but `a` is that fact already"]
    del released.facts["a"]
    released.facts["m"] = "ask: Qa\nanswer: Aa\nwas: a"
    assert _found(released)[-1] == "NK204 `was: a`, but `n` is that fact already"


def test_one_released_fact_cannot_become_another(released: Author) -> None:
    released.facts["a"] += "\nwas: b"
    assert "NK204 `a` and `b` were both released; one cannot become the other" in _found(released)


def test_an_id_that_was_given_up_is_never_used_again(released: Author) -> None:
    released.facts["new"] = released.facts.pop("a") + "\nwas: a"
    released.release()
    released.facts["a"] = "ask: Another\nanswer: One"
    assert _found(released) == ["NK204 the id `a` once named the fact that is now `new`"]
    released.facts["again"] = released.facts.pop("a") + "\nwas: a"
    assert _found(released) == ["NK204 `was: a` is an earlier name of the fact that is now `new`"]


def test_the_kind_is_fixed_and_the_change_of_answer_not_told_besides(released: Author) -> None:
    released.facts["a"] = "term: Qa\nmeans: Aa"
    assert _found(released) == ["NK202 `a` was released as `ask` and cannot become `term`"]


def test_a_released_fact_cannot_become_a_draft(released: Author) -> None:
    released.facts["a"] += "\ndraft: true"
    assert _found(released) == ["NK201 `a` was released and cannot become a draft"]


def test_a_released_card_cannot_go_and_the_change_of_answer_is_not_told_besides(released: Author) -> None:
    released.facts["c"] = "cloze: x {{c1::y}} z w"
    released.facts["t"] += "\none_way: true"
    assert _found(released) == [
        "NK210 the card `c#c2` was released and is gone",
        "NK210 the card `t#term` was released and is gone",
    ]


def test_a_changed_answer_wants_a_reason(released: Author) -> None:
    released.facts["a"] = "ask: Qa\nanswer: Ax"
    assert _found(released) == ["NK203 the answer of `a` changed since its release"]
    released.facts["a"] = "ask: Qa\nanswer: Ax\nreworded: true"
    assert not _found(released)
    released.facts["a"] = f"ask: Qa\nanswer: Ax\ncorrected: {{on: {released.now.date()}, was: Aa}}"
    assert not _found(released)
    released.facts["a"] = "ask: Qa\nanswer: Ax\ncorrected: {on: 2020-01-01, was: Aa}"
    assert _found(released) == ["NK203 the answer of `a` changed, but its `corrected` is about an earlier change"]


def test_a_correction_of_a_day_to_come_is_a_note(released: Author) -> None:
    released.facts["a"] = "ask: Qa\nanswer: Ax\ncorrected: {on: 9999-12-31, was: Aa}"
    assert _found(released) == ["NK203 note: `a` was corrected on a day to come, 9999-12-31"]
    assert released.try_release() == 0


@pytest.mark.parametrize(
    "change", ["ask: Qa, or not?\nanswer: Aa", "ask: Qa\nanswer:   aA", "ask: Qa\nanswer: Aa\nbecause: So."]
)
def test_another_prompt_case_or_reason_is_no_change_of_the_truth(released: Author, change: str) -> None:
    released.facts["a"] = change
    assert not _found(released)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("ask: Q: a\nanswer: Aa", "NK007"),
        ("ask: Qa\nanswer: Aa\nfoo: 1", "NK101"),
        ("ask: Qa\nanswer: no", "NK103"),
    ],
)
def test_a_fact_with_a_problem_is_not_also_called_deleted(released: Author, change: str, problem: str) -> None:
    released.facts["a"] = change
    assert [found[:5] for found in _found(released)] == [problem]


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (lambda text: text.replace("id: a\n", "id: A b\n"), "NK121"),
        (lambda text: text.replace("- id: a\n  ask", "- ask"), "NK102"),
        (lambda text: text + "- id: a\n  ask: Another\n  answer: One\n", "NK122"),
    ],
)
def test_a_fact_whose_id_is_broken_or_doubled_is_not_also_missed(
    released: Author, edit: Callable[[str], str], problem: str
) -> None:
    deck = released.folder / "killing.yaml"
    deck.write_text(edit(deck.read_text(encoding="utf-8")), encoding="utf-8")
    assert [found[:5] for found in _found_as_written(released)] == [problem]


def test_another_namespace_is_one_problem(released: Author) -> None:
    released.settings["namespace"] = "f" * 32
    assert _found(released) == ["NK206 the lock belongs to another namespace"]


def test_a_namespace_that_cannot_be_read_is_not_another_one(released: Author) -> None:
    released.write()
    (released.folder / "nkquiz.yaml").write_text("title: Cells\nsources: optional\n", encoding="utf-8")
    assert _found_as_written(released) == ["NK102 nkquiz.yaml has no `namespace`"]


def test_a_guid_that_no_kind_gives_is_blamed_on_the_lock(released: Author) -> None:
    text = released.lock.read_text(encoding="utf-8").replace("1, closed:", "1:")
    lines = [line.split("\t") for line in text.split("\n") if not line.startswith("# end")]
    lines = [[*line[:4], "0" * 20, *line[5:]] if line[:2] == ["fact", "a"] else line for line in lines]
    released.lock.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    assert _found(released) == ["NK205 the guid of `a` is not one of this collection"]


def test_a_new_title_is_a_note(released: Author) -> None:
    deck = released.folder / "killing.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace("title: Killing", "title: New"), encoding="utf-8")
    (note,) = _found_as_written(released)
    assert note == "NK209 note: in Anki this deck stays `Cells::01 Killing`; the new title shows in the quiz only"


def test_a_reworded_that_was_released_asks_to_be_deleted(released: Author) -> None:
    released.facts["b"] = "ask: Qb\nanswer: Ab, said better\nreworded: true"
    assert not _found(released)
    released.release()
    assert _found(released) == ["NK203 note: `reworded` of `b` has been released"]
    released.facts["b"] = "ask: Qb\nanswer: Ab, said better"
    assert not _found(released)


def _today(author: Author) -> str:
    return str(author.now.date())


def test_a_second_change_on_the_day_of_the_release_wants_a_correction_of_its_own(released: Author) -> None:
    released.facts["a"] = f"ask: Qa\nanswer: Ax\ncorrected: {{on: {_today(released)}, was: Aa}}"
    released.release(days=0)
    released.facts["a"] = f"ask: Qa\nanswer: Ay\ncorrected: {{on: {_today(released)}, was: Aa}}"
    assert _found(released) == ["NK203 the answer of `a` changed, but its `corrected` is about an earlier change"]
    released.facts["a"] = f"ask: Qa\nanswer: Ay\ncorrected: {{on: {_today(released)}, was: Ax}}"
    assert not _found(released)


def test_a_correction_of_a_day_to_come_speaks_once_only(released: Author) -> None:
    released.facts["a"] = "ask: Qa\nanswer: Ax\ncorrected: {on: 9999-12-31, was: Aa}"
    released.release()
    released.facts["a"] = released.facts["a"].replace("Ax", "Ay")
    assert "NK203 the answer of `a` changed, but its `corrected` is about an earlier change" in _found(released)


@pytest.mark.parametrize(
    ("fact_id", "keys"),
    [
        ("c", "cloze: x {{c1::y}} z {{c2::w}} and {{c3::v}}"),
        ("c", "cloze: '{{c3::v}} x {{c1::y}} z {{c2::w}}'"),
        ("o", "term: O\nmeans: P"),
        ("cmp", "compare: C\nvalues: {car-t: T, car-nk: N, car-m: M}"),
    ],
)
def test_a_card_that_is_added_needs_no_reason(released: Author, fact_id: str, keys: str) -> None:
    """What learners learned is as it was; only what they have not seen yet is new."""
    released.settings["things"] = MORE_THINGS
    released.facts["o"] = "term: O\nmeans: P\none_way: true"
    released.facts["cmp"] = "compare: C\nvalues: {car-t: T, car-nk: N}"
    released.release()
    released.facts[fact_id] = keys
    assert not _found(released)
    released.release()
    assert not _found(released)
    released.facts[fact_id] = keys.replace("c3::v", "c3::u").replace("P", "Q").replace("M}", "L}")
    assert [found[:5] for found in _found(released)] == ["NK203"]


def test_another_answer_beside_a_card_that_is_added_wants_a_reason(released: Author) -> None:
    released.facts["c"] = "cloze: x {{c1::other}} z {{c2::w}} and {{c3::v}}"
    assert _found(released) == ["NK203 the answer of `c` changed since its release"]


def test_another_order_of_the_parts_of_a_drawing_needs_no_reason(released: Author) -> None:
    parts = [f"{{id: p{n}, number: {n}, name: N{n}, box: [0.1, 0.{n}, 0.3, 0.1], clue: C{n}}}" for n in (1, 2)]
    drawn = "label: Which?\nimage: {file: car-parts.svg, alt: A cell}\nparts:\n- "
    released.facts["d"] = drawn + "\n- ".join(parts)
    released.release()
    released.facts["d"] = drawn + "\n- ".join(reversed(parts))
    assert not _found(released)
    released.facts["d"] = released.facts["d"].replace("N2", "N3")
    assert [found[:5] for found in _found(released)] == ["NK203"]


def test_two_facts_cannot_exchange_their_ids(released: Author) -> None:
    released.facts["a"], released.facts["b"] = released.facts["b"], released.facts["a"]
    swapped = [
        "NK204 `a` now says what `b` said at its release, and the other way round",
        "NK204 `b` now says what `a` said at its release, and the other way round",
    ]
    assert _found(released) == swapped
    assert "exchange them back" in _hints(released)
    for fact_id in "ab":
        released.facts[fact_id] += "\nreworded: true"
    assert _found(released) == swapped
    for fact_id in "ab":
        keys = released.facts[fact_id].replace("reworded: true", f"corrected: {{on: {_today(released)}, was: Mixed up}}")
        released.facts[fact_id] = keys
    assert not _found(released)


def test_two_facts_that_exchange_their_ids_by_was_are_refused(released: Author) -> None:
    released.facts["a"], released.facts["b"] = released.facts["b"] + "\nwas: b", released.facts["a"] + "\nwas: a"
    assert "NK204 `a` and `b` were both released; one cannot become the other" in _found(released)


@pytest.mark.parametrize(
    ("fact_id", "keys", "cards"),
    [
        ("c", "cloze: x {{c2::y}} z {{c1::w}}", "`#c1`, `#c2`"),
        ("t", "term: M\nmeans: T", "`#meaning`, `#term`"),
    ],
)
def test_the_cards_of_a_fact_cannot_exchange_their_answers(released: Author, fact_id: str, keys: str, cards: str) -> None:
    released.facts[fact_id] = f"{keys}\nreworded: true"
    assert _found(released) == [f"NK210 the cards {cards} of `{fact_id}` have exchanged their answers"]
    assert "exchange the numbers or ids back" in _hints(released)


CHOICE = "choose: Q?\noptions:\n- {text: One, why: x, right: true}\n- {text: Two, why: y}\n- {text: Three, why: z}"
ESTIMATE = "estimate: Q?\nvalue: 13\ntolerance: 5\nunit: '%'\nn: 13\nof: 101"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ask: Q?\nanswer: 8 mg/kg", "ask: Q?\nanswer: 80 mg/kg"),
        ("cloze: x {{c1::y}}", "cloze: x {{c1::z}}"),
        ("cloze: x {{c1::y}} of z", "cloze: x {{c1::y of z}}"),
        (CHOICE, CHOICE.replace(", right: true", "").replace("why: y", "why: y, right: true")),
        (CHOICE, CHOICE.replace("why: y", "why: y, right: true") + "\nseveral: true"),
        (CHOICE, CHOICE.replace("text: One", "text: Won")),
        ("claim: C\nverdict: overstated\nremember: R", "claim: C\nverdict: supported\nremember: R"),
        ("order: O\nsteps: [One, Two, Three]", "order: O\nsteps: [Two, One, Three]"),
        (ESTIMATE, ESTIMATE.replace("13", "14")),
        (ESTIMATE, ESTIMATE.replace("101", "102")),
        (ESTIMATE, ESTIMATE.replace("n: 13\nof: 101", "")),
        ("estimate: Q?\nvalue: 13\ntolerance: 5\nunit: days", "estimate: Q?\nvalue: 13\ntolerance: 5\nunit: weeks"),
        ("term: T\nmeans: M", "term: T\nmeans: N"),
        ("compare: C\nvalues: {car-t: A, car-nk: B}", "compare: C\nvalues: {car-t: A, car-nk: D}"),
    ],
)
def test_every_change_of_what_is_true_wants_a_reason(released: Author, before: str, after: str) -> None:
    released.facts["n"] = before
    released.release()
    released.facts["n"] = after
    assert _found(released) == ["NK203 the answer of `n` changed since its release"]
    assert "`corrected: {on:" in _hints(released)
    assert "`reworded: true`" in _hints(released)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CHOICE, CHOICE.replace("text: Three", "text: Four")),
        (CHOICE, CHOICE.replace("why: x", "why: because")),
        (ESTIMATE, ESTIMATE.replace("tolerance: 5", "tolerance: 6")),
        ("claim: C\nverdict: overstated\nremember: R", "claim: C\nverdict: overstated\nremember: S"),
        ("ask: Q?\nanswer: A", "ask: Q?\nanswer: A\nlevel: trials\nevidence: trial\ncaveat: C"),
        ("ask: Q?\nanswer: A", "ask: Q?\nanswer: A\nwrong: [{text: B, why: C}]\naccept: [AA]"),
    ],
)
def test_what_is_not_the_answer_may_change(released: Author, before: str, after: str) -> None:
    released.facts["n"] = before
    released.release()
    released.facts["n"] = after
    assert not _found(released)


def test_a_number_of_a_gap_that_went_is_not_free_for_another(released: Author) -> None:
    released.facts["c"] = "cloze: x {{c1::y}} z {{c3::w}}"
    assert _found(released) == ["NK210 the card `c#c2` was released and is gone"]


def test_a_thing_cannot_change_its_number_or_its_id(released: Author) -> None:
    released.facts["cmp"] = "compare: C\nvalues: {car-t: T, car-nk: N}"
    released.release()
    things = released.settings["things"]
    released.settings["things"] = things.replace("number: 2", "number: 3")
    assert _found(released) == ["NK210 the card `cmp#car-nk` was released with the number 2, and now has another"]
    released.settings["things"] = things.replace("car-nk:", "nk:")
    released.facts["cmp"] = "compare: C\nvalues: {car-t: T, nk: N}"
    assert _found(released) == ["NK210 the card `cmp#car-nk` was released and is gone"]


def test_a_fact_may_be_retired_and_renamed_at_once(released: Author) -> None:
    released.facts["new"] = released.facts.pop("a") + "\nwas: a\nretired: {on: 2026-11-01, why: Stale.}"
    assert not _found(released)
    released.release()
    del released.facts["new"]
    assert _found(released) == ["NK201 the released fact `new` is gone"]


def test_what_changed_while_a_fact_was_retired_wants_a_reason_when_it_comes_back(released: Author) -> None:
    released.facts["a"] = "ask: Qa\nanswer: Ax\nretired: {on: 2026-11-01, why: Stale.}"
    released.release()
    released.facts["a"] = "ask: Qa\nanswer: Ax"
    assert _found(released) == ["NK203 the answer of `a` changed since its release"]
    released.facts["a"] = "ask: Qa\nanswer: Aa"
    assert not _found(released)


def test_another_name_of_a_picture_is_no_danger(released: Author) -> None:
    released.facts["seen"] = "ask: Seen?\nanswer: So\nimage: {file: car-parts.svg, alt: A cell}"
    released.release()
    released.facts["seen"] = released.facts["seen"].replace("car-parts.svg", "other.svg")
    assert [found[:5] for found in _found(released)] == ["NK113"]
    (released.folder / "media" / "car-parts.svg").rename(released.folder / "media" / "other.svg")
    assert not _found(released)
