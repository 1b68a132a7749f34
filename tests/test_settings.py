from __future__ import annotations

import re
from pathlib import Path

import pytest

from nkquiz.model import Settings, Thing
from nkquiz.settings import missing, read_settings, title_from

NAMESPACE = "ab" * 16


def _read(tmp_path: Path, text: str) -> tuple[Settings, list[str]]:
    path = tmp_path / "nkquiz.yaml"
    path.write_text(text, encoding="utf-8")
    settings, problems = read_settings(path)
    return settings, [f"{problem.span.line}: {problem.code} {problem.message}" for problem in problems]


def test_settings_are_read_whole(tmp_path: Path) -> None:
    text = f"""\
title: Cells
namespace: {NAMESPACE}
language: en-GB
licence: CC BY 4.0
about: What it is.
report: https://example.org/report
checked: 2026-11-23
sources: optional
tags: [a, b]
first: [x]
glossary:
- [IL-6, interleukin-6]
confusable: {{IL-1: [IL-6]}}
things:
  car-nk: {{number: 2, name: CAR-NK cells}}
  car-t: {{number: 1, name: CAR-T cells}}
"""
    settings, problems = _read(tmp_path, text)
    assert not problems
    assert (settings.title, settings.namespace, settings.sources_required) == ("Cells", NAMESPACE, False)
    assert (settings.language, settings.licence, settings.about) == ("en-GB", "CC BY 4.0", "What it is.")
    assert (settings.report, settings.checked) == ("https://example.org/report", "2026-11-23")
    assert (settings.tags, settings.first) == (("a", "b"), ("x",))
    assert settings.things == (Thing("car-nk", 2, "CAR-NK cells"), Thing("car-t", 1, "CAR-T cells"))
    assert (settings.glossary, settings.confusable) == ((("IL-6", "interleukin-6"),), (("IL-1", "IL-6"),))


def test_a_namespace_of_digits_alone_stays_a_text(tmp_path: Path) -> None:
    settings, problems = _read(tmp_path, f"title: T\nnamespace: {'0' * 32}\n")
    assert not problems
    assert settings.namespace == "0" * 32


def test_sources_are_required_unless_the_collection_says_otherwise(tmp_path: Path) -> None:
    assert _read(tmp_path, f"title: T\nnamespace: {NAMESPACE}\n")[0].sources_required
    assert not _read(tmp_path, f"title: T\nnamespace: {NAMESPACE}\nsources: optional\n")[0].sources_required


def test_a_misspelt_sources_does_not_cost_every_fact_a_problem(tmp_path: Path) -> None:
    settings, problems = _read(tmp_path, f"title: T\nnamespace: {NAMESPACE}\nsourcs: optional\n")
    assert problems == ["3: NK101 unknown key `sourcs` in nkquiz.yaml"]
    assert not settings.sources_required


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("namespace: XYZ", "NK104 `namespace` must be 32 hex digits"),
        ("title: no", "NK103 `title` must be text, but YAML reads `no` as a boolean"),
        ("checked: yesterday", "NK105 `checked` must be a date, but this is `yesterday`"),
        ("report: javascript:x", "NK112 the link `javascript:x` is not allowed"),
        ("report: doi:10.1000/1", "NK112 the link `doi:10.1000/1` is not allowed"),
        ("report: https://a.example/{fact}", "NK112 only `{id}` can stand in braces, but this is `https://a.example/{fact}`"),
        ("sources: maybe", "NK104 `sources` cannot be `maybe`"),
        ("tags: {a: b}", "NK103 `tags` must be a list of texts, but this is a mapping (keys with values)"),
        ("glossary: x", "NK103 `glossary` must be a list, but this is the text `x`"),
        ("about: [x]", "NK103 `about` must be text, but this is a list"),
        ("anki: x", "NK101 unknown key `anki` in nkquiz.yaml"),
    ],
)
def test_a_wrong_setting_is_a_problem_on_its_line(tmp_path: Path, line: str, problem: str) -> None:
    key = line.partition(":")[0]
    rest = [f"{name}: {value}" for name, value in (("title", "T"), ("namespace", NAMESPACE)) if name != key]
    assert _read(tmp_path, "\n".join([line, *rest, ""]))[1] == [f"1: {problem}"]


def test_a_missing_namespace_is_told_with_one_to_take(tmp_path: Path) -> None:
    (tmp_path / "nkquiz.yaml").write_text("title: Cells\n", encoding="utf-8")
    [problem] = read_settings(tmp_path / "nkquiz.yaml")[1]
    assert problem.message == "nkquiz.yaml has no `namespace`"
    found = re.search(r'"([0-9a-f]{32})", drawn at random', problem.hint)
    assert found
    assert _read(tmp_path, f'title: Cells\nnamespace: "{found[1]}"\n')[1] == []


def test_an_empty_file_says_what_it_needs(tmp_path: Path) -> None:
    assert _read(tmp_path, "")[1] == ["1: NK107 the file is empty"]


@pytest.mark.parametrize("name", ["cells", "C: my decks", '"quoted"', "no", "# hash", "- dash", "[a](b)", "a\x01b", "::"])
def test_the_settings_proposed_for_a_folder_without_can_be_saved_as_they_are(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    proposed = missing(folder.with_name(name)).hint.split("\n", 1)[1]
    settings, problems = _read(folder, proposed + "\n")
    assert not problems
    assert (settings.title, settings.sources_required, len(settings.namespace)) == (
        title_from(name) or "My collection",
        False,
        32,
    )


def test_a_name_with_hyphens_makes_a_title_that_reads_well() -> None:
    assert title_from("my-first_cards") == "My first cards"


@pytest.mark.parametrize(
    ("name", "title"), [("[a](b)", "[a](b)"), ("a\x01\u200bb\udcff", "Ab"), (": a::b :", "A::b"), ("::", ""), ("_-\n", "")]
)
def test_what_no_title_can_hold_is_left_out(name: str, title: str) -> None:
    assert title_from(name) == title


def test_no_two_proposals_share_a_namespace(tmp_path: Path) -> None:
    assert missing(tmp_path).hint != missing(tmp_path).hint


@pytest.mark.parametrize(
    ("things", "problems"),
    [
        ("[car-t]", ["NK103 `things` must be a mapping (keys with values), but this is a list"]),
        ("{CAR-T: {number: 1, name: T}}", ["NK121 `CAR-T` cannot be an id"]),
        ("{a: {number: 1, name: A}, b: {number: 1, name: B}}", ["NK122 two things have the number 1"]),
        ("{a: {number: 0, name: A}}", ["NK104 the `number` of a thing is from 1 to 500"]),
        ("{a: {number: 501, name: A}}", ["NK104 the `number` of a thing is from 1 to 500"]),
        ("{a: {number: one, name: A}}", ["NK103 `number` must be a whole number, but this is the text `one`"]),
        ("{a: {number: 1}}", ["NK102 `a` has no `name`"]),
        ("{a: {name: A}, b: {name: B}}", ["NK102 `a` has no `number`", "NK102 `b` has no `number`"]),
        ("{a: A}", ["NK103 `a` must be a mapping (keys with values), but this is the text `A`"]),
        ("{a: {number: 1, nmae: A}}", ["NK101 unknown key `nmae` in `a`"]),
    ],
)
def test_a_thing_has_an_id_a_number_and_a_name(tmp_path: Path, things: str, problems: list[str]) -> None:
    _, found = _read(tmp_path, f"title: T\nnamespace: {NAMESPACE}\nthings: {things}\n")
    assert [problem.partition(": ")[2] for problem in found] == problems
