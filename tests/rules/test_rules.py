"""Every rule about good cards holds to its own examples, and to cards that were written to try it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.rules import LEAST_PRECISION, TODAY, breaks, built, counts_of, samples_of
from nkquiz.diagnostics import CODES
from nkquiz.rule import Rule, bank_of
from nkquiz.rules import all_rules

RULES = list(all_rules().values())
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_codes_are_in_their_room_and_each_names_one_rule() -> None:
    codes = [rule.code for rule in RULES]
    assert all(re.fullmatch(r"NK3[0-8]\d", code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert not CODES.keys() & set(codes)


@each_rule
def test_a_rule_says_what_why_and_where_it_comes_from(rule: Rule) -> None:
    assert re.search(r"^From: .+", rule.doc, re.MULTILINE)
    assert len(rule.doc.split("\n\n")) >= 3, "what, why, and where the rule comes from"
    assert rule.title.endswith(".")


@each_rule
def test_a_rule_finds_its_bad_example_and_spares_its_good_one(rule: Rule, tmp_path: Path) -> None:
    assert breaks(rule, rule.bad, tmp_path)
    assert not breaks(rule, rule.good, tmp_path)


@each_rule
def test_a_rule_was_tried_on_enough_cards(rule: Rule) -> None:
    samples = samples_of(rule)
    kept = samples["held_out"]
    for sort in ("flawed", "good"):
        assert len({str(sample) for sample in (*samples[sort], *kept[sort])}) == len(samples[sort]) + len(kept[sort]) >= 30
        assert 3 * len(kept[sort]) >= len(samples[sort]) + len(kept[sort])


@each_rule
def test_a_rule_that_is_often_mistaken_is_a_hint(rule: Rule) -> None:
    made, kept = counts_of(rule)
    assert min(made.found, kept.found) > 0, "a rule that finds nothing is none"
    precise = min((made + kept).precision, kept.precision) >= LEAST_PRECISION
    assert precise or rule.hint


def test_what_no_fact_says_is_told_once(tmp_path: Path) -> None:
    facts = """\
        # sources: required
        - {id: one, ask: Which protein makes pores?, answer: Perforin, sources: [lee-2019]}
        - {id: two, ask: Which protein cuts BID?, answer: Granzyme B, sources: [lee-2019]}
        """
    assert _told("NK383", facts, tmp_path) == ["none of the 2 facts says how it is known"]
    assert _told("NK383", facts.replace("B, ", "B, evidence: review, "), tmp_path) == ["`one` does not say how it is known"]


@pytest.mark.parametrize(
    ("language", "written", "wanted"),
    [
        ("en-GB", "maneuvered", "manoeuvred"),
        ("en-GB", "maneuvering", "manoeuvring"),
        ("en-GB", "maneuvers", "manoeuvres"),
        ("en-GB", "labeling", "labelling"),
        ("en-GB", "plowed", "ploughed"),
        ("en-US", "manoeuvred", "maneuvered"),
        ("en-US", "manoeuvre", "maneuver"),
    ],
)
def test_the_other_spelling_is_told_with_ours(language: str, written: str, wanted: str, tmp_path: Path) -> None:
    facts = f"# language: {language}\nid: x\nask: Who {written} the probe into place?\nanswer: A nurse\n"
    [problem] = all_rules()["NK328"].check(bank_of(built(facts, tmp_path), TODAY.date()))
    assert problem.hint == f"write `{wanted}`; `language` is {language}"


def _told(code: str, facts: str, folder: Path) -> list[str]:
    return [problem.message for problem in all_rules()[code].check(bank_of(built(facts, folder), TODAY.date()))]
