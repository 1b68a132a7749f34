"""A real pseudo-terminal with a program in it: type, read what is on the screen, resize, hang up."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

if sys.platform != "win32":
    import fcntl
    import termios

QUIZ = (sys.executable, "-m", "nkquiz", "run")
UP, LEFT, DELETE, END_OF_INPUT, INTERRUPT = "\x1b[A", "\x1b[D", "\x1b[3~", "\x04", "\x03"

_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-Z\\-_]|[\x07]")
_PATIENCE_SECONDS = 20.0
# Without PYTHONPATH the terminal could run another copy of nkquiz than the tests import.
_SAME_PROGRAM = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}


def without_escapes(text: str) -> str:
    """Return what a person sees: no colours, no links, lines as lines."""
    return _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "")


class Terminal:
    """A program in a terminal of its own, of which it has control."""

    def __init__(self, command: Sequence[str] = QUIZ, *, columns: int = 80, rows: int = 40, **environment: str) -> None:
        self._ours, theirs = os.openpty()
        self.resize(columns, rows)
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={"TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC", **_SAME_PROGRAM, **environment},
        )  # fmt: skip
        os.close(theirs)
        self.raw = ""
        self._seen = 0
        self._bytes = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self.process.kill()
        self.process.wait()
        self.hang_up()

    def resize(self, columns: int, rows: int = 40) -> None:
        """Change the size; the program is told as by a real terminal."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        """Press the keys of `text`."""
        os.write(self._ours, text.encode())

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed."""
        if self._ours >= 0:
            os.close(self._ours)
            self._ours = -1

    def _read(self, seconds: float) -> bool:
        """Take in what the program wrote; return False at its end."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return True
        try:
            chunk = os.read(self._ours, 65536)
        except OSError:  # Linux says so when the program has gone
            chunk = b""
        self._bytes += chunk
        self.raw = self._bytes.decode("utf-8", "replace")
        return bool(chunk)

    @property
    def text(self) -> str:
        """All that was ever shown, as a person sees it."""
        return without_escapes(self.raw)

    def wait_for(self, wanted: str) -> str:
        """Wait until `wanted` appears after what was waited for before; return what came up to its end."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while wanted not in self.text[self._seen :]:
            if time.monotonic() > until or not self._read(0.2):
                raise AssertionError(f"{wanted!r} was not shown; what came:\n{self.text[self._seen :]}")
        begin = self._seen
        self._seen = self.text.index(wanted, begin) + len(wanted)
        return self.text[begin : self._seen]

    def interrupt(self) -> int:
        """Press Ctrl-C, wait for the end of the program and return its exit code.

        readline notices a signal only while it waits for a key; one that comes just before is seen at the next.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        self.type(INTERRUPT)
        while not select.select([self._ours], [], [], 1.0)[0] and time.monotonic() < until:
            self.type(INTERRUPT)
        return self.end()

    def end(self) -> int:
        """Wait for the end of the program and return its exit code."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while self._read(0.2):
            assert time.monotonic() < until, f"the program does not end; what came:\n{self.text[self._seen :]}"
        return self.process.wait(timeout=_PATIENCE_SECONDS)
