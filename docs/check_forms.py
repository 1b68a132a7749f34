"""The part of docs/rules.md on what `nkquiz check` prints for programs, with examples that are really made."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_DECK = """\
deck: greek
title: Greek letters
number: 1
facts:
- id: first-letter
  ask: What is the first letter, and what is the last?
  answer: Alpha and omega
"""
_SETTINGS = 'title: Letters\nnamespace: "5eb63bbbe01eeed093cb22bb8f5acdc3"\nsources: optional\n'

_KEYS = {
    "version": "`1`; a new key may come, none that is here goes or changes its meaning without a new number",
    "collection": "the folder, from the root on",
    "files": "how many files were read",
    "facts": "how many facts could be read",
    "problems": "all that was found, in the order of files and lines; empty if all is well",
}
_PROBLEM_KEYS = {
    "path": "the file, as seen from the current folder",
    "line": "the line, from 1",
    "column": "the character on the line, from 1",
    "length": "how many characters it is about",
    "code": "the code; all codes are in [problems.md](problems.md) and here",
    "severity": "`error` (keeps from building), `warning` (a weak card) or `note` (changes no exit code)",
    "message": "what was found",
    "hint": "what can be done; may be empty",
    "related": "other places it is about, each with `path`, `line`, `column` and `message`",
}


def forms_section() -> Iterator[str]:
    """Yield the lines of the section."""
    yield from _ABOUT
    yield from ("", "```json", *_printed("json"), "```", "")
    yield from ("| key | what |", "|---|---|", *(f"| `{key}` | {what} |" for key, what in _KEYS.items()), "")
    yield from ("Each of the `problems`:", "")
    yield from ("| key | what |", "|---|---|", *(f"| `{key}` | {what} |" for key, what in _PROBLEM_KEYS.items()), "")
    yield from _GITHUB
    yield from ("", "```text", *_printed("github"), "```", "")
    yield from _CODES


def _printed(form: str) -> Iterator[str]:
    """Yield what `nkquiz check lessons --format FORM` prints of a small collection with a weak card."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name).resolve()
        lessons = home / "lessons"
        lessons.mkdir()
        (lessons / "nkquiz.yaml").write_text(_SETTINGS, encoding="utf-8")
        (lessons / "greek.yaml").write_text(_DECK, encoding="utf-8")
        command = [sys.executable, "-m", "nkquiz", "check", "lessons", "--format", form]
        env = {**os.environ, "PYTHONUTF8": "1", "NKQUIZ_HOME": name}
        said = subprocess.run(command, cwd=home, env=env, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    if said.returncode != 1:
        raise RuntimeError(f"the example is to have one weak card: {said.stdout}")
    yield from said.stdout.replace("\\\\", "/").replace(home.as_posix(), "/home/ann").splitlines()


_ABOUT = """
## For programs

`nkquiz check lessons --format json` prints one object and nothing else:""".splitlines()
_GITHUB = """\
`--format github` prints a workflow command for each problem, an `error`, a `warning` or a `notice`; GitHub Actions shows it
beside its line in a pull request. Nothing is printed if all is well. The second line of a message is the hint.""".splitlines()
_CODES = """\
In every form the exit code is 0 if all is well or there are only notes, 1 if there are errors or weak cards, and 2 if the
command was mistyped or there is no such folder.""".splitlines()
