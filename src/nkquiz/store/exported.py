"""Progress as JSON lines: a header, then one review a line. docs/progress.md says what each key means.

Only ASCII is written, so that no terminal, pipe or mail can change a character of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

from nkquiz import __version__
from nkquiz.diagnostics import NkquizError, Problem, Span, counted, shortened, shown_path
from nkquiz.review import Review
from nkquiz.store.reading import review_of

FORMAT, VERSION = "nkquiz progress", 1
_LONGEST_LINE = 1_000_000
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def export_lines(namespaces: Sequence[str], number: int, reviews: Iterable[Review]) -> Iterator[str]:
    """Yield the lines of an export, without their ends: the header, then each of the `number` reviews."""
    header = {"format": FORMAT, "version": VERSION, "nkquiz": __version__, "namespaces": namespaces, "reviews": number}
    yield json.dumps(header)
    for review in reviews:
        yield json.dumps(_values_of(review))


def _values_of(review: Review) -> dict[str, Any]:
    values = {
        "review_id": review.review_id,
        "namespace": review.namespace,
        "card": review.card,
        "event": review.event.value,
        "refers_to": review.refers_to,
        "at": review.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "duration_ms": review.duration_ms,
        "form": review.form.value,
        "response": review.response,
        "verdict": review.verdict and review.verdict.value,
        "rating": review.rating and int(review.rating),
        "confidence": review.confidence,
        "session": review.session,
        "mode": review.mode.value,
        "scheduler": review.scheduler,
    }
    return {key: value for key, value in values.items() if value is not None}


def is_export(path: Path) -> bool:
    """Return True if the file begins as an export does."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").startswith(f'{{"format": "{FORMAT}"'.encode())
    return False


def read_export(path: Path, file: BinaryIO) -> Iterator[tuple[int, Review | Problem]]:
    """Yield each review of an export with its line, from 1, and a problem in place of each that cannot be read.

    A header may stand anywhere, so that exports can be put one after another. Raises NkquizError if a newer nkquiz
    wrote the file.
    """
    reading = _Reading(path)
    for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), start=1):
        if number == 1 and line.startswith(_BYTE_ORDER_MARKS):
            yield 1, reading.problem(1, "the file is UTF-16 text, as PowerShell's `>` writes it", "export with `-o FILE`")
            return
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        if not reading.begun and b'"format"' not in line:
            hint = f'the first line of an export is its header: {{"format": "{FORMAT}", ...}}'
            yield number, reading.problem(number, "this is no export of nkquiz's progress", hint, "NK513")
            return
        yield from reading.take(number, line)
    if not reading.begun:
        yield 1, reading.problem(1, "the file is empty", "", "NK513")
    yield from reading.end()


class _Reading:
    """Reads one export, line by line; knows how many reviews the last header promised."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.begun = False
        self._header = 0  # the line of the last header
        self._promised: int | None = None
        self._lines = 0

    def problem(self, number: int, message: str, hint: str = "", code: str = "NK511") -> Problem:
        """Return a problem of line `number`."""
        return Problem(Span(self.path, number), code, message, hint)

    def take(self, number: int, line: bytes) -> Iterator[tuple[int, Review | Problem]]:
        """Yield what a line says: nothing if it is a header."""
        values = self._values(number, line)
        if isinstance(values, Mapping) and "format" in values:
            yield from self.end()
            yield from self._begin(number, values)
            return
        self._lines += 1
        if isinstance(values, Problem):
            yield number, values
            return
        review, faults = review_of(values)
        yield from ((number, self.problem(number, message, hint)) for message, hint in faults)
        if review is not None:
            yield number, review

    def _values(self, number: int, line: bytes) -> Mapping[str, Any] | Problem:
        hint = "take the line from the export again, or delete it"
        if len(line) >= _LONGEST_LINE:
            return self.problem(number, "the line is too long for a review", hint)
        try:
            values = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            return self.problem(number, "the line is not UTF-8 text", hint)
        except (ValueError, RecursionError):
            return self.problem(number, "the line is not JSON", hint)
        return values if isinstance(values, dict) else self.problem(number, "the line is no JSON object", hint)

    def _begin(self, number: int, values: Mapping[str, Any]) -> Iterator[tuple[int, Problem]]:
        self.begun, self._header, self._promised, self._lines = True, number, None, 0
        version, promised = values.get("version"), values.get("reviews")
        if values["format"] != FORMAT or type(version) is not int or version < 1:
            found = shortened(json.dumps(values))
            yield number, self.problem(number, f"this header is none of nkquiz's progress: {found}", "", "NK513")
        elif version > VERSION:
            newer = f"was written by a newer nkquiz (format {version}); update nkquiz, nothing was imported"
            raise NkquizError(f"`{shown_path(self.path)}` {newer}")
        elif type(promised) is int:
            self._promised = promised

    def end(self) -> Iterator[tuple[int, Problem]]:
        """Yield a problem if the last header promised another number of reviews than came."""
        if self._promised is not None and self._lines != self._promised:
            message = f"the header promises {counted(self._promised, 'review')}, and {self._lines} stand here"
            hint = "the file may be cut short: export it again. If you changed it, take `reviews` out of the header"
            yield self._header, self.problem(self._header, message, hint, "NK513")
        self._promised = None
