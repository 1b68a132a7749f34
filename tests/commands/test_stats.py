from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.commands.stats import NOTHING_YET, stats
from nkquiz.quiz.scheduling import state_of
from nkquiz.quiz.text import width_of
from nkquiz.review import Rating
from nkquiz.store.log import open_log
from tests.quiz.cards import NAMESPACE, review

if TYPE_CHECKING:
    from tests.conftest import Author

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Ask = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def ask(author: Author, home: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask for the statistics of a collection with two decks of two facts."""
    for deck in ("killing", "a deck with quite a long name"):
        author.decks[deck] = {f"{deck[:7].strip().replace(' ', '-')}-{n}": f"ask: What is {n}?\nanswer: It" for n in (1, 2)}
    author.decks = {deck.replace(" ", "-"): facts for deck, facts in author.decks.items()}
    author.write()
    monkeypatch.chdir(author.folder)

    def said(width: int = 80, *, as_json: bool = False) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        out = io.StringIO()
        assert stats(as_json, NOW, out) == 0
        return out.getvalue()

    return said


def answered(home: Path) -> None:
    log = open_log(home / "progress.db")
    for days, rating in ((20, Rating.GOOD), (10, Rating.GOOD), (5, Rating.AGAIN)):
        log.append(review("killing-1#answer", NOW - timedelta(days=days), rating), ("killing-1#answer",), state_of)
    log.append(review("a-deck-1#answer", NOW), ("a-deck-1#answer",), state_of)
    log.close()


def test_without_answers_it_says_how_to_begin_and_makes_no_file(ask: Ask, home: Path) -> None:
    assert ask() == f"Using {Path.cwd()}\n{NOTHING_YET}\n".replace(str(Path.cwd()), ".")
    assert not home.exists()


def test_totals_retention_and_what_is_due(ask: Ask, home: Path) -> None:
    answered(home)
    said = ask()
    assert "4 answers; 2 of 4 cards seen." in said
    assert "Remembered: 50% of 2 in the last 30 days, 50% of 2 in all." in said
    assert "Due: 1 today, 2 within 7 days." in said


def test_a_deck_has_its_line(ask: Ask, home: Path) -> None:
    answered(home)
    lines = ask().splitlines()
    (head,) = (line for line in lines if line.endswith("kept"))
    (killing,) = (line for line in lines if line.startswith("Killing"))
    assert head.split() == ["cards", "seen", "due", "kept"]
    assert killing.split() == ["Killing", "2", "1", "1", "50%"]
    assert len(head) == len(killing)


def test_too_little_to_tell_is_said_so(ask: Ask, home: Path) -> None:
    log = open_log(home / "progress.db")
    log.append(review("killing-1#answer", NOW), ("killing-1#answer",), state_of)
    log.close()
    said = ask()
    assert "too early to tell" in said
    assert "1 deck not begun yet." in said
    assert "%" not in said


@pytest.mark.parametrize("width", [32, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(ask: Ask, home: Path, width: int) -> None:
    answered(home)
    lines = ask(width).splitlines()[1:]
    assert max(map(width_of, lines)) <= min(width, 80)


def test_json_tells_the_same(ask: Ask, home: Path) -> None:
    answered(home)
    told = json.loads(ask(as_json=True))
    assert (told["reviews"], told["seen"], told["cards"], told["due_today"], told["due_within_7_days"]) == (4, 2, 4, 1, 2)
    assert told["retention"] == {"share": 0.5, "right": 1, "asked": 2}
    assert [(deck["deck"], deck["seen"]) for deck in told["decks"]] == [("killing", 1), ("a-deck-with-quite-a-long-name", 1)]


def test_json_without_answers_is_still_json(ask: Ask, home: Path) -> None:
    assert json.loads(ask(as_json=True))["retention"]["share"] is None
    assert not home.exists()


def test_another_collections_answers_do_not_count(ask: Ask, home: Path, author: Author) -> None:
    answered(home)
    author.settings["namespace"] = NAMESPACE[::-1]
    author.write()
    assert NOTHING_YET in ask()
