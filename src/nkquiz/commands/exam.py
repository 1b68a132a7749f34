"""`nkquiz run --exam N`: an exam, its marks and its report; one that was left goes on while its time lasts."""

from __future__ import annotations

import random
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zlib import crc32

from nkquiz.atomic import free_path, replacing
from nkquiz.commands.choosing import Chosen, Wishes, title_of, wants_plain
from nkquiz.commands.sitting import grader_of, recorder
from nkquiz.diagnostics import UsageError, counted, shown_path
from nkquiz.folders import embedded_folder
from nkquiz.frozen import frozen
from nkquiz.quiz.exam import Exam, exam_questions
from nkquiz.quiz.exam_words import duration_said, outcome_of, report_page, result_lines
from nkquiz.quiz.examining import End, ExamFace, take
from nkquiz.quiz.marking import Marks, marks_of
from nkquiz.quiz.plan import day_of
from nkquiz.quiz.resuming import last_sitting
from nkquiz.quiz.scheduling import standing_answers
from nkquiz.quiz.telling import tell
from nkquiz.review import Mode, Review
from nkquiz.store.log import ReviewLog
from nkquiz.store.place import exams_folder
from nkquiz.store.playing import Playing

NOTHING_TO_EXAMINE = "no card here can be judged without you; `nkquiz run` asks them"
_DURATION = re.compile(r"(?=\d)(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?\Z")
_WIDTH = 79


def duration(text: str) -> timedelta:
    """Return the time that `90s`, `10m`, `1h` or `1h30m` stands for. Raises UsageError if it is none."""
    match = _DURATION.match(text.strip().lower())
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    lasts = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if not lasts:
        raise UsageError(f"`{text}` is no time; write it as 90s, 10m, 1h or 1h30m")
    return lasts


def exam_face(wishes: Wishes) -> ExamFace:
    """Return the face that fits the options and the terminal."""
    if wishes.as_json:
        from nkquiz.quiz.faces.json_exam import JsonExam

        return JsonExam(sys.stdin, sys.stdout)
    if wants_plain(wishes):
        from nkquiz.quiz.faces.plain_exam import PlainExam

        return PlainExam(sys.stdin, sys.stdout)
    from nkquiz.quiz.faces.colour_exam import ColourExam

    return ColourExam(sys.stdout)


@frozen
class Examination:
    """What one call of `nkquiz run --exam` asks, how, and where the answers and the report go."""

    chosen: Chosen
    wishes: Wishes
    count: int
    lasts: timedelta | None
    face: ExamFace
    log: ReviewLog
    playing: Playing
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def play(self) -> int:
        """Take the exam and return the exit code."""
        if self.wishes.report is not None:
            _refuse_existing(self.wishes.report)
        now = self.clock()
        exam = self._stopped(now) or self._new(now)
        if not exam.entries:
            raise UsageError(NOTHING_TO_EXAMINE)
        self.face.opening(self._opening(exam, now))
        end = take(exam, self.face, self._topics, self.clock)
        match end:
            case End.HANDED_IN | End.TIME_UP:
                return self._finish(exam, time_up=end is End.TIME_UP)
            case End.LEFT | End.INTERRUPTED | End.UNSAVED:
                self.face.note(self._left(exam))
                return {End.LEFT: 0, End.INTERRUPTED: 130, End.UNSAVED: 1}[end]

    @property
    def _namespace(self) -> str:
        return self.chosen.compiled.collection.settings.namespace

    @property
    def _topics(self) -> Mapping[str, str]:
        return {deck.id: deck.title for deck in self.chosen.compiled.collection.decks}

    def _new(self, now: datetime) -> Exam:
        sitting = self.new_id()
        self.playing.take(sitting)
        return self._exam(sitting, now, {})

    def _exam(self, sitting: str, began: datetime, answered: Mapping[str, Review]) -> Exam:
        rng = random.Random(sitting if self.wishes.seed is None else self.wishes.seed)
        questions = exam_questions(self.chosen.cards, self.count, rng)
        return Exam(
            questions, began, self.lasts, grader_of(self.chosen.compiled), recorder(self.chosen, self.log), self.new_id,
            self._namespace, sitting, answered,
        )  # fmt: skip

    def _stopped(self, now: datetime) -> Exam | None:
        """Return today's last exam if it was left before its report was written: then no learner has seen its marks.

        Only its questions may have an answer in the log, and all of them may.
        """
        reviews = self.log.reviews(self._namespace, day_of(now)[0])
        stopped = last_sitting(reviews, Mode.EXAM, now)
        if stopped is None or any(exams_folder().glob(f"*{_mark_of(stopped.sitting)}*")):
            return None
        mine = [review for review in reviews if review.session == stopped.sitting]
        answered = {review.card: review for review in standing_answers(mine)}
        exam = self._exam(stopped.sitting, stopped.began, answered)
        drawn = {entry.question.card.id for entry in exam.entries}
        fits = answered.keys() <= drawn
        return exam if fits and self.playing.take(stopped.sitting) else None

    def _opening(self, exam: Exam, now: datetime) -> list[str]:
        count = len(exam.entries)
        answered = count - len(exam.open)
        lasts = f" in {duration_said(self.lasts)}" if self.lasts else ""
        lines = [f"{title_of(self.chosen)}."]
        if answered:
            left = exam.time_left(now)
            time = f", {duration_said(left)} left" if left else ""
            lines.append(f"Going on with the exam you left: {answered} of {count} answered{time}.")
        else:
            lines.append(f"Exam: {counted(count, 'question')}{lasts}. The schedule stays as it is.")
            if count < self.count:
                lines.append(f"Only {counted(count, 'question')} here can be judged without you.")
        return [*lines, "What was right is told at the end. ? shows the keys."]

    def _left(self, exam: Exam) -> str:
        answered = len(exam.entries) - len(exam.open)
        time = "; its time goes on" if self.lasts else ""
        return f"The exam is left: {answered} of {len(exam.entries)} answered, all kept{time}. To go on: {self.chosen.again}"

    def _finish(self, exam: Exam, *, time_up: bool) -> int:
        now = self.clock()
        exam.hand_in(now)
        marks = marks_of(exam, self._topics, now, time_up=time_up)
        references = self.chosen.compiled.collection.references
        for entry in exam.entries:
            self.face.marked(entry)
            outcome = outcome_of(entry)
            self.face.told(outcome, tell(outcome, references, now))
        path, problem = self._write(exam.id, marks, now)
        width = min(_WIDTH, shutil.get_terminal_size().columns - 3)
        practise = self._practise(marks)
        self.face.result(marks, list(result_lines(marks, max(20, width), practise)), shown_path(path) if path else "")
        if problem:
            self.face.note(problem)
        return 1 if problem else 0

    def _practise(self, marks: Marks) -> str:
        """Return the command that practises what was not right."""
        collection = self.chosen.compiled.collection
        here = collection.folder in (embedded_folder(), Path.cwd())
        paths = {deck.id: shown_path(deck.where.path) for deck in collection.decks}
        targets = [deck if here else paths[deck] for deck in marks.decks]
        return f"nkquiz run --practice --weak {shlex.join(targets)}"

    def _write(self, sitting: str, marks: Marks, now: datetime) -> tuple[Path | None, str]:
        """Write the report and return its path; or none, and a sentence that says why.

        One lies in the folder for them in any case: its name says that this exam has ended.
        """
        collection = self.chosen.compiled.collection
        page = report_page(collection, marks, self._practise(marks), now)
        path = exams_folder() / f"exam-{marks.began:%Y-%m-%d-%H%M}{_mark_of(sitting)}.md"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = _written(path, page)
            path = self.wishes.report or path
            return (_written(path, page) if self.wishes.report else kept), ""
        except OSError as error:
            return None, f"The report {shown_path(path)} could not be written: {error.strerror}. The answers are kept."


def _mark_of(sitting: str) -> str:
    """Return what the name of a report says of the sitting it is about, whatever that is called."""
    return f"-{crc32(sitting.encode()):08x}"


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise UsageError(f"`{path}` exists; give the report another name")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder `{path.parent}` for the report")


def _written(path: Path, page: str) -> Path:
    """Write a new file, under another name if that one has come to be taken; return its path."""
    free = free_path(path)
    with replacing(free) as (new,):
        new.write_text(page, encoding="utf-8", newline="\n")
    return free
