from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.quiz.intervals import Share

SHARES = st.integers(0, 10_000).flatmap(lambda asked: st.builds(Share, st.just(asked), st.integers(0, asked)))


@pytest.mark.parametrize(
    ("right", "asked", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 29, 0.0061, 0.1718), (81, 263, 0.2553, 0.3662), (1, 1, 0.2065, 1.0)],
)
def test_the_interval_is_wilsons(right: int, asked: int, low: float, high: float) -> None:
    """81 of 263 and 1 of 29 stand in Newcombe 1998, Stat Med 17:857, table I."""
    assert Share(asked, right).interval == pytest.approx((low, high), abs=5e-5)


@given(SHARES)
def test_the_interval_holds_the_share_and_lies_between_0_and_1(share: Share) -> None:
    low, high = share.interval
    assert 0 <= low <= (share.share or 0.0) <= high <= 1


@given(SHARES, SHARES)
def test_shares_add_up(one: Share, other: Share) -> None:
    both = one + other
    assert (both.asked, both.right, both.wrong) == (one.asked + other.asked, one.right + other.right, one.wrong + other.wrong)


def test_nothing_asked_says_nothing() -> None:
    assert (Share().share, Share().interval) == (None, (0.0, 1.0))


@pytest.mark.parametrize(("asked", "early"), [(9, True), (10, False)])
def test_too_few_answers_are_too_early(asked: int, early: bool) -> None:
    assert Share(asked, asked).early is early
