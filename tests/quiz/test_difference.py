"""What was typed and what was wanted stand letter under letter, and can be said in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.quiz.difference import in_a_sentence, letter_pairs, nearest, rows, stretches
from nkquiz.quiz.grading.spelling import distance
from nkquiz.quiz.text import width_of


def drawn(typed: str, wanted: str, width: int = 80) -> list[str]:
    lines = []
    for pairs, marks in rows(typed, wanted, width):
        lines += ["".join(ours for ours, _ in pairs), "".join(theirs for _, theirs in pairs), marks]
    return lines


@pytest.mark.parametrize(
    ("typed", "wanted", "lines"),
    [
        ("tocilizumap", "tocilizumab", ["tocilizumap", "tocilizumab", "          ^"]),
        ("tocilizmab", "tocilizumab", ["tociliz_mab", "tocilizumab", "       ^"]),
        ("tocillizumab", "tocilizumab", ["tocillizumab", "tocil_izumab", "     ^"]),
        ("IL-1", "IL-6", ["IL-1", "IL-6", "   ^"]),
        ("il-6", "IL-6", ["il-6", "IL-6", ""]),
        ("Ka\u0308rre", "Kärre", ["Kärre", "Kärre", ""]),
        ("细包", "细胞", ["细包", "细胞", "  ^"]),
        ("细", "细胞", ["细_ ", "细胞", "  ^"]),
        ("\u0301", "\u0301a", ["◌\u0301_", "◌\u0301a", " ^"]),
    ],
)
def test_letters_stand_under_each_other(typed: str, wanted: str, lines: list[str]) -> None:
    assert drawn(typed, wanted) == lines


def test_a_long_answer_is_drawn_in_stretches() -> None:
    assert drawn("abcdefgx", "abcdefgh", 5) == ["abcde", "abcde", "", "fgx", "fgh", "  ^"]


@given(st.text("abcß İ细é\u0301-", max_size=30), st.text("abcß İ细é\u0301-", max_size=30), st.integers(2, 30))
def test_no_row_is_wider_than_asked_and_marks_stand_under_letters(typed: str, wanted: str, width: int) -> None:
    for pairs, marks in rows(typed, wanted, width):
        ours, theirs = "".join(pair[0] for pair in pairs), "".join(pair[1] for pair in pairs)
        assert width_of(ours) == width_of(theirs) <= width
        assert len(marks) <= width_of(ours)


@given(st.text("abcd", max_size=12), st.text("abcd", max_size=12))
def test_there_are_as_few_differences_as_can_be_and_no_letter_is_lost(typed: str, wanted: str) -> None:
    pairs = letter_pairs(typed, wanted)
    assert "".join(ours for ours, _ in pairs) == typed
    assert "".join(theirs for _, theirs in pairs) == wanted
    assert sum(ours != theirs for ours, theirs in pairs) >= distance(typed, wanted, 30)  # which knows swaps too


@pytest.mark.parametrize(
    ("typed", "wanted", "said"),
    [
        ("tocilizumap", "tocilizumab", "You wrote tocilizumap; the answer is tocilizumab: b, not p."),
        ("tocilizmab", "tocilizumab", "You wrote tocilizmab; the answer is tocilizumab: u is missing after liz."),
        ("tocillizumab", "tocilizumab", "You wrote tocillizumab; the answer is tocilizumab: l is extra after cil."),
        ("ranzyme", "granzyme", "You wrote ranzyme; the answer is granzyme: g is missing."),
        ("IL6", "IL-6", "You wrote IL6; the answer is IL-6: a hyphen is missing after IL."),
        ("abcdefghi", "xbxdxfxhi", "You wrote abcdefghi; the answer is xbxdxfxhi."),
    ],
)
def test_a_difference_is_said_in_a_sentence(typed: str, wanted: str, said: str) -> None:
    assert in_a_sentence(typed, wanted) == said


def test_stretches_that_are_alike_and_those_that_are_not_take_turns() -> None:
    assert stretches("tocilizumap", "tocilizumab") == [("tocilizuma", "tocilizuma"), ("p", "b")]


@pytest.mark.parametrize(
    ("typed", "accepted", "found"),
    [
        ("tocilizumap", ("siltuximab", "tocilizumab"), "tocilizumab"),
        ("IL-1", ("interleukin-6", "IL-6"), "IL-6"),
        ("il-6", ("IL-6",), ""),
        ("interferon alpha", ("The cytokine IFN-γ",), ""),
        ("", ("IL-6",), ""),
        ("x" * 1000, ("x" * 999,), ""),
        ("anything", (), ""),
    ],
)
def test_the_nearest_answer_is_compared_and_only_where_it_helps(typed: str, accepted: tuple[str, ...], found: str) -> None:
    assert nearest(typed, accepted) == found
