"""A new collection checks, builds and runs at once, and nothing that was there is touched."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

from nkquiz.cli import app
from nkquiz.commands.new import new
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import NkquizError, UsageError
from nkquiz.lock import deck_names

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _new(folder: str, table: str | None = None, *, git: bool = False) -> tuple[int, list[str]]:
    out = io.StringIO()
    return new(folder, Path(table) if table else None, git, out), out.getvalue().splitlines()


def test_it_ends_with_the_file_to_edit_and_the_two_next_commands(place: Path) -> None:
    assert _new("my-ward") == (
        0,
        [f"Edit   {Path('my-ward/10-first.yaml')}", "Try    nkquiz run my-ward", "Anki   nkquiz build my-ward"],
    )
    assert sorted(path.name for path in (place / "my-ward").iterdir()) == ["10-first.yaml", "nkquiz.yaml"]


def test_in_the_folder_one_stands_in_the_lines_say_so() -> None:
    assert _new(".")[1][1:] == ["Try    nkquiz run .", "Anki   nkquiz build ."]


def test_a_folder_with_a_space_is_quoted() -> None:
    assert _new("my ward")[1][1] == "Try    nkquiz run 'my ward'"


def test_a_new_collection_has_no_problem_and_no_weak_card(place: Path) -> None:
    _new("ward")
    runner = CliRunner()
    checked = runner.invoke(app, ["check", "ward"])
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "No problems in 2 files: 1 deck, 3 facts, 5 cards.")
    assert runner.invoke(app, ["release", "ward", "--first", "-o", "ward.apkg"]).exit_code == 0


def test_a_new_collection_can_be_played(place: Path) -> None:
    _new("ward")
    command = [sys.executable, "-m", "nkquiz", "run", "--plain", "ward"]
    done = subprocess.run(command, input="", capture_output=True, text=True, env=_env(place), check=True)
    assert "Which part of the heart sets its rhythm?" in done.stdout


def _env(place: Path) -> dict[str, str]:
    return {**os.environ, "NKQUIZ_HOME": str(place / "home")}


def test_every_collection_draws_a_namespace_of_its_own(place: Path) -> None:
    _new("one")
    _new("two")
    names = {compile_path(place / name, NOW).collection.settings.namespace for name in ("one", "two")}
    assert len(names) == 2
    assert all(len(name) == 32 for name in names)


@pytest.mark.parametrize("name", ["no", "1.10", "a: b", "#x", "'", "{x}", "Überblick"])
def test_any_name_of_a_folder_makes_a_title(place: Path, name: str) -> None:
    _new(name)
    compiled = compile_path(place / name, NOW)
    assert compiled.problems == ()
    assert compiled.collection.settings.title.casefold() == name.casefold()


_FOLDERS = st.text(st.one_of(st.sampled_from("[](){}<>:*_`~^\\\"'#&!|%@-. \n"), st.characters(exclude_characters="/\0"))).map(
    lambda text: os.fsdecode(text.encode("utf-8", "surrogatepass")[:250])
)
"""Any name that a folder can have on Linux, bytes that are no text included."""


@pytest.mark.skipif(sys.platform == "win32", reason="fewer names are legal")
@given(name=_FOLDERS.filter(lambda name: name.strip() and name not in (".", "..")))
@example(name="[a](b)")
@example(name="x\udcffy")
@example(name="::")
@example(name="…")
def test_every_legal_name_of_a_folder_makes_a_title_that_checks_and_names_decks(name: str) -> None:
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        (Path(place) / "cards.csv").write_text("question,answer\nWhat?,That\n", encoding="utf-8")
        table = Path("cards.csv").rename(f"{name[:60]}.csv")
        assert _new(name, str(table))[0] == 0
        compiled = compile_path(Path(name), NOW)
        assert compiled.problems == ()
        [deck] = deck_names(compiled.collection, None).values()
        assert all(level.strip() for level in deck.split("::"))
        assert deck.count("::") == 1


def test_a_folder_with_decks_is_left_alone_and_what_makes_it_a_collection_is_said(place: Path) -> None:
    (place / "ward").mkdir()
    (place / "ward" / "mine.yaml").write_text("deck: mine\ntitle: Mine\nnumber: 10\nfacts: []\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds mine\.yaml.* `nkquiz check --fix ward` makes the rest"):
        _new("ward")
    assert [path.name for path in (place / "ward").iterdir()] == ["mine.yaml"]
    assert CliRunner().invoke(app, ["check", "--fix", "ward"]).exit_code == 0


def test_what_is_there_is_left_alone(place: Path) -> None:
    (place / "ward" / ".vscode").mkdir(parents=True)
    (place / "ward" / "notes.txt").write_text("mine", encoding="utf-8")
    _new("ward")
    assert (place / "ward" / "notes.txt").read_text(encoding="utf-8") == "mine"
    (place / "other" / ".vscode").mkdir(parents=True)
    (place / "other" / ".vscode" / "settings.json").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"settings\.json exists already; nothing was written"):
        _new("other", git=True)
    assert sorted(path.name for path in (place / "other").rglob("*")) == [".vscode", "settings.json"]


@pytest.mark.parametrize(("folder", "said"), [("ward", "is a collection already"), ("ward/below", "lies in the collection")])
def test_a_collection_inside_another_is_refused(folder: str, said: str) -> None:
    _new("ward")
    with pytest.raises(UsageError, match=said):
        _new(folder)


@pytest.mark.parametrize("name", ["", "   "])
def test_a_name_that_is_empty_is_refused_and_the_folder_one_stands_in_stays_as_it_is(place: Path, name: str) -> None:
    result = CliRunner().invoke(app, ["new", name])
    assert isinstance(result.exception, UsageError)
    assert str(result.exception) == "the name of the folder is empty; give one, or `.` for the folder you stand in"
    assert list(place.iterdir()) == []


def test_a_file_is_no_folder(place: Path) -> None:
    (place / "ward").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file; give the name of a folder"):
        _new("ward")


def test_where_nothing_can_be_written_nothing_is_left(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_options: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(NkquizError, match="could not be written to a/ward: No space left"):
        _new("a/ward", git=True)
    assert not (place / "a").exists()


def test_a_spreadsheet_becomes_a_deck(place: Path) -> None:
    rows = 'question,answer,why,source\nWhat makes pores?,Perforin,"It rings, then opens",pmid:12345\nWhat is 2 < 3?,yes,,\n'
    (place / "my_cards.csv").write_text(rows, encoding="utf-8")
    code, lines = _new("ward", "my_cards.csv")
    assert (code, lines[0]) == (0, "2 facts from my_cards.csv.")
    compiled = compile_path(place / "ward", NOW)
    assert compiled.problems == ()
    [deck] = compiled.collection.decks
    assert (deck.title, [fact.id for fact in deck.facts]) == ("My cards", ["makes-pores", "fact-2-3"])
    assert [card.answer for fact in deck.facts for card in compiled.cards[fact.id]] == ["Perforin", "yes"]


def test_a_bad_spreadsheet_makes_nothing_and_every_problem_is_told(place: Path) -> None:
    (place / "cards.csv").write_text("question,answer\nWhat?,\n,That\n", encoding="utf-8")
    code, lines = _new("ward", "cards.csv")
    assert code == 1
    assert [line for line in lines if "NK402" in line] == [
        "cards.csv:2:1: NK402 the row has no answer",
        "cards.csv:3:1: NK402 the row has no question",
    ]
    assert not (place / "ward").exists()


def test_a_spreadsheet_that_is_not_there_is_a_mistake_of_use(place: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        _new("ward", "nowhere.csv")


def test_the_command_line_passes_everything_on(place: Path) -> None:
    (place / "cards.csv").write_text("question;answer\nWhat?;That\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["new", "ward", "--from", "cards.csv", "--git"])
    assert result.exit_code == 0
    assert (place / "ward" / ".gitignore").exists()
