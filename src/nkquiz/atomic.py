"""Files that are whole or not there: written under another name, then renamed, several together; and free names."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
from itertools import chain, count
from pathlib import Path

_ABANDONED_SECONDS = 600


@contextmanager
def replacing(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Yield a new name beside each of `paths`; when the block ends well, what was written there takes their places.

    They are renamed in the given order. If the block or a renaming fails, all of `paths` are as they were. After a kill
    between two renamings the first ones are new: give that one first from which the others can be made again.
    """
    for path in paths:
        _sweep(path)
    written = tuple(_beside(path) for path in paths)
    with ExitStack() as leftovers:
        for path in written:
            leftovers.callback(path.unlink, missing_ok=True)
        yield written
        for path in written:
            _sync(path)
        _rename(written, paths, leftovers)


def free_path(path: Path) -> Path:
    """Return `path`, or where something has that name `name-2.ext`, `name-3.ext` ..., the first that is free."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(name for name in chain([path], numbered) if not name.exists())


def _sweep(path: Path) -> None:
    """Remove what writings of `path` left behind that were killed; what is younger may still be written."""
    for left in path.parent.glob(f".{escape(path.name)}.{'[0-9a-f]' * 8}.tmp"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(written: tuple[Path, ...], paths: tuple[Path, ...], leftovers: ExitStack) -> None:
    with ExitStack() as undoing:
        for new, path in zip(written, paths, strict=True):
            _keep(path, undoing, leftovers)
            new.replace(path)
        undoing.pop_all()


def _keep(path: Path, undoing: ExitStack, leftovers: ExitStack) -> None:
    """Have `undoing` put the file at `path` back as it is now, or remove it if there is none."""
    if not path.exists():
        undoing.callback(path.unlink, missing_ok=True)
        return
    kept = _beside(path)
    leftovers.callback(kept.unlink, missing_ok=True)
    shutil.copy2(path, kept)
    undoing.callback(kept.replace, path)
