from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nkquiz.values import Values
from nkquiz.yamltree import Mapping, Node, Source, parse_yaml


def _read(text: str, read: Callable[[Values, Node], Any]) -> tuple[Any, list[str]]:
    """Return what `read` makes of the value of `x: <text>`, and the problems."""
    root, faults = parse_yaml(f"x: {text}\n", Source(Path("x.yaml")))
    assert not faults
    assert isinstance(root, Mapping)
    node = root.entries.get("x")
    assert node is not None
    values = Values(Path("x.yaml"))
    return read(values, node), [f"{problem.code} {problem.message}" for problem in values.problems]


def _text(values: Values, node: Node) -> str:
    return values.text(node, "x")


@pytest.mark.parametrize("word", ["yes", "Yes", "YES", "no", "No", "NO", "on", "off", "true", "False", "TRUE"])
def test_a_word_that_yaml_takes_for_a_boolean_wants_quotes(word: str) -> None:
    assert _read(word, _text) == ("", [f"NK103 `x` must be text, but YAML reads `{word}` as a boolean"])
    assert _read(f'"{word}"', _text) == (word, [])


@pytest.mark.parametrize("word", ["~", "null", "Null", "NULL"])
def test_a_word_that_yaml_takes_for_nothing_wants_quotes(word: str) -> None:
    assert _read(word, _text) == ("", [f"NK103 `x` must be text, but YAML reads `{word}` as nothing (null)"])


@pytest.mark.parametrize("word", ["yEs", "y", "n", "nO", "none", "None", "nullify", "Norway", "0", ".", "=", "-1"])
def test_any_other_word_is_a_text(word: str) -> None:
    assert _read(word, _text) == (word, [])


@pytest.mark.parametrize("empty", ["", "''", '""', "'  '", '"\\n"', "|\n"])
def test_an_empty_text_is_a_problem(empty: str) -> None:
    assert _read(empty, _text) == ("", ["NK107 `x` is empty"])


@pytest.mark.parametrize(("text", "value"), [("true", True), ("yes", True), ("ON", True), ("false", False), ("No", False)])
def test_a_flag_takes_the_words_of_yaml(text: str, value: bool) -> None:
    assert _read(text, lambda values, node: values.flag(node, "x")) == (value, [])


@pytest.mark.parametrize("text", ["'true'", "1", "maybe", "[true]", ""])
def test_a_flag_takes_nothing_else(text: str) -> None:
    value, problems = _read(text, lambda values, node: values.flag(node, "x"))
    assert not value
    assert [problem[:5] for problem in problems] == ["NK103"]


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("07", 7), ("60", 60)])
def test_a_number_is_whole(text: str, number: int) -> None:
    assert _read(text, lambda values, node: values.number(node, "x")) == (number, [])


@pytest.mark.parametrize("text", ["-1", "1.5", "1e3", "²", "٣", "9999999999", "sixty", "[1]", ""])
def test_nothing_else_is_a_number(text: str) -> None:
    number, problems = _read(text, lambda values, node: values.number(node, "x"))
    assert number == 0
    assert [problem[:5] for problem in problems] == ["NK103"]


def test_a_date_is_a_full_date() -> None:
    assert _read("2026-02-28", lambda values, node: values.date(node, "x")) == (date(2026, 2, 28), [])


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-2-1", "20260201", "2026-W01-1", "1.2.2026", "tomorrow", "٢٠٢٦-٠١-٠١", "2026-11"]
)
def test_nothing_else_is_a_date(text: str) -> None:
    found, problems = _read(text, lambda values, node: values.date(node, "x"))
    assert found is None
    assert [problem[:5] for problem in problems] == ["NK105"]


@pytest.mark.parametrize("text", ["2026", "2026-11", "2026-11-23"])
def test_a_month_may_be_a_year_or_a_day(text: str) -> None:
    assert _read(text, lambda values, node: values.month(node, "x")) == (text, [])


@pytest.mark.parametrize("text", ["26", "2026-13", "2026-1", "2026-11-31", "20261123", "2026-W01", "11/2026"])
def test_nothing_else_is_a_month(text: str) -> None:
    found, problems = _read(text, lambda values, node: values.month(node, "x"))
    assert found == ""
    assert [problem[:5] for problem in problems] == ["NK105"]


def test_one_text_counts_as_a_list_of_one() -> None:
    assert _read("a", lambda values, node: values.texts(node, "x")) == (("a",), [])
    assert _read("[a, b]", lambda values, node: values.texts(node, "x")) == (("a", "b"), [])
    assert _read("[]", lambda values, node: values.texts(node, "x")) == ((), [])


def test_a_word_must_be_a_known_one() -> None:
    assert _read("core", lambda values, node: values.word(node, "x", ("core", "more"))) == ("core", [])
    assert _read("Core", lambda values, node: values.word(node, "x", ("core", "more"))) == ("", ["NK104 `x` cannot be `Core`"])


def test_a_line_folds_what_its_author_wrapped() -> None:
    assert _read("|\n  a\n   b\n", lambda values, node: values.line(node, "x")) == ("a b", [])


def test_a_mapping_names_its_unknown_and_missing_keys() -> None:
    def read(values: Values, node: Node) -> list[str]:
        return sorted(values.mapping(node, "a thing", ("text", "why"), ("text", "why")))

    assert _read("{text: a, why: b}", read) == (["text", "why"], [])
    assert _read("{text: a}", read) == (["text"], ["NK102 a thing has no `why`"])
    assert _read("{text: a, wy: b}", read) == (["text"], ["NK101 unknown key `wy` in a thing"])
    assert _read("a", read) == ([], ["NK103 a thing must be a mapping (keys with values), but this is the text `a`"])
