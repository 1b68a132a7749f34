from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.commands.stats import Wanted, since_day, stats
from nkquiz.diagnostics import UsageError
from nkquiz.quiz.scheduling import state_of
from nkquiz.quiz.statistics_screen import NOTHING_YET
from nkquiz.quiz.text import width_of
from nkquiz.review import Event, Mode, Rating
from nkquiz.store.log import open_log
from tests.quiz.cards import NAMESPACE, review
from tests.terminal import Terminal

if TYPE_CHECKING:
    from tests.conftest import Author, Goldens

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Ask = Callable[..., str]
STYLES = re.compile(r"\x1b\[\d+m")


class Screen(io.StringIO):
    """A terminal to print on."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / "home"))
    for name in ("TERM", "NO_COLOR", "ACCESSIBLE", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def ask(author: Author, home: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask for the statistics of a collection with three decks."""
    long = "a-deck-with-quite-a-long-name"
    author.decks = {
        "killing": {f"killing-{n}": f"ask: What is {n} of killing, and by which of the ways?\nanswer: It" for n in range(1, 9)},
        long: {f"long-{n}": f"ask: What is {n}?\nanswer: It" for n in range(1, 7)},
        "unbegun": {"unbegun-1": "ask: What?\nanswer: It"},
    }
    author.write()
    monkeypatch.chdir(author.folder)

    def said(width: int = 80, out: io.StringIO | None = None, **wanted: Any) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        out = out or io.StringIO()
        assert stats(Wanted(**wanted), NOW, out, UTC) == 0
        return out.getvalue()

    return said


def answered(home: Path) -> None:
    """Log four answers, of which two came again on a later day."""
    log = open_log(home / "progress.db")
    for days, rating in ((20, Rating.GOOD), (10, Rating.GOOD), (5, Rating.AGAIN)):
        log.append(review("killing-1#answer", NOW - timedelta(days=days), rating), ("killing-1#answer",), state_of)
    log.append(review("long-1#answer", NOW), ("long-1#answer",), state_of)
    log.close()


def studied(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "progress.db").write_bytes(_half_a_year())


@cache
def _half_a_year() -> bytes:
    """Return the progress file of a learner by chance, always the same."""
    rng = random.Random(5)
    folder = tempfile.TemporaryDirectory()
    log = open_log(Path(folder.name) / "progress.db")
    number = 0
    for ago in range(170, 0, -1):
        if rng.random() < 0.3:
            continue
        at = NOW - timedelta(days=ago, hours=-6)
        for _ in range(rng.randint(1, 9)):
            fact = rng.choice([f"killing-{n}" for n in range(1, 9)] + [f"long-{n}" for n in range(1, 6)])
            right = rng.random() < (0.35 if fact in ("killing-3", "long-2") else 0.9)
            sure = rng.choice((2, 3)) if right else rng.choice((1, 2, 3))
            number, at = number + 1, at + timedelta(seconds=rng.randint(8, 90))
            answer = replace(
                review(f"{fact}#answer", at, Rating.GOOD if right else Rating.AGAIN, review_id=f"{number:032x}"),
                confidence=sure, duration_ms=rng.randint(2000, 30_000),
            )  # fmt: skip
            log.append(answer, (answer.card,), state_of)
            if not right and number % 20 == 0:
                anew = replace(
                    review(answer.card, at, Rating.GOOD, review_id=f"{number:031x}o", event=Event.OVERRIDE, response="that"),
                    refers_to=answer.review_id,
                )
                log.append(anew, (answer.card,), state_of)
    log.close()
    with folder:
        return (Path(folder.name) / "progress.db").read_bytes()


def test_without_answers_it_says_how_to_begin_and_makes_no_file(ask: Ask, home: Path) -> None:
    assert ask() == f"Using .\n{NOTHING_YET}\n"
    assert ask(as_json=True)
    assert not home.exists()


def test_what_it_says_of_little(ask: Ask, home: Path) -> None:
    answered(home)
    said = ask()
    assert "2 cards of 15 seen; 0 of them held for three weeks or longer." in said
    assert "4 answers on 4 days; no times are known." in said
    assert "Remembered: too early to tell; cards came again on a later day 2 times only." in said
    assert "1 today, 2 within 7 days, 2 within 30.\ntoday: 1\nWed 25 Nov: 1\n" in said
    assert "Killing: 1 of 8 seen, 1 due; too early to tell what is remembered (2 of 10)." in said
    assert "1 deck not begun yet." in said
    assert "None yet: a fact counts as hard once it came again 4 times and was often" in said
    assert "%" not in said


def test_each_week_has_a_sentence(ask: Ask, home: Path) -> None:
    answered(home)
    said = ask()
    assert "Week of 23 Nov 2026: 1 answer on 1 day.\nWeek of 16 Nov 2026: 1 answer on 1 day.\n" in said
    assert "None in 22 of the last 26 weeks." in said


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "plain"])
def test_the_screen_is_as_it_was(ask: Ask, home: Path, golden: Goldens, width: int, drawn: bool) -> None:
    studied(home)
    said = ask(width, Screen() if drawn else None)
    golden.check(f"stats-{'drawn' if drawn else 'plain'}-{width}.txt", STYLES.sub("", said))


@pytest.mark.parametrize("width", [20, 32, 40, 80, 200])
@pytest.mark.parametrize("drawn", [True, False])
def test_nothing_is_wider_than_the_terminal(ask: Ask, home: Path, width: int, drawn: bool) -> None:
    studied(home)
    lines = STYLES.sub("", ask(width, Screen() if drawn else None)).splitlines()
    assert max(map(width_of, lines)) <= max(32, min(width, 80))


def test_without_colour_the_drawing_is_the_same(ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studied(home)
    coloured = ask(80, Screen())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" in coloured
    assert ask(80, Screen()) == STYLES.sub("", coloured)


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("ACCESSIBLE", "1")])
def test_whoever_cannot_use_a_drawing_gets_sentences(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    studied(home)
    plain = ask()
    monkeypatch.setenv(name, value)
    assert STYLES.sub("", ask(80, Screen())) == plain
    assert ask(80, Screen(), plain=True) == plain


def test_an_ascii_terminal_gets_ascii_only(ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studied(home)
    monkeypatch.setenv("LC_ALL", "C")
    said = ask(80, Screen())
    assert said.isascii()
    assert max(map(len, STYLES.sub("", said).splitlines())) <= 80
    assert " # " in said


def test_only_one_deck(ask: Ask, home: Path) -> None:
    answered(home)
    said = ask(deck="kill")
    assert "1 card of 8 seen" in said
    assert "3 answers on 3 days" in said
    assert "Long" not in said
    assert json.loads(ask(deck="a-deck-with-quite-a-long-name", as_json=True))["answers"] == 1


def test_a_deck_that_is_none_is_told(ask: Ask, home: Path) -> None:
    with pytest.raises(UsageError, match="no deck called `crs`"):
        ask(deck="crs")


def test_only_lately(ask: Ask, home: Path) -> None:
    answered(home)
    said = ask(since="11d")
    assert "3 answers since 13 Nov 2026 on 3 days" in said
    assert "Week of 9 Nov 2026: 1 answer" in said
    assert "None in" not in said
    nothing = ask(since="2026-11-23", deck="killing")
    assert "No answers since 23 Nov 2026." in nothing
    assert "1 today" in nothing


@pytest.mark.parametrize(("text", "day"), [("1d", (2026, 11, 23)), ("30d", (2026, 10, 25)), ("2026-02-28", (2026, 2, 28))])
def test_since_is_a_date_or_a_number_of_days(text: str, day: tuple[int, int, int]) -> None:
    assert since_day(text, NOW.date()) == date(*day)


@pytest.mark.parametrize("text", ["0d", "30", "yesterday", "2026-13-01", "-3d", "", "2026-11-24"])
def test_since_that_means_no_day_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="--since"):
        since_day(text, NOW.date())


def test_far_back_is_the_whole_log(ask: Ask, home: Path) -> None:
    answered(home)
    assert json.loads(ask(since="99999d", as_json=True))["answers"] == 4
    assert json.loads(ask(since="0001-01-01", as_json=True))["answers"] == 4


def test_json_tells_the_same(ask: Ask, home: Path) -> None:
    answered(home)
    told = json.loads(ask(as_json=True))
    assert (told["version"], told["today"], told["since"]) == (1, "2026-11-23", None)
    assert (told["answers"], told["seen"], told["cards"], told["due_today"], told["due_within_7_days"]) == (4, 2, 15, 1, 2)
    assert told["retention"] == {"share": 0.5, "right": 1, "asked": 2, "interval_95": [0.0945, 0.9055]}
    assert [(deck["deck"], deck["seen"]) for deck in told["decks"]][:2] == [
        ("killing", 1),
        ("a-deck-with-quite-a-long-name", 1),
    ]
    assert told["days"][-1] == {"day": "2026-11-23", "answers": 1, "seconds": 0}
    assert (len(told["due_by_day"]), told["due_by_day"][:3]) == (30, [1, 0, 1])


def test_json_without_answers_is_still_json(ask: Ask, home: Path) -> None:
    assert json.loads(ask(as_json=True))["retention"] == {"share": None, "right": 0, "asked": 0, "interval_95": None}
    assert not home.exists()


def test_another_collections_answers_do_not_count(ask: Ask, home: Path, author: Author) -> None:
    answered(home)
    author.settings["namespace"] = NAMESPACE[::-1]
    author.write()
    assert NOTHING_YET in ask()


def test_cards_gone_from_the_decks_count_as_work_but_not_as_memory(ask: Ask, home: Path, author: Author) -> None:
    answered(home)
    del author.decks["killing"]["killing-1"]
    author.write()
    told = json.loads(ask(as_json=True))
    assert (told["answers"], told["seen"], told["retention"]["asked"]) == (4, 1, 0)


def test_a_renamed_fact_keeps_what_was_answered(ask: Ask, home: Path, author: Author) -> None:
    answered(home)
    author.decks["killing"]["slaying"] = author.decks["killing"].pop("killing-1") + "\nwas: killing-1"
    author.write()
    told = json.loads(ask(as_json=True))
    assert (told["seen"], told["retention"]["asked"]) == (2, 2)


def test_practice_counts_as_work_only(ask: Ask, home: Path) -> None:
    log = open_log(home / "progress.db")
    for days in (3, 1):
        practised = review("killing-1#answer", NOW - timedelta(days=days), mode=Mode.PRACTICE)
        log.append(practised, ("killing-1#answer",), state_of)
    log.close()
    told = json.loads(ask(as_json=True))
    assert (told["answers"], told["seen"], told["retention"]["asked"]) == (2, 0, 0)


def test_reading_writes_nothing_to_the_log(ask: Ask, home: Path) -> None:
    studied(home)
    before = (home / "progress.db").read_bytes()
    ask()
    assert (home / "progress.db").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix")
def test_in_a_terminal_it_draws_and_in_a_pipe_it_tells(ask: Ask, home: Path) -> None:
    studied(home)
    command = [sys.executable, "-m", "nkquiz", "stats"]
    with Terminal(
        command, columns=80, rows=100, NKQUIZ_HOME=str(home), PYTHONPATH=os.environ.get("PYTHONPATH", "")
    ) as terminal:
        assert terminal.end() == 0
        drawn = terminal.text
    piped = subprocess.run(
        command,
        env={**os.environ, "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert "Answers by day" in drawn
    assert "█" in drawn
    assert "Answers by week" in piped
    assert "\x1b" not in piped


def test_every_key_of_the_json_stands_in_its_page(ask: Ask, home: Path) -> None:
    studied(home)
    page = (Path(__file__).parents[2] / "docs" / "stats.md").read_text(encoding="utf-8")
    table = page.partition("## `--json`")[2]

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    told = keys(json.loads(ask(as_json=True)))
    assert {key for key in told if f"`{key}`" not in table} == set()
    documented = {name for line in table.splitlines() for name in re.findall(r"`([a-z_0-9]+)`", line.partition(" | ")[0])}
    assert documented - told == {"null"}  # in the sentence above the table
