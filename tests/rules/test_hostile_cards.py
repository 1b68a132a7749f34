"""No text that builds makes a rule about good cards stumble."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkquiz.compiler import compile_path
from nkquiz.rule import Bank, bank_of
from nkquiz.rules import all_rules

SETTINGS = 'title: Cells\nnamespace: "00112233445566778899aabbccddeeff"\nsources: optional\n'
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

PIECES = st.sampled_from(
    "which of the following is not true except least an a all above A and C may often always 5 10-20% 3.5 mg over 1,000 "
    "**not** `x` ~2~ ^6^ \\( x \\) … ___ : ? . , ( ) - – ٣ ² ﬁ 𝟝 İ ß 汉字 é \u200d 🙂 perforin perforates cells".split(" ")
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


LONG = 4000


LONG_TEXTS = (
    "which of the following about " + "of the following " * 200 + "is true",
    "a" * LONG,
    "7" * LONG,
    "which" + " " * LONG + "is",
    "except" + "?!" * (LONG // 2) + "x",
    "A" + ",-" * (LONG // 2),
    "1" + "-1" * (LONG // 2),
    "Which " + "the one that " * 300,
    "a" + "_" * LONG + "z",
)


@pytest.mark.parametrize("text", LONG_TEXTS, ids=lambda text: text[:20])
def test_no_rule_is_lost_in_a_long_text(tmp_path: Path, text: str) -> None:
    judged = bank(tmp_path, [choice(1, [text, text, text + " b", text + " c"], several=False)])
    assert len(judged.choices) == 1
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
