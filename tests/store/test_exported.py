from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkquiz.diagnostics import NkquizError, Problem
from nkquiz.review import Review
from nkquiz.store.exported import export_lines, read_export
from nkquiz.store.rows import review_from, review_row
from tests.quiz.cards import NAMESPACE, NOON, review
from tests.store.logs import histories, review_id

PATH = Path("there.jsonl")
PAGE = (Path(__file__).parents[2] / "docs" / "progress.md").read_text(encoding="utf-8")


def lines(*reviews: Review) -> list[str]:
    return list(export_lines([NAMESPACE], len(reviews), reviews))


def read(*text: str, end: str = "\n") -> list[tuple[int, Review | Problem]]:
    return list(read_export(PATH, io.BytesIO("".join(line + end for line in text).encode("utf-8", "surrogatepass"))))


def said(*text: str) -> list[tuple[int, str]]:
    """Return the problems with their lines."""
    return [(line, found.message) for line, found in read(*text) if isinstance(found, Problem)]


ONE = review("a#answer", NOON, review_id=review_id(1))
HEADER, LINE = lines(ONE)


def changed(**values: Any) -> str:
    found = {**json.loads(LINE), **values}
    return json.dumps({key: value for key, value in found.items() if value != "gone"})


@given(histories())
@settings(deadline=None)
def test_what_is_written_comes_back_as_the_log_keeps_it(reviews: list[Review]) -> None:
    text = list(export_lines([], len(reviews), reviews))
    assert all(line.isascii() for line in text)
    kept = [review_from(review_row(each)) for each in reviews]  # type: ignore[arg-type]
    found = [each for _, each in read(*text)]
    assert [review_from(review_row(each)) for each in found if isinstance(each, Review)] == kept  # type: ignore[arg-type]
    assert len(found) == len(reviews)


def test_the_header_says_what_follows() -> None:
    header = json.loads(HEADER)
    assert (header["format"], header["version"], header["namespaces"], header["reviews"]) == (
        "nkquiz progress",
        1,
        [NAMESPACE],
        1,
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_line_ends_of_any_system_and_empty_lines_are_taken(end: str) -> None:
    assert read("\ufeff" + HEADER, LINE, end=end)[-1][1] == ONE


def test_exports_can_be_put_one_after_another() -> None:
    assert [found for _, found in read(HEADER, LINE, HEADER, LINE)] == [ONE, ONE]


def test_every_damaged_line_is_told_with_its_number() -> None:
    found = said(HEADER.replace('"reviews": 1', '"reviews": 6'), LINE, "{", changed(rating=9), LINE, "[1]", changed(at="soon"))
    assert [line for line, _ in found] == [3, 4, 6, 7]
    assert found[0] == (3, "the line is not JSON")
    assert found[1] == (4, "`rating` must be a whole number from 1 to 4, but it is `9`")
    assert found[2] == (6, "the line is no JSON object")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (changed(card="gone", at="gone", mode="gone"), "`card`, `at`, `mode` missing"),
        (changed(event="gone"), "`event` missing"),
        (changed(ratting=3), "unknown key `ratting`"),
        (changed(rating=True), "`rating` must be a whole number from 1 to 4, but it is `True`"),
        (changed(rating=3.0), "`rating` must be"),
        (changed(confidence=0), "`confidence` must be a whole number from 1 to 3"),
        (changed(duration_ms=-1), "`duration_ms` must be a whole number from 0"),
        (changed(review_id="x"), "`review_id` must be 32 hex digits"),
        (changed(review_id="A" * 32), "`review_id` must be 32 hex digits"),
        (changed(namespace="00"), "`namespace` must be 32 hex digits"),
        (changed(card="no name"), "`card` must be the name of a card"),
        (changed(card="a#b\n"), "`card` must be the name of a card"),
        (changed(event="answered"), "`event` must be one of `answer`, `void`, `override`"),
        (changed(mode="play"), "`mode` must be one of `review`, `practice`, `exam`"),
        (changed(verdict="perfect"), "`verdict` must be one of"),
        (changed(form=["typed"]), "`form` must be one of"),
        (changed(response=7), "`response` must be text"),
        (changed(response="x" * 100_001), "`response` must be text of at most 100000 characters"),
        (changed(at="2026-11-23T12:00:00"), "`at` must be a time in UTC"),
        (changed(at="2026-11-23T12:00:00.000+01:00"), "`at` must be a time in UTC"),
        (changed(at="2026-02-30T12:00:00.000Z"), "`at` must be a time in UTC"),
        (changed(at="3000-01-01T00:00:00.000Z"), "`at` must be a time in UTC"),
        (changed(at="1969-12-31T23:59:59.999Z"), "`at` must be a time in UTC"),
        (changed(at=10**30), "`at` must be a time in UTC"),
        (changed(event="void"), "`refers_to` does not fit the event `void`"),
        (changed(refers_to=review_id(7)), "`refers_to` does not fit the event `answer`"),
        ("[" * 100_000, "the line is not JSON"),
        ("9" * 5000, "the line is not JSON"),
        ('{"x": "' + "x" * 1_000_000 + '"}', "the line is too long for a review"),
    ],
)
def test_a_line_that_is_no_review_is_told(line: str, message: str) -> None:
    found = said(HEADER, line)
    assert found[0][0] == 2
    assert found[0][1].startswith(message)


def test_a_line_that_is_not_utf_8_is_told() -> None:
    file = io.BytesIO(f"{HEADER}\n".encode() + b"\xff\xfe\n")
    ((_, problem),) = read_export(PATH, file)
    assert isinstance(problem, Problem)
    assert problem.message == "the line is not UTF-8 text"


def test_half_a_character_in_a_response_harms_nothing() -> None:
    ((_, found),) = read(HEADER, changed(response="\ud800"))
    assert isinstance(found, Review)
    assert "?" in review_row(found)


def test_an_export_that_was_cut_is_told() -> None:
    (problem,) = said(HEADER.replace('"reviews": 1', '"reviews": 2'), LINE)
    assert problem == (1, "the header promises 2 reviews, and 1 stand here")
    assert said(HEADER, LINE[:-20])[0] == (2, "the line is not JSON")
    assert said(HEADER.replace(', "reviews": 1', ""), LINE, LINE) == []


def test_the_second_of_two_exports_can_be_cut_too() -> None:
    assert said(HEADER, LINE, HEADER) == [(3, "the header promises 1 review, and 0 stand here")]
    assert said(HEADER, HEADER, LINE) == [(1, "the header promises 1 review, and 0 stand here")]


@pytest.mark.parametrize("text", ["nonsense", "deck: crs", "{}", LINE])
def test_a_file_that_is_no_export_is_told_once(text: str) -> None:
    assert said(text, text) == [(1, "this is no export of nkquiz's progress")]


def test_an_empty_file_is_no_export() -> None:
    assert said() == said("", "") == [(1, "the file is empty")]


@pytest.mark.parametrize("header", ['{"format": "another", "version": 1}', '{"format": "nkquiz progress", "version": "1"}'])
def test_a_header_of_something_else_is_told(header: str) -> None:
    assert said(header)[0][1].startswith("this header is none of nkquiz's progress")


def test_a_newer_format_is_refused_plainly() -> None:
    with pytest.raises(NkquizError, match=r"there.jsonl` was written by a newer nkquiz \(format 2\); update nkquiz"):
        read(HEADER.replace('"version": 1', '"version": 2'), '{"what": "ever"}')


def test_text_of_a_windows_shell_is_named() -> None:
    file = io.BytesIO(HEADER.encode("utf-16"))
    ((line, problem),) = read_export(PATH, file)
    assert isinstance(problem, Problem)
    assert (line, problem.hint) == (1, "export with `-o FILE`")


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_never_an_error(content: bytes) -> None:
    found = list(read_export(PATH, io.BytesIO(HEADER.encode() + b"\n" + content)))
    assert all(isinstance(each, Problem) for _, each in found)


VALUES: Callable[[], st.SearchStrategy[Any]] = lambda: st.one_of(  # noqa: E731
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.lists(st.integers(), max_size=2)
)


@given(st.sampled_from(sorted(json.loads(LINE))), VALUES())
def test_any_value_is_taken_or_told(key: str, value: Any) -> None:
    found = read(HEADER, changed(**{key: value}))
    assert found
    assert all(isinstance(each, Problem) or review_row(each) for _, each in found)


def test_the_example_of_the_page_is_an_export_and_every_key_stands_in_it() -> None:
    example = PAGE.partition("```json\n")[2].partition("```")[0]
    found = [each for _, each in read(*example.splitlines())]
    assert len(found) == 3
    reviews = [each for each in found if isinstance(each, Review)]
    written = list(export_lines([NAMESPACE], 3, reviews))
    assert example.splitlines()[1:] == written[1:]
    keys = {key for line in written for key in json.loads(line)}
    table = PAGE.partition("The header:")[2]
    assert {key for key in keys if f"| `{key}` |" not in table} == set()
