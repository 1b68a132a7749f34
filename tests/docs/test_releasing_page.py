"""docs/releasing.md: every command on the page is run, in its order, and prints what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from docs.write import DOCS
from nkquiz.cli import app
from nkquiz.diagnostics import CODES

PAGE = DOCS / "releasing.md"
BLOCK = re.compile(r"```(console|diff|json)\n(.*?)```", re.DOTALL)
HASH = re.compile(r"\b[0-9a-f]{7}\b")
FIRST_DAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


class Reader:
    """Somebody who does what the page says, a day for each release."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.now = FIRST_DAY
        self.said = ""
        patch.setattr("nkquiz.cli._now", lambda: self.now)

    def edit(self, block: str) -> None:
        deck = self.folder / "10-first.yaml"
        old = "".join(f"{line[1:]}\n" for line in block.splitlines() if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in block.splitlines() if line[0] in " +")
        text = deck.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        deck.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, command: str) -> str:
        program, *words = shlex.split(command)
        if program == "git":
            return subprocess.run([program, *words], check=True, capture_output=True, text=True, cwd=self.folder).stdout
        assert program == "nkquiz"
        done = CliRunner().invoke(app, words, prog_name="nkquiz")
        assert done.exit_code == ("1 problem" in done.output), done.output
        if words[0] == "release":
            self.now += timedelta(days=1)
        return HASH.sub("1a2b3c4", done.output)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    folder = tmp_path / "ward"
    shutil.copytree(DOCS / "example", folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return Reader(folder, monkeypatch)


def test_every_command_of_the_page_prints_what_the_page_shows(reader: Reader) -> None:
    ran = []
    for sort, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if sort == "diff":
            reader.edit(block)
        elif sort == "json":
            assert block == reader.said
        else:
            for step in block.removeprefix("$ ").split("\n$ "):
                command, _, shown = step.partition("\n")
                reader.said = reader.run(command)
                ran.append(command)
                if shown:
                    assert reader.said.rstrip("\n") == shown.rstrip("\n"), command
    assert len(ran) == 12


def test_every_problem_that_the_page_names_is_one() -> None:
    named = set(re.findall(r"NK\d{3}", PAGE.read_text(encoding="utf-8")))
    assert named <= CODES.keys()
    assert {code for code in CODES if code.startswith("NK2")} - named == {"NK207"}
