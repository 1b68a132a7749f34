from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkquiz.diagnostics import Problem, report
from nkquiz.kinds import all_kinds
from nkquiz.model import Deck, Thing, Where
from nkquiz.reader import COMMON_KEYS, read_deck

DECKS = Path(__file__).parent / "decks"
THINGS = (Thing("car-t", 1, "CAR-T cells"), Thing("car-nk", 2, "CAR-NK cells"))
GOOD = sorted((DECKS / "good").glob("*.yaml"))
BAD = sorted((DECKS / "bad").glob("*.yaml"))

EXPECTED = re.compile(r" {0,2}# E: (?P<problem>NK\d{3} .*?)(?=(?: {0,2}# E: )|$)")


def _plain(value: Any) -> Any:
    """Return `value` as what JSON can hold; places are left out, since line numbers say little in a golden file."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if not isinstance(getattr(value, f.name), Where)}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _golden(deck: Deck) -> str:
    shown = _plain(deck)
    for fact in shown["facts"]:
        for name in [name for name, value in fact.items() if not value]:
            del fact[name]
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_deck_is_read_as_its_golden_file_says(path: Path, golden: Any) -> None:
    deck, problems = read_deck(path, THINGS)
    assert not problems, report(problems, 1)
    assert deck is not None
    golden.check(f"{path.stem}.json", _golden(deck))


def test_the_good_decks_use_every_kind_and_every_key() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in GOOD)
    used = set(re.findall(r"^(?:- |  )(\w+):", text, re.MULTILINE))
    every = {*COMMON_KEYS, *(key.name for kind in all_kinds().values() for key in kind.keys)}
    assert every <= used


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_deck_has_just_the_problems_that_stand_on_its_lines(path: Path, tmp_path: Path) -> None:
    """The comments are cut off before the file is read, so that they cannot change what is wrong with it."""
    expected: Counter[tuple[int, str]] = Counter()
    lines = path.read_bytes().decode("utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        expected.update((number, match["problem"]) for match in EXPECTED.finditer(line))
    copy = tmp_path / "deck.yaml"
    copy.write_bytes("\n".join(EXPECTED.sub("", line) for line in lines).encode("utf-8"))

    _, problems = read_deck(copy, THINGS)

    assert expected, "a bad deck without an expected problem proves nothing"
    assert Counter((p.span.line, f"{p.code} {p.message}") for p in problems) == expected, report(problems, 1)


JARGON = re.compile(r"scalar|token|block mapping|block sequence|flow |anchor.*undefined|stream|parser|\bdict\b|NoneType")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_no_problem_speaks_the_language_of_the_parser(path: Path) -> None:
    for problem in read_deck(path, THINGS)[1]:
        assert not JARGON.search(problem.message + problem.hint), problem


def _deck(tmp_path: Path, facts: str) -> tuple[Deck | None, tuple[Problem, ...]]:
    path = tmp_path / "deck.yaml"
    path.write_text(f"deck: d\ntitle: D\nnumber: 1\nfacts:\n{facts}", encoding="utf-8")
    return read_deck(path, THINGS)


def test_a_fact_with_a_problem_is_left_out_and_named_as_faulty(tmp_path: Path) -> None:
    deck, problems = _deck(tmp_path, "- id: a\n  ask: Q\n  anwser: A\n- id: b\n  ask: Q\n  answer: A\n")
    assert deck is not None
    assert [fact.id for fact in deck.facts] == ["b"]
    assert deck.left_out == {"a"}
    assert [problem.hint for problem in problems] == ["did you mean `answer`?"]


def test_a_fact_behind_a_slip_of_yaml_keeps_its_name_among_the_faulty(tmp_path: Path) -> None:
    deck, _ = _deck(tmp_path, "- id: a\n  ask: Remember: this\n  answer: A\n")
    assert deck is not None
    assert deck.left_out == {"a"}


def test_a_place_counts_from_one_and_points_at_the_value(tmp_path: Path) -> None:
    deck, _ = _deck(tmp_path, "- id: a\n  ask: Q\n  answer:   A\n")
    assert deck is not None
    span = deck.facts[0].where.span("answer")
    assert (span.line, span.column) == (7, 13)
    assert (deck.facts[0].where.span().line, deck.facts[0].where.span().column) == (5, 3)
    assert deck.facts[0].where.span("because") == deck.facts[0].where.span()


def test_an_id_gets_a_hint_that_can_be_pasted(tmp_path: Path) -> None:
    _, problems = _deck(tmp_path, "- id: CRS First_Sign\n  ask: Q\n  answer: A\n")
    assert problems[0].hint.startswith("for instance `crs-first-sign`")
    _, problems = _deck(tmp_path, "- ask: Who stabbed Marat?\n  answer: Charlotte Corday\n")
    assert problems[0].hint == "give it a name for ever, such as `stabbed-marat`; `nkquiz check --fix` gives one to each"
    _, problems = _deck(tmp_path, "- because: R\n")
    assert "give it a name for ever; " in problems[1].hint


def test_a_missing_key_of_a_part_is_told_with_what_it_is_for(tmp_path: Path) -> None:
    parts = "  parts:\n  - {id: a, number: 1, name: A, box: [0, 0, 0.1, 0.1]}\n"
    _, problems = _deck(tmp_path, f"- id: a\n  label: Which?\n  image: {{file: a.svg, alt: A}}\n{parts}")
    assert problems[0].hint.startswith("add `clue: ...`, which points to this part alone")


def test_a_missing_key_is_not_missed_twice_where_its_name_is_misspelt(tmp_path: Path) -> None:
    _, problems = _deck(tmp_path, "- id: a\n  ask: Q\n  Answer: A\n")
    assert [problem.code for problem in problems] == ["NK101"]


def test_a_text_far_too_long_for_a_card_is_a_problem(tmp_path: Path) -> None:
    _, problems = _deck(tmp_path, "- id: a\n  ask: " + r"\( " * 50_000 + "\n  answer: A\n")
    assert [problem.code for problem in problems] == ["NK005"]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXT)
def test_the_text_of_a_fact_survives_yaml(tmp_path: Path, text: str) -> None:
    deck, problems = _deck(tmp_path, f"- id: a\n  ask: Q\n  answer: {json.dumps(text, ensure_ascii=False)}\n")
    if not problems:
        assert deck is not None
        assert deck.facts[0].text("answer") == text.strip()
    else:
        assert not text.strip() or {problem.code for problem in problems} <= {"NK003", "NK112"}


PIECES = st.sampled_from(
    [
        *("\n", "\n  ", "\n- id: a", "\n  ask: Q", "\n  answer: A", "\n  cloze: ", "\n  wrong:\n  - {text: B, why: C}"),
        *(
            "\n  order: Q",
            "\n  steps: [A, B, C]",
            "\n  estimate: Q",
            "\n  value: 13",
            "\n  tolerance: -1",
            "\n  n: 1",
            "\n  of: 0",
        ),
        *(
            "\n  compare: Q",
            "\n  values: {car-t: A, car-x: B}",
            "\n  label: Q",
            "\n  image: {file: a.svg, alt: a}",
            "\n  accept: [A]",
        ),
        *(
            "\n  parts:\n  - {id: a, number: 1, name: A, clue: B, box: [0, 0, 1, 0.5]}",
            "\n  - {id: a, number: 1, box: [",
            "1e9",
            ",",
        ),
        *("facts:", "deck: d", ": ", "- ", " #", "&a", "*a", "!!x", "|", ">-", "---", "...", "<<: ", "no", "{{c1::x}}"),
        *("\\(", "[a](b)", "\t", "\r", "\x00", "\x85", "\u2028", "\ufeff", "\u00a0"),
        *"\"'[]{}#%~é“",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(st.one_of(st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode("utf-8")), st.binary(max_size=200)))
def test_any_bytes_give_a_deck_or_problems_and_every_place_lies_in_the_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "deck.yaml"
    path.write_bytes(content)
    deck, problems = read_deck(path, THINGS)
    assert deck is not None or problems
    lines = re.split("\r\n|\r|\n", content.decode("utf-8-sig", errors="replace"))
    for problem in problems:
        for span in (problem.span, *(span for span, _ in problem.related)):
            assert 1 <= span.line <= len(lines)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    assert report(problems, 1)


def test_a_thing_that_is_not_listed_is_told_with_the_line_to_write(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    values = "values: {ionic: A, car-tt: B, metallic: C}"
    path.write_text(f"deck: a\ntitle: A\nnumber: 1\nfacts:\n- id: a\n  compare: What?\n  {values}\n", encoding="utf-8")
    things = (Thing("car-t", 1, "CAR-T"), Thing("car-nk", 4, "CAR-NK"))
    assert [problem.hint for problem in read_deck(path, things)[1]] == [
        "below `things:` in nkquiz.yaml it needs a line of its own: `ionic: {number: 5, name: ...}`",
        "did you mean `car-t`?",
        "below `things:` in nkquiz.yaml it needs a line of its own: `metallic: {number: 6, name: ...}`",
    ]
