"""Measure, print the table, and write it into benchmarks/README.md. Exit 1 if a budget is missed.

`--quick` leaves the 100,000 facts out and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.facts import write_collection
from benchmarks.learner import write_progress
from benchmarks.timing import PYTHON, Cost, cost_of, cost_to_words, in_turns, ratio, seconds_to_end, seconds_to_words

HERE = Path(__file__).parent
ROUNDS = {1_000: 7, 10_000: 5, 100_000: 3}
START_ROUNDS = 15
NKQUIZ = [PYTHON, "-m", "nkquiz"]


@dataclass(frozen=True, slots=True)
class Row:
    """One budget and what was measured. `most` is the greatest figure that keeps it."""

    what: str
    figure: float
    most: float
    unit: str

    @property
    def kept(self) -> bool:
        return self.figure <= self.most

    def line(self) -> str:
        figure = (
            f"{self.figure:.2f}" if self.figure < 10 else f"{self.figure:.1f}" if self.figure < 100 else f"{self.figure:.0f}"
        )
        return f"| {self.what} | {figure} {self.unit} | {self.most:g} {self.unit} | {'kept' if self.kept else '**missed**'} |"


@dataclass(frozen=True, slots=True)
class Build:
    """The medians of building one number of facts, and the ratio of the times."""

    facts: int
    ours: Cost
    naive: Cost
    ratio: float

    def line(self) -> str:
        ours, naive = self.ours, self.naive
        return (
            f"| {self.facts:,} | {ours.seconds:.2f} s | {naive.seconds:.2f} s | {self.ratio:.2f} × "
            f"| {ours.peak_mib:.0f} MiB | {naive.peak_mib:.0f} MiB |"
        )


def measured_build(folder: Path, facts: int) -> Build:
    """Measure whole cold builds, each in a process of its own."""
    collection = folder / str(facts)
    write_collection(collection, facts)
    costs: dict[str, list[Cost]] = {"ours": [], "naive": []}

    def seconds(name: str, command: list[str]) -> float:
        cost = cost_of([*command, str(folder / f"{name}.apkg")])
        costs[name].append(cost)
        return cost.seconds

    ours = partial(seconds, "ours", [*NKQUIZ, "build", str(collection), "-o"])
    naive = partial(seconds, "naive", [PYTHON, str(HERE / "naive.py"), str(collection)])
    found = in_turns(ROUNDS[facts], {"ours": ours, "naive": naive})
    return Build(facts, _middle(costs["ours"]), _middle(costs["naive"]), ratio(found, "ours", "naive"))


def _middle(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(c.seconds for c in costs), max(c.peak_mib for c in costs))


def build_rows(builds: list[Build]) -> Iterator[Row]:
    by_facts = {build.facts: build for build in builds}
    for facts, most in ((10_000, 0.6), (100_000, 0.5)):
        if facts in by_facts:
            yield Row(
                f"cold build of {facts:,} facts against a plain C-loader and genanki script", by_facts[facts].ratio, most, "×"
            )
    if large := by_facts.get(100_000):
        each = [build.ours.seconds / build.facts for build in (by_facts[10_000], large)]
        yield Row("its peak memory at 100,000 facts", large.ours.peak_mib, 400, "MiB")
        yield Row("its time a fact at 100,000 against 10,000", each[1] / each[0], 1.25, "×")


def check_rows(folder: Path, builds: list[Build]) -> Iterator[Row]:
    """Measure `nkquiz check` with all rules on the facts that were built; it ends with 1, as some are weak."""
    costs: dict[int, Cost] = {}
    for build in builds:
        if build.facts >= 10_000:
            command = [*NKQUIZ, "check", str(folder / str(build.facts))]
            costs[build.facts] = _middle([cost_of(command, fine=(0, 1)) for _ in range(3)])
            times = costs[build.facts].seconds / build.ours.seconds
            yield Row(f"`nkquiz check` with all rules of {build.facts:,} facts against their cold build", times, 2.5, "×")
    if large := costs.get(100_000):
        each = [cost.seconds / facts for facts, cost in costs.items()]
        yield Row("its time a fact at 100,000 against 10,000", each[1] / each[0], 1.25, "×")
        yield Row("its peak memory at 100,000 facts", large.peak_mib, 500, "MiB")


def _part(name: str, folder: Path) -> float:
    command = [PYTHON, "-m", "benchmarks.parts", name, str(folder)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=HERE.parent).stdout)


def part_rows(folder: Path) -> Iterator[Row]:
    collection = folder / "10000"
    found = in_turns(5, {name: partial(_part, name, collection) for name in ("read", "load")})
    yield Row("reading with positions against CSafeLoader", ratio(found, "read", "load"), 0.5, "×")
    found = in_turns(3, {"commit": partial(_part, "commit", folder / "commits.db")})
    yield Row("an answer rated, scheduled and on the disk, median", 1000 * statistics.median(found["commit"]), 5, "ms")


def learner_rows(folder: Path, reviews: int) -> Iterator[Row]:
    """Measure the quiz of the embedded decks for a learner with a long log, each card answered ten times."""
    home = folder / "long"
    home.mkdir()
    write_progress(home / "progress.db", reviews, reviews // 10)
    long = f"with {reviews:,} answers in the log"
    run, env = [*NKQUIZ, "run", "--plain"], {"NKQUIZ_HOME": str(home)}
    costs: list[Cost] = []

    def first_question() -> float:
        costs.append(cost_to_words(run, b"> ", env, terminal=False))
        return costs[-1].seconds

    cost_of(run, env)  # an earlier start, which keeps what it read
    measures = {"bare": lambda: seconds_to_end([PYTHON, "-c", "pass"]), "first": first_question}
    found = in_turns(START_ROUNDS, measures)
    yield Row(f"the first question, plain, {long}, against `python -c pass`", ratio(found, "first", "bare"), 12, "×")
    yield Row("its peak memory", max(cost.peak_mib for cost in costs), 64, "MiB")
    found = in_turns(3, {"commit": partial(_part, "commit", home / "progress.db")})
    yield Row(f"an answer, {long}, median", 1000 * statistics.median(found["commit"]), 5, "ms")
    stats = cost_of([*NKQUIZ, "stats"], env)
    yield Row(f"`nkquiz stats` {long}", stats.seconds, 10, "s")
    yield Row("its peak memory", stats.peak_mib, 400, "MiB")


def start_rows(folder: Path) -> Iterator[Row]:
    """Measure the commands and the first question of the embedded decks.

    From the second start on what was read before is kept; the first start ever makes the progress file and reads all.
    """
    env = {"NKQUIZ_HOME": str(folder / "home"), "TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": ""}
    run = [*NKQUIZ, "run"]
    numbers = count()

    def new_learner() -> dict[str, str]:
        return {**env, "NKQUIZ_HOME": str(folder / f"home-{next(numbers)}")}

    measures: dict[str, Callable[[], float]] = {
        "bare": lambda: seconds_to_end([PYTHON, "-c", "pass"]),
        "`nkquiz --version`": lambda: seconds_to_end([*NKQUIZ, "--version"]),
        "`nkquiz --help`": lambda: seconds_to_end([*NKQUIZ, "--help"]),
        "the first question, plain": lambda: seconds_to_words([*run, "--plain"], b"> ", env, terminal=False),
        "the first question, JSON": lambda: seconds_to_words([*run, "--json"], b'"prompt"', env, terminal=False),
        "the first question, colour": lambda: seconds_to_words(run, b"help", env, terminal=True),
        "the first question ever, plain": lambda: seconds_to_words([*run, "--plain"], b"> ", new_learner(), terminal=False),
    }
    cost_of([*run, "--plain"], env)  # an earlier start, which keeps what it read
    for measure in measures.values():
        measure()
    found = in_turns(START_ROUNDS, measures)
    budgets = dict(zip(list(measures)[1:], (7, 7, 12, 12, 15, 12), strict=True))
    for name, most in budgets.items():
        yield Row(f"{name} against `python -c pass`", ratio(found, name, "bare"), most, "×")


def page(rows: list[Row], builds: list[Build]) -> str:
    return "\n".join([
        "# How quick it is",
        "",
        "Written by `make bench`; do not edit. Processes are whole and cold, taken in turns (A B A B ...); a ratio is the",
        "median of the ratios round by round, so it says more than the seconds beside it. Builds are in processor time,",
        "start-up is in time as one waits for it. The first question comes from what an earlier start has read, but for the",
        "first start ever, which also makes the progress file. The facts are generated (`facts.py`), and so is a log of many",
        "years (`learner.py`); the plain script is `naive.py`.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}.",
        "",
        "| what | measured | budget | |",
        "|---|---:|---:|---|",
        *(row.line() for row in rows),
        "",
        "| facts | nkquiz | plain script | ratio | peak, nkquiz | peak, plain script |",
        "|---:|---:|---:|---:|---:|---:|",
        *(build.line() for build in builds),
        "",
        "Real collections hold some hundred to a few thousand facts; there, most of the time is Python starting.",
        "",
    ])  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="up to 10,000 facts; nothing is written")
    quick = parser.parse_args().quick
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as for a learner, who starts from compiled modules
    place = HERE.parent / "build"  # on a real disk: the temporary folder may lie in memory
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=place) as folder:
        builds = [measured_build(Path(folder), facts) for facts in ROUNDS if not (quick and facts > 10_000)]
        rows = [*build_rows(builds), *check_rows(Path(folder), builds), *part_rows(Path(folder)), *start_rows(Path(folder))]
        rows += learner_rows(Path(folder), 100_000 if quick else 1_000_000)
    text = page(rows, builds)
    print(text)
    if not quick:
        (HERE / "README.md").write_text(text, encoding="utf-8")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
