"""An image lies in the collection's `media` folder, is of a kind that cards can show, and holds nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nkquiz.diagnostics import Problem, nearest, shortened
from nkquiz.drawings import svg_faults
from nkquiz.folders import PICTURE_SUFFIXES
from nkquiz.lock import Lock
from nkquiz.model import Collection

MAX_BYTES = 4 * 1024 * 1024


def check(collection: Collection, _lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each image that is missing, outside `media`, unreadable or unsafe."""
    media = collection.folder / "media"
    for fact in collection.as_read:
        if fact.image is not None:
            for message, hint in _all_faults(media, fact.image.name):
                yield Problem(fact.where.span("image"), "NK113", message, hint)


def _all_faults(media: Path, name: str) -> Iterator[tuple[str, str]]:
    try:
        yield from _faults(media, name)
    except OSError as error:
        yield f"`{shortened(name)}` cannot be read: {error.strerror}", "mend the name, or who may read the file"


def _faults(media: Path, name: str) -> Iterator[tuple[str, str]]:
    path = media / name
    if Path(name).name != name or "\\" in name or name.startswith((".", "_")):
        yield f"`{name}` is not the plain name of a file", "put the file into the `media` folder and give its name"
    elif path.suffix.lower() not in PICTURE_SUFFIXES:
        yield f"`{name}` is not an image", "cards show " + ", ".join(PICTURE_SUFFIXES)
    elif path.is_symlink():
        yield f"`{name}` is a link to another place", "put the file itself into the `media` folder"
    elif not path.is_file():
        near = nearest(name, (file.name for file in media.iterdir())) if media.is_dir() else ""
        hint = f"did you mean `{near}`?" if near else "put it there, or mend the name"
        yield f"there is no `{name}` in the `media` folder", hint
    elif path.stat().st_size > MAX_BYTES:
        yield f"`{name}` is larger than {MAX_BYTES // 2**20} MiB", "make it smaller; learners carry it on a phone"
    elif path.suffix.lower() == ".svg":
        yield from ((f"`{name}` {message}", hint) for message, hint in svg_faults(path.read_bytes()))
    else:
        path.open("rb").close()
