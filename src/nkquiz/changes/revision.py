"""A git revision -> the collection as it stood then, in a folder of its own.

Only git's plumbing is asked, and only for objects: no hook, filter or pager runs, and work tree and index stay as they
are.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from nkquiz.diagnostics import NkquizError, UsageError, shown_path, visible
from nkquiz.folders import DECK_SUFFIXES, deck_files, embedded_folder
from nkquiz.frozen import frozen
from nkquiz.lock import FILE_NAME as LOCK_NAME

_PATIENCE_SECONDS = 120
_MAX_BYTES = 1 << 28


@frozen
class Revision:
    """A commit, and the folder of the collection below the top of its repository: "" or one that ends in a slash."""

    word: str
    commit: str
    prefix: str
    folder: Path

    @property
    def name(self) -> str:
        """What the user called it, and the commit where that says more."""
        short = self.commit[:7]
        return self.word if self.commit.startswith(self.word) else f"{self.word} ({short})"


def found_revision(word: str, folder: Path) -> Revision:
    """Return the revision that git calls `word` in the repository of the collection in `folder`.

    Raises UsageError if there is none.
    """
    named = visible(word)
    prefix = _git(folder, "rev-parse", "--show-prefix")
    known = _git(folder, "rev-parse", "--verify", "--quiet", f"{word}^{{commit}}") if _may_be_named(word) else None
    if prefix is None or not known:
        raise UsageError(f"`{named}` is no file, no folder of decks, and {_why_unknown(folder, in_git=prefix is not None)}")
    return Revision(named, known.decode("ascii").strip(), prefix.decode("utf-8", "surrogateescape").rstrip("\n"), folder)


def _why_unknown(folder: Path, *, in_git: bool) -> str:
    if folder == embedded_folder():
        return "no revision of the embedded decks; to name one of your collection, stand in its folder"
    if not in_git:
        return f"`{shown_path(folder)}` is in no git repository"
    if (_git(folder, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true":
        return "no revision in this shallow clone; `git fetch --unshallow --tags` brings the others"
    return "no revision that git knows; `git tag` lists the named ones"


def _may_be_named(word: str) -> bool:
    return word.isprintable() and not word.startswith("-") and bool(word)


@contextmanager
def checked_out(revision: Revision) -> Iterator[Path]:
    """Yield a private folder that holds the collection as it stood at `revision`, while the block runs.

    Raises NkquizError if there was none.
    """
    with tempfile.TemporaryDirectory(prefix="nkquiz-") as private:
        folder = Path(private).resolve() / (revision.folder.name or "collection")
        folder.mkdir()
        for path, content in _contents(revision):
            target = folder.joinpath(*path.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if not deck_files(folder):
            where = f" in `{visible(revision.prefix.rstrip('/'))}`" if revision.prefix else ""
            raise NkquizError(f"at `{revision.name}` there were no decks{where}")
        yield folder


def last_release(folder: Path, namespace: str) -> str:
    """Return the short name of the commit that holds the last release of the collection, "" if git knows of none.

    A copy with a namespace of its own goes on with nobody's releases.
    """
    try:
        newest = ("log", "-1", "--diff-filter=AM", "--format=%h", "--", LOCK_NAME)
        found = _git(folder, "-c", "log.showSignature=false", *newest)
        commit = found.decode("ascii", "replace").strip() if found else ""
        lock = _git(folder, "cat-file", "blob", f"{commit}:./{LOCK_NAME}") if commit else None
    except NkquizError:
        return ""
    return commit if lock is not None and f"namespace\t{namespace}".encode() in lock.splitlines() else ""


def unknown_to_git(folder: Path) -> list[str]:
    """Return the files of the collection in `folder` that its repository does not track and does not ignore, by name."""
    try:
        listed = _git(folder, "ls-files", "--others", "--exclude-standard", "-z") or b""
    except NkquizError:
        return []
    paths = (PurePosixPath(name.decode("utf-8", "surrogateescape")) for name in filter(None, listed.split(b"\0")))
    return sorted(str(path) for path in paths if path.parts[0] == "media" or (len(path.parts) == 1 and _wanted(path, "")))


def _contents(revision: Revision) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield path and content of every file of the collection: decks, settings, sources, lock and pictures."""
    entries = {**_files(revision, ""), **_files(revision, "media/")}
    if sum(size for _, size in entries.values()) > _MAX_BYTES:
        raise NkquizError(f"the collection at `{revision.name}` is too large to be compared")
    asked = "".join(f"{name}\n" for name, _ in entries.values()).encode("ascii")
    answered = _git(revision.folder, "cat-file", "--batch", given=asked) or b""
    at = 0
    for path, (_, size) in entries.items():
        start = answered.index(b"\n", at) + 1
        yield path, answered[start : start + size]
        at = start + size + 1


def _files(revision: Revision, below: str) -> dict[PurePosixPath, tuple[str, int]]:
    """Return the object and the size in bytes of each plain file of the collection, by path."""
    tree = f"{revision.commit}:{revision.prefix}{below}"
    listed = _git(revision.folder, "ls-tree", "-z", "-l", "--full-tree", *(["-r"] if below else []), tree) or b""
    found = {}
    for line in filter(None, listed.split(b"\0")):
        described, _, name = line.partition(b"\t")
        mode, sort, object_name, size = described.split()
        path = PurePosixPath(below + name.decode("utf-8", "surrogateescape"))
        if sort == b"blob" and mode != b"120000" and _wanted(path, below):
            found[path] = object_name.decode("ascii"), int(size)
    return found


def _wanted(path: PurePosixPath, below: str) -> bool:
    if any(part in ("..", ".", ".git") or "\\" in part or ":" in part for part in path.parts):
        return False
    return bool(below) or path.name == LOCK_NAME or path.suffix.lower() in DECK_SUFFIXES


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """Return what git prints, None where it fails. Raises NkquizError if it cannot be run or refuses the repository."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}  # a hook sets some
    surroundings = {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, env=surroundings, timeout=_PATIENCE_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise NkquizError("git is not installed, so a revision cannot be read; compare with a package or a lock") from error
    except subprocess.TimeoutExpired as error:
        raise NkquizError(f"git did not answer within {_PATIENCE_SECONDS} seconds") from error
    if b"dubious ownership" in done.stderr:
        raise NkquizError(f"git does not trust `{shown_path(folder)}`, which another user owns; `git status` there says more")
    return done.stdout if done.returncode == 0 else None
