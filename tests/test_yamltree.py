from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from nkquiz.diagnostics import Problem
from nkquiz.yamltree import Items, Mapping, Scalar, Source, parse_yaml, read_yaml


def _read(tmp_path: Path, content: bytes) -> tuple[object, list[tuple[str, int, int]]]:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    root, problems = read_yaml(path)
    return root, [(problem.code, problem.span.line, problem.span.column) for problem in problems]


def test_a_scalar_keeps_its_text_its_place_and_its_quotes(tmp_path: Path) -> None:
    root, _ = parse_yaml("a: 1.10\nb: 'no'\n", Source(tmp_path))
    assert isinstance(root, Mapping)
    plain, quoted = root.entries.get("a"), root.entries.get("b")
    assert isinstance(plain, Scalar)
    assert isinstance(quoted, Scalar)
    assert (plain.text, plain.line, plain.column, plain.plain) == ("1.10", 0, 3, True)
    assert (quoted.text, quoted.plain) == ("no", False)
    span = Source(tmp_path).span(quoted)
    assert (span.line, span.column, span.length) == (2, 4, 4)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    root, problems = _read(tmp_path, b"\xef\xbb\xbfa: b\n")
    assert isinstance(root, Mapping)
    assert list(root.entries) == ["a"]
    assert not problems


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_another_unicode_encoding_is_one_problem(tmp_path: Path, encoding: str) -> None:
    root, problems = _read(tmp_path, "deck: café\ntitle: x: y\n".encode(encoding))
    assert root is None
    assert problems == [("NK003", 1, 1)]


def test_a_latin_1_file_is_one_problem_and_the_rest_is_read_on(tmp_path: Path) -> None:
    root, problems = _read(tmp_path, "a: na\u00efve caf\u00e9\nb: x: y\n".encode("latin-1"))
    assert problems == [("NK003", 1, 6), ("NK007", 2, 5)]
    assert isinstance(root, Mapping)


def test_the_column_of_a_bad_byte_counts_characters_not_bytes(tmp_path: Path) -> None:
    _, problems = _read(tmp_path, "x: y\r\né: ".encode() + b"\xff\n")
    assert problems == [("NK003", 2, 4)]


def test_characters_that_no_text_holds_are_named_and_the_rest_is_read_on(tmp_path: Path) -> None:
    _, problems = _read(tmp_path, "a: b\x00\x07\nb: c\u202ed\nc: x: y\n".encode())
    assert problems == [("NK003", 1, 5), ("NK003", 1, 6), ("NK003", 2, 5), ("NK007", 3, 5)]


def test_a_file_full_of_control_characters_does_not_fill_the_screen(tmp_path: Path) -> None:
    _, problems = _read(tmp_path, b"a: " + b"\x07" * 10_000)
    assert len(problems) == 5


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_whatever_ends_them(tmp_path: Path, line_end: str) -> None:
    _, problems = _read(tmp_path, line_end.join(["a: b", "- c", "", "d: e: f", ""]).encode())
    assert ("NK007", 4, 5) in problems


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("blank", ["\t", "  \t", "\t\t ", "\u00a0", " \u3000 "])
def test_a_line_that_looks_empty_is_empty(tmp_path: Path, blank: str, line_end: str) -> None:
    lines = ["a:", "- b: c", blank, "  d: e", blank, "- b: f", blank]
    for more, found in (([], []), (["  d: x: y"], [("NK007", 8, 7)])):
        root, problems = _read(tmp_path, line_end.join([*lines, *more]).encode())
        assert problems == found
        assert isinstance(root, Mapping)
        items = root.entries.get("a")
        assert isinstance(items, Items)
        assert [list(item.entries) for item in items.items if isinstance(item, Mapping)] == [["b", "d"], ["b"]]


def test_a_text_keeps_its_tabs(tmp_path: Path) -> None:
    root, problems = _read(tmp_path, b"a: |\n  b\n  \t\n  c\n")
    assert not problems
    assert isinstance(root, Mapping)
    text = root.entries.get("a")
    assert isinstance(text, Scalar)
    assert text.text == "b\n\t\nc\n"


def test_a_folder_with_the_name_of_a_deck_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    assert [problem.code for problem in read_yaml(tmp_path / "x.yaml")[1]] == ["NK003"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    assert [problem.code for problem in read_yaml(tmp_path / "x.yaml")[1]] == ["NK003"]


def test_a_loop_of_links_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").symlink_to("x.yaml")
    with pytest.raises(OSError, match="x"):
        read_yaml(tmp_path / "x.yaml")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    root, problems = read_yaml(path)
    assert root is None
    assert [problem.code for problem in problems] == ["NK005"]


@pytest.mark.parametrize("text", ["- " * 500, "[" * 100_000, "a: " + "{a: " * 40, "- " * 31 + "[[[["])
def test_deep_nesting_ends_in_a_problem(tmp_path: Path, text: str) -> None:
    _, problems = parse_yaml(text + "\n", Source(tmp_path))
    assert {problem.code for problem in problems} == {"NK005"}


def test_a_slip_hides_its_own_key_only(tmp_path: Path) -> None:
    root, problems = parse_yaml("facts:\n- id: a\n  ask: b: c\n  answer: d\n- id: e\n", Source(tmp_path))
    assert [problem.code for problem in problems] == ["NK007"]
    assert isinstance(root, Mapping)
    facts = root.entries.get("facts")
    assert isinstance(facts, Items)
    first, second = facts.items
    assert isinstance(first, Mapping)
    assert isinstance(second, Mapping)
    assert (list(first.entries), first.broken) == (["id", "answer"], True)
    assert (list(second.entries), second.broken, second.line) == (["id"], False, 4)


def test_places_behind_tabs_are_those_of_the_file(tmp_path: Path) -> None:
    root, problems = parse_yaml("a:\n- b: c\n\td: e\n\td: f\n", Source(tmp_path))
    assert [(problem.code, problem.span.line, problem.span.column) for problem in problems] == [
        ("NK006", 3, 1), ("NK006", 4, 1), ("NK002", 4, 2),
    ]  # fmt: skip
    assert isinstance(root, Mapping)


def test_a_second_entry_without_its_dash_is_told_once(tmp_path: Path) -> None:
    _, problems = parse_yaml("- id: a\n  x: 1\n  y: 2\n  id: b\n  x: 3\n  y: 4\n", Source(tmp_path))
    assert [(problem.code, problem.span.line) for problem in problems] == [("NK002", 4)]
    assert "put `- ` before it" in problems[0].hint


def _large(kind: str) -> str:
    head = "deck: d\ntitle: D\nnumber: 1\nfacts:\n"
    facts = {
        "every fact": "".join(f"- id: f{n}\n  ask: Q: {n}\n  answer: A\n" for n in range(6000)),
        "the first quote": '- id: x\n  ask: "open\n' + "".join(f"- id: f{n}\n  ask: Q\n  answer: A\n" for n in range(6000)),
        "one fact": "- id: x\n" + "".join(f"  k{n}: a: b\n" for n in range(20_000)),
        "no dash": "".join(f"  id: f{n}\n  ask: Q\n  answer: A\n" for n in range(6000)),
        "prose": "Lorem ipsum: dolor\n\n sit amet\n" * 6000,
    }
    return head + facts[kind]


@pytest.mark.parametrize("kind", ["every fact", "the first quote", "one fact", "no dash", "prose"])
def test_a_large_bad_file_takes_seconds_not_minutes(tmp_path: Path, kind: str) -> None:
    """20,000 lines; a way of reading that starts again at every slip takes minutes."""
    began = time.process_time()
    _, problems = parse_yaml(_large(kind), Source(tmp_path))
    assert problems
    assert time.process_time() - began < 15


def test_every_problem_of_the_recovery_is_a_value_with_a_hint(tmp_path: Path) -> None:
    _, problems = parse_yaml("a: [b\nc: d: e\nf: 'g\n", Source(tmp_path))
    assert [(problem.code, problem.span.line) for problem in problems] == [("NK001", 1), ("NK007", 2), ("NK001", 3)]
    assert all(isinstance(problem, Problem) and problem.hint for problem in problems)
