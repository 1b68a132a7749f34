from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nkquiz.commands.grade import grade
from nkquiz.diagnostics import NkquizError

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SETTINGS = """
title: Cells
namespace: "00112233445566778899aabbccddeeff"
sources: optional
glossary:
- [IL-6, interleukin-6]
confusable:
- [perforin, properdin]
"""
DECK = """
deck: killing
title: How cells kill
number: 1
about: Killing.
facts:
- id: kill-pores
  ask: Which protein opens pores?
  answer: Perforin
  accept: [PRF1]
- id: kill-ion
  choose: Which ion does perforin need?
  options:
  - {text: Calcium, right: true, why: It binds.}
  - {text: Potassium, why: It does not.}
- id: kill-missing-self
  term: Missing self
  means: The loss of the body's own HLA class I from a cell
  accept: {term: [missing-self]}
- id: kill-dose
  ask: How many cells?
  answer: 10^6^ per **kg**
- id: kill-share
  estimate: Which share?
  value: 13
  unit: "%"
  tolerance: 5
  n: 13
  of: 101
- id: kill-faulty
  ask: No answer?
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nkquiz.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "killing.yaml").write_text(DECK, encoding="utf-8")
    return tmp_path


def said(folder: Path, name: str, response: str, *, as_json: bool = False) -> str:
    out = io.StringIO()
    assert grade(name, response, folder, as_json, NOW, out) == 0
    return out.getvalue()


def test_it_says_which_collection_which_card_the_verdict_and_why(folder: Path) -> None:
    lines = said(folder, "kill-pores", "perforrin").splitlines()
    assert lines[0].startswith("Using ")
    assert lines[1:] == ["kill-pores#answer: typo", "Right, mind the spelling: perforin."]


def test_json_is_verdict_and_reason_and_nothing_else(folder: Path) -> None:
    answered = json.loads(said(folder, "kill-pores", "properdin", as_json=True))
    assert answered == {"verdict": "wrong", "reason": "Not properdin: perforin."}


@pytest.mark.parametrize(
    ("name", "response", "verdict"),
    [
        ("kill-pores", "PRF-1", "correct"),
        ("kill-pores#answer", "prf2", "wrong"),
        ("kill-ion", "calcium", "correct"),
        ("kill-ion", "Potassium", "wrong"),
        ("kill-missing-self", "missing self", "correct"),  # the card that can be typed, not the first
        ("kill-missing-self#term", "missing-self", "correct"),
        ("kill-missing-self#meaning", "missing self", "wrong"),
        ("kill-dose", "10⁶ per kg", "correct"),
        ("kill-dose", "106 per kg", "wrong"),
        ("kill-pores", "", "wrong"),
    ],
)
def test_the_card_that_is_meant_is_graded(folder: Path, name: str, response: str, verdict: str) -> None:
    assert json.loads(said(folder, name, response, as_json=True))["verdict"] == verdict


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kill-pors", "no fact called `kill-pors`. Did you mean `kill-pores`?"),
        ("kill-pores#c1", "the fact `kill-pores` has no card `c1`; it has `answer`"),
        ("kill-faulty", "the fact `kill-faulty` has problems; `nkquiz check` shows them"),
    ],
)
def test_an_unknown_fact_or_card_is_named(folder: Path, name: str, message: str) -> None:
    with pytest.raises(NkquizError) as raised:
        grade(name, "x", folder, False, NOW, io.StringIO())
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("response", "verdict", "reason"),
    [
        ("13 of 101", "correct", "Right."),
        ("about 10 per cent", "correct", "Right, near enough: off by 3 percentage points."),
        ("20%", "wrong", "Too high by 7 percentage points; 8% to 18% counts as right."),
        ("13 mg", "wrong", "The answer is in per cent, not in mg."),
        ("many", "wrong", "One number is wanted, in per cent."),
    ],
)
def test_a_number_is_graded_by_its_tolerance(folder: Path, response: str, verdict: str, reason: str) -> None:
    assert json.loads(said(folder, "kill-share", response, as_json=True)) == {"verdict": verdict, "reason": reason}
