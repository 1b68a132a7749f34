"""What the user names on the command line -> a side: a package, a lock, a collection, or a git revision of one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nkquiz.changes.revision import checked_out, found_revision
from nkquiz.changes.sides import Side, side_of_collection, side_of_lock, side_of_package
from nkquiz.diagnostics import UsageError, shown_path, visible
from nkquiz.folders import DECK_SUFFIXES, collection_folder, deck_files


def opened(word: str, home: Path, now: datetime) -> Side:
    """Return the side that `word` names; a revision is one of the collection in `home`.

    What exists as a file or a folder with decks is meant before a revision of the same name. Raises UsageError if there is
    neither, NkquizError if it cannot be used.
    """
    if not word:
        raise UsageError("a name to compare is empty: perhaps a variable that was not set")
    path = Path(word)
    suffix = path.suffix.lower()
    if not _exists(path) and suffix in (".apkg", ".lock"):
        raise UsageError(f"there is no file `{visible(word)}`")
    if not _exists(path) or (path.is_dir() and not deck_files(path)):
        revision = found_revision(word, home)
        with checked_out(revision) as folder:
            return side_of_collection(folder, now, sort="revision", name=revision.name)
    if path.is_dir() or suffix in DECK_SUFFIXES:
        return side_of_collection(collection_folder(path), now)
    if suffix in (".apkg", ".lock") and not path.is_file():
        raise UsageError(f"`{shown_path(path)}` is not a file")
    if suffix == ".apkg":
        return side_of_package(path)
    if suffix == ".lock":
        return side_of_lock(path, now)
    raise UsageError(f"`{shown_path(path)}` is no package (.apkg), lock or collection")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def home_of(new: str | None) -> Path:
    """Return the folder of the collection whose revisions are meant, and which stands for NEW where that is not given."""
    path = Path(new or "")
    if new and _exists(path) and (path.suffix.lower() in DECK_SUFFIXES or (path.is_dir() and deck_files(path))):
        return collection_folder(path)
    return collection_folder(None)
