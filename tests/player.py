"""A program that plays `nkquiz run --json`: hear an event, say a reply, leave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PATIENCE_SECONDS = 60.0


class Player:
    """The quiz as a conversation, in a process of its own."""

    def __init__(self, home: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nkquiz", "run", "--json", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "NKQUIZ_HOME": str(home), "PYTHONUTF8": "1"},
        )  # fmt: skip

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield every event from here on, to the end of the quiz."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield json.loads(line)

    def hear(self, *wanted: str) -> dict[str, Any]:
        """Return the next of the `wanted` events."""
        for event in self.events():
            if event["event"] in wanted:
                return event
        raise AssertionError(f"{wanted} never came")

    def say(self, **said: Any) -> None:
        """Reply to an event."""
        self.write(json.dumps(said) + "\n")

    def write(self, text: str) -> None:
        """Send `text` as it stands."""
        assert self.process.stdin is not None
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def leave(self) -> int:
        """Say nothing more, wait for the end and return the exit code."""
        self.process.communicate(timeout=_PATIENCE_SECONDS)
        return self.process.returncode
