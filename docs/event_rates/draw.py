"""Draw the event rates of the decks: events of n patients in each trial with exact 95% intervals.

The pictures `event-rates*.svg` come from the list in `rates.yaml` alone, whose rows cite `decks/sources.yaml`:

    python docs/event_rates/draw.py             # draw all three
    python docs/event_rates/draw.py --print     # only the intervals
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from math import comb, fsum
from pathlib import Path

import yaml

HERE = Path(__file__).parent
DECKS = HERE.parents[1] / "decks"
LEFT, RIGHT = 118.0, 278.0  # the plot's 0% and 100%
PITCH = 25
DRAWN = ("ready", "confirmed")
COLOURS = {"CAR-NK": "#1f5fa8", "NK": "#1f5fa8", "CAR-T": "#0b7268"}


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome of one trial; `worked_out` if the count follows from a printed percentage."""

    outcome: str
    trial: str
    product: str
    cell: str
    events: int
    n: int
    source: str
    worked_out: bool
    remark: str


def interval(events: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) two-sided interval of a proportion."""
    half = (1 - level) / 2
    low = 0.0 if events == 0 else _solve(lambda p: _tail(events, n, p) - half)
    high = 1.0 if events == n else _solve(lambda p: half - _tail(n - events, n, 1 - p))
    return low, high


def _tail(k: int, n: int, p: float) -> float:
    """Return the chance of k or more events in n patients."""
    return fsum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


def _solve(rising: Callable[[float], float]) -> float:
    """Return where a function that rises from below to above zero on 0 to 1 crosses it."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def read(path: Path) -> list[Row]:
    """Return the rows that may be drawn; a row that contradicts itself is an error."""
    rows = []
    for item in yaml.safe_load(path.read_text("utf-8")):
        if item["status"] not in DRAWN:
            continue
        events, n, percent = item["events"], item["n"], item.get("percent")
        if not 0 <= events <= n or item["cell"] not in COLOURS:
            raise SystemExit(f"{path.name}: {item['trial']} is not a count of patients given a known cell")
        if percent is not None and round(100 * events / n) != percent:
            raise SystemExit(f"{path.name}: {item['trial']}: {events} of {n} is not {percent}%")
        outcome, trial, product, cell = (item[key] for key in ("outcome", "trial", "product", "cell"))
        source, remark = item["source"], item.get("remark", "")
        rows.append(Row(outcome, trial, product, cell, events, n, source, percent is not None, remark))
    return rows


def unidentified(rows: list[Row], sources: Path) -> list[str]:
    """Return the keys of sources that are missing, or have neither DOI nor PMID and are no label."""
    known = {entry["id"]: entry for entry in yaml.safe_load(sources.read_text("utf-8"))["references"]}
    keys = sorted({row.source for row in rows})
    return [key for key in keys if not _identified(known.get(key, {}))]


def _identified(entry: dict[str, object]) -> bool:
    return bool(entry.get("DOI") or entry.get("PMID") or entry.get("type") == "regulation")


def drawing(rows: list[Row]) -> str:
    """Return the SVG, one panel an outcome, in the order of the list."""
    body: list[str] = []
    y = 56
    for outcome in dict.fromkeys(row.outcome for row in rows):
        panel = [row for row in rows if row.outcome == outcome]
        body += _panel(outcome, panel, y)
        y += PITCH * len(panel) + 58
    notes = list(_notes(rows))
    body += _foot(y, [cell for cell in COLOURS if any(row.cell == cell for row in rows)], notes)
    return "\n".join([*_head(rows, y + 26 + 23 * len(notes)), *body, "</svg>", ""])


def _head(rows: list[Row], height: int) -> Iterator[str]:
    listed = "; ".join(f"{row.outcome}, {row.trial}, {row.product}: {row.events} of {row.n}" for row in rows)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="360" height="{height}" viewBox="0 0 360 {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="14" fill="#1b2430">'
    )
    outcomes = " and ".join(dict.fromkeys(row.outcome for row in rows))
    yield f"<title>{escape(outcomes)}: events of patients, with 95% intervals</title>"
    yield (
        f"<desc>{escape(listed)}. Any grade. Marks show the share with the event, lines the exact two-sided 95% "
        "interval (Clopper-Pearson). Single trials of different diseases, doses, eras and grading scales: not a "
        "ranking, and no event seen does not mean no risk.</desc>"
    )
    yield f'<rect x="1" y="1" width="358" height="{height - 2}" rx="14" fill="#fbfcfe" stroke="#aab5c2"/>'
    yield '<text x="16" y="28" font-size="16" font-weight="bold">Events of patients, 95% interval</text>'


def _panel(outcome: str, rows: list[Row], top: int) -> Iterator[str]:
    bottom = top + 14 + PITCH * len(rows)
    grid = "".join(f"M{_x(share)} {top + 10}V{bottom}" for share in (0, 0.25, 0.5, 0.75, 1))
    yield f'<text x="16" y="{top + 2}" font-weight="bold" font-size="15">{escape(outcome)}, any grade</text>'
    yield f'<path d="{grid}" stroke="#c3ccd6" stroke-width="1"/>'
    for number, row in enumerate(rows):
        yield from _line(row, top + 28 + PITCH * number)
    for share in (0, 0.5, 1):
        yield f'<text x="{_x(share)}" y="{bottom + 16}" text-anchor="middle">{share:.0%}</text>'


def _line(row: Row, y: int) -> Iterator[str]:
    low, high = interval(row.events, row.n)
    colour = COLOURS[row.cell]
    yield f'<text x="16" y="{y + 5}">{escape(row.trial)}</text>'
    ends = "".join(f"M{_x(end)} {y - 7}V{y + 7}" for end in (low, high) if 0 < end < 1)
    yield f'<path d="M{_x(low)} {y}H{_x(high)}{ends}" stroke="{colour}" stroke-width="2.5"/>'
    yield _mark(row.cell, LEFT + (RIGHT - LEFT) * row.events / row.n, y)
    star = "*" if row.worked_out else ""
    yield f'<text x="346" y="{y + 5}" text-anchor="end">{row.events}/{row.n}{star}</text>'


def _mark(cell: str, x: float, y: float) -> str:
    """Return the cell's own shape, so that colour is not needed to tell the kinds apart."""
    shapes = {
        "NK": f'<circle cx="{x:.4g}" cy="{y}" r="4.5"',
        "CAR-NK": f'<path d="M{x:.4g} {y - 6}l6 6l-6 6l-6-6z"',
        "CAR-T": f'<path d="M{x - 4:.4g} {y - 4}h8v8h-8z"',
    }
    return f'{shapes[cell]} fill="{COLOURS[cell]}"/>'


def _notes(rows: list[Row]) -> Iterator[str]:
    """Yield what a reader must know beside the picture; the numbers come from the rows."""
    yield "No event seen does not mean no risk."
    for n in sorted({row.n for row in rows if row.events == 0 and row.n > 10})[:1]:
        yield f"0/{n} fits up to {interval(0, n)[1]:.0%}; one-sided {1 - 0.05 ** (1 / n):.0%}."
    yield from (f"{row.trial}: {row.remark}" for row in rows if row.remark)
    yield "Trials differ: this is no ranking."
    if any(row.worked_out for row in rows):
        yield "* count worked out from a percentage"


def _foot(y: int, cells: list[str], notes: list[str]) -> Iterator[str]:
    for x, cell in zip((22, 126, 196), cells, strict=False):
        yield f'{_mark(cell, x, y - 4)}<text x="{x + 14}" y="{y + 1}">{cell}</text>'
    for number, note in enumerate(notes):
        yield f'<text x="16" y="{y + 28 + 23 * number}">{escape(note)}</text>'


def _x(share: float) -> str:
    return f"{LEFT + (RIGHT - LEFT) * share:.4g}"


PICTURES = {
    HERE / "event-rates.svg": None,
    DECKS / "media" / "event-rates-crs.svg": "CRS",
    DECKS / "media" / "event-rates-gvhd.svg": "GvHD",
}
"""The drawings by file, each with the one outcome it shows, or None for all; facts show the others, comparison.md this."""


def pictures() -> dict[Path, str]:
    """Return the drawings by file."""
    rows = read(HERE / "rates.yaml")
    return {path: drawing([row for row in rows if only in (None, row.outcome)]) for path, only in PICTURES.items()}


def main() -> int:
    """Draw, or print the intervals."""
    parser = argparse.ArgumentParser(description="Draw events of n patients with exact 95% intervals.")
    parser.add_argument("--print", action="store_true", help="print the intervals and draw nothing")
    rows = read(HERE / "rates.yaml")
    if missing := unidentified(rows, DECKS / "sources.yaml"):
        print("sources without DOI, PMID or label: " + ", ".join(missing), file=sys.stderr)
        return 1
    if parser.parse_args().print:
        for row in rows:
            low, high = interval(row.events, row.n)
            print(f"{row.outcome:5} {row.trial:13} {row.events:3} of {row.n:3}  {low:6.1%} to {high:6.1%}")
    else:
        for path, svg in pictures().items():
            path.write_text(svg, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
