"""What `nkquiz new --git` adds works as it is written, or says what is left to do."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from typer.testing import CliRunner

from nkquiz.cli import app
from nkquiz.commands import repository
from nkquiz.commands.new import new
from nkquiz.commands.repository import installed_from
from nkquiz.compiler import compile_path
from nkquiz.schema import schema_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _new(folder: str) -> list[str]:
    out = io.StringIO()
    assert new(folder, None, True, out) == 0
    return out.getvalue().splitlines()


def _installed(monkeypatch: pytest.MonkeyPatch, origin: dict[str, object] | None) -> None:
    text = None if origin is None else json.dumps(origin)
    found = SimpleNamespace(version="1.2", read_text=lambda _name: text)
    monkeypatch.setattr(repository, "distribution", lambda _name: found)


def test_git_adds_what_a_repository_wants(place: Path) -> None:
    _new("ward")
    folder = place / "ward"
    for path in (folder / ".github/workflows/decks.yml", folder / ".pre-commit-config.yaml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = yaml.safe_load((folder / ".github/workflows/decks.yml").read_text(encoding="utf-8"))["jobs"]["decks"]["steps"]
    for command in [step["run"] for step in steps if step.get("run", "").startswith("nkquiz")]:
        with contextlib.chdir(folder):
            assert CliRunner().invoke(app, command.split()[1:]).exit_code == 0, command
    assert (folder / steps[-1]["with"]["path"]).exists(), "the package that is kept is the one that was built"
    schemas = json.loads((folder / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    for name in schemas:
        kept = json.loads((folder / name).read_text(encoding="utf-8"))
        assert kept == schema_of(Path(name).name.split(".")[0])  # type: ignore[arg-type]
    assert compile_path(folder, NOW).problems == ()


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_the_package_is_kept_out_of_the_repository(place: Path) -> None:
    _new("ward")
    subprocess.run(["git", "init", "-q", "ward"], check=True)
    (place / "ward" / "ward.apkg").write_bytes(b"x")
    said = subprocess.run(["git", "status", "--porcelain", "-uall"], cwd="ward", capture_output=True, text=True, check=True)
    assert "ward.apkg" not in said.stdout
    assert "10-first.yaml" in said.stdout


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (None, "nkquiz==1.2"),
        ({"url": "https://e.org/n.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, f"git+https://e.org/n.git@{COMMIT}"),
        ({"url": "file:///home/a/n", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
        ({"url": "file:///home/a/n", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/a/n-1.2-py3-none-any.whl", "archive_info": {}}, ""),
    ],
)
def test_the_workflow_installs_what_the_author_installed(
    place: Path, monkeypatch: pytest.MonkeyPatch, origin: dict[str, object] | None, said: str
) -> None:
    _installed(monkeypatch, origin)
    assert installed_from() == said
    told = _new("ward")
    workflow = yaml.safe_load((place / "ward" / repository.WORKFLOW).read_text(encoding="utf-8"))
    assert workflow["env"] == {"NKQUIZ": said or "git+https://example.org/nkquiz.git"}
    assert any(line.startswith("Note: say in .github/workflows/decks.yml where nkquiz") for line in told) is not bool(said)


def test_an_nkquiz_that_is_not_installed_comes_from_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(repository, "distribution", missing)
    assert installed_from() == ""


def test_below_the_root_of_a_repository_it_says_what_to_move(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _installed(monkeypatch, None)
    (place / ".git").mkdir()
    assert _new("courses/my ward")[0] == (
        "Note: the repository begins in ., and only there are .github and .pre-commit-config.yaml read: move them there, "
        "and write `'courses/my ward'` in place of `.` in their commands."
    )


def test_at_the_root_of_a_repository_there_is_nothing_to_move(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _installed(monkeypatch, None)
    (place / "ward" / ".git").mkdir(parents=True)
    assert [line.split()[0] for line in _new("ward")] == ["Edit", "Try", "Anki"]


def test_the_hook_checks_the_collection_and_never_the_embedded_decks(place: Path) -> None:
    _new("ward")
    hooks = yaml.safe_load((place / "ward" / repository.HOOKS).read_text(encoding="utf-8"))
    program, *words = hooks["repos"][0]["hooks"][0]["entry"].split()
    assert program == "nkquiz"
    with contextlib.chdir(place / "ward"):
        assert CliRunner().invoke(app, words).exit_code == 0
    (place / "empty").mkdir()
    with contextlib.chdir(place / "empty"):
        assert CliRunner().invoke(app, words).exit_code == 1
