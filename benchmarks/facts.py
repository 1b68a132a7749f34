"""A collection of generated facts, the same for the same number: what large builds are measured with.

Three in ten are clozes; the others ask, more than half of them with other answers and their reasons. Words are drawn
from a small vocabulary, so that lengths are those of real facts while the meaning is none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

FACTS_A_FILE = 200
SOURCES = 300

WORDS = (
    "cell receptor granule membrane ligand perforin granzyme cytokine interferon surface tumour donor recipient "
    "antigen signal inhibitory activating pathway dose response toxicity fever organ marrow infusion product trial "
    "patient mouse expansion persistence binding release synapse target class complex subunit peptide kinase domain "
    "serum level grade onset median days after before during without under most few rapidly slowly early late is are "
    "binds lowers raises blocks spares kills makes needs loses keeps shows follows of in by and to from with when the"
).split()

EVIDENCE = ("mechanistic", "preclinical", "trial", "observational", "review", "label")


def write_collection(folder: Path, count: int) -> None:
    """Write a collection of `count` facts into `folder`, which is made."""
    folder.mkdir(parents=True)
    rng = random.Random(count)
    settings = [f"title: {count} facts", f"namespace: {rng.getrandbits(128):032x}", "tags: [alpha, beta, gamma, delta]"]
    (folder / "nkquiz.yaml").write_text("\n".join(settings) + "\n", encoding="utf-8")
    (folder / "sources.yaml").write_text("".join(_sources(rng)), encoding="utf-8")
    for number, start in enumerate(range(0, count, FACTS_A_FILE)):
        deck = [f"deck: deck-{number}\ntitle: Deck {number}\nnumber: {number}\nabout: Generated facts.\nfacts:\n"]
        deck += (_fact(rng, place) for place in range(start, min(start + FACTS_A_FILE, count)))
        (folder / f"{number:03}.yaml").write_text("".join(deck), encoding="utf-8")


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))


def _sources(rng: random.Random) -> Iterator[str]:
    yield "references:\n"
    for number in range(SOURCES):
        yield (
            f"- id: author-{number}\n  type: article-journal\n  title: {_words(rng, 12).capitalize()}\n"
            f"  author: [{{literal: Author {number} et al.}}]\n  issued: {{date-parts: [[{2000 + number % 26}]]}}\n"
            f"  container-title: Journal {number % 40}\n  DOI: 10.1000/{number}\n"
        )


def _fact(rng: random.Random, place: int) -> str:
    lot = rng.random()
    if lot < 0.3:
        own = f"  cloze: {_words(rng, 6)} {{{{c1::{_words(rng, 2)}}}}} {_words(rng, 4)} {{{{c2::{_words(rng, 1)}}}}}.\n"
    else:
        own = f"  ask: {_words(rng, 14).capitalize()}?\n  answer: {_words(rng, 5)}\n"
    if lot > 0.6:
        own += f"  accept: [{_words(rng, 4)}, {_words(rng, 5)}]\n  wrong:\n"
        own += "".join(f"  - {{text: {_words(rng, 4)} {n}, why: {_words(rng, 8).capitalize()}.}}\n" for n in (1, 2))
    level = "core" if lot < 0.7 else "more"
    return (
        f"- id: fact-{place}\n{own}  because: {_words(rng, 24).capitalize()}.\n  level: {level}\n"
        f"  evidence: {rng.choice(EVIDENCE)}\n  setting: {_words(rng, 3)}\n  tags: [{rng.choice(('alpha', 'beta'))}, gamma]\n"
        f"  sources: [author-{rng.randrange(SOURCES)}]\n"
    )
