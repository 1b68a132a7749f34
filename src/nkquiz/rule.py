"""What a rule about good cards is: its code, its manual page, its examples, its check. One file in rules/ makes one.

These rules judge cards that work: `nkquiz check` tells of them, and nothing else is kept from going on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from sys import intern

from nkquiz import markup
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import Problem, Span
from nkquiz.frozen import frozen
from nkquiz.model import Card, Choice, Collection, Fact, Option

_WORD = re.compile(r"[^\W_]+(?:[-'’.,/+*:^][^\W_]+)*[+%-]?")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of `text`, small, as a reader counts them: `HLA-A*02:01` and `0.5` are one each."""
    return tuple(map(intern, _WORD.findall(text.casefold())))


@dataclass(frozen=True)
class Asked:
    """A card as a reader meets it, without marks. The words are worked out once, for all rules."""

    card: Card

    @property
    def fact(self) -> Fact:
        """The fact of the card."""
        return self.card.fact

    @cached_property
    def prompt(self) -> str:
        """The prompt without marks."""
        return markup.plain(self.card.prompt)

    @cached_property
    def answer(self) -> str:
        """The answer without marks."""
        return markup.plain(self.card.answer)

    @cached_property
    def prompt_words(self) -> tuple[str, ...]:
        """The words of the prompt, small."""
        return words_of(self.prompt)

    @cached_property
    def answer_words(self) -> tuple[str, ...]:
        """The words of the answer, small."""
        return words_of(self.answer)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The options, where the card can be asked as a choice; () otherwise."""
        return next((way.options for way in self.card.ways if isinstance(way, Choice)), ())

    @cached_property
    def right(self) -> tuple[str, ...]:
        """The right options without marks."""
        return tuple(markup.plain(option.text) for option in self.options if option.right)

    @cached_property
    def wrong(self) -> tuple[str, ...]:
        """The wrong options without marks."""
        return tuple(markup.plain(option.text) for option in self.options if not option.right)

    @property
    def at_prompt(self) -> Span:
        """Where the prompt stands."""
        return self.fact.where.span(self.fact.kind)

    @property
    def at_options(self) -> Span:
        """Where the options stand."""
        return self.fact.where.span(_key_of_options(self.fact))


def _key_of_options(fact: Fact) -> str | None:
    """Return the key under which the author wrote options; None where they are verdicts, or parts of something."""
    return next((key for key in fact.own if fact.options(key)), None)


@dataclass(frozen=True)
class Bank:
    """All that a rule can look at: the live facts with their cards, and the collection they belong to."""

    collection: Collection
    cards: Mapping[str, tuple[Card, ...]]
    today: date

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that are asked: no drafts, none that is retired, and of two with one id the one that has the cards."""
        live = (fact for fact in self.collection.facts if not fact.draft and fact.retired is None)
        return tuple(fact for fact in live if all(card.fact is fact for card in self.cards[fact.id]))

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The cards of these facts, in the order of decks and files."""
        return tuple(Asked(card) for fact in self.facts for card in self.cards[fact.id])

    @cached_property
    def choices(self) -> tuple[Asked, ...]:
        """The cards that can be asked as a choice, with options that were written for them."""
        return tuple(asked for asked in self.asked if asked.options and _key_of_options(asked.fact))

    @property
    def firsts(self) -> Iterator[Asked]:
        """The first card of each fact, for rules about what all cards of a fact share."""
        return (asked for asked in self.asked if asked.card is self.cards[asked.fact.id][0])

    @property
    def media(self) -> Path:
        """The folder of the pictures; it need not exist."""
        return self.collection.folder / "media"


def bank_of(compiled: Compiled, today: date) -> Bank:
    """Return what the rules look at."""
    return Bank(compiled.collection, compiled.cards, today)


@frozen
class Rule:
    """One rule about good cards.

    `doc` is the docstring of its file: what, why and where the rule comes from. `title` says in one line what is wrong.
    `bad` and `good` are YAML, a fact each or a list of facts; the tests hold the rule to both. A `hint` is too often
    mistaken (benchmarks/rules.md), so that it speaks only when it is selected.
    """

    _: KW_ONLY
    code: str
    title: str
    doc: str
    bad: str
    good: str
    check: Callable[[Bank], Iterator[Problem]]
    hint: bool = False
