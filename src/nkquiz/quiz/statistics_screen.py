"""Statistics -> the lines of a screen, drawn or in sentences. It decides nothing but the looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from nkquiz.diagnostics import counted, visible
from nkquiz.quiz.calibration import CONFIDENCE
from nkquiz.quiz.charts import BOLD, INK, MOST_WEEKS, QUIET, Look, bar, heat_map, strip
from nkquiz.quiz.history import Day
from nkquiz.quiz.intervals import ENOUGH, Share
from nkquiz.quiz.statistics import HARD_ASKED, LEECH_DAYS, Hard, Statistics, TopicStatistics
from nkquiz.quiz.text import ascii_only, width_of, wrapped
from nkquiz.review import SURE

NOTHING_YET = "No answers yet. `nkquiz run` begins."
_DRAWN_DAYS = 14
_MOST_LISTED = 5
_MOST_COUNTED_RIGHT = 10
_LEAST_STRIP, _MOST_STRIP = 12, 24
_DRAWN_FROM = 14 + 4 + 9 + 6 + 4 * 2 + _MOST_STRIP
_INDENT = "  "

Prompt = Callable[[str], str]
"""The prompt of a card, by its present name, as a terminal shows it."""


def screen(found: Statistics, prompt: Prompt, look: Look) -> Iterator[str]:
    """Yield the lines, none wider than the look. Where there are no answers at all, a single one says how to begin."""
    if not (found.days or found.total.seen):
        yield NOTHING_YET if found.since is None else f"No answers since {_date(found.since)}."
        return
    for title, lines in (
        ("", _overview(found, look)),
        ("Answers by day" if look.pictures else "Answers by week", _activity(found, look)),
        ("Due", _due(found, look)),
        ("Remembered, by topic", _topics(found, look)),
        ("How sure you were", _confidence(found, look)),
        ("Hardest facts", _hardest(found, prompt, look)),
        ("Leeches", _leeches(found, prompt, look)),
        ("Counted as right by you", _counted_right(found, look)),
    ):
        body = [ascii_only(line) if look.ascii_only else line for line in lines]
        if body and title:
            yield ""
            yield look.styled(title, BOLD)
        yield from body


def _said(text: str, look: Look, style: str = "", indent: str = "") -> Iterator[str]:
    for line in wrapped(text, look.width, indent):
        yield look.styled(line, style) if style else line


def _overview(found: Statistics, look: Look) -> Iterator[str]:
    total, done = found.total, found.done
    since = f" since {_date(found.since)}" if found.since else ""
    yield from _said(
        f"{counted(total.seen, 'card')} of {total.cards} seen; {total.held} of them held for three weeks or longer.", look
    )
    if not done.answers:
        yield from _said(f"No answers{since}.", look)
        return
    on_days = counted(len(found.days), "day")
    yield from _said(f"{counted(done.answers, 'answer')}{since} on {on_days}; {_time_spent(found)}", look)
    if total.kept.period.early:
        yield from _said(f"Remembered: too early to tell; {_came_again(total.kept.period)}.", look)
    else:
        recent = "" if total.kept.recent.early else f"{_told(total.kept.recent)} in the last 30 days; "
        yield from _said(f"Remembered: {recent}{_told(total.kept.period)} in all{since}.", look)
    if found.ahead:
        yield from _said(
            f"{counted(found.ahead, 'answer')} bear{'s' * (found.ahead == 1)} a date that is still to come: a clock was wrong.",
            look,
        )


def _came_again(share: Share) -> str:
    if not share.asked:
        return "no card has come again on a later day"
    return f"cards came again on a later day {'once' if share.asked == 1 else f'{share.asked} times'} only"


def _time_spent(found: Statistics) -> str:
    spent = found.done.spent
    if found.answer is None:
        return "no times are known."
    usual = timedelta(seconds=median(day.spent.total_seconds() for day in found.days.values()))
    seconds = f"{found.answer.total_seconds():.0f} s"
    return f"{_duration(spent)} in all, {_duration(usual)} on a usual day, {seconds} for a usual answer."


def _activity(found: Statistics, look: Look) -> Iterator[str]:
    numbers = {day: done.answers for day, done in found.days.items()}
    if not numbers:
        return
    if look.pictures:
        yield from heat_map(numbers, found.since, found.today, look)
        return
    yield from _weeks(found, look)


def _weeks(found: Statistics, look: Look) -> Iterator[str]:
    this_week = found.today - timedelta(days=found.today.weekday())
    weeks = [this_week - timedelta(weeks=number) for number in range(MOST_WEEKS)]
    weeks = [monday for monday in weeks if found.since is None or monday + timedelta(weeks=1) > found.since]
    empty = 0
    for monday in weeks:
        days = [done for day, done in found.days.items() if monday <= day < monday + timedelta(weeks=1) and day <= found.today]
        done = sum(days, Day())
        empty += not days
        if days:
            said = f"{counted(done.answers, 'answer')} on {counted(len(days), 'day')}"
            said += f", {_duration(done.spent)}" if done.spent else ""
            yield from _said(f"Week of {_date(monday)}: {said}.", look)
    if empty:
        yield from _said(f"None in {empty} of the last {counted(len(weeks), 'week')}.", look)


def _due(found: Statistics, look: Look) -> Iterator[str]:
    if not found.total.seen:
        return
    yield from _said(
        f"{found.total.due} today, {found.total.due_week} within 7 days, {sum(found.forecast)} within {len(found.forecast)}.",
        look,
    )
    shown = found.forecast[:_DRAWN_DAYS]
    names = [_day_name(found.today, number) for number in range(len(shown))]
    if not look.pictures:
        for name, number in zip(names, shown, strict=True):
            if number:
                yield f"{name}: {number}"
        return
    name_width, digits = max(map(len, names)), len(str(max(shown)))
    room = min(40, look.width - name_width - digits - 4)
    for name, number in zip(names, shown, strict=True):
        drawn = look.styled(bar(number, max(shown), room, look), INK)
        yield f"{look.styled(f'{name:<{name_width}}', QUIET)}  {number:>{digits}}  {drawn}".rstrip()


def _topics(found: Statistics, look: Look) -> Iterator[str]:
    begun = [topic for topic in found.topics if topic.seen]
    table = list(_topic_table(begun, look)) if look.pictures else []
    yield from table
    if not table:
        for topic in begun:
            due = f", {topic.due} due" if topic.due else ""
            said = f"{visible(topic.title)}: {topic.seen} of {topic.cards} seen{due}; {_remembered(topic.kept.period)}."
            yield from wrapped(said, look.width, hang=_INDENT)
    if rest := len(found.topics) - len(begun):
        yield from _said(f"{counted(rest, 'deck')} not begun yet.", look)
    if begun:
        drawn = " The dot is what was found, the line that range, from 0 to 100%." if table else ""
        yield from _said(
            "Remembered: right when it came again on a later day, hints and hard ones included. "
            f"The range is where the true share lies, 95 times in 100.{drawn}",
            look,
            QUIET,
        )


def _topic_table(topics: Sequence[TopicStatistics], look: Look) -> Iterator[str]:
    """Yield a line a topic, or none where there is no room for the strip."""
    rows = [(f"{topic.seen}/{topic.cards}", str(topic.due), *_cells(topic.kept.period)) for topic in topics]
    heads = ("seen", "due", "kept", "range", "of")
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    titles = [visible(topic.title) for topic in topics]
    room = look.width - sum(widths) - 2 * len(widths) - 2
    title_width = min(max(map(width_of, titles), default=0), room - _LEAST_STRIP)
    strip_width = min(_MOST_STRIP, room - title_width)
    if title_width < 20:
        return

    def line(title: str, cells: Sequence[str]) -> str:
        numbers = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        return f"{title}{' ' * (title_width - width_of(title))}  {numbers}"

    yield look.styled(line("", heads), QUIET)
    for topic, title, cells in zip(topics, titles, rows, strict=True):
        *above, last = wrapped(title, title_width, hang=_INDENT)
        yield from above
        drawn = "" if topic.kept.period.early else look.styled(strip(topic.kept.period, strip_width, look).rstrip(), INK)
        yield f"{line(last, cells)}  {drawn}".rstrip()


def _cells(share: Share) -> tuple[str, str, str]:
    if share.early:
        return "-", "too early", str(share.asked)
    return f"{share.share:.0%}", _range(share), f"{share.asked:,}"


def _remembered(share: Share) -> str:
    return f"too early to tell what is remembered ({share.asked} of {ENOUGH})" if share.early else f"remembered {_told(share)}"


def _confidence(found: Statistics, look: Look) -> Iterator[str]:
    by_confidence = found.calibration.by_confidence
    if not any(share.asked for share in by_confidence.values()):
        return
    labels = {level: f"{level} {name}" for level, name in CONFIDENCE.items()}
    drawn = look.pictures and look.width >= _DRAWN_FROM
    for level, share in by_confidence.items():
        if drawn:
            kept, between, asked = _cells(share)
            line = "" if share.early else look.styled(strip(share, _MOST_STRIP, look).rstrip(), INK)
            yield f"{labels[level]:<14}  {kept:>4}  {between:>9}  {asked:>6}  {line}".rstrip()
        else:
            told = "too early to tell" if share.early else f"right {_told(share)}"
            yield from _said(f"{labels[level]}: {told}.", look)
    sure = by_confidence[SURE]
    if not sure.early:
        yield from _said(f"Of 100 answers that you were sure of, {100 * sure.wrong / sure.asked:.0f} were wrong.", look)
    titles = {topic.id: visible(topic.title) for topic in found.topics}
    if over := [titles[topic] for topic in found.calibration.overconfident if topic in titles]:
        yield from _said(f"More sure than right: {'; '.join(over)}.", look)


def _hardest(found: Statistics, prompt: Prompt, look: Look) -> Iterator[str]:
    listed = found.hardest[:_MOST_LISTED]
    for hard in listed:
        yield from _hard(hard, prompt, look)
    if not listed and found.done.answers:
        yield from _said(
            f"None yet: a fact counts as hard once it came again {HARD_ASKED} times and was often forgotten.", look
        )


def _hard(hard: Hard, prompt: Prompt, look: Look) -> Iterator[str]:
    said = f"{hard.card.partition('#')[0]}: forgotten {hard.forgotten} of {hard.asked} times"
    yield from wrapped(visible(said), look.width, hang=_INDENT)
    first, *more = wrapped(prompt(hard.card), look.width - 3, _INDENT)  # room for an ellipsis of three
    yield look.styled(first + ("…" if more else ""), QUIET)


def _leeches(found: Statistics, prompt: Prompt, look: Look) -> Iterator[str]:
    if not found.leeches:
        return
    yield from _said(
        f"{counted(len(found.leeches), 'card')}, forgotten on {LEECH_DAYS} days or more, at least every third time, "
        "and still not held for three weeks. "
        "Asking them again does little. Read the reason with `nkquiz show` and the id, say it in your own words, "
        "and tie it to something you hold already; if the wording misleads, tell the author.",
        look,
    )
    for leech in found.leeches[:_MOST_LISTED]:
        yield from _hard(leech, prompt, look)
    if (rest := len(found.leeches) - _MOST_LISTED) > 0:
        yield f"{rest} more; `nkquiz stats --json` lists all."


def _counted_right(found: Statistics, look: Look) -> Iterator[str]:
    if not found.counted_right:
        return
    yield from _said("The grader said otherwise. If you were right, the author can add these to `accept`.", look)
    for each in found.counted_right[:_MOST_COUNTED_RIGHT]:
        often = f" ({each.times} times)" if each.times > 1 else ""
        yield from wrapped(visible(f"{each.card}: {each.response}{often}"), look.width, hang=_INDENT)
    if (rest := len(found.counted_right) - _MOST_COUNTED_RIGHT) > 0:
        yield f"{rest} more; `nkquiz stats --json` lists all."


def _told(share: Share) -> str:
    return f"{share.share:.0%} of {share.asked:,} ({_range(share)})"


def _range(share: Share) -> str:
    low, high = share.interval
    return f"{100 * low:.0f}-{100 * high:.0f}%"


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _day_name(today: date, number: int) -> str:
    day = today + timedelta(days=number)
    return {0: "today", 1: "tomorrow"}.get(number, f"{day:%a} {day.day} {day:%b}")


def _duration(spent: timedelta) -> str:
    minutes = round(spent / timedelta(minutes=1))
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{spent.total_seconds():.0f} s"
