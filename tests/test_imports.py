"""The contract of import-linter holds, and would notice if it did not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    shutil.copytree(HOUSE / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, 'src'); {LINT}"
    return subprocess.run([sys.executable, "-I", "-c", code], cwd=house, capture_output=True, text=True, check=False)


def test_imports_go_down_only(copy: Path) -> None:
    linted = _lint(copy)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(
    ("room", "planted", "broken"),
    [
        ("model.py", "from nkquiz import reader as _planted", "Imports go down only"),
        ("kinds/ask.py", "import nkquiz.anki as _planted", "Imports go down only"),
        ("quiz/session.py", "import nkquiz.anki as _planted", "Imports go down only"),
        ("anki/package.py", "from anki import collection as _planted", "One library, one room"),
        ("kinds/ask.py", "import genanki as _planted", "One library, one room"),
        ("quiz/faces/plain_face.py", "import rich as _planted", "One library, one room"),
        ("commands/build.py", "import yaml as _planted", "One library, one room"),
    ],
)
def test_a_planted_violation_is_noticed(copy: Path, room: str, planted: str, broken: str) -> None:
    path = copy / "src" / "nkquiz" / room
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{planted}\n", encoding="utf-8")
    linted = _lint(copy)
    assert linted.returncode == 1
    assert f"{broken} BROKEN" in linted.stdout


@pytest.mark.parametrize("heavy", ["genanki", "markdown_it", "rich", "fsrs", "platformdirs", "yaml", "sqlite3"])
def test_reading_the_command_line_loads_nothing_heavy(heavy: str) -> None:
    code = f"import sys, nkquiz.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("heavy", ["genanki", "markdown_it", "rich", "fsrs", "platformdirs"])
def test_reading_decks_loads_no_back_end(heavy: str) -> None:
    code = f"import sys, nkquiz.compiler; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
