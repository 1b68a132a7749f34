"""The part of docs/json.md on exams, from an exam that is taken when the page is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COLLECTION = Path(__file__).parent / "protocol"

EXAM_EVENTS: dict[str, tuple[str, dict[str, str]]] = {
    "exam_question": (
        "A question stands as it is now, and **one line is waited for**: an answer, or a move. Nothing is said of right or "
        "wrong before the end.",
        {
            "card": "the name of the card, `fact-id#card`",
            "form": "as in `question`; never `recall`",
            "number": "its place in the exam, from 1",
            "total": "how many questions the exam has",
            "topic": "the title of the deck",
            "lead": "what is to be done, where the prompt alone does not say it",
            "prompt": "the question",
            "options": "of a choice: the options",
            "several": "whether several options are right",
            "steps": "of an order: the steps as shown",
            "left": "of a match: what is matched",
            "texts": "of a match: what fits",
            "unit": "of a number: its unit",
            "answered": "whether it has an answer, which a further one replaces",
            "said": "that answer in words",
            "flagged": "whether it is flagged",
            "seconds_left": "the time left, or `null` without a limit",
        },
    ),
    "exam_list": (
        "The list of all questions stands, and **one line is waited for**: a move.",
        {"questions": "`number`, `answered`, `said` and `flagged` of each", "seconds_left": "as in `exam_question`"},
    ),
    "exam_marked": (
        "At the end, for each question in turn; an `answer` follows each.",
        {
            "card": "the name of the card",
            "number": "its place in the exam",
            "said": "what was answered, empty where nothing was",
            "right": "whether it counts",
        },
    ),
    "exam_result": (
        "The last event of an exam that was handed in, or whose time was up.",
        {
            "right": "how many were right",
            "asked": "how many were asked",
            "seconds": "how long it took",
            "time_up": "whether the time was up",
            "topics": "`name`, `right` and `asked` of each topic",
            "levels": "the same of each level",
            "restudy": "the ids of the facts to learn again",
            "decks": "the ids of their decks",
            "lines": "what a learner would read",
            "report": "the path of the report in Markdown, empty where it could not be written",
        },
    ),
}
"""Every event that comes in exams only, what it says, and its keys with their meaning."""

MOVES = {
    '{"go_to": 3}': "the question with that number",
    '{"command": "next"}': "the next question, after the last one the list; from the list the first without an answer",
    '{"command": "previous"}': "the question before",
    '{"command": "flag"}': "the same question, flagged or no longer",
    '{"command": "list"}': "`exam_list`",
    '{"command": "help"}': "`note`, then the same again",
    '{"command": "finish"}': "from the list the end; from a question, while others are open, a `note` and the list",
    '{"command": "quit"}': "`note`, and the exam is left: its answers are kept, and the same command goes on with it on "
    "that day while time is left",
}

REPLIES = ('{"command": "flag"}', '{"pick": 1}', '{"go_to": 1}', '{"pick": 2}', '{"command": "list"}', '{"command": "finish"}')


def exam() -> tuple[list[dict[str, Any]], int]:
    """Return the events and the exit code of an exam of three questions."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "nkquiz", "run", "--json", "--exam", "3", "--time", "10m", "--seed", "2"],
            cwd=COLLECTION, env={**os.environ, "NKQUIZ_HOME": home, "PYTHONUTF8": "1"}, input="\n".join(REPLIES) + "\n",
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def exam_section() -> Iterator[str]:
    """Yield the lines of the section."""
    events, _ = exam()
    yield from (
        "", "## Exams", "",
        "`nkquiz run --exam N --time 10m --json` begins with `session` and then emits these events; `answer`, `note` and",
        "`error` come too. A reply is an answer as above, without confidence, or a move:",
        "", "| reply | what follows |", "|---|---|",
    )  # fmt: skip
    yield from (f"| `{said}` | {after} |" for said, after in MOVES.items())
    yield from (
        "", "After an answer comes the next question without one, or the list. At the end of the time what is answered",
        "counts, and `exam_marked` follows whatever was waited for. The end of the input leaves the exam, as `quit` does.",
    )  # fmt: skip
    for name, (about, keys) in EXAM_EVENTS.items():
        yield from ("", f"### `{name}`", "", about, "", "| key | what |", "|---|---|")
        yield from (f"| `{key}` | {what} |" for key, what in keys.items())
        yield from ("", "```json", *_laid_out(next(event for event in events if event["event"] == name)), "```")


def _laid_out(event: dict[str, Any]) -> list[str]:
    steady = event | {key: value for key, value in _STEADY.items() if event.get(key) is not None}
    if "lines" in steady:
        steady["lines"] = [line.replace(" in 0 seconds.", " in 40 seconds.") for line in steady["lines"]]
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in steady.items()]
    return ["{", *(f"{line}," for line in lines[:-1]), lines[-1], "}"]


_STEADY = {"seconds_left": 560, "seconds": 40, "report": "exams/exam-2026-11-23-1405.md"}
"""What differs from one making of the page to the next."""
