"""The pages of docs/ that are made from code and decks: `make docs` writes them, the tests compare them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import typer

from nkquiz import markup
from nkquiz.cli import app
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import CODES
from nkquiz.kind import Key, Kind
from nkquiz.kinds import all_kinds
from nkquiz.markup import Close, Code, Maths, Open, Text
from nkquiz.model import Card, Deck, Fact, Reference
from nkquiz.reader import COMMON_KEYS, DECK_KEYS
from nkquiz.rules import all_rules
from nkquiz.settings import KEYS as SETTINGS_KEYS

PROJECT = Path(__file__).resolve().parents[1]
DOCS = PROJECT / "docs"
MADE = "<!-- Made by `make docs`; do not edit. -->"


def main() -> None:
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name}")


def pages() -> dict[str, str]:
    """Return the text of every page that is made, by its name."""
    from docs.json_page import json_page  # not found before the path is set, where this file is run by itself

    compiled = compile_path(PROJECT / "decks", datetime.now(UTC))
    made = {
        "facts.md": facts_page(compiled),
        "format.md": format_page(),
        "json.md": json_page(),
        "problems.md": problems_page(),
        "rules.md": rules_page(),
        "commands.md": commands_page(),
    }
    return {name: "\n".join([MADE, "", *lines, ""]) for name, lines in made.items()}


# facts.md


def facts_page(compiled: Compiled) -> Iterator[str]:
    collection = compiled.collection
    asked = [fact for fact in collection.facts if not fact.draft]
    checked = f" Checked against abstracts and labels to {collection.settings.checked}." if collection.settings.checked else ""
    yield "# Every fact"
    yield ""
    yield f"{len(asked)} facts, with what they rest on. For learning, not for treating patients.{checked}"
    yield "`nkquiz show FACT_ID` shows one with its reason, its wrong answers and its caveat."
    for deck in collection.decks:
        yield from _deck_lines(deck, compiled)


def _deck_lines(deck: Deck, compiled: Compiled) -> Iterator[str]:
    yield from ("", f"## {deck.number} {deck.title}", "", cell(deck.about), "")
    yield from ("| fact | prompt | answer | level | evidence | as of | sources |", "|---|---|---|---|---|---|---|")
    for fact in deck.facts:
        if not fact.draft:
            yield _fact_line(fact, compiled.cards[fact.id], compiled.collection.references)


def _fact_line(fact: Fact, cards: Iterable[Card], references: Mapping[str, Reference]) -> str:
    prompt, answer = _said(fact, next(iter(cards)))
    name = f"`{fact.id}`" + (" (retired)" if fact.retired else "")
    sources = "; ".join(_source(references[key]) for key in fact.sources)
    evidence = cell(", ".join(filter(None, (fact.evidence, fact.setting))))
    columns = (name, cell(prompt), cell(answer), fact.level, evidence, fact.as_of, sources)
    return f"| {' | '.join(columns)} |"


def _said(fact: Fact, first: Card) -> tuple[str, str]:
    """Return prompt and answer of the first card, but of a row and of a drawing the whole."""
    if cells := fact.cells("values"):
        return fact.text(fact.kind), "; ".join(f"{cell.thing.name}: {cell.text}" for cell in cells)
    if parts := fact.parts("parts"):
        return fact.text(fact.kind), "; ".join(part.name for part in parts)
    return first.prompt, f"{first.answer}. {first.remember}" if first.remember else first.answer


def _source(reference: Reference) -> str:
    label = escaped(reference.label)
    return f"[{label}]({reference.url})" if reference.url else label


_STYLES = {"strong": "b", "emphasis": "i", "subscript": "sub", "superscript": "sup"}


def cell(text: str) -> str:
    """Return the author's Markdown as GitHub's, for one cell of a table."""
    return "".join(_drawn(token) for token in markup.tokens(" ".join(text.split())))


def _drawn(token: markup.Token) -> str:
    match token:
        case Text(words) | Maths(words):
            return escaped(words)
        case Code(words):
            return f"<code>{escaped(words)}</code>"
        case Open(style):
            return f"<{_STYLES[style]}>" if style in _STYLES else ""
        case Close(style):
            return f"</{_STYLES[style]}>" if style in _STYLES else ""


def escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|~])", r"\\\1", text)


# format.md


def format_page() -> Iterator[str]:
    yield from _opening()
    yield from (
        "",
        "## A deck file",
        "",
        "| key | |",
        "|---|---|",
        *(f"| `{name}` | {text} |" for name, text in DECK_KEYS.items()),
    )
    yield from ("", "## Keys of every fact", "", "| key | |", "|---|---|")
    yield from (f"| `{name}` | {text} |" for name, text in COMMON_KEYS.items())
    yield from ("", "## Kinds of fact", "", "The key that holds the prompt names the kind. A fact has one kind, for ever.")
    for kind in all_kinds().values():
        yield from _kind_lines(kind)
    yield from ("", *_HOW_TO_WRITE)
    yield from ("", "## The collection: `nkquiz.yaml`", "", "| key | |", "|---|---|")
    yield from (f"| `{name}` | {text} |" for name, text in SETTINGS_KEYS.items())
    yield from ("", *_SOURCES)


def example(name: str) -> str:
    return (DOCS / "example" / name).read_text(encoding="utf-8").rstrip()


def _opening() -> Iterator[str]:
    yield from _INTRODUCTION
    for name in ("nkquiz.yaml", "10-first.yaml"):
        yield from ("", f"`{name}`:", "", "```yaml", example(name), "```")


def _kind_lines(kind: Kind) -> Iterator[str]:
    yield from ("", f"### `{kind.name}`", "", kind.doc.strip(), "", "| key | | |", "|---|---|---|")
    yield from (
        f"| `{key.name}` | {'required' if key.required else 'optional'} | {key.help}{_words(key)} |" for key in kind.keys
    )
    cards = ", ".join(f"`#{name}`" for name in kind.card_names) or _MANY_CARDS[kind.keys[-1].sort]
    yield from ("", f"Cards: {cards}.", "", "```yaml")
    for valid in kind.valid:
        yield as_entry(valid)
    yield from ("```", "", "Refused:", "")
    for invalid, code in kind.invalid:
        yield f"- `` {' '.join(dedent(invalid).split())} `` ({code}: {CODES[code].rstrip('.')})"


_MANY_CARDS = {
    "text": "one for each number, `#c1`, `#c2` ...",
    "values": "one for each thing, with its id",
    "parts": "one for each part, with its id",
}


def _words(key: Key) -> str:
    return " One of " + ", ".join(f"`{word}`" for word in key.words) + "." if key.words else ""


def as_entry(fact: str) -> str:
    """Return the YAML of a fact as an entry of `facts`."""
    return "- " + indent(dedent(fact).strip(), "  ").lstrip()


_INTRODUCTION = """\
# The deck format

A collection is a folder:

| file | what it holds |
|---|---|
| `nkquiz.yaml` | what the collection is called, and the `namespace` that makes its ids its own |
| `10-killing.yaml`, `20-choosing.yaml` ... | one deck each, whatever the name |
| `sources.yaml` | the sources that facts cite; a source can also stand in the fact |
| `media/` | images |
| `nkquiz.lock` | the record of the last release; written by `nkquiz release`, never by hand ([releasing](releasing.md)) |

A small one, whole. `nkquiz check` in a folder without `nkquiz.yaml` offers one with a namespace drawn for you.""".splitlines()

_HOW_TO_WRITE = """\
## How to write it

What limits the truth of the answer (species, product, country, guideline, date) stands in the prompt; `caveat` is for what
limits its use. One fact, one thing to know: read it aloud as question and answer, and drop what you would not ask a
colleague.

Text is plain, with a little Markdown: `**bold**`, `_italic_`, `` `code` ``, `[a link](https://...)`, `H~2~O` for a
subscript, `10^6^` for a superscript, `\\( \\alpha \\)` for a formula. Lists (`- `) stand in `because`, `caveat` and `about`
only. A single `*` is text (`HLA-A*02:01`), HTML is text, a backslash before a mark makes it text.

YAML is read as it is written: `1.10`, `12:30` and `017` stay what they are. Put a text into straight quotes if it holds a
colon and a space, or ` #`, or begins with one of ``[ ] { } * & ! | > ' " % @ ` ,`` or with `- `; and if it is one of the
words `yes`, `no`, `on`, `off`, `true`, `false`, `null`. Two spaces an indent, no tabs. Anchors, aliases, tags and merge
keys are not used. `nkquiz check` shows every slip with its line; [problems.md](problems.md) lists what it can say.
""".splitlines()

_SOURCES = """\
## The sources: `sources.yaml`

A list `references` of [CSL-YAML](https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html), as reference managers
export it. Each has an `id`, by which facts cite it, and a `title`; what a learner reads is made from `author`, `title`,
`container-title` and `issued`, and the link from `DOI`, else `PMID`, else `URL`.

```yaml
references:
- id: norelli2018
  type: article-journal
  title: Monocyte-derived IL-1 and IL-6 are differentially required for cytokine-release syndrome
  author: [{literal: Norelli M et al.}]
  issued: {date-parts: [[2018]]}
  container-title: Nat Med
  DOI: 10.1038/s41591-018-0036-4
```""".splitlines()


# problems.md

_GROUPS = {
    "NK0": "The file cannot be read as YAML",
    "NK10": "A key or a value is not as it should be",
    "NK11": "A key or a value is not as it should be",
    "NK12": "Names",
    "NK13": "Gaps and options",
    "NK2": "What was released",
    "NK39": "Comments that keep a rule quiet",
    "NK4": "Spreadsheets",
    "NK5": "Your own settings (`nkquiz settings`)",
}


def problems_page() -> Iterator[str]:
    yield from _PROBLEMS
    last = ""
    for code, meaning in CODES.items():
        title = next((title for prefix, title in _GROUPS.items() if code.startswith(prefix)), "Other")
        if title != last:
            yield from ("", f"## {title}", "", "| code | |", "|---|---|")
            last = title
        yield f"| {code} | {meaning} |"


_PROBLEMS = """\
# What `nkquiz check` can say

Every problem of every file is shown in one run, with its place, the line itself and a hint:

```
decks/60-crs.yaml:14:3: NK101 unknown key `anwser` in an `ask` fact
    14 |   anwser: Monocytes and macrophages
       |   ^^^^^^
    hint: did you mean `answer`?
1 problem in 1 of 3 files
```

The rules about good cards, NK301 to NK389, have [a page of their own](rules.md); only `check` judges by them.
`check`, `build`, `release` and `run` find the same problems; exit code 1. A note (`NK209 note: ...`) stops nothing. The code
of a problem never changes its meaning.""".splitlines()


# rules.md


def rules_page() -> Iterator[str]:
    from docs.check_forms import forms_section

    yield from _RULES
    yield from forms_section()
    for rule in all_rules().values():
        yield from ("", f"## {rule.code} {rule.title.rstrip('.')}", "")
        if rule.hint:
            yield from ("A hint: it speaks only when it is selected.", "")
        yield from (rule.doc.strip(), "", "Weak:", "", "```yaml", as_entries(rule.bad), "```", "", "Better:", "")
        yield from ("```yaml", as_entries(rule.good), "```")


def as_entries(facts: str) -> str:
    """Return the YAML of a fact, or of a list of facts, as entries of `facts`."""
    text = dedent(facts).strip()
    notes = [line for line in text.splitlines() if line.startswith("#")]
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return "\n".join([*notes, body if body.startswith("- ") else as_entry(body)])


_RULES = """\
# Rules about good cards

A card can be without a problem and still be weak: too long, a give-away, a trap. `nkquiz check` tells of those too, with
exit code 1; `build`, `release` and `run` let them be. `--select NK301` asks for one rule, `--ignore NK301` leaves it out, and
a beginning such as `NK32` stands for all rules with it. `--format json` is [for programs](#for-programs), `--format github`
puts each finding beside its line in a pull request.

What you have looked at and keep, say in a comment with a reason. In a fact or above it, it speaks for that fact; above the
facts of a file, for the file; in `nkquiz.yaml`, for the collection. A comment that is no longer needed is told.

```yaml
# nkquiz: ignore[NK301] the sequence is the name of the drug
- id: peptide-name
```

How often each rule is right was counted: [benchmarks](../benchmarks/rules.md). One that is wrong too often is a hint, and
speaks only when it is selected.""".splitlines()


# commands.md


def commands_page() -> Iterator[str]:
    yield from _COMMANDS
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    for name, command in group.commands.items():
        yield from _command_lines(name, command)


def _command_lines(name: str, command: Any) -> Iterator[str]:
    """Yield the section of a command, and those of the commands below it."""
    if below := getattr(command, "commands", None):
        for part, each in below.items():
            yield from _command_lines(f"{name} {part}", each)
        return
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    usage = " ".join([f"nkquiz {name}", *(_metavar(argument) for argument in arguments)])
    yield from ("", f"## `{usage}`", "", *command.help.split("\n"), "")
    rows = [(_metavar(argument), argument.help or "") for argument in arguments]
    rows += [(_switches(option), option.help or "") for option in command.params if option not in arguments]
    rows = [row for row in rows if "--help" not in row[0]]
    if rows:
        yield from ("| | |", "|---|---|", *(f"| `{what}` | {text} |" for what, text in rows))


def _metavar(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper()).replace("|", "\\|")


def _switches(option: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    if option.is_flag:
        return names
    choices = getattr(option.type, "choices", None)
    value = "|".join(choices) if choices else option.metavar or _SORTS.get(option.type.name, "TEXT")
    return f"{names} {value}".replace("|", "\\|")


_SORTS = {"int": "N", "int range": "N", "integer": "N", "integer range": "N", "path": "FILE"}

_COMMANDS = """\
# The commands

`nkquiz COMMAND --help` says the same in the terminal. Where a command takes a collection and none is given, it takes the one
in or above the folder you stand in, else the decks that come with nkquiz, and says which. Exit codes: 0 clean, 1 problems,
2 a command that cannot work as it was given (a path that does not exist among them), 3 a mistake of ours, 130 Ctrl-C.
""".splitlines()


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    main()
