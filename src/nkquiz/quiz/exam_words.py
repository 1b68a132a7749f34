"""What is said around an exam: time left, the state of a question, the score, and the report in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from nkquiz.diagnostics import counted, visible
from nkquiz.model import Collection, Reference
from nkquiz.quiz.exam import Entry
from nkquiz.quiz.marking import Marks, Tally, is_right
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.telling import Telling, as_asked, tell
from nkquiz.quiz.text import shown, wrapped
from nkquiz.review import Rating, Verdict

MINUTE = timedelta(minutes=1)


def time_said(left: timedelta | None) -> str:
    """Return the time left without haste: `8 minutes left`; "" without a limit."""
    if left is None:
        return ""
    if left < MINUTE:
        return "less than a minute left"
    whole = -(-left // MINUTE) * MINUTE  # begun minutes count, so that an exam of 10 minutes begins with 10
    return f"{duration_said(whole)} left"


def duration_said(time: timedelta) -> str:
    """Return `40 seconds`, `1 minute`, `2 hours 5 minutes`."""
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    if not minutes:
        return counted(seconds, "second")
    hours, minutes = divmod(minutes, 60)
    parts = [counted(hours, "hour")] * (hours > 0) + [counted(minutes, "minute")] * (minutes > 0)
    return " ".join(parts)


def state_of_entry(entry: Entry) -> str:
    """Return `open`, `answered`, `flagged, open` or `flagged, answered`."""
    return f"{'flagged, ' if entry.flagged else ''}{'open' if entry.review is None else 'answered'}"


def own_answer(entry: Entry) -> str:
    """Return the learner's answer in words, "" where the question was left open."""
    if entry.review is None or entry.left_open:
        return ""
    return entry.said or "I don't know"


def overview_rows(entries: Sequence[Entry], width: int) -> Iterator[str]:
    """Yield a line a question: number, state, and as much of the prompt as fits."""
    states = [state_of_entry(entry) for entry in entries]
    wide = max(map(len, states), default=0)
    for entry, state in zip(entries, states, strict=True):
        row = f"{entry.question.number:>3}  {state:<{wide}}"
        room = width - len(row) - 2
        prompt = shown(entry.question.card.prompt)
        if room >= 12:
            first, *more = wrapped(prompt, room - 1)
            row = f"{row}  {first}{'…' if more else ''}"
        yield row.rstrip()


def outcome_of(entry: Entry) -> Outcome:
    """Return what came of an entry; of one that was never answered, that it was not known."""
    return entry.outcome or Outcome(entry.question, Verdict.WRONG, "", Rating.AGAIN)


def result_lines(marks: Marks, width: int, practise: str) -> Iterator[str]:
    """Yield the score, by topic and by level, and what to learn again; `practise` is the command for that."""
    if marks.time_up:
        yield "The time is up; what was answered counts."
    yield f"{_score(marks.total)} in {duration_said(marks.taken)}."
    for title, tallies in (("By topic:", marks.topics), ("By level:", marks.levels)):
        yield ""
        yield title
        for tally in tallies:
            yield from wrapped(f"{tally.right} of {tally.asked}  {visible(tally.name)}", width, "  ", "    ")
    if marks.restudy:
        yield ""
        yield "To learn again:"
        for fact_id in marks.restudy:
            yield f"  {fact_id}"
        yield f"Practise them: {practise}"


def _score(tally: Tally) -> str:
    return f"{tally.right} of {tally.asked} right ({tally.share:.0%})"


def report_page(collection: Collection, marks: Marks, practise: str, now: datetime) -> str:
    """Return the report of an exam as Markdown."""
    settings = collection.settings
    said = _report(settings.title, marks, collection.references, practise, now)
    return "\n".join([*said, *["", _escaped(shown(settings.notice))] * bool(settings.notice), ""])


def _report(title: str, marks: Marks, references: Mapping[str, Reference], practise: str, now: datetime) -> Iterator[str]:
    began = marks.began
    yield f"# Exam: {_escaped(title)}"
    yield ""
    yield f"{began.day} {began:%B %Y, %H:%M}. {_score(marks.total)} in {duration_said(marks.taken)}."
    if marks.time_up:
        yield "The time was up; what was answered counts."
    for name, tallies in (("Topic", marks.topics), ("Level", marks.levels)):
        yield from ("", f"| {name} | right | asked | |", "|---|--:|--:|--:|")
        for tally in tallies:
            yield f"| {_escaped(tally.name)} | {tally.right} | {tally.asked} | {tally.share:.0%} |"
    if marks.restudy:
        yield from ("", "## To learn again", "")
        yield from (f"- `{fact_id}`" for fact_id in marks.restudy)
        yield from ("", "```", practise, "```")
    yield from ("", "## The questions")
    for entry in marks.entries:
        yield from _question(entry, tell(outcome_of(entry), references, now))


def _question(entry: Entry, telling: Telling) -> Iterator[str]:
    question = entry.question
    mark = "right" if is_right(entry) else "not right"
    yield from ("", f"### {question.number}. {_escaped(as_asked(question))}", "")
    yield f"- Your answer ({mark}): {_escaped(own_answer(entry) or 'none')}"
    yield f"- Answer: {_escaped(shown(question.card.answer))}"
    yield from (f"- {_escaped(f'{mark}{text}')}" for mark, text in telling.listed)
    if telling.remember:
        yield f"- Remember: {_escaped(telling.remember)}"
    for why in telling.whys:
        yield f"- {_escaped(why.judged)}"
    if telling.because:
        yield f"- Why: {_escaped(' '.join(telling.because))}"
    if telling.caveat:
        yield f"- Note: {_escaped(telling.caveat)}"
    for source in telling.sources:
        yield f"- Source: {_escaped(source.label)}" + (f" <{source.url}>" if source.url else "")
    yield f"- Fact: `{question.card.fact.id}`"


def _escaped(text: str) -> str:
    """Return `text` so that no character of it is Markdown or HTML."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|~&!" else c for c in visible(text))
