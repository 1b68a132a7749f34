"""Somebody who reads a page of the docs and does, in its order, what it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nkquiz.cli import app

FIRST_DAY = datetime(2026, 12, 1, 9, tzinfo=UTC)
BLOCK = re.compile(r"```(\S+)\n(.*?)```", re.DOTALL)
_HASH = re.compile(r"\b[0-9a-f]{7}\b")
_WHERE = re.compile(r"\S+/(?=ward\b|lessons\b)")


@dataclass
class Reader:
    """Runs the commands of a page in `folder`, a day for each release; `ran` are those that were run."""

    folder: Path
    now: datetime = FIRST_DAY
    said: str = ""
    ran: list[str] = field(default_factory=list)

    def do(self, page: Path) -> None:
        """Do everything: `diff` blocks are edits, files are written, `console` blocks run and compared with what is shown.

        A `json` block is what the last command printed.
        """
        for sort, block in BLOCK.findall(page.read_text(encoding="utf-8")):
            if sort == "diff":
                self.edit(block)
            elif sort == "console":
                for step in block.removeprefix("$ ").split("\n$ "):
                    self._step(step)
            elif sort == "json":
                assert block == self.said
            elif sort == "csv":
                (self.folder / "cards.csv").write_text(block, encoding="utf-8")

    def _step(self, step: str) -> None:
        command, _, shown = step.partition("\n")
        self.said = self.run(command)
        self.ran.append(command)
        if shown:
            assert self.said.rstrip("\n") == shown.rstrip("\n"), command

    def edit(self, block: str) -> None:
        """Edit the one deck below the folder in which the lines stand."""
        old = "".join(f"{line[1:]}\n" for line in block.splitlines() if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in block.splitlines() if line[0] in " +")
        [deck] = [path for path in self.folder.rglob("*.yaml") if old in path.read_text(encoding="utf-8")]
        text = deck.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        deck.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, command: str) -> str:
        """Run a command and return what it printed, the hashes of git aside."""
        program, *words = shlex.split(command)
        if program == "cd":
            os.chdir(words[0])
            return ""
        if program == "git":
            return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout
        assert program == "nkquiz", command
        done = CliRunner().invoke(app, words, prog_name="nkquiz")
        found = re.search(r"[1-9]\d* (problem|warning)s?\b", done.output) is not None
        assert done.exit_code == found, done.output
        if words[0] == "release":
            self.now += timedelta(days=1)
        return _HASH.sub("1a2b3c4", done.output)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader in an empty folder, with a git of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    reading = Reader(tmp_path)
    monkeypatch.setattr("nkquiz.cli._now", lambda: reading.now)
    return reading
