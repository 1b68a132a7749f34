from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.anki.verification import VARIABLE
from nkquiz.commands.verify import verify
from nkquiz.diagnostics import NkquizError, UsageError

if TYPE_CHECKING:
    from tests.conftest import Author


@pytest.fixture
def author(author: Author, monkeypatch: pytest.MonkeyPatch) -> Author:
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Perforin"
    author.facts["self"] = "term: Missing self\nmeans: The loss of HLA class I"
    author.facts["gaps"] = "cloze: '{{c1::CD107a}} shows {{c2::degranulation}}.'"
    author.release("old")
    monkeypatch.chdir(author.folder)
    monkeypatch.delenv(VARIABLE, raising=False)
    return author


def said(file: str, after: str | None = None, *, code: int = 0, as_json: bool = False) -> str:
    out = io.StringIO()
    assert verify(Path(file), Path(after) if after else None, None, as_json, out) == code, out.getvalue()
    return out.getvalue()


def test_a_good_package_is_told_in_a_few_lines(author: Author) -> None:
    version, *lines = said("old.apkg").splitlines()
    assert version.startswith("Anki ")
    assert lines == [
        "old.apkg for a new learner: 3 notes, 5 cards, 1 deck, 3 note types, 0 files",
        "      5  Cells::01 Killing",
        "No problems.",
    ]


def test_an_update_says_what_is_kept_and_what_is_not(author: Author) -> None:
    author.facts["pores"] += "\nretired: {on: 2026-11-01, why: It was withdrawn.}"
    author.release("new")
    lines = said("new.apkg", "old.apkg").splitlines()
    assert lines[3:] == [
        "new.apkg for a learner of old.apkg:",
        "  0 new, 1 updated, 2 unchanged, 0 conflicting",
        "  kept: 5 of 5 schedules, 8 of 8 reviews",
        "  kept on notes that did not change: 1 of 1 edit, 1 of 1 tag",
        "note: retired facts, of which a new learner gets no card: 1",
        "    pores",
        "note: own edits and tags that the change of their note takes away: 1",
        "    pores",
        "No problems, 2 notes.",
    ]


def test_a_problem_names_whom_it_concerns_and_gives_the_exit_code(author: Author) -> None:
    author.facts.update({f"fact-{number}": f"ask: What is {number}?\nanswer: It" for number in range(8)})
    author.release("old")
    author.lock.unlink()
    author.release("new")
    told = said("new.apkg", "old.apkg", code=1)
    assert "problem: learners' own edits that were lost though the note did not change: 6\n    " in told
    assert "kept on notes that did not change: 0 of 6 edits, 0 of 5 tags" in told
    assert "    and 1 more; --json has them all\n    hint: a note is replaced if its time is later" in told
    assert told.endswith("\n2 problems.\n")


def test_json_has_everything(author: Author) -> None:
    author.facts["pores"] += "\nbecause: It is named for that."
    author.release("new")
    told = json.loads(said("new.apkg", "old.apkg", as_json=True))
    assert told["new_learner"]["cards"] == 5
    assert told["updating_learner"]["taken"]["counts"] == {"new": 0, "updated": 1, "duplicate": 2, "conflicting": 0}
    assert [finding["kind"] for finding in told["findings"]] == ["edit_replaced"]
    assert json.loads(said("new.apkg", as_json=True))["updating_learner"] is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no.apkg", "there is no file `no.apkg`"),
        ("folder.apkg", "`folder.apkg` is not a file"),
        ("whole.colpkg", "a whole collection"),
        ("package.zip", "end in .apkg"),
    ],
)
def test_what_cannot_be_a_package_is_not_tried(author: Author, name: str, message: str) -> None:
    (author.folder / "folder.apkg").mkdir()
    for file in ("whole.colpkg", "package.zip"):
        (author.folder / file).write_bytes((author.folder / "old.apkg").read_bytes())
    with pytest.raises(UsageError, match=message):
        said(name)
    with pytest.raises(UsageError, match=message):
        said("old.apkg", name)


def test_control_characters_of_a_stranger_do_not_reach_the_terminal(author: Author, tmp_path: Path) -> None:
    from tests.anki.foreign import Foreign

    rows = [("\x1b[31mred\n\x07", f"\x1b]0;title\x07 {number}", "x") for number in range(2)]
    told = said(str(Foreign(rows, deck="De\x1b[5mck").write(tmp_path / "bad.apkg")), code=1)
    assert "\\x1b[31mred" in told
    assert {character for character in told if not character.isprintable()} == {"\n"}


# The interpreter


def interpreter(folder: Path, script: str) -> str:
    path = folder / "some-python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


def refusal(file: str, python: str | None, patience: float = 60) -> NkquizError:
    with pytest.raises(NkquizError) as caught:
        verify(Path(file), None, python, False, io.StringIO(), patience)
    return caught.value


@posix
def test_a_python_without_anki_is_told_how_to_get_it(author: Author, tmp_path: Path) -> None:
    error = refusal("old.apkg", interpreter(tmp_path, f'exec "{sys.executable}" -S "$@"'))
    assert isinstance(error, UsageError)
    assert "has no Anki library" in str(error)
    assert str(error).splitlines()[-2:] == [
        "  python3 -m venv anki-env && anki-env/bin/pip install anki",
        "  nkquiz verify FILE --anki anki-env/bin/python",
    ]


@posix
def test_an_anki_that_is_too_old_is_named(author: Author, tmp_path: Path) -> None:
    (tmp_path / "old" / "anki").mkdir(parents=True)
    (tmp_path / "old" / "anki" / "__init__.py").touch()
    (tmp_path / "old" / "anki" / "buildinfo.py").write_text("version = '2.1.66'", encoding="utf-8")
    error = refusal("old.apkg", interpreter(tmp_path, f'PYTHONPATH="{tmp_path}/old" exec "{sys.executable}" -S "$@"'))
    assert "Anki 2.1.66" in str(error)
    assert "23.10 or later" in str(error)


@posix
def test_what_is_no_python_is_said_to_be_none(author: Author, tmp_path: Path) -> None:
    assert "No such file" in str(refusal("old.apkg", str(tmp_path / "none")))
    assert "Permission denied" in str(refusal("old.apkg", str(tmp_path)))
    error = refusal("old.apkg", interpreter(tmp_path, "echo Good day; echo oh dear >&2; exit 7"))
    assert "ended without an answer, with 7: oh dear" in str(error)


@posix
def test_an_anki_that_hangs_is_stopped_with_all_it_started(author: Author, tmp_path: Path) -> None:
    started = time.monotonic()
    error = refusal("old.apkg", interpreter(tmp_path, "sleep 60 & sleep 60"), patience=0.5)
    assert "was not done" in str(error)
    assert time.monotonic() - started < 30


@posix
def test_the_variable_names_an_interpreter_and_the_option_goes_before_it(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    assert "none" in str(refusal("old.apkg", None))
    assert verify(Path("old.apkg"), None, sys.executable, False, io.StringIO()) == 0


def command(*words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nkquiz", "verify", *words],
        env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def test_nothing_stays_in_the_temporary_folder(author: Author, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    process = command("old.apkg", "--after", "old.apkg", "--anki", sys.executable, TMPDIR=str(tmp_path / "temporary"))
    told, complained = process.communicate(timeout=60)
    assert (process.returncode, complained) == (0, "")
    assert "No problems." in told
    assert list((tmp_path / "temporary").iterdir()) == []


@posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_request_to_end_takes_anki_and_its_folder_along(
    author: Author, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / "temporary").mkdir()
    process = command(
        "old.apkg", "--anki", interpreter(tmp_path, f'echo $$ > "{tmp_path}/started"; exec sleep 60'),
        TMPDIR=str(tmp_path / "temporary"),
    )  # fmt: skip
    until = time.monotonic() + 20
    while not (tmp_path / "started").exists() and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == code
    assert list((tmp_path / "temporary").iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "started").read_text(encoding="utf-8")), 0)
