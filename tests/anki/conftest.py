"""The versions of Anki that the scenarios run against: the one beside pytest, and those in folders of their own.

`.venv-anki-24.11` in the project's folder (`python -m venv .venv-anki-24.11`, then `pip install anki==24.11` there) is
found by itself; `NKQUIZ_ANKI_PYTHONS` names further interpreters, separated as in PATH.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("learner.py")
PROJECT = Path(__file__).parents[2]


def _interpreters() -> list[str]:
    beside = [path for place in ("bin/python", "Scripts/python.exe") for path in sorted(PROJECT.glob(f".venv-anki-*/{place}"))]
    named = os.environ.get("NKQUIZ_ANKI_PYTHONS", "").split(os.pathsep)
    return [sys.executable, *map(str, beside), *filter(None, named)]


class Learner:
    """A learner's Anki in a process of its own; each method is one of learner.py's."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __getattr__(self, name: str) -> Any:
        def ask(*arguments: Any) -> Any:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            words = [str(each) if isinstance(each, Path) else each for each in arguments]
            self._process.stdin.write(json.dumps([name, *words]) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
            assert line, f"Anki ended at {name}{arguments}"
            reply = json.loads(line)
            assert "error" not in reply, reply["error"]
            return reply["value"]

        return ask


def _name(interpreter: str) -> str:
    """Return what the tests call a version: the folder of its environment, or `newest`."""
    return "newest" if interpreter == sys.executable else Path(interpreter).parents[1].name.removeprefix(".venv-")


@pytest.fixture(scope="session", params=_interpreters(), ids=_name)
def anki(request: pytest.FixtureRequest) -> Iterator[Learner]:
    command = [request.param, str(SCRIPT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        yield Learner(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def learner(anki: Learner, tmp_path: Path) -> Iterator[Learner]:
    """A learner with an empty collection."""
    (tmp_path / "anki").mkdir()
    anki.open(tmp_path / "anki" / "collection.anki2")
    yield anki
    anki.close()
