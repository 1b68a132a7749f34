"""Single key presses and edited lines from a real terminal, on Unix and on Windows."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import Any

END = "\x04"  # Ctrl-D; also what a closed terminal reads as
ENTER = "\n"


def read_key() -> str:
    """Return one key: a character, ENTER, or END. Ctrl-C raises.

    Arrow and function keys are passed over, and so is a text that was pasted: its letters are no keys.
    """
    while True:
        key = _one_key()
        if key:
            return ENTER if key in "\r\n" else key


def read_line(prompt: str) -> str | None:
    """Return a line the learner typed and could edit, or None at Ctrl-D. Ctrl-C raises, on a new line."""
    try:
        import readline
    except ImportError:  # Windows edits lines by itself
        _by_line(edited=False)
    else:
        readline.set_auto_history(False)  # an arrow key must not show earlier answers
        readline.set_completer(lambda _text, _state: None)  # nor the tab key the names of files
        readline.parse_and_bind("set enable-bracketed-paste on")  # several lines pasted are one answer, not several
        for search in "rs":  # there is nothing to search, and readline 8.2 can crash where it looks in vain
            readline.parse_and_bind(rf'"\C-{search}": redraw-current-line')
        _by_line(edited=True)
    try:
        return input(prompt).strip()
    except EOFError:
        print()
        return None
    except KeyboardInterrupt:
        print()
        raise
    finally:
        listen()


if sys.platform == "win32":
    import msvcrt

    def listen() -> None:
        """Take keys one by one from now on; on Windows that needs no preparation."""

    def _by_line(*, edited: bool) -> None:
        pass

    def _one_key() -> str:
        key = msvcrt.getwch()
        if key in ("\x00", "\xe0"):  # the first half of a special key
            msvcrt.getwch()
            return ""
        if key == "\x03":
            raise KeyboardInterrupt
        return END if key == "\x1a" else key

else:
    import fcntl
    import select
    import struct
    import termios

    _MOST_AHEAD = 64
    """So many characters may wait that were typed ahead, or came of a key held down; more at once were pasted."""

    def listen() -> None:
        """Take keys one by one from now on, and show none; the end of the program gives the terminal back as it was.

        Between two questions too, so that no key typed ahead is shown twice, and no Ctrl-D lost.
        """
        _set(echo=False, by_line=False)

    def _by_line(*, edited: bool) -> None:
        """Prepare for a line; readline takes the keys one by one itself, and shows them if they were shown before."""
        _set(echo=True, by_line=not edited)

    @lru_cache(maxsize=1)
    def _as_it_was() -> tuple[int, list[Any]]:
        """Return the terminal and its settings before we changed them."""
        import atexit
        import signal

        descriptor = sys.stdin.fileno()
        settings = termios.tcgetattr(descriptor)
        atexit.register(_give_back)
        signal.signal(signal.SIGCONT, lambda _number, _frame: listen())  # the shell changed them meanwhile
        return descriptor, settings

    def _give_back() -> None:
        descriptor, settings = _as_it_was()
        try:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, settings)
        except (OSError, termios.error):  # the terminal is gone
            return

    def _set(*, echo: bool, by_line: bool) -> None:
        try:
            descriptor, (iflag, oflag, cflag, lflag, ispeed, ospeed, characters) = _as_it_was()
            lflag &= ~(termios.ECHO | termios.ICANON)
            lflag |= (termios.ECHO if echo else 0) | (termios.ICANON if by_line else 0)
            characters = [*characters]
            if not by_line:
                characters[termios.VMIN], characters[termios.VTIME] = b"\x01", b"\x00"
            settings = [iflag, oflag, cflag, lflag, ispeed, ospeed, characters]
            termios.tcsetattr(descriptor, termios.TCSADRAIN, settings)
        except (OSError, ValueError, termios.error):  # the terminal is gone; reading will say so
            return

    def _one_key() -> str:
        descriptor = sys.stdin.fileno()
        try:
            first = os.read(descriptor, 1)
            if _waiting(descriptor) > _MOST_AHEAD:
                return _drop_all(descriptor)
            rest = _rest_of(descriptor, first)
        except OSError:  # the terminal is gone
            return END
        if first == b"\x1b":
            return ""
        return (first + rest).decode("utf-8", "replace") or END

    def _waiting(descriptor: int) -> int:
        """Return how many bytes can be read without waiting."""
        return int(struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0"))[0])

    def _drop_all(descriptor: int) -> str:
        """Read all that is still being pasted, and return no key."""
        while select.select([descriptor], [], [], 0.05)[0] and os.read(descriptor, 4096):
            pass
        return ""

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
