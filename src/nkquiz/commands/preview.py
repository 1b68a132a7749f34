"""`nkquiz preview`: the cards in a browser, as Anki and the quiz show them, drawn anew on every save."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TextIO

from nkquiz.commands.check import Wanted, since_the_release, weak_cards
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import NkquizError, Problem
from nkquiz.folders import using
from nkquiz.preview.live import Live
from nkquiz.preview.server import HOST, PreviewServer


def preview(path: Path | None, port: int, out: TextIO) -> int:
    """Serve the collection of `path` until Ctrl-C. Raises NkquizError if the port is taken."""
    live = Live(path, _judged, _local_now)
    try:
        server = PreviewServer(live, port)
    except OSError as error:
        hint = "another port can be given with --port"
        raise NkquizError(f"port {port} of {HOST} cannot be used: {error.strerror}; {hint}") from error
    with server:
        print(using(live.folder), file=out)
        print(f"Open {server.address} in a browser on this computer. Ctrl-C ends it.", file=out, flush=True)
        server.serve_forever()
    return 0


def _judged(compiled: Compiled, now: datetime) -> tuple[Problem, ...]:
    return (*since_the_release(compiled, now), *weak_cards(compiled, Wanted().rules(), now))


def _local_now() -> datetime:
    return datetime.now().astimezone()
