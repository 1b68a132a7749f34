"""Quizzes that die: `python -m tests.store.dying POINTS FOLDER COLLECTION` kills one at every point, and goes on.

For each number from 1 on a child process plays a session from an empty home and is killed at the point of that number,
until one lives to its end; a second child then plays on in the same home. `POINTS` says what is counted:

`statements` what SQLite is asked for; `steps` of SQLite's machine, in fifties; `files` opened for writing, made, renamed
or removed; `bytes:7000` the size that no file may pass, 0, 7000, 14000 ..., where the system kills in the middle of a
write; `full:7000` the same, where the write is refused instead, as on a full disk. `careless` kills at statements a
store that writes answer and state apart, to show that it is found out. A `progress.db` in the folder is what every
learner begins with.

A child is forked, since starting Python anew for each of some hundred points would take minutes.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import nkquiz.cli
import nkquiz.commands.run  # loaded once, before the children
from nkquiz.store.log import ReviewLog

MOST = 2000
PLAYED = b'{"dont_know": true}\n{"dont_know": true}\n{"command": "undo"}\n{"dont_know": true}\n{"command": "quit"}\n'


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(number: int) -> Callable[[], None]:
    numbers = count()

    def point() -> None:
        if next(numbers) == number:
            die()

    return point


def connecting(made: type[sqlite3.Connection]) -> None:
    connect = sqlite3.connect
    sqlite3.connect = lambda *where, **how: connect(*where, factory=made, **how)  # type: ignore[assignment]


def at_statement(number: int) -> None:
    point = die_at(number)

    class Dying(sqlite3.Connection):
        def execute(self, *words: Any) -> sqlite3.Cursor:
            point()
            return super().execute(*words)

        def close(self) -> None:
            point()
            super().close()

    connecting(Dying)


def at_step(number: int) -> None:
    point = die_at(number)

    class Dying(sqlite3.Connection):
        def __init__(self, *where: Any, **how: Any) -> None:
            super().__init__(*where, **how)
            self.set_progress_handler(point, 50)

    connecting(Dying)


def at_file(number: int) -> None:
    point = die_at(number)
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def seen(event: str, words: tuple[Any, ...]) -> None:
        if event in ("os.rename", "os.mkdir", "os.remove", "sqlite3.connect") or (event == "open" and words[2] & writing):
            point()

    sys.addaudithook(seen)


def at_byte(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    full(most)


def full(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def careless(number: int) -> None:
    ReviewLog._writing = lambda _self: nullcontext()  # type: ignore[method-assign, assignment, return-value]
    at_statement(number)


POINTS = {"statements": at_statement, "steps": at_step, "files": at_file, "bytes": at_byte, "full": full, "careless": careless}


def played(home: Path, collection: str, arm: Callable[[], None]) -> tuple[int, bytes]:
    """Play a session in a child of this process; return how it ended, as `os.waitpid` says it, and what it said."""
    (source, typed), (heard, speech) = os.pipe(), os.pipe()
    os.write(typed, PLAYED)
    os.close(typed)
    child = os.fork()
    if not child:
        os.environ["NKQUIZ_HOME"] = str(home)
        for stream, end in enumerate((source, speech, speech)):
            os.dup2(end, stream)
        _play(collection, arm)
    os.close(source)
    os.close(speech)
    with os.fdopen(heard, "rb") as said:
        text = said.read()
    return os.waitpid(child, 0)[1], text


def _play(collection: str, arm: Callable[[], None]) -> NoReturn:
    try:
        sys.argv = ["nkquiz", "run", "--json", "--seed", "1", collection]
        arm()
        nkquiz.cli.main()
    except SystemExit as leaving:
        os._exit(int(leaving.code or 0))
    finally:
        os._exit(99)


def main(points: str, folder: Path, collection: str) -> None:
    points, _, stride = points.partition(":")
    for number in range(MOST):
        place = folder / str(number)
        (place / "home").mkdir(parents=True)
        if (folder / "progress.db").exists():
            shutil.copy2(folder / "progress.db", place / "home")
        ended, said = played(place / "home", collection, partial(POINTS[points], number * int(stride or 1)))
        (place / "first").write_bytes(said)
        went_on, said = played(place / "home", collection, lambda: None)
        (place / "second").write_bytes(said)
        print(number, ended, went_on, flush=True)
        if ended == 0:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
