"""What `make` says when the Python at hand will not do."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from docs.write import PROJECT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script")


def set_up(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    (folder / "python").write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
    (folder / "python").chmod(0o755)
    command = [str(PROJECT / ".ci" / "set-up"), str(folder / "env"), "nothing-at-all"]
    env = {**os.environ, "PYTHON": str(folder / "python")}
    return subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)


def test_an_old_python_is_named_with_what_is_needed(tmp_path: Path) -> None:
    done = set_up(tmp_path, 'case $1 in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; found here: Python 3.9.2" in done.stderr
    assert not (tmp_path / "env").exists()


def test_a_python_without_venv_is_told_how_to_get_it(tmp_path: Path) -> None:
    other = f'exec {shlex.quote(sys.executable)} "$@"'
    done = set_up(tmp_path, f'case $2 in venv) echo "No module named ensurepip"; exit 1;; *) {other};; esac')
    assert done.returncode == 1
    assert "No module named ensurepip" in done.stderr
    assert "apt install python3-venv" in done.stderr
    assert not (tmp_path / "env").exists()
