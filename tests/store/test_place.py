from __future__ import annotations

from pathlib import Path

import pytest

from nkquiz.store.place import progress_file


def test_a_home_of_ones_own_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path))
    assert progress_file() == tmp_path / "progress.db"


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NKQUIZ_HOME", "~/quiz")
    assert progress_file() == tmp_path / "quiz" / "progress.db"


def test_no_test_can_reach_the_real_progress_file() -> None:
    with pytest.raises(AssertionError, match="real progress file"):
        progress_file()
