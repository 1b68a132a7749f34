"""No text that builds makes a rule about good cards stumble."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkquiz.compiler import compile_path
from nkquiz.kinds import all_kinds
from nkquiz.model import Collection, Settings, Thing
from nkquiz.reader import read_deck
from nkquiz.rule import Bank, bank_of
from nkquiz.rules import all_rules
from nkquiz.values import LONGEST_TEXT

SETTINGS = """\
title: Cells
namespace: "00112233445566778899aabbccddeeff"
sources: optional
things: {car-t: {number: 1, name: CAR-T cells}, car-nk: {number: 2, name: CAR-NK cells}}
"""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

PIECES = st.sampled_from(
    "which of the following is not true except least an a all above A and C may often always 5 10-20% 3.5 mg over 1,000 "
    "**not** `x` ~2~ ^6^ \\( x \\) … ___ : ? . , ( ) - – ٣ ² ﬁ 𝟝 İ ß 汉字 é \u200d 🙂 perforin perforates cells IL-6 IL6 IFN-γ "
    "IFN-gamma Α ς -β 73% 5٪ per cent of 11 patients n = 12 dose 'tis “ ‘ ? and which".split(" ")
)
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map(" ".join) | st.text(min_size=1, max_size=60)


def choice(number: int, texts: list[str], several: bool) -> dict[str, object]:
    """Return a fact that can be asked as a choice: by `choose` if several are right, else by `ask`."""
    prompt, *options = texts
    if several:
        entries = [{"text": text, "why": "Why.", "right": place < 2} for place, text in enumerate(options)]
        return {"id": f"card-{number}", "choose": prompt, "several": True, "options": entries}
    wrong = [{"text": text, "why": "Why."} for text in options[1:]]
    return {"id": f"card-{number}", "ask": prompt, "answer": options[0], "wrong": wrong}


def bank(folder: Path, facts: list[dict[str, object]]) -> Bank:
    """Return the bank of these facts, but for those that cannot be built."""
    (folder / "nkquiz.yaml").write_text(SETTINGS, encoding="utf-8")
    deck = yaml.safe_dump({"deck": "cells", "title": "Cells", "number": 1, "facts": facts}, allow_unicode=True)
    (folder / "cells.yaml").write_text(deck, encoding="utf-8")
    return bank_of(compile_path(folder, NOW), date(2026, 11, 23))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(TEXTS, min_size=3, max_size=6), st.booleans()), min_size=1, max_size=4))
def test_every_rule_judges_any_text(tmp_path: Path, drawn: list[tuple[list[str], bool]]) -> None:
    judged = bank(tmp_path, [choice(number, texts, several) for number, (texts, several) in enumerate(drawn)])
    for rule in all_rules().values():
        assert all(problem.code == rule.code for problem in rule.check(judged))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=6, max_size=6))
def test_every_rule_judges_every_kind_of_fact(tmp_path: Path, texts: list[str]) -> None:
    judged = bank(tmp_path, of_every_kind(*texts))
    for rule in all_rules().values():
        assert all(problem.code == rule.code for problem in rule.check(judged))


def of_every_kind(one: str, two: str, three: str, four: str, five: str, six: str) -> list[dict[str, object]]:
    """Return a fact of each kind that is written in texts alone, and one each of what trials give."""
    trial = {"evidence": "trial", "because": three, "setting": four}
    return [
        {"id": "an-ask", "ask": one, "answer": two, "caveat": four, **trial},
        {"id": "a-term", "term": one, "means": two, **trial},
        {"id": "a-cloze", "cloze": f"{one} {{{{c1::{two}}}}} {three} {{{{c2::{four}::{five}}}}} {six}", **trial},
        {"id": "an-estimate", "estimate": one, "value": "7", "tolerance": "1", "unit": "%", **trial},
        {"id": "a-claim", "claim": one, "verdict": "overstated", "remember": two, **trial},
        {"id": "an-order", "order": one, "steps": [f"1 {two}", f"2 {three}", f"3 {four}"], **trial},
        {"id": "a-row", "compare": one, "values": {"car-t": two, "car-nk": three}, **trial},
    ]


GOOD = sorted((Path(__file__).parents[1] / "decks" / "good").glob("*.yaml"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_rule_judges_every_good_deck(path: Path) -> None:
    deck, problems = read_deck(path, (Thing("car-t", 1, "CAR-T cells"), Thing("car-nk", 2, "CAR-NK cells")))
    assert deck is not None
    assert not problems
    cards = {fact.id: all_kinds()[fact.kind].cards(fact) for fact in deck.facts}
    judged = Bank(Collection(path.parent, Settings(), (deck,), {}), cards, NOW.date())
    assert judged.asked
    for rule in all_rules().values():
        assert all(problem.code == rule.code for problem in rule.check(judged))


LONG = LONGEST_TEXT - 100
PIECES_OF_LONG = [
    *("of the following ", "the one that ", "which ", "one of ", "no ", "dose ", "in aaas ", "ab. ", "and    x", "x    "),
    *("a", "7", "A", "β", "?", "?!", "“", "“a", '"a?', "_", "^", "\u00a0x", "A,-", "A-", "IL-6 ", "IL 6 "),
    *("1-", "1-1", "1,", "1 to ", "5% ", "two-"),
]


@pytest.mark.parametrize("piece", PIECES_OF_LONG)
def test_no_rule_is_lost_in_a_long_text(tmp_path: Path, piece: str) -> None:
    """As long as a text can be. A rule whose time grew with the square of it would be seen to stand still here."""
    text = f"x{piece * LONG}"[: LONG - 1] + "z"
    part = text[: LONG // 6 - 6]
    facts = [
        choice(1, [f"Which is {text}", text, f"{text} b", f"{text} c"], several=False),
        *of_every_kind(text, text, *[part] * 4),
    ]
    facts[3] = of_every_kind(*[part] * 6)[2]
    judged = bank(tmp_path, facts)
    assert len(judged.facts) == len(facts)
    for rule in all_rules().values():
        assert all(problem.code == rule.code for problem in rule.check(judged))


def test_options_that_nobody_wrote_as_options_are_not_judged(tmp_path: Path) -> None:
    """The verdicts of a claim are always the same four; what is written for the card stands under a key of its own."""
    claim: dict[str, object] = {"id": "a-claim", "claim": "It is so.", "verdict": "overstated", "remember": "It is not."}
    judged = bank(tmp_path, [claim, choice(1, ["Which ion?", "Calcium", "Zinc", "Iron"], several=False)])
    assert [asked.fact.id for asked in judged.asked if asked.options] == ["a-claim", "card-1"]
    assert [(asked.fact.id, asked.right, asked.wrong) for asked in judged.choices] == [
        ("card-1", ("Calcium",), ("Zinc", "Iron"))
    ]
    (asked,) = judged.choices
    assert (asked.at_prompt.line, asked.at_options.line) == (
        asked.fact.where.span("ask").line,
        asked.fact.where.span("wrong").line,
    )
