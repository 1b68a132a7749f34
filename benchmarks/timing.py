"""Whole processes measured: processor time, peak memory, the time until words stand on the screen."""

from __future__ import annotations

import os
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process cost: seconds, mostly of processor time, and the peak of its memory."""

    seconds: float
    peak_mib: float


def cost_of(command: Sequence[str], env: Mapping[str, str] | None = None, *, fine: Sequence[int] = (0,)) -> Cost:
    """Run `command` to its end. Processor time, since other work on the machine moves it little.

    Raises RuntimeError if it ends with another code than those that are `fine`.
    """
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}
    )
    assert process.stdout is not None
    with process.stdout:
        said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        raise RuntimeError(f"{command}: {said.decode(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, _mib(used))


def _mib(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def seconds_to_end(command: Sequence[str]) -> float:
    """Return the seconds from the start of a process to its end, as a person waits for it."""
    start = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def seconds_to_words(command: Sequence[str], words: bytes, env: Mapping[str, str], *, terminal: bool) -> float:
    """Return the seconds from the start of a process until `words` can be read from it; then it is ended."""
    return cost_to_words(command, words, env, terminal=terminal).seconds


def cost_to_words(command: Sequence[str], words: bytes, env: Mapping[str, str], *, terminal: bool) -> Cost:
    """Return the time, as a person waits for it, until `words` can be read, and the peak of the memory up to then."""
    reader, writer, source, *others = _terminal() if terminal else _pipes()
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=source, stdout=writer, stderr=writer, env={**os.environ, **env})
    os.close(writer)
    found = b""
    try:
        with suppress(OSError):  # the end of a terminal is an error on Linux
            while words not in found and (part := os.read(reader, 65536)):
                found += part
        took = time.perf_counter() - start
    finally:
        os.kill(process.pid, signal.SIGKILL)  # process.kill() would ask for its end first, and take its figures
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        for each in (reader, source, *others):
            os.close(each)
    if words not in found:
        raise RuntimeError(f"{command} never said {words!r}:\n{found.decode(errors='replace')}")
    return Cost(took, _mib(used))


def _pipes() -> tuple[int, ...]:
    """Return the two ends of a pipe to read from, and the two of one that stays empty."""
    return *os.pipe(), *os.pipe()


def _terminal() -> tuple[int, ...]:
    """Return our end of a terminal of 80 columns, and its other end twice."""
    import fcntl
    import pty
    import struct
    import termios

    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))  # type: ignore[no-untyped-call, unused-ignore]
    return reader, writer, os.dup(writer)


Measured = dict[str, list[float]]


def in_turns(rounds: int, measures: Mapping[str, Callable[[], float]]) -> Measured:
    """Take every measure once a round, A B C A B C, so that a slow minute is slow for all."""
    found: Measured = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            found[name].append(measure())
    return found


def ratio(found: Measured, name: str, base: str) -> float:
    """Return the median of the ratios taken round by round."""
    return statistics.median(a / b for a, b in zip(found[name], found[base], strict=True))
