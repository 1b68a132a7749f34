from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nkquiz.store.place import progress_file, settings_file


def test_a_home_of_ones_own_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path))
    assert progress_file() == tmp_path / "progress.db"
    assert settings_file() == tmp_path / "settings.toml"


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NKQUIZ_HOME", "~/quiz")
    assert progress_file() == tmp_path / "quiz" / "progress.db"


@pytest.mark.parametrize("place", [progress_file, settings_file])
def test_no_test_can_reach_the_learners_own_files(place: Callable[[], Path]) -> None:
    with pytest.raises(AssertionError, match="real files"):
        place()
