"""docs/json.md: the JSON protocol, with examples from a session that is really played when the page is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docs.json_exam import exam_section

COLLECTION = Path(__file__).parent / "protocol"
DUE = "2026-11-24T09:00:00+00:00"
"""Stands for every due time in the examples, which would else change with the day."""

CARD = "the name of the card, `fact-id#card`"

EVENTS: dict[str, tuple[str, dict[str, str]]] = {
    "session": (
        "The first event.",
        {"protocol": "`1`; see [what stays](#what-stays)", "lines": "what a learner would read first"},
    ),
    "question": (
        "A question stands, and **one line is waited for**. It is emitted again after a hint, a close answer, and whatever "
        "else leaves it standing. Lists that do not belong to the form are empty.",
        {
            "card": CARD,
            "form": "`choice`, `typed`, `recall`, `number`, `order` or `match`: how it is to be answered",
            "number": "its place in the session, from 1",
            "total": "how many questions the session has, as it looks now",
            "topic": "the title of the deck",
            "lead": "what is to be done, where the prompt alone does not say it",
            "prompt": "the question",
            "options": "of a choice: what can be picked",
            "several": "of a choice: whether more than one option is right",
            "steps": "of an order: the steps, out of order",
            "left": "of a match: the things of the row",
            "texts": "of a match: the texts to be matched to them, out of order",
            "unit": "of a number: its unit",
            "new": "whether the card is asked for the first time",
            "hints": "how many hints are left",
            "confidence": "whether the learner wants to be asked how sure they are",
            "undo": "whether there is an answer to take back",
            "override": "whether the answer before, or the close one just given, can be counted as right",
        },
    ),
    "hint": (
        "The next hint; a right answer is then rated `hard`. The question follows again.",
        {"text": "the hint, empty if there is none left", "struck": "the option it rules out, from 1, or `null`"},
    ),
    "close": (
        "The answer was close, or cannot be judged. Nothing was counted, and the question follows again. After an answer that "
        "was close a right one is rated `hard`, and a second one that is not right counts.",
        {"card": CARD, "reason": "what is missing, or what is wanted"},
    ),
    "reveal": (
        "The right answer before the question is answered, as for a free recall. The question still waits.",
        {"card": CARD, "answer": "the right answer"},
    ),
    "error": ("The line was no reply to the question, which still waits.", {"message": "what was expected"}),
    "answer": (
        "What came of an answer, which is saved.",
        {
            "card": CARD,
            "verdict": "`correct`, `typo`, `close` or `wrong`",
            "rating": "`again`, `hard`, `good` or `easy`",
            "reason": "one sentence on it",
            "comes_again": "whether the card is asked again in this session",
            "due": "when the card returns, or `null` where the schedule does not move, as in practice",
            "right": "whether it counts as right",
            "points": "where several options are right: a point for each right pick less one for each wrong pick, at least 0",
            "of_points": "how many points there were; 0 where none are given",
            "hints": "how many hints were given before",
            "confidence": "how sure the learner was, 1 to 3, or `null`",
            "answer": "the right answer",
            "differs": "a typed answer beside the right one, in stretches that are alike and that are not, in turn; empty "
            "where the two are not alike",
            "listed": "the right order, or the whole row",
            "whys": "why an option that was picked, or is right, is `right` or not",
            "corrected": "what the card said before it was corrected, for who learned it then",
            "remember": "of a claim: what to remember instead",
            "because": "the reason, in paragraphs",
            "caveat": "what limits it",
            "how_we_know": "the kind of evidence",
            "dates": "how old it is",
            "sources": "what it rests on, with `label` and `url`",
        },
    ),
    "pause": (
        'Comes after an answer that said `"wait": true`, and **waits for one line**: a command of '
        "`next`, `undo`, `override`, `quit`.",
        {"override": "whether the answer can be counted as right", "last": "whether nothing is left to ask"},
    ),
    "override": (
        "The last answer now counts as right. The keys are those of `answer`.",
        dict.fromkeys(("card", "verdict", "rating", "reason", "comes_again", "due"), "as in `answer`"),
    ),
    "note": ("A line for the learner, such as that an answer was taken back.", {"text": "the line"}),
    "idle": (
        "Nothing is due. The session then ends; `--practice` or `--new-cards` give other questions.",
        {"lines": "what a learner would read"},
    ),
    "summary": (
        "The last event.",
        {"lines": "what a learner would read", "answered": "the answers: `card`, `verdict`, `overridden`, `confidence`"},
    ),
}
"""Every event, what it says, and its keys with their meaning."""

REPLIES = {
    "pick": "a choice: the number of an option, or a list of them where several are right, from 1",
    "text": "a typed answer or a number: what the learner typed",
    "rating": "a free recall: 1 again, 2 hard, 3 good, 4 easy",
    "order": "an order: the numbers of the steps, from the first step to the last",
    "match": "a match: for each of `left` the number of its text",
    "dont_know": "`true`: any question, instead of guessing",
    "command": "`hint`, `skip`, `undo`, `override`, `reveal`, `help`, `quit`",
}

BESIDE = {
    "confidence": "how sure the learner is: 1 a guess, 2 unsure, 3 sure. It is kept whether or not the question asks for it.",
    "card": "the card it is meant for; a reply to another card is met with `error`",
    "wait": "`true`: after the answer comes `pause`",
}

SCRIPT: dict[tuple[str, int], tuple[str, ...]] = {
    ("brake#answer", 1): (
        '{"command": "help"}', '{"pick": [1, 2]}', '{"command": "dance"}', '{"command": "hint"}',
        '{"pick": 1, "confidence": 3, "card": "brake#answer"}',
    ),
    ("weapons#best", 1): ('{"command": "undo"}',),
    ("weapons#best", 2): ('{"pick": [1, 2]}',),
    ("antidote#answer", 1): ('{"text": "tocilizumap"}',),
    ("dose#answer", 1): ('{"text": "8"}', '{"text": "eight", "wait": true}', '{"command": "override"}', '{"command": "next"}'),
    ("share#value", 1): ('{"text": "> 10"}', '{"text": "30%", "confidence": 2}'),
    ("pore#order", 1): ('{"order": [2, 1, 3]}',),
    ("brake#answer", 3): ('{"command": "reveal"}', '{"rating": 3}'),
    ("source#car-t", 2): ('{"match": [1, 2, 3]}',),
    ("boredom#c1", 1): ('{"command": "skip"}',),
    ("source#car-t", 3): ('{"command": "quit"}',),
}  # fmt: skip
"""What is replied, line by line, to a card when it is asked for the first, second ... time; else `dont_know`."""


@dataclass
class Played:
    """A session that was played: every event, and every reply with the event that followed."""

    script: Mapping[tuple[str, int], tuple[str, ...]]
    events: list[dict[str, Any]] = field(default_factory=list)
    replies: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    exit_code: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    said: str = ""
    card: str = ""

    def reply(self, event: dict[str, Any]) -> str:
        """Take in an event and return what is replied to it, "" if nothing is waited for."""
        self.events.append(event)
        if self.said:
            self.replies.append((self.said, event))
            self.said = ""
        if event["event"] == "question" and (event["card"] != self.card or not self.lines):
            self.card = event["card"]
            self.asked[self.card] += 1
            self.lines = list(self.script.get((self.card, self.asked[self.card]), ('{"dont_know": true}',)))
        if event["event"] in ("question", "pause", "error", "reveal"):
            self.said = self.lines.pop(0)
        return self.said


def played(*options: str, questions: int = 40, script: Mapping[tuple[str, int], tuple[str, ...]] = SCRIPT) -> Played:
    """Play a session through the real command, as any program would, and return what was said."""
    found = Played(script)
    command = [sys.executable, "-m", "nkquiz", "run", "--json", "--seed", "1", "-n", f"{questions}", *options]
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(
            command, cwd=COLLECTION, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "NKQUIZ_HOME": home, "PYTHONUTF8": "1"},
        ) as process,
    ):  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            if reply := found.reply(event | ({"due": DUE} if event.get("due") else {})):
                process.stdin.write(f"{reply}\n")
                process.stdin.flush()
        process.stdin.close()
        found.exit_code = process.wait(60)
    return found


def json_page() -> Iterator[str]:
    """Yield the lines of the page."""
    found = played()
    events = (*found.events[:-1], *played(questions=3, script={}).events[-1:], *played("--new-cards", "0").events)
    yield from _HEAD
    for name, (about, keys) in EVENTS.items():
        yield from ("", f"### `{name}`", "", about, "", "| key | what |", "|---|---|")
        yield from (f"| `{key}` | {what} |" for key, what in keys.items())
        examples = [event for event in events if event["event"] == name]
        yield from ("", "```json", *_laid_out(_telling(name, examples)), "```")
    yield from _REPLIES
    for key, what in REPLIES.items():
        example = next(said for said, _ in found.replies if f'"{key}"' in said)
        yield f"| `{key}` | {what} | `{example}` |"
    yield from ("", "A reply can hold besides:", "", "| key | what | for example |", "|---|---|---|")
    for key, what in BESIDE.items():
        example = next(said for said, _ in found.replies if f'"{key}"' in said)
        yield f"| `{key}` | {what} | `{example}` |"
    yield from _COMMANDS
    for name in ("hint", "reveal", "override", "undo", "skip", "help", "next", "quit"):
        said, after = _command(name, found)
        yield f"| `{said}` | {after} |"
    yield from exam_section()
    yield from _TAIL


def _telling(name: str, examples: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the example that shows most; of answers the typed one, since it holds a difference."""
    if name == "answer":
        return next(event for event in examples if event["differs"])
    if name == "note":
        return min(examples, key=lambda event: len(event["text"]))
    return max(examples, key=lambda event: sum(bool(value) for value in event.values()))


def _laid_out(event: dict[str, Any]) -> Iterable[str]:
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in event.items()]
    return ["{", *(f"{line}," for line in lines[:-1]), lines[-1], "}"]


_AFTER = {
    "hint": "`hint`, then the question again",
    "reveal": "`reveal`; the question still waits",
    "override": "`override`: the last typed answer counts as right, `good`, or `hard` after a hint or a close answer; where "
    "the close one stood again, `answer`",
    "undo": "`note`: the last answer is taken back and its question stands again; an override is taken back first",
    "skip": "`note`: the card waits for another session",
    "help": "`note`, which names every reply",
    "next": "only at `pause`: the session goes on",
    "quit": "`summary`",
}


def _command(name: str, found: Played) -> tuple[str, str]:
    said = next((said for said, _ in found.replies if json.loads(said).get("command") == name), f'{{"command": "{name}"}}')
    return said, _AFTER[name]


CLIENT = """\
import json, subprocess

quiz = subprocess.Popen(["nkquiz", "run", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for line in quiz.stdout:
    event = json.loads(line)
    if event["event"] == "question":
        quiz.stdin.write('{"dont_know": true}\\n')
        quiz.stdin.flush()
    elif event["event"] == "answer":
        print(event["card"], event["answer"])
"""
"""A whole program that plays a session; the tests run it."""

_HEAD = (
    "# The JSON protocol",
    "",
    "`nkquiz run --json` lets a program play: one JSON object a line, out and in, in UTF-8. Events come on the standard",
    "output, replies go to the standard input. Only `question` and `pause` wait for a line, and `pause` comes only to who",
    "asked for it. The end of the input ends the session; every answer is saved before the next event. Every example here was",
    "taken from a session over [docs/protocol](protocol/10-cells.yaml), played when this page was made.",
    "",
    "A whole program, which does not know a single answer:",
    "",
    "```python",
    *CLIENT.splitlines(),
    "```",
    "",
    "## What stays",
    "",
    "This is protocol `1`; the `session` event says so. Within it the events, keys and values below stay and keep their",
    "meaning. New keys and new events may come, so pass over what you do not know. Whatever else changes gets a new number.",
    "The exit code is 0 at a clean end, 1 where an answer could not be saved or where the decks or the settings have",
    "problems (they are told on the standard error, and no event comes), 2 for a wrong option.",
    "",
    "## Events",
)

_REPLIES = ("", "## Replies", "", "One key says what is answered.", "", "| key | what | for example |", "|---|---|---|")

_COMMANDS = ("", "Commands, and what follows:", "", "| reply | what follows |", "|---|---|")

_TAIL = (
    "",
    "## Answers from a file",
    "",
    "`nkquiz run --answers FILE` takes its replies from a file, one a line, and shows the session in plain lines, or as events",
    "with `--json`. With `--seed` the same questions come in the same order, so that a session can be played again:",
    "",
    "```console",
    "$ NKQUIZ_HOME=$(mktemp -d) nkquiz run docs/protocol --seed 1 --answers answers.jsonl",
    "```",
    "",
    "A fresh `NKQUIZ_HOME` keeps it out of your own progress. The exit code is 0 if every line was used and the file ended",
    'with the session, or with `{"command": "quit"}`. It is 1 where a line does not fit its question, where the file ends',
    "before the session does, and where lines are left over; and 2 if a line holds no JSON object. Which line it is, is said.",
)
