"""The example for continuous integration in docs/verify.md does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from docs.write import DOCS

if TYPE_CHECKING:
    from tests.conftest import Author


def steps() -> list[dict[str, Any]]:
    (workflow,) = re.findall(r"^```yaml\n(.+?)^```", (DOCS / "verify.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    found: list[dict[str, Any]] = yaml.safe_load(workflow)["jobs"]["check"]["steps"]
    return found


def executable(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="the example is for a Unix shell")
@pytest.mark.parametrize("lost_lock", [False, True])
def test_the_steps_run_and_notice_a_bad_release(author: Author, lost_lock: bool) -> None:
    author.facts.update({f"fact-{number}": f"ask: What is {number}?\nanswer: It" for number in range(3)})
    author.release("old")
    author.facts["new"] = "ask: What is new?\nanswer: This"
    if lost_lock:
        author.lock.unlink()
    author.release("released")
    executable(author.folder / "bin" / "nkquiz", f'exec "{sys.executable}" -m nkquiz "$@"')
    executable(author.folder / "anki-env" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    path = f"{author.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    codes = []
    for step in steps():
        if "nkquiz" in step.get("run", "") and "pip" not in step["run"]:
            environment = {**os.environ, **step.get("env", {}), "PATH": path}
            done = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=author.folder,
                env=environment,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            codes.append(done.returncode)
    assert codes == [0, 0, 1 if lost_lock else 0], done.stdout + done.stderr
    assert ("problem: " in done.stdout) == lost_lock
