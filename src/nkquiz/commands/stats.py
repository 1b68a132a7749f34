"""`nkquiz stats`: what you know, and what comes when. Reads only."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, TextIO

from nkquiz.cache import compiled as compiled_from_cache
from nkquiz.commands.choosing import deck_named, names_of
from nkquiz.commands.learner import opened_log, preferences, states_of
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import UsageError, shortened
from nkquiz.folders import using
from nkquiz.frozen import frozen
from nkquiz.quiz.charts import Look
from nkquiz.quiz.history import LONGEST, Days
from nkquiz.quiz.intervals import Share
from nkquiz.quiz.plan import day_of
from nkquiz.quiz.statistics import Hard, Statistics, Topic, TopicStatistics, statistics_of
from nkquiz.quiz.statistics_screen import screen
from nkquiz.quiz.text import knows_ascii_only, shown
from nkquiz.review import CardState, Tallies
from nkquiz.store.log import ReviewLog
from nkquiz.store.place import cache_folder, progress_file

_MIN_WIDTH, _MAX_WIDTH = 32, 80
_LAST_DAYS = re.compile(r"([1-9]\d{0,4})d\Z")
JSON_VERSION = 1


@frozen
class Wanted:
    """The options of `nkquiz stats`; `since` is a date or `30d`, as it was typed."""

    deck: str | None = None
    since: str | None = None
    as_json: bool = False
    plain: bool = False


def stats(wanted: Wanted, now: datetime, out: TextIO, zone: tzinfo | None = None) -> int:
    """Print the statistics of the collection in use; return 0, or 1 if the settings have problems. Makes no progress file.

    `zone` is the learner's; None stands for that of this computer.
    """
    preferred = preferences(out)
    if preferred is None:
        return 1
    begun = progress_file().exists()
    compiled = compiled_from_cache(None, now, cache_folder()) if begun else compile_path(None, now)
    local, days = now.astimezone(zone), Days(zone)
    since = since_day(wanted.since, day_of(local)[0].date()) if wanted.since else None
    decks = [deck.id for deck in compiled.collection.decks]
    deck = deck_named(wanted.deck, decks) if wanted.deck else None
    cards = {card.id: card for fact in compiled.collection.facts for card in compiled.cards[fact.id]}
    names = {card.id: names_of(compiled, card) for card in cards.values() if deck in (None, card.fact.deck)}
    tallies, states = Tallies(), dict[str, CardState]()
    if begun:
        log = opened_log(preferred)
        try:
            tallies, states = _read(log, compiled, names, days.begin(since), whole=deck is None)
        finally:
            log.close()
    title = compiled.collection.settings.title
    found = statistics_of(title, _topics(compiled, deck), names, tallies, states, local, days, since)
    if wanted.as_json:
        import json

        json.dump(as_json(found), out, ensure_ascii=False, indent=2)
        out.write("\n")
        return 0
    print(using(compiled.collection.folder), file=out)
    for line in screen(found, lambda card: shown(cards[card].prompt), look_of(out, wanted.plain)):
        print(line, file=out)
    return 0


def since_day(text: str, today: date) -> date:
    """Return the first day that `text`, a date or `30d`, means. Raises UsageError if it means none up to today."""
    if match := _LAST_DAYS.match(text):
        return today - timedelta(days=int(match[1]) - 1)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        example = today - timedelta(days=90)
        raise UsageError(f"`--since {shortened(text)}` is no date; write one such as {example}, or 30d for 30 days") from None
    if day > today:
        raise UsageError(f"`--since {day}` is still to come; today is {today}")
    return max(day, date(1971, 1, 1))


def look_of(out: TextIO, plain: bool) -> Look:
    """Return how to draw on `out`: pictures on a terminal only, and where nobody asked to have it read aloud."""
    terminal = out.isatty() and os.environ.get("TERM") != "dumb"
    width = max(_MIN_WIDTH, min(_MAX_WIDTH, shutil.get_terminal_size().columns))
    return Look(
        width,
        pictures=terminal and not plain and not os.environ.get("ACCESSIBLE"),
        ascii_only=knows_ascii_only(out.encoding or "utf-8", os.environ),
        colour=terminal and not plain and not os.environ.get("NO_COLOR") and (os.name != "nt" or "WT_SESSION" in os.environ),
    )


def _topics(compiled: Compiled, only: str | None) -> list[Topic]:
    def asked(deck_id: str) -> tuple[str, ...]:
        facts = (fact for fact in compiled.collection.facts if fact.deck == deck_id)
        return tuple(card.id for fact in facts if not fact.draft and not fact.retired for card in compiled.cards[fact.id])

    decks = (deck for deck in compiled.collection.decks if only in (None, deck.id))
    return [Topic(deck.id, deck.title, asked(deck.id)) for deck in decks]


def _read(
    log: ReviewLog, compiled: Compiled, names: Mapping[str, Sequence[str]], since: datetime, *, whole: bool
) -> tuple[Tallies, dict[str, CardState]]:
    namespace = compiled.collection.settings.namespace
    wanted = None if whole else [name for all_names in names.values() for name in all_names]
    return log.tallies(namespace, since, LONGEST, wanted), states_of(log, namespace, names)


# docs/stats.md says what each of these means; what stands there stays.


def as_json(found: Statistics) -> dict[str, Any]:
    """Return the statistics as values for JSON."""
    return {
        "version": JSON_VERSION,
        "today": found.today.isoformat(),
        "since": found.since.isoformat() if found.since else None,
        **_topic_json(found.total),
        "answers": found.done.answers,
        "answers_in_the_future": found.ahead,
        "seconds": round(found.done.spent.total_seconds()),
        "median_seconds_per_answer": found.answer.total_seconds() if found.answer else None,
        "days": [
            {"day": day.isoformat(), "answers": done.answers, "seconds": round(done.spent.total_seconds())}
            for day, done in found.days.items()
        ],
        "due_by_day": list(found.forecast),
        "decks": [{"deck": topic.id, **_topic_json(topic)} for topic in found.topics],
        "confidence": [{"confidence": level, **_share_json(share)} for level, share in found.calibration.by_confidence.items()],
        "overconfident_decks": list(found.calibration.overconfident),
        "hardest": [_hard_json(hard) for hard in found.hardest],
        "leeches": [_hard_json(hard) for hard in found.leeches],
        "counted_right": [{"card": each.card, "response": each.response, "times": each.times} for each in found.counted_right],
    }


def _topic_json(topic: TopicStatistics) -> dict[str, Any]:
    return {
        "title": topic.title,
        "cards": topic.cards,
        "seen": topic.seen,
        "held": topic.held,
        "due_today": topic.due,
        "due_within_7_days": topic.due_week,
        "retention": _share_json(topic.kept.period),
        "retention_30_days": _share_json(topic.kept.recent),
    }


def _share_json(share: Share) -> dict[str, Any]:
    low, high = share.interval
    bounds = [round(low, 4), round(high, 4)] if share.asked else None
    return {"share": share.share, "right": share.right, "asked": share.asked, "interval_95": bounds}


def _hard_json(hard: Hard) -> dict[str, Any]:
    return {"card": hard.card, "forgotten": hard.forgotten, "asked": hard.asked}
