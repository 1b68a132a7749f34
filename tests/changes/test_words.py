from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.changes.words import Piece, line_changes, pieces, with_gaps


def test_words_that_went_and_came_are_told_apart() -> None:
    assert pieces("the NK cell kills", "the T cell kills") == [
        Piece("same", "the"),
        Piece("gone", "NK"),
        Piece("new", "T"),
        Piece("same", "cell kills"),
    ]


def test_lines_with_little_in_common_are_two_lines() -> None:
    assert pieces("Perforin", "Granulysin and more") == [Piece("gone", "Perforin"), Piece("new", "Granulysin and more")]


def test_a_word_that_stays_by_chance_between_longer_changes_is_no_island() -> None:
    old = "Losing it only takes the brake off. In the laboratory, cells were spared once the ligands were removed."
    new = "Losing it only takes the brake off. Something on the cell, such as stress, must press the accelerator at last."
    assert pieces(old, new) == [
        Piece("same", "Losing it only takes the brake off."),
        Piece("gone", "In the laboratory, cells were spared once the ligands were removed."),
        Piece("new", "Something on the cell, such as stress, must press the accelerator at last."),
    ]


def test_lines_that_stay_are_left_out() -> None:
    (change,) = line_changes("one\ntwo\nthree", "one\nthree")
    assert change.pieces == (Piece("gone", "two"),)
    (change,) = line_changes("", "new")
    assert change.pieces == (Piece("new", "new"),)
    assert not list(line_changes("same", "same"))


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (False, False, "a b ... m n"),
        (True, False, "... m n"),
        (False, True, "a b ..."),
    ],
)
def test_the_middle_of_long_runs_is_left_out(first: bool, last: bool, shown: str) -> None:
    assert with_gaps("a b c d e f g h i j k l m n", 2, first=first, last=last) == shown


def test_short_runs_are_shown_whole() -> None:
    assert with_gaps("a b c d e f g", 2, first=False, last=False) == "a b c d e f g"


def test_a_few_words_for_ever_are_compared_in_no_time() -> None:
    old, new = " ".join(["a"] * 20_000), " ".join(["b", "a"] * 10_000)
    assert pieces(old, new) == [Piece("gone", old), Piece("new", new)]


def test_a_book_is_compared_in_no_time() -> None:
    old, new = " ".join(map(str, range(50_000))), " ".join(map(str, range(7, 50_000)))
    assert [piece.fate for piece in pieces(old, new)] == ["gone", "same"]


words = st.lists(st.sampled_from(["a", "b", "c"])).map(" ".join)


@given(words, words)
def test_the_pieces_make_up_both_lines(old: str, new: str) -> None:
    found = pieces(old, new)
    assert " ".join(piece.words for piece in found if piece.fate != "new").split() == old.split()
    assert " ".join(piece.words for piece in found if piece.fate != "gone").split() == new.split()
