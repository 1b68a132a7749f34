"""Single key presses and edited lines from a real terminal, on Unix and on Windows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

END = "\x04"  # Ctrl-D; also what a closed terminal reads as
ENTER = "\n"


def read_key() -> str:
    """Return one key: a character, ENTER, or END. Arrow and function keys are passed over. Ctrl-C raises."""
    while True:
        key = _one_key()
        if key:
            return ENTER if key in "\r\n" else key


def read_line(prompt: str) -> str | None:
    """Return a line the learner typed and could edit, or None at Ctrl-D."""
    try:
        import readline
    except ImportError:  # Windows edits lines by itself
        pass
    else:
        readline.set_auto_history(False)  # an arrow key must not show earlier answers
    try:
        return input(prompt).strip()
    except EOFError:
        print()
        return None


if sys.platform == "win32":
    import msvcrt

    def _one_key() -> str:
        key = msvcrt.getwch()
        if key in ("\x00", "\xe0"):  # the first half of a special key
            msvcrt.getwch()
            return ""
        if key == "\x03":
            raise KeyboardInterrupt
        return END if key == "\x1a" else key

else:
    import select
    import termios
    import tty

    @contextmanager
    def _key_by_key(descriptor: int) -> Iterator[None]:
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor, termios.TCSADRAIN)
            yield
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    def _one_key() -> str:
        descriptor = sys.stdin.fileno()
        try:
            with _key_by_key(descriptor):
                first = os.read(descriptor, 1)
                rest = _rest_of(descriptor, first)
        except (OSError, termios.error):  # the terminal is gone
            return END
        if not first:
            return END
        if first == b"\x1b":
            return ""
        return (first + rest).decode("utf-8", "replace")

    def _rest_of(descriptor: int, first: bytes) -> bytes:
        """Return what belongs to the same key: an escape sequence, or the other bytes of a character."""
        if first == b"\x1b":
            sequence = b""
            while select.select([descriptor], [], [], 0.02)[0]:
                byte = os.read(descriptor, 1)
                sequence += byte
                if not byte or (len(sequence) > 1 and 0x40 <= byte[0] <= 0x7E):
                    break
            return sequence
        lead = first[0] if first else 0
        more = 3 if lead >= 0xF0 else 2 if lead >= 0xE0 else 1 if lead >= 0xC0 else 0
        return b"".join(os.read(descriptor, 1) for _ in range(more))
