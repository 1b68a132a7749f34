"""Compiled collections kept on disk, so that a quiz begins without reading YAML. Safe to delete at any time.

Only the quiz uses it, and only for collections that it would ask from. What was kept counts as long as no file of the
collection and no module that reads it has another time or size.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nkquiz import __version__
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import refusing
from nkquiz.folders import collection_folder

_MODULES = ("nkquiz.", "pathlib", "datetime")


def compiled(path: Path | None, now: datetime, kept_in: Path, at_end: ExitStack | None = None) -> Compiled:
    """Return what `compile_path` returns, from the folder `kept_in` where nothing has changed since.

    What had to be read anew is kept at once, or `at_end`, where a learner need not wait for it.
    """
    folder = collection_folder(path)
    if path is not None and path.is_file():
        return _read(path, now)
    place = kept_in / f"{blake2b(os.fsencode(folder), digest_size=8).hexdigest()}.compiled"
    seal = _seal_of(folder)
    found = _kept(place, seal)
    if found is None:
        found = _read(path, now)
        if not refusing(found.problems):
            if at_end is None:
                _keep(place, seal, found)
            else:
                at_end.callback(_keep, place, seal, found)
    return found


def _read(path: Path | None, now: datetime) -> Compiled:
    from nkquiz.compiler import compile_path

    return compile_path(path, now)


def _seal_of(folder: Path) -> bytes:
    """Return a digest of the names, times and sizes of all that a compiled collection depends on."""
    seal = blake2b(f"{__version__} {sys.version}".encode(), digest_size=16)
    package = Path(__file__).parent
    for place in (package, package / "kinds", package / "checks", folder, folder / "media"):
        for name, modified, size in sorted(_stamps(place)):
            seal.update(f"{name}\x1f{modified}\x1f{size}\x1e".encode("utf-8", "surrogateescape"))
    return seal.digest()


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".yaml", ".yml", ".lock")) or folder.name == "media":
                status = entry.stat()
                yield entry.name, status.st_mtime_ns, status.st_size


class _Reader(pickle.Unpickler):
    """Reads nothing but our own values: a file of somebody else's making can name no other code to run."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_MODULES) and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _kept(place: Path, seal: bytes) -> Compiled | None:
    """Return what was kept under `seal`; None if there is nothing, or nothing that can be read."""
    try:
        with place.open("rb") as file:
            if file.read(len(seal)) != seal:
                return None
            found = _Reader(file).load()
    except Exception:
        return None
    return found if isinstance(found, Compiled) else None


def _keep(place: Path, seal: bytes, found: Compiled) -> None:
    """Write `found`, whole or not at all; a quiz goes on without."""
    from nkquiz.atomic import replacing

    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as (new,):
            new.write_bytes(seal + pickle.dumps(found, protocol=5))
