"""What anybody would write: PyYAML's C loader and genanki, no positions, no checks, no lock.

`python benchmarks/naive.py FOLDER OUTPUT.apkg` makes the same notes and cards, with the same words on them.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import Any

import genanki
import yaml

EXTRA = ["Because", "Badge", "Sources"]
BASIC = genanki.Model(
    1_795_000_001,
    "Naive",
    fields=[{"name": name} for name in ("Front", "Back", "Wrong", *EXTRA)],
    templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": "{{Front}}<hr>{{Back}}{{Wrong}}{{Because}}{{Badge}}{{Sources}}"}],
)
CLOZE = genanki.Model(
    1_795_000_002,
    "Naive cloze",
    fields=[{"name": name} for name in ("Text", *EXTRA)],
    templates=[{"name": "Card", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}{{Because}}{{Badge}}{{Sources}}"}],
    model_type=genanki.Model.CLOZE,
)


def load(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def main(folder: Path, output: Path) -> None:
    title = load(folder / "nkquiz.yaml")["title"]
    sources = {source["id"]: source for source in load(folder / "sources.yaml")["references"]}
    decks = []
    for path in sorted(folder.glob("[0-9]*.yaml")):
        content = load(path)
        deck = genanki.Deck(1_795_000_100 + content["number"], f"{title}::{content['number']:02d} {content['title']}")
        for fact in content["facts"]:
            deck.add_note(note(fact, content["deck"], sources))
        decks.append(deck)
    genanki.Package(decks).write_to_file(output)


def note(fact: dict[str, Any], topic: str, sources: dict[str, Any]) -> genanki.Note:
    tags = [f"topic::{topic}", f"level::{fact['level']}", f"evidence::{fact['evidence']}", *fact["tags"]]
    extra = [html.escape(fact["because"]), html.escape(fact["setting"]), "".join(cited(sources[s]) for s in fact["sources"])]
    if "cloze" in fact:
        return genanki.Note(CLOZE, [html.escape(fact["cloze"]), *extra], tags=tags, guid=genanki.guid_for(fact["id"]))
    wrong = "".join(f"<li>{html.escape(w['text'])}: {html.escape(w['why'])}</li>" for w in fact.get("wrong", ()))
    own = [html.escape(fact["ask"]), html.escape(fact["answer"]), wrong]
    return genanki.Note(BASIC, [*own, *extra], tags=tags, guid=genanki.guid_for(fact["id"]))


def cited(source: dict[str, Any]) -> str:
    label = f"{source['author'][0]['literal']} {source['title']}. {source['container-title']}"
    return f'<li><a href="https://doi.org/{source["DOI"]}">{html.escape(label)}</a></li>'


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
