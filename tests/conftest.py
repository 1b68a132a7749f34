from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import settings

from nkquiz.commands.build import build
from nkquiz.commands.release import release
from tests.quiz.ways import WAYS

settings.register_profile("nkquiz", deadline=None)  # no test is about time: a busy machine is no failure
settings.load_profile("nkquiz")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Rewrite the golden files that may be rewritten.")


@dataclass(frozen=True)
class Goldens:
    """The files of a folder that hold what must not change by accident."""

    folder: Path
    rewriting: bool

    def check(self, name: str, text: str, *, frozen: bool = False) -> None:
        """Fail if the golden file `name` is not `text`; `frozen` ones are never rewritten."""
        path = self.folder / name
        kept = path.read_text(encoding="utf-8") if path.exists() else None
        if self.rewriting and kept != text and not (frozen and kept is not None):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        advice = "learners have this already: it stays for ever" if frozen else "if this is meant: pytest --update-golden"
        assert text == kept, f"{path} differs; {advice}"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Goldens:
    return Goldens(GOLDEN, request.config.getoption("--update-golden"))


NAMESPACE = "00112233445566778899aabbccddeeff"
THINGS = "{car-t: {number: 1, name: CAR-T cells}, car-nk: {number: 2, name: CAR-NK cells}}"
SETTINGS = {"title": "Cells", "namespace": NAMESPACE, "sources": "optional", "things": THINGS}
DRAWING = (
    '<svg style="color-scheme:only light" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 24"><title>A cell</title>'
    '<circle cx="9" cy="9" r="6"/></svg>'
)
"""A picture in the `media` folder of every author, under the name that the kinds' own examples use."""


@dataclass
class Author:
    """Somebody who writes a collection and releases it, a day later every time."""

    folder: Path
    now: datetime
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    decks: dict[str, dict[str, str]] = field(default_factory=lambda: {"killing": {}})
    deck_title: str = ""
    drawing: str = DRAWING
    said: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """The facts of the first deck: their keys as YAML, by id."""
        return next(iter(self.decks.values()))

    @property
    def lock(self) -> Path:
        return self.folder / "nkquiz.lock"

    def write(self) -> None:
        lines = [f'{key}: "{value}"' if key == "namespace" else f"{key}: {value}" for key, value in self.settings.items()]
        (self.folder / "nkquiz.yaml").write_text("\n".join(lines), encoding="utf-8")
        if any("car-parts.svg" in keys for facts in self.decks.values() for keys in facts.values()):
            (self.folder / "media").mkdir(exist_ok=True)
            (self.folder / "media" / "car-parts.svg").write_text(self.drawing, encoding="utf-8")
        for number, (deck_id, facts) in enumerate(self.decks.items(), start=1):
            (self.folder / f"{deck_id}.yaml").write_text(
                _deck_yaml(deck_id, self.deck_title or deck_id.title(), number, facts), encoding="utf-8"
            )

    def release(self, name: str = "release", *, days: float = 1, first: bool | None = None, old: Path | None = None) -> Path:
        """Release the collection and return the package. Fails if it has problems."""
        assert self.try_release(name, days=days, first=first, old=old) == 0, self.said
        return self.folder / f"{name}.apkg"

    def try_release(self, name: str = "release", *, days: float = 1, first: bool | None = None, old: Path | None = None) -> int:
        self.write()
        self.now += timedelta(days=days)
        out = io.StringIO()
        is_first = not self.lock.exists() and old is None if first is None else first
        code = release(self.folder, self.folder / f"{name}.apkg", is_first, old, self.now, out)
        self.said = out.getvalue()
        return code

    def build(self, name: str = "build", *, level: str | None = None) -> Path:
        """Build the collection and return the package. Fails if it has problems."""
        assert self.try_build(name, level=level) == 0, self.said
        return self.folder / f"{name}.apkg"

    def try_build(self, name: str = "build", *, level: str | None = None, locked: bool = False) -> int:
        self.write()
        out = io.StringIO()
        code = build(self.folder, self.folder / f"{name}.apkg", level, locked, self.now, out)
        self.said = out.getvalue()
        return code


def _deck_yaml(deck_id: str, title: str, number: int, facts: Mapping[str, str]) -> str:
    head = f"deck: {deck_id}\ntitle: {title}\nnumber: {number}\nabout: All about {deck_id}.\nfacts:"
    if not facts:
        return f"{head} []\n"
    return "\n".join([head, *(f"- id: {fact_id}\n{indent(keys.strip(), '  ')}" for fact_id, keys in facts.items()), ""])


@pytest.fixture
def author(tmp_path: Path) -> Author:
    folder = tmp_path / "cells"
    folder.mkdir()
    return Author(folder, datetime.now(UTC).replace(microsecond=0) - timedelta(days=30))


@pytest.fixture(scope="session", autouse=True)
def _no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test away from the learner's own progress: the default place raises, here and in child processes."""
    closed = tmp_path_factory.mktemp("home") / "closed"
    closed.write_text("a file, so that no folder can be made below it", encoding="utf-8")

    def refuse(*_arguments: object, **_options: object) -> Path:
        raise AssertionError("a test reached for the learner's real files")

    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NKQUIZ_HOME", raising=False)
        patch.setenv("XDG_DATA_HOME", str(closed))
        patch.setenv("XDG_CONFIG_HOME", str(closed))
        patch.setattr("platformdirs.user_data_path", refuse)
        patch.setattr("platformdirs.user_config_path", refuse)
        yield


@pytest.fixture
def ways(author: Author, monkeypatch: pytest.MonkeyPatch) -> Author:
    """A collection with a fact for every way of answering, in the current folder; no answers yet."""
    author.settings["title"] = "Small cells"
    author.decks = {"killing": dict(WAYS)}
    author.write()
    monkeypatch.chdir(author.folder)
    monkeypatch.setenv("NKQUIZ_HOME", str(author.folder.parent / "home"))
    return author


@pytest.fixture
def home(ways: Author) -> Path:
    """The folder of the progress file while `ways` is played."""
    return ways.folder.parent / "home"
