"""Which sittings are being played right now, in any terminal; so that none of them is taken for one that was stopped.

Each takes the lock of one byte of a file that stays empty. The system gives it back however the process ends.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from zlib import crc32

_PLACES = 2**30


class Playing:
    """The locks that this process holds; they end with `close`, or with the process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, sitting: str) -> bool:
        """Take the sitting with this id for this process; False if another one plays it."""
        return _lock(self._file, crc32(sitting.encode()) % _PLACES)

    def close(self) -> None:
        """Give everything back."""
        os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, place: int) -> bool:
        os.lseek(file, place, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: int, place: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except OSError:
            return False
        return True
