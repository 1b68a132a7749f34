"""Waiting for a learner no longer than the time that is left."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NoReturn


class TimeUpError(Exception):
    """The time was up while the learner was being waited for."""


def _ring(_number: int, _frame: object) -> NoReturn:
    raise TimeUpError


@contextmanager
def alarm(after: timedelta | None) -> Iterator[None]:
    """Raise TimeUpError `after` a time, wherever the block waits; never if that is None.

    On Windows nothing can interrupt a line that is being read; there the end is noticed with the next key.
    """
    if after is None or sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(0.001, after.total_seconds()))
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
