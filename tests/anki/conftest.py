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
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.compiler import compile_path
from nkquiz.identity import guid_of
from nkquiz.kinds import all_kinds
from nkquiz.model import Card
from tests.anki.chromium import Chromium, chromium

if TYPE_CHECKING:
    from tests.conftest import Author

SCRIPT = Path(__file__).with_name("learner.py")
PROJECT = Path(__file__).parents[2]

ALL_KEYS = """
because: |-
  It is so:
  - first
  - second
caveat: In mice only.
evidence: preclinical
setting: shown in mice
sources: ["pmid:29808007", "https://example.org/a?b=c&d=e", A book of 2020]
as_of: 2026-11
review_by: 2027-11-01
level: more
corrected: {on: 2026-11-01, was: Something else, why: It was not so.}
"""


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
    yield from _started(request.param)


def _started(interpreter: str) -> Iterator[Learner]:
    command = [interpreter, str(SCRIPT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        yield Learner(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="session")
def newest() -> Iterator[Learner]:
    """The Anki beside pytest alone, for what needs no other."""
    yield from _started(sys.executable)


@pytest.fixture
def learner(anki: Learner, tmp_path: Path) -> Iterator[Learner]:
    """A learner with an empty collection."""
    (tmp_path / "anki").mkdir()
    anki.open(tmp_path / "anki" / "collection.anki2")
    yield anki
    anki.close()


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Chromium]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(_chromium: Chromium) -> Chromium:
    """A browser as large as a small phone, whose owner asks for nothing special."""
    _chromium.size(360, 640)
    _chromium.prefer()
    return _chromium


@pytest.fixture
def every_kind(author: Author) -> list[tuple[str, Card]]:
    """Every valid example of every kind twice, bare and with all keys; return every card with its name in Anki."""
    for kind in all_kinds().values():
        for number, example in enumerate(kind.valid):
            keys = "\n".join(line for line in dedent(example).strip().splitlines() if not line.startswith(("id:", "because:")))
            author.facts[f"{kind.name}-bare-{number}"] = keys
            author.facts[f"{kind.name}-full-{number}"] = keys + ALL_KEYS
    author.write()
    namespace = author.settings["namespace"]
    compiled = compile_path(author.folder, author.now)
    return [
        (f"{guid_of(namespace, card.fact.kind, fact_id)}#{card.ordinal}", card)
        for fact_id, cards in compiled.cards.items()
        for card in cards
    ]


NEWEST = sys.executable
"""For `parametrize("anki", [NEWEST], indirect=True)`: what a browser makes of a card does not hang on Anki's version."""
