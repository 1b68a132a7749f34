from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nkquiz.commands.grade import accepted
from nkquiz.compiler import compile_path
from nkquiz.folders import embedded_folder
from nkquiz.quiz.grading.grader import grader_for
from nkquiz.review import Verdict
from tests.commands.test_run import NOW

TABLE: dict[str, dict[str, list[str]]] = yaml.load(
    (Path(__file__).parent / "embedded.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)
COMPILED = compile_path(embedded_folder(), NOW)
CARDS = {card.id: card for cards in COMPILED.cards.values() for card in cards}
GRADER = grader_for(COMPILED)


@pytest.mark.parametrize("name", TABLE)
def test_to_a_card_that_comes_along_what_is_right_passes_and_what_is_near_never_does(name: str) -> None:
    wanted = accepted(CARDS[name])
    responses = [response for listed in TABLE[name].values() for response in listed]
    passed = {said for said in responses if GRADER.grade(said, wanted).verdict in (Verdict.CORRECT, Verdict.TYPO)}
    assert passed == set(TABLE[name].get("pass", []))
