"""How often each rule about good cards is right: counted on cards that were written to be flawed or good.

The cards lie in tests/rules/cards, a file a rule: at least thirty flawed and thirty good ones, a third of them held out:
written before the rule, and never looked at while it was made. Most are facts, as they stand in a deck. Where a rule is about
what lies around them, a sample is a mapping: its `facts`, those of a `second` deck, the `sources` that sources.yaml lists, the
files of `media`, also in folders of it, and what nkquiz.yaml has as `settings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from textwrap import dedent, indent
from typing import Any

import yaml

from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.rule import Rule, bank_of
from nkquiz.rules import all_rules

CARDS = Path(__file__).parents[1] / "tests" / "rules" / "cards"
TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEAST_PRECISION = 0.9
_SETTINGS: Mapping[str, Any] = {
    "title": "Cells",
    "namespace": "00112233445566778899aabbccddeeff",
    "sources": "optional",
    "glossary": [["NK", "natural killer"], ["CRS", "cytokine release syndrome"]],
    "things": {"car-t": {"number": 1, "name": "CAR-T cells"}, "car-nk": {"number": 2, "name": "CAR-NK cells"}},
}
_SOURCES = ("norelli-2018", "lee-2019")
_MEDIA = ("car-parts.svg",)
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 24"><title>A cell</title><circle cx="9" cy="9" r="6"/></svg>'
)


Sample = str | Mapping[str, Any]
"""Facts, or a mapping with `facts` and what lies around them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many flawed cards a rule `found` and `missed`, and how many good ones it found (`mistaken`) and left (`spared`)."""

    found: int = 0
    missed: int = 0
    mistaken: int = 0
    spared: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.found + other.found,
            self.missed + other.missed,
            self.mistaken + other.mistaken,
            self.spared + other.spared,
        )

    @property
    def precision(self) -> float:
        """The share of its findings that are right; 1 if it finds nothing."""
        told = self.found + self.mistaken
        return self.found / told if told else 1.0


def facts_in(sample: str) -> str:
    """Return the YAML of a sample, a fact or a list of facts, as entries of `facts`."""
    sample = dedent(sample).strip()
    first = next(line for line in sample.splitlines() if not line.startswith("#"))
    return (sample if first.startswith("- ") else "-\n" + indent(sample, "  ")) + "\n"


def breaks(rule: Rule, sample: Sample, folder: Path) -> bool:
    """Return True if `rule` finds fault with a sample. Raises ValueError if the sample cannot be built."""
    return any(True for _ in rule.check(bank_of(built(sample, folder), TODAY.date())))


def built(sample: Sample, folder: Path) -> Compiled:
    """Return a sample compiled, as a collection of its own in a new folder within `folder`.

    Raises ValueError if it has problems: a card that is broken says nothing about a rule for good ones.
    """
    parts: Mapping[str, Any] = {"facts": sample} if isinstance(sample, str) else sample
    here = Path(mkdtemp(dir=folder))
    for name in parts.get("media", _MEDIA):
        file = here / "media" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_DRAWING, encoding="utf-8")
    settings = {**_SETTINGS, **_settings_told(parts["facts"]), **parts.get("settings", {})}
    _write(here / "nkquiz.yaml", settings)
    listed = [{"id": name, "title": name, "URL": f"https://example.org/{name}"} for name in parts.get("sources", _SOURCES)]
    _write(here / "sources.yaml", {"references": listed})
    for number, deck in enumerate(("facts", "second"), 1):
        if deck in parts:
            text = f"deck: {deck}\ntitle: The {deck}\nnumber: {number}\nfacts:\n{facts_in(parts[deck])}"
            (here / f"{number}0-{deck}.yaml").write_text(text, encoding="utf-8")
    compiled = compile_path(here, TODAY)
    if faults := [problem.message for problem in compiled.problems if not problem.note]:
        raise ValueError(f"{faults} in {sample}")
    return compiled


def _settings_told(facts: str) -> dict[str, str]:
    """Return the settings that a sample speaks of in its comments, as the examples of the rules do."""
    told = {"sources": "required"} if "sources: required" in facts else {}
    language = re.search(r"^# language: (\S+)$", dedent(facts).strip(), re.MULTILINE)
    return told | ({"language": language[1]} if language else {})


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def samples_of(rule: Rule) -> Mapping[str, Any]:
    """Return the cards of a rule: `flawed` and `good`, and the same once more under `held_out`."""
    return dict(yaml.safe_load((CARDS / f"{rule.code.lower()}.yaml").read_text(encoding="utf-8")))


def counts_of(rule: Rule) -> tuple[Counts, Counts]:
    """Return the counts on the cards the rule was made with, and on those that were held out."""
    samples = samples_of(rule)
    with TemporaryDirectory(prefix="nkquiz-rules-") as name:
        return _counted(rule, samples, Path(name)), _counted(rule, samples["held_out"], Path(name))


def _counted(rule: Rule, samples: Mapping[str, Sequence[Sample]], folder: Path) -> Counts:
    flawed = [breaks(rule, sample, folder) for sample in samples["flawed"]]
    good = [breaks(rule, sample, folder) for sample in samples["good"]]
    return Counts(sum(flawed), len(flawed) - sum(flawed), sum(good), len(good) - sum(good))


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    if not whole:
        return 0.0, 1.0
    z = 1.959964
    share, spread = part / whole, z * z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def page() -> Iterator[str]:
    """Yield the lines of benchmarks/rules.md."""
    yield from _PAGE
    yield "| rule | | flawed found | held out | good accused | held out | precision (95 %) |"
    yield "|---|---|---|---|---|---|---|"
    for rule in all_rules().values():
        made, kept = counts_of(rule)
        both = made + kept
        low, high = wilson(both.found, both.found + both.mistaken)
        yield (
            f"| {rule.code} | {rule.title}{' (hint)' if rule.hint else ''} "
            f"| {made.found} of {made.found + made.missed} | {kept.found} of {kept.found + kept.missed} "
            f"| {made.mistaken} of {made.mistaken + made.spared} | {kept.mistaken} of {kept.mistaken + kept.spared} "
            f"| {both.precision:.2f} ({low:.2f} to {high:.2f}) |"
        )


_PAGE = """\
# How often the rules about good cards are right

Counted by `make bench` on the cards in [tests/rules/cards](../tests/rules/cards): `held out` are those that were written
before the rule. Precision is the share of a rule's findings that are right, on all cards together, with its 95 % interval
(Wilson). A rule below 0.9 is a hint, which speaks only when it is selected.
""".splitlines()


if __name__ == "__main__":
    text = "\n".join([*page(), ""])
    print(text)
    Path(__file__).with_name("rules.md").write_text(text, encoding="utf-8", newline="\n")
