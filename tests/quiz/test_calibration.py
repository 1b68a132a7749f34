from __future__ import annotations

from nkquiz.quiz.calibration import calibration_of, said_of_a_session
from nkquiz.quiz.intervals import Share


def test_shares_are_added_up_over_the_topics() -> None:
    found = calibration_of({("a", 1): Share(4, 1), ("b", 1): Share(6, 3), ("", 3): Share(2, 2)})
    assert found.by_confidence == {1: Share(10, 4), 2: Share(0, 0), 3: Share(2, 2)}


def test_a_topic_where_sure_is_often_wrong_is_named_the_worst_first() -> None:
    found = calibration_of({("a", 3): Share(100, 80), ("b", 3): Share(100, 60), ("c", 3): Share(100, 95)})
    assert found.overconfident == ("b", "a")


def test_chance_alone_makes_nobody_over_confident() -> None:
    assert calibration_of({("few", 3): Share(9, 0), ("within", 3): Share(20, 16)}).overconfident == ()


def test_being_wrong_without_being_sure_is_no_over_confidence() -> None:
    assert calibration_of({("a", 1): Share(100, 0), ("a", 2): Share(100, 0)}).overconfident == ()


def test_cards_of_no_topic_name_none() -> None:
    assert calibration_of({("", 3): Share(100, 10)}).overconfident == ()


def test_a_session_ends_with_how_often_each_confidence_was_right() -> None:
    given = [("CRS", 3, True), ("CRS", 3, False), ("CRS", 3, False), ("GvHD", 3, False), ("GvHD", 1, False), ("", 2, True)]
    assert said_of_a_session(given) == [
        "Sure: 1 of 4 right; unsure: 1 of 1 right; a guess: 0 of 1 right.",
        "Sure, but not right: CRS (2 times), GvHD.",
    ]


def test_whoever_was_sure_and_right_reads_no_warning() -> None:
    assert said_of_a_session([("CRS", 3, True), ("CRS", 1, False)]) == ["Sure: 1 of 1 right; a guess: 0 of 1 right."]
    assert said_of_a_session([]) == []
