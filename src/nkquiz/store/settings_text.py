"""The text of `settings.toml`: what can stand in it, what a new one says, and how it is read.

Read line by line, since every setting is one line: so each mistake has its place, and one run shows them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nkquiz.diagnostics import Problem, Span, did_you_mean, shortened
from nkquiz.frozen import frozen

LEAST_RETENTION, MOST_RETENTION = 0.70, 0.97
MOST = 1000  # questions, new cards


@frozen
class Setting:
    """One setting: its name in the file, its default as written there, what it is, and what it can be."""

    name: str
    default: str
    about: str
    wanted: str
    fits: Callable[[Any], bool]


def _whole(value: Any, least: int) -> bool:
    return type(value) is int and least <= value <= MOST


SETTINGS = (
    Setting(
        "retention",
        "0.90",
        "The share of cards you want to know when they come back. Higher asks more often, lower\n"
        "forgets more. A change moves every due date at once. From 0.70 to 0.97.",
        "a number from 0.70 to 0.97",
        lambda value: type(value) in (int, float) and LEAST_RETENTION <= value <= MOST_RETENTION,
    ),
    Setting(
        "new-cards",
        "10",
        "New cards a day, at most, of the decks that a session asks from.",
        f"a whole number from 0 to {MOST}",
        lambda value: _whole(value, 0),
    ),
    Setting(
        "questions",
        "20",
        "Questions in a session, at most.",
        f"a whole number from 1 to {MOST}",
        lambda value: _whole(value, 1),
    ),
    Setting(
        "confidence",
        "false",
        "Say with one key how sure you are, before you see if you were right.",
        "`true` or `false`",
        lambda value: type(value) is bool,
    ),
)
_NAMES = [setting.name for setting in SETTINGS]
_BEGIN = re.compile(r"""\s*["']?([A-Za-z0-9_-]*)["']?\s*(=?)\s*""")
_PLACE = re.compile(r" \(at (?:line 1, column (\d+)|end of document)\)\Z")


def template() -> str:
    """Return the text of a new settings file."""
    parts = ["# Your settings for nkquiz. A line that begins with # is a comment.\n# What is left out keeps its default."]
    for setting in SETTINGS:
        about = "".join(f"# {line}\n" for line in setting.about.splitlines())
        parts.append(f"{about}{setting.name} = {setting.default}")
    return "\n\n".join(parts) + "\n"


class Reading:
    """Gathers the values and the problems of one file, line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self._seen: dict[str, Span] = {}

    def take(self, number: int, line: str) -> None:
        """Read one line; its number counts from 1."""
        import tomllib

        try:
            entries = tomllib.loads(line)
        except (ValueError, RecursionError) as error:  # a number or a nesting that Python refuses, too
            self._not_toml(number, line, str(error))
            return
        for name, value in entries.items():
            begin = _BEGIN.match(line)
            span = Span(self.path, number, line.index(name) + 1 if name in line else 1, max(1, len(name)))
            self._entry(name, value, span, Span(self.path, number, (begin.end() if begin else 0) + 1))

    def _entry(self, name: str, value: Any, span: Span, where: Span) -> None:
        setting = next((setting for setting in SETTINGS if setting.name == name), None)
        if setting is None:
            hint = did_you_mean(name, _NAMES)
            self.problems.append(Problem(span, "NK101", f"there is no setting `{shortened(name)}`", hint))
            return
        if name in self._seen:
            related = ((self._seen[name], "first given here"),)
            self.problems.append(Problem(span, "NK002", f"`{name}` stands here twice", "keep one of them", related))
            return
        self._seen[name] = span
        if not setting.fits(value):
            message = f"`{name}` must be {setting.wanted}, but this is {_found(value)}"
            self.problems.append(Problem(where, "NK104", message, f"write it as `{name} = {setting.default}`"))
            return
        self.values[name.replace("-", "_")] = value

    def _not_toml(self, number: int, line: str, reason: str) -> None:
        place = _PLACE.search(reason)
        column = int(place[1]) if place and place[1] else len(line) + 1
        begin = _BEGIN.match(line)
        setting = next((setting for setting in SETTINGS if begin and setting.name == begin[1]), None)
        if begin is None or setting is None:
            hint = f"a line is a name, `=` and a value, such as `{SETTINGS[0].name} = {SETTINGS[0].default}`"
            self.problems.append(Problem(Span(self.path, number, column), "NK501", "this line is no setting", hint))
            return
        written = line[begin.end() :].strip()
        found = f"this is `{shortened(written)}`" if written else "there is nothing here"
        message = f"`{setting.name}` must be {setting.wanted}, but {found}"
        hint = f"write it as `{setting.name} = {setting.default}`"
        self.problems.append(Problem(Span(self.path, number, begin.end() + 1), "NK501", message, hint))


def _found(value: Any) -> str:
    """Return a value as the learner would write it."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f"the text `{shortened(value)}`"
    if isinstance(value, dict):
        return "a table"
    return f"`{shortened(str(value))}`"
