"""An order, a matched row and several options are judged as a fair colleague would."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from nkquiz.model import Match
from nkquiz.quiz.judging import judged_match, judged_order, longest_run
from nkquiz.review import Verdict

ROW = Match((("CAR-T", "patient"), ("CAR-NK", "cord blood"), ("NK", "donor")), mine=1)


def test_only_the_right_order_is_right_and_the_rest_is_told() -> None:
    right = [order for order in permutations(range(4)) if judged_order(order).verdict is Verdict.CORRECT]
    assert right == [(0, 1, 2, 3)]
    assert judged_order([1, 0, 2, 3]).reason == "3 of 4 stand in the right order."


@given(st.permutations(range(6)))
def test_the_longest_run_is_that_of_a_slow_search(order: list[int]) -> None:
    def rises(chosen: list[int]) -> bool:
        return chosen == sorted(chosen)

    subsets = ([order[n] for n in range(6) if bits >> n & 1] for bits in range(64))
    assert longest_run(order) == max(len(chosen) for chosen in subsets if rises(chosen))


def test_a_matched_row_is_judged_by_the_pair_of_its_card() -> None:
    assert judged_match((0, 1, 2), ROW).verdict is Verdict.CORRECT
    mine_right = judged_match((2, 1, 0), ROW)
    assert (mine_right.verdict, mine_right.reason) == (Verdict.CORRECT, "Right for CAR-NK; 1 of 3 pairs are right.")
    mine_wrong = judged_match((1, 0, 2), ROW)
    assert (mine_wrong.verdict, mine_wrong.reason) == (Verdict.WRONG, "Not right for CAR-NK; 1 of 3 pairs are right.")
