"""The decks that come with nkquiz, in the real Anki."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nkquiz.commands.build import build
from nkquiz.compiler import compile_path
from nkquiz.folders import embedded_folder

if TYPE_CHECKING:
    from tests.anki.conftest import Learner

NOW = datetime.now(UTC)


def test_every_embedded_fact_is_imported_and_shows_without_fault(tmp_path: Path, learner: Learner) -> None:
    compiled = compile_path(embedded_folder(), NOW)
    assert build(embedded_folder(), tmp_path / "all.apkg", None, False, NOW, io.StringIO()) == 0
    assert learner.take(tmp_path / "all.apkg") == {"new": len(compiled.collection.facts)}
    assert len(learner.state()["cards"]) == sum(map(len, compiled.cards.values()))
    assert learner.faults() == []
