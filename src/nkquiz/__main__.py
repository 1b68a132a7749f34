"""The way in: `nkquiz` and `python -m nkquiz`.

Being quizzed is what is asked for most, so its plain forms do not wait for typer, which takes a fifth of the start.
Everything else, and every mistake, goes to cli.py.
"""

from __future__ import annotations

import gc

# A command is short and makes few cycles. Looking for them costs 5 ms of every start, and nearly doubles a large build.
gc.disable()

import sys  # noqa: E402
from typing import TYPE_CHECKING, NoReturn  # noqa: E402

if TYPE_CHECKING:
    from nkquiz.commands.run import Wishes

_FLAGS = ("--plain", "--json", "--practice")


def main() -> NoReturn:
    """Do what the command line asks, and leave with an exit code."""
    if sys.platform != "win32" and (wishes := plain_wishes(sys.argv[1:])) is not None:
        from nkquiz.commands.run import run
        from nkquiz.leaving import leave

        leave(lambda: run(wishes))
    from nkquiz.cli import main

    main()


def plain_wishes(words: list[str]) -> Wishes | None:
    """Return what `nkquiz run` with names, paths and plain flags asks for; None where typer must look."""
    if words[:1] != ["run"] or any(word.startswith("-") and word not in _FLAGS for word in words):
        return None
    from nkquiz.commands.run import Wishes

    targets = tuple(word for word in words[1:] if word not in _FLAGS)
    return Wishes(targets, plain="--plain" in words, as_json="--json" in words, practice="--practice" in words)


if __name__ == "__main__":
    main()
