"""Where collections lie: the folder that a path belongs to, and the deck files in it."""

from __future__ import annotations

from pathlib import Path

from nkquiz.diagnostics import UsageError, shown_path

SETTINGS_NAME = "nkquiz.yaml"
SOURCES_NAME = "sources.yaml"
DECK_SUFFIXES = (".yaml", ".yml")
PICTURE_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")


def embedded_folder() -> Path:
    """Return the folder of the decks that come with nkquiz: inside the wheel, or beside `src` in a checkout."""
    package = Path(__file__).parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parents[1] / "decks"


def collection_folder(path: Path | None) -> Path:
    """Return the folder of the collection that `path` belongs to.

    Without a path: the collection in or above the current folder, or what is to become one there, else the embedded one.
    Raises UsageError if `path` does not exist or is a file that no collection has.
    """
    if path is None:
        here = Path.cwd()
        return folder_above(here) or (here if _holds_a_deck(here) else embedded_folder())
    if not path.exists():
        raise UsageError(f"there is no file or folder `{path}`")
    if path.is_dir():
        folder = path.resolve()
        return folder if deck_files(folder) else folder_above(folder) or folder
    if path.suffix.lower() not in (*DECK_SUFFIXES, ".lock"):
        raise UsageError(f"`{path}` is not a deck; the names of decks end in .yaml")
    return path.parent.resolve()


def using(folder: Path) -> str:
    """Return the line that tells the user which collection a command reads."""
    return "Using the embedded decks." if folder == embedded_folder() else f"Using {shown_path(folder)}"


def folder_above(start: Path) -> Path | None:
    """Return the collection that `start` is or lies in, None if there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS_NAME).is_file()), None)


def deck_files(folder: Path) -> list[Path]:
    """Return the deck files of a collection, by name."""
    names = (SETTINGS_NAME, SOURCES_NAME)
    found = (p for p in folder.iterdir() if p.suffix.lower() in DECK_SUFFIXES and p.name not in names and p.name[0] != ".")
    return sorted(found)


def overlooked_decks(folder: Path) -> list[Path]:
    """Return what its author may take for a deck of the collection, and nothing reads, by name.

    That is a deck in a folder below, or one to whose name an editor has added an ending of its own.
    """
    below = (sub for sub in folder.iterdir() if sub.is_dir() and sub.name[0] != "." and not (sub / SETTINGS_NAME).is_file())
    lower = (path for sub in below for path in deck_files(sub) if _begins_as_a_deck(path))
    renamed = (path for path in folder.iterdir() if path.suffix.lower() in _EDITORS_SUFFIXES and _is_deck_name(path.stem))
    return sorted((*lower, *renamed))


_EDITORS_SUFFIXES = (".txt", ".rtf")


def _is_deck_name(name: str) -> bool:
    return name.lower().endswith(DECK_SUFFIXES)


def _begins_as_a_deck(path: Path) -> bool:
    with path.open("rb") as file:
        return b"\ndeck:" in b"\n" + file.read(4096).removeprefix(b"\xef\xbb\xbf")


def _holds_a_deck(folder: Path) -> bool:
    try:
        return any(_begins_as_a_deck(path) for path in deck_files(folder) if path.is_file())
    except OSError:
        return False
