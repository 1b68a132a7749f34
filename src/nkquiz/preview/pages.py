"""The pages of the preview, as HTML: the list of facts, a fact with its cards and problems, and a side of a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

from nkquiz import markup
from nkquiz.anki import templates
from nkquiz.anki.rendering import sides
from nkquiz.diagnostics import Problem, counted, listed, shortened, visible
from nkquiz.frozen import frozen
from nkquiz.model import Card, Deck, Fact
from nkquiz.preview.live import State
from nkquiz.preview.sheets import quiz_sheets

SIZES = {"phone": 40, "desktop": 80}
"""The sizes of a screen: the columns of a terminal that fits it. The style sheet has the pixels."""

THEMES = ("light", "night")


@frozen
class View:
    """How cards are looked at."""

    size: str = "phone"
    theme: str = "light"

    @property
    def query(self) -> str:
        """The view as the end of an address."""
        return f"?size={self.size}&amp;theme={self.theme}"


def has_fact(state: State, fact_id: str) -> bool:
    """Return True if a fact is called so, be it one with problems."""
    return any(fact.id == fact_id for fact in state.compiled.collection.as_read)


def fact_page(state: State, fact_id: str, view: View, now: datetime) -> str:
    """Return the page of a fact beside the list of all.

    "" asks for what there is and what is wrong with it, above the first fact worth a look. A fact that is not there may
    come back with the next save: its page says so, and waits.
    """
    facts = {fact.id: fact for fact in state.compiled.collection.as_read if fact.id}
    fact = facts.get(fact_id or _worth_a_look(state, facts))
    body = "".join(_fact(state, fact, view, now)) if fact else f"<p>{_absent(fact_id)}</p>"
    loose = _listed(problem for problem, about in state.problems if about is None or facts.get(about.id) is not about)
    overview = "" if fact_id and fact else _overview(state, view)
    title = escape(fact.id if fact and fact_id else state.compiled.collection.settings.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/preview.css"><script src="/preview.js" defer></script></head>'
        f'<body class="{view.theme}" data-state="{state.number}"><nav>{"".join(_list(state, fact, view))}</nav>'
        f"<main>{_GONE}{_switches(fact if fact_id else None, view)}{overview}{loose}{body}</main></body></html>"
    )


def _absent(fact_id: str) -> str:
    if not fact_id:
        return "There is no fact yet."
    return f"No fact is called <code>{escape(shortened(fact_id))}</code> now: it has another id, is gone, or a slip hides it."


_GONE = '<p class="gone" hidden>The preview has ended, or cannot be reached: <code>nkquiz preview</code> begins it again.</p>'
_MOST_TOLD = 100  # problems on the first page; `nkquiz check` tells them all


def _overview(state: State, view: View) -> str:
    """Return what the collection holds and, line by line, what is wrong with it."""
    collection = state.compiled.collection
    weak = sum(problem.severity == "warning" for problem, _ in state.problems)
    counts = [
        (len(collection.decks), "deck"),
        (len(collection.facts), "fact"),
        (sum(map(len, state.compiled.cards.values())), "card"),
        (len(state.problems) - weak, "problem"),
        (weak, "warning"),
    ]
    held = ", ".join(counted(number, word) for number, word in counts if number or word == "problem")
    told = "".join(f"<li>{_told(problem, about, view)}</li>" for problem, about in state.problems[:_MOST_TOLD])
    more = len(state.problems) - _MOST_TOLD
    rest = f"<p>And {more} more; <code>nkquiz check</code> tells them all.</p>" if more > 0 else ""
    return f'<h1>{escape(collection.settings.title)}</h1><p>{held}</p><ul class="told">{told}</ul>{rest}'


def _told(problem: Problem, about: Fact | None, view: View) -> str:
    place = escape(f"{problem.span.path.name}:{problem.span.line}")
    if about is not None and about.id:
        place = f'<a href="/fact/{quote(about.id)}{view.query}">{place}</a>'
    return f"{place} {escape(problem.code)} {escape(visible(problem.message))}"


def _worth_a_look(state: State, facts: Iterable[str]) -> str:
    """Return the first fact with a problem, else the first of all; "" if there is none."""
    told = (about.id for _, about in state.problems if about is not None and about.id)
    return next(told, next(iter(facts), ""))


def _list(state: State, shown: Fact | None, view: View) -> Iterator[str]:
    weak = {about.id for _, about in state.problems if about is not None}
    by_deck: dict[str, list[Fact]] = {}
    for fact in state.compiled.collection.as_read:
        if fact.id:
            by_deck.setdefault(fact.deck, []).append(fact)
    find = '<input type="search" placeholder="Find a fact ( / )" aria-label="Find a fact">'
    yield f'<div class="find"><a href="/{view.query}">Overview</a>{find}</div>'
    for deck in state.compiled.collection.decks:
        yield f"<h2>{escape(_title(deck))}</h2><ul>"
        for fact in by_deck.get(deck.id, ()):
            mark = ' <b title="has a problem">!</b>' if fact.id in weak else ""
            here = ' aria-current="page"' if shown is not None and fact.id == shown.id else ""
            said = escape(shortened(markup.plain(fact.text(fact.kind))))
            yield f'<li><a href="/fact/{quote(fact.id)}{view.query}" title="{said}"{here}>{escape(fact.id)}</a>{mark}</li>'
        yield "</ul>"


def _title(deck: Deck) -> str:
    return deck.title or deck.id or deck.where.path.name


def _switches(fact: Fact | None, view: View) -> str:
    address = f"/fact/{quote(fact.id)}" if fact else "/"
    links = [
        *(_switch(address, View(size, view.theme), size, size == view.size) for size in SIZES),
        *(_switch(address, View(view.size, theme), theme, theme == view.theme) for theme in THEMES),
    ]
    return f'<p class="switches">{" ".join(links)}</p>'


def _switch(address: str, view: View, name: str, chosen: bool) -> str:
    return f"<strong>{name}</strong>" if chosen else f'<a href="{address}{view.query}">{name}</a>'


def _fact(state: State, fact: Fact, view: View, now: datetime) -> Iterator[str]:
    yield f"<h1>{escape(fact.id)}</h1>"
    path, line = fact.where.path, fact.where.line + 1
    yield f'<p class="place">{escape(path.name)}, line {line}</p>'
    yield _listed(problem for problem, about in state.problems if about is fact)
    cards = state.compiled.cards.get(fact.id, ())
    if not cards:
        yield "<p>It makes no cards until its problems are mended.</p>"
    elif fact.id not in state.notes:
        yield "<p>A draft: no package holds it yet.</p>"
    for card in cards:
        yield from _card(state, card, view, now)


def _listed(problems: Iterable[Problem]) -> str:
    told = "\n\n".join(listed(problems))
    return f'<pre class="problems">{escape(told)}</pre>' if told else ""


def _card(state: State, card: Card, view: View, now: datetime) -> Iterator[str]:
    yield f"<section><h2>#{escape(card.name)}</h2>"
    if card.fact.id in state.notes:
        note = state.notes[card.fact.id]
        if any("\\(" in side for side in sides(note, card.ordinal)):
            yield '<p class="place">Formulas stand here as they are written; Anki sets them.</p>'
        yield '<div class="sides">'
        for side in ("front", "back"):
            source = f"/card/{quote(card.fact.id)}/{card.ordinal}/{side}{view.query}&amp;state={state.number}"
            frame = f'<iframe class="{view.size}" sandbox="allow-scripts" title="{side} in Anki" src="{source}"></iframe>'
            yield f"<figure><figcaption>Anki, {side}</figcaption>{frame}</figure>"
        yield "</div>"
    yield '<div class="sides">'
    for form, text in quiz_sheets(card, state.compiled.collection, now, SIZES[view.size]):
        yield f"<figure><figcaption>Quiz, {form}</figcaption><pre>{escape(text)}</pre></figure>"
    yield "</div></section>"


def card_page(state: State, fact_id: str, ordinal: int, side: str, view: View) -> str | None:
    """Return a side of a card as Anki would draw it; None if there is no such card."""
    note = state.notes.get(fact_id)
    card = next((card for card in state.compiled.cards.get(fact_id, ()) if card.ordinal == ordinal), None)
    if note is None or card is None or side not in ("front", "back"):
        return None
    html = sides(note, ordinal)[side == "back"]
    night = " nightMode night_mode" if view.theme == "night" else ""
    phone = "mobile" if view.size == "phone" else ""
    return (
        f'<!doctype html><html class="{night.strip()} {phone}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><base href="/media/">'
        f"<style>{_READER}{templates.CSS}</style><script>{_MASKS}</script></head>"
        f'<body class="card card{ordinal + 1}{night}"><div id="qa">{html}</div></body></html>'
    )


_READER = (Path(__file__).parent / "reader.css").read_text(encoding="utf-8")
_MASKS = (Path(__file__).parent / "masks.js").read_text(encoding="utf-8")
