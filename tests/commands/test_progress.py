from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.commands.joining import bring_in
from nkquiz.commands.learner import states_of
from nkquiz.commands.progress import NO_PROGRESS, Part, export, reset, where
from nkquiz.diagnostics import NkquizError, UsageError
from nkquiz.quiz.scheduling import state_of
from nkquiz.review import Review
from nkquiz.store.log import open_log
from nkquiz.store.whole import WholeLog
from tests.quiz.cards import DAY, NAMESPACE, NOON, review
from tests.store.logs import OTHER, review_id
from tests.terminal import Terminal

if TYPE_CHECKING:
    from tests.conftest import Author

NOW = NOON + 5 * DAY


class Asked(io.StringIO):
    """A learner at a terminal who answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def home(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's home, empty; a collection of two decks in the current folder."""
    author.decks = {
        "killing": {f"killing-{n}": "ask: What?\nanswer: It" for n in (1, 2)},
        "choosing": {"choosing-1": "ask: What?\nanswer: It"},
    }
    author.write()
    monkeypatch.chdir(author.folder)
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def answer(number: int, fact: str = "killing-1", namespace: str = NAMESPACE) -> Review:
    return replace(review(f"{fact}#answer", NOON + number * DAY, review_id=review_id(number)), namespace=namespace)


def logged(path: Path, *reviews: Review) -> Path:
    with closing(open_log(path)) as log:
        for each in reviews:
            log.append(each, (each.card,), state_of)
    return path


def written(home: Path) -> str:
    out = io.StringIO()
    assert export(None, out) == 0
    return out.getvalue()


def imported(*files: Path | str, text: str = "", now: datetime = NOW) -> tuple[int, str]:
    out = io.StringIO()
    code = bring_in([str(each) for each in files], now, out, io.BytesIO(text.encode()))
    return code, out.getvalue()


def told_where() -> str:
    out = io.StringIO()
    assert where(NOW, out) == 0
    return out.getvalue()


def reset_by(answers: str, part: Part = Part(), *, yes: bool = False) -> tuple[int, str]:  # noqa: B008
    out = io.StringIO()
    code = reset(part, yes, NOW, out, Asked(answers))
    return code, out.getvalue()


def ids(path: Path) -> list[str]:
    with closing(WholeLog.opened(path)) as log, log.whole() as (_, _, reviews):
        return sorted(each.review_id for each in reviews)


def test_what_is_exported_can_be_imported_elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    logged(home / "progress.db", answer(1), answer(2), answer(3, "choosing-1"))
    text = written(home)
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / "other"))
    assert imported("-", text=text) == (0, "3 reviews in 1 file: 3 new, 0 known already.\n2 cards scheduled anew.\n")
    assert written(home) == text
    assert imported("-", text=text) == (0, "3 reviews in 1 file: 0 new, 3 known already.\n")
    with closing(open_log(home / "progress.db")) as one, closing(open_log(tmp_path / "other" / "progress.db")) as other:
        assert one.states(NAMESPACE) == other.states(NAMESPACE) != {}


def test_a_progress_file_is_imported_as_it_is(home: Path, tmp_path: Path) -> None:
    other = logged(tmp_path / "other.db", answer(1), answer(2))
    logged(home / "progress.db", answer(2), answer(3))
    assert imported(other)[1].startswith("2 reviews in 1 file: 1 new, 1 known already.")
    assert ids(home / "progress.db") == [review_id(number) for number in (1, 2, 3)]


def test_several_files_of_both_sorts_are_taken_together(home: Path, tmp_path: Path) -> None:
    logged(home / "progress.db", answer(1))
    exported = tmp_path / "export.jsonl"
    assert export(exported, io.StringIO()) == 0
    other = logged(tmp_path / "other.db", answer(2))
    assert imported(exported, other, exported)[1].startswith("3 reviews in 3 files: 1 new, 2 known already.")


def test_a_file_may_be_exported_over_an_older_export_but_over_nothing_else(home: Path, tmp_path: Path) -> None:
    logged(home / "progress.db", answer(1))
    target, letter = tmp_path / "export.jsonl", tmp_path / "letter.txt"
    letter.write_text("Dear learner", encoding="utf-8")
    out = io.StringIO()
    assert export(target, out) == export(target, io.StringIO()) == 0
    assert out.getvalue() == f"1 review of 1 collection in {target}\n"
    assert target.read_text(encoding="ascii") == written(home)
    for path in (letter, home / "progress.db"):
        with pytest.raises(UsageError, match="is there already and is no export"):
            export(path, io.StringIO())
    assert letter.read_text(encoding="utf-8") == "Dear learner"
    with pytest.raises(UsageError, match="there is no folder"):
        export(tmp_path / "no" / "file", io.StringIO())
    with pytest.raises(UsageError, match="is a folder"):
        export(tmp_path, io.StringIO())


def test_without_progress_nothing_is_made(home: Path) -> None:
    with pytest.raises(NkquizError, match="there is no progress yet"):
        export(None, io.StringIO())
    assert NO_PROGRESS in told_where()
    assert reset_by("") == (0, NO_PROGRESS + "\n")
    assert not home.exists()


def test_damaged_lines_are_told_all_at_once_and_nothing_is_imported(home: Path, tmp_path: Path) -> None:
    logged(home / "progress.db", answer(1))
    header, line = written(home).splitlines()
    damaged = tmp_path / "damaged.jsonl"
    fresh = json.dumps({**json.loads(line), "review_id": review_id(7)})
    damaged.write_text("\n".join([header.replace('"reviews": 1', '"reviews": 4'), fresh, "{", fresh, "?"]), encoding="utf-8")
    code, said = imported(damaged)
    assert code == 1
    assert f"{damaged}:3:1: NK511 the line is not JSON\n     3 | {{\n" in said
    assert f"{damaged}:5:1: NK511 the line is not JSON" in said
    assert said.endswith("2 problems; nothing was imported\n")
    assert ids(home / "progress.db") == [review_id(1)]


def test_a_bad_file_makes_no_progress_file(home: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("nonsense", encoding="utf-8")
    assert imported(tmp_path / "bad")[0] == 1
    assert not home.exists()


def test_thousands_of_damaged_lines_are_counted(home: Path) -> None:
    header = '{"format": "nkquiz progress", "version": 1}'
    code, said = imported("-", text="\n".join([header, *["?"] * 3000]))
    assert code == 1
    assert said.count("NK511") == 200
    assert said.endswith("3,000 problems, of which the first 200 are shown; nothing was imported\n")


def test_a_review_that_was_changed_is_told_with_both_places(home: Path, tmp_path: Path) -> None:
    logged(home / "progress.db", answer(1))
    text = written(home)
    changed = tmp_path / "changed.jsonl"
    changed.write_text(text.replace('"rating": 3', '"rating": 1'), encoding="utf-8")
    code, said = imported(changed)
    assert code == 1
    assert f"{changed}:2:1: NK512 the review `{review_id(1)}` differs from the one in your progress" in said
    code, said = imported("-", changed, text=text)
    assert f"{changed}:2:1: NK512 the review `{review_id(1)}` differs from the one in standard input, line 2" in said
    other = logged(tmp_path / "other.db", replace(answer(1), response="by hand"))
    code, said = imported(other)
    assert (
        said == f"{other}: the review `{review_id(1)}` differs from the one in your progress\n1 problem; nothing was imported\n"
    )
    assert written(home) == text


def test_answers_of_a_time_to_come_are_taken_and_said(home: Path, tmp_path: Path) -> None:
    other = logged(tmp_path / "other.db", answer(1), answer(400), answer(500))
    code, said = imported(other)
    assert code == 0
    assert "2 reviews bear a time still to come, up to 2028-04-06 12:00 UTC: a clock was wrong. They are kept" in said
    assert imported(other, now=NOON + 600 * DAY)[1] == "3 reviews in 1 file: 0 new, 3 known already.\n"


def test_another_collection_is_kept_and_said(home: Path, tmp_path: Path) -> None:
    other = logged(tmp_path / "other.db", answer(1), answer(2, namespace=OTHER))
    assert f"1 review of the collection {OTHER}, which is not in use here; kept all the same." in imported(other)[1]
    assert len(ids(home / "progress.db")) == 2
    assert f"The collection {OTHER}, not in use here: 1 answer to 1 card, on 2026-11-25." in told_where()


@pytest.mark.parametrize("files", [["no-such-file"], ["-", "-"], ["."]])
def test_files_that_cannot_be_are_a_matter_of_usage(home: Path, files: list[str]) -> None:
    with pytest.raises(UsageError):
        imported(*files)


def test_a_renamed_fact_is_followed(home: Path, tmp_path: Path, author: Author) -> None:
    logged(home / "progress.db", answer(9, "slaying"))
    other = logged(tmp_path / "other.db", *(answer(number) for number in range(3)))
    author.decks["killing"]["slaying"] = author.decks["killing"].pop("killing-1") + "\nwas: killing-1"
    author.write()
    assert imported(other)[0] == 0
    with closing(open_log(home / "progress.db")) as log:
        whole = [*(answer(number) for number in range(3)), answer(9, "slaying")]
        assert log.states(NAMESPACE)["slaying#answer"] == state_of(whole)
    assert "No longer" not in told_where()


def test_a_fact_renamed_in_a_collection_that_is_not_at_hand_is_followed_later(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"slaying#answer": ("slaying#answer", "killing-1#answer")}
    before = [answer(number, namespace=OTHER) for number in range(3)]
    after = answer(9, "slaying", OTHER)
    logged(home / "progress.db", *before)
    imported(logged(tmp_path / "other.db", after))
    with closing(open_log(home / "progress.db")) as log:
        assert log.states(OTHER)["slaying#answer"] != state_of([*before, after])
        assert states_of(log, OTHER, names) == {"slaying#answer": state_of([*before, after])}
        log.append(answer(10, "slaying", OTHER), names["slaying#answer"], state_of)
        monkeypatch.setattr(log, "state_of", None)  # nothing is worked out anew where all is in order
        assert states_of(log, OTHER, names) == {"slaying#answer": state_of([*before, after, answer(10, "slaying")])}


def test_where_lists_the_cards_gone_from_the_decks(home: Path, author: Author) -> None:
    logged(home / "progress.db", answer(1), answer(2, "gone"), answer(3, "gone"), answer(4, "choosing-1"))
    said = told_where()
    assert said.startswith(f"Progress: {home / 'progress.db'}\nSize: ")
    assert " KiB, 4 reviews.\n" in said
    assert "Cells (.): 4 answers to 3 cards, from 2026-11-24 to 2026-11-27." in said
    assert "kept all the same: 1 card.\n  gone#answer: 2 answers, the last on 2026-11-26\n" in said
    assert "NK and CAR-T Safety (the embedded decks): no answers yet." in said


def test_where_says_if_problems_of_the_decks_hide_cards(home: Path, author: Author) -> None:
    logged(home / "progress.db", answer(1))
    author.decks["killing"]["killing-1"] = "ask: What?\nanswr: It"
    author.write()
    assert "The decks have problems, and cards of facts with problems count as gone" in told_where()


def test_reset_asks_and_keeps_a_copy_that_can_be_imported(home: Path) -> None:
    logged(home / "progress.db", answer(1), answer(2, "choosing-1"), answer(3, namespace=OTHER))
    text = written(home)
    code, said = reset_by("yes\n")
    assert code == 0
    assert said.startswith("This takes 3 answers to 3 cards, from 2026-11-24 to 2026-11-26, out of your progress, in all")
    (aside,) = home.glob("progress-before-reset-20261128-120000.db")
    assert f"nkquiz progress import {shlex.quote(str(aside))}\n" in said
    assert ids(home / "progress.db") == []
    assert imported(aside)[0] == 0
    assert written(home) == text


@pytest.mark.parametrize("said", ["no\n", "\n", "", "yesterday\n"])
def test_whoever_does_not_say_yes_keeps_everything(home: Path, said: str) -> None:
    logged(home / "progress.db", answer(1))
    code, told = reset_by(said)
    assert code == 1
    assert told.endswith("Nothing was changed.\n")
    assert ids(home / "progress.db") == [review_id(1)]
    assert [each.name for each in home.glob("progress*")] == ["progress.db"]


def test_in_a_pipe_reset_needs_yes(home: Path) -> None:
    logged(home / "progress.db", answer(1))
    with pytest.raises(UsageError, match=r"`--yes` says that you mean it\. Nothing was changed"):
        reset(Part(), False, NOW, io.StringIO(), io.StringIO("yes\n"))
    assert reset(Part(), True, NOW, io.StringIO(), io.StringIO()) == 0
    assert ids(home / "progress.db") == []


def test_only_a_deck_with_the_earlier_names_of_its_facts(home: Path, author: Author) -> None:
    author.decks["killing"]["slaying"] = author.decks["killing"].pop("killing-1") + "\nwas: killing-1"
    author.write()
    logged(home / "progress.db", answer(1), answer(2, "slaying"), answer(3, "choosing-1"), answer(4, namespace=OTHER))
    code, said = reset_by("", Part(deck="kill"), yes=True)
    assert code == 0
    assert "This takes 2 answers to 2 cards, from 2026-11-24 to 2026-11-25, out of Killing. A copy is kept." in said
    assert ids(home / "progress.db") == [review_id(3), review_id(4)]


def test_only_the_collection_in_use(home: Path) -> None:
    logged(home / "progress.db", answer(1), answer(2, "gone"), answer(3, namespace=OTHER))
    assert reset_by("", Part(collection=True), yes=True)[0] == 0
    assert ids(home / "progress.db") == [review_id(3)]
    assert "There are no answers in Cells; nothing was changed." in reset_by("", Part(collection=True), yes=True)[1]


def test_two_resets_in_one_second_keep_two_copies(home: Path) -> None:
    for number in (1, 2):
        logged(home / "progress.db", answer(number))
        assert reset_by("", yes=True)[0] == 0
    assert sorted(map(ids, home.glob("progress-before-reset-*"))) == [[review_id(1)], [review_id(2)]]


def nkquiz(*words: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nkquiz", *words],
        input=given,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_commands_work_through_pipes_in_any_locale(home: Path, tmp_path: Path) -> None:
    logged(home / "progress.db", replace(answer(1), response="α 10⁶ “x” 🙂"))
    exported = nkquiz("progress", "export", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (exported.returncode, exported.stderr) == (0, "")
    other = {"NKQUIZ_HOME": str(tmp_path / "other")}
    for command, new in (("import", 1), ("merge", 0)):
        done = nkquiz("progress", command, "-", given=exported.stdout, LC_ALL="C", **other)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"1 review in 1 file: {new} new" in done.stdout
    assert nkquiz("progress", "export", **other).stdout == exported.stdout
    assert nkquiz("progress", "where").stdout.startswith("Progress: ")
    assert nkquiz("progress", "reset").returncode == 2
    assert nkquiz("progress", "reset", "--yes").returncode == 0
    assert nkquiz("progress", "import", "no-such-file").returncode == 2


def test_the_page_names_every_command_and_its_example_works(home: Path, tmp_path: Path, author: Author) -> None:
    page = (Path(__file__).parents[2] / "docs" / "progress.md").read_text(encoding="utf-8")
    listed = [line.split()[0] for line in nkquiz("progress", "--help").stdout.partition("Commands:\n")[2].splitlines()]
    assert listed == ["export", "import", "merge", "where", "reset"]
    assert all(f"| `nkquiz progress {command}" in page for command in listed)
    (example,) = [line for line in page.splitlines() if line.startswith("$ nkquiz")]
    logged(author.folder / "other" / "progress.db", answer(1))
    assert nkquiz(*shlex.split(example)[2:]).returncode == 0
    exported = page.partition("```json\n")[2].partition("```")[0]
    done = nkquiz("progress", "import", "-", given=exported)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "3 reviews in 1 file: 3 new, 0 known already.")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix")
def test_in_a_terminal_reset_asks(home: Path) -> None:
    logged(home / "progress.db", answer(1))
    command = [sys.executable, "-m", "nkquiz", "progress", "reset"]
    with Terminal(command, NKQUIZ_HOME=str(home), PYTHONPATH=os.environ.get("PYTHONPATH", "")) as terminal:
        terminal.wait_for("Type yes to go on: ")
        terminal.type("yes\r")
        assert terminal.end() == 0
    assert ids(home / "progress.db") == []
    assert len(list(home.glob("progress-before-reset-*.db"))) == 1


def test_a_day_and_a_clock_are_not_confused(home: Path, tmp_path: Path) -> None:
    """A clock that is a few minutes ahead is no reason to say anything."""
    other = logged(tmp_path / "other.db", answer(1))
    assert "clock" not in imported(other, now=datetime(2026, 11, 24, 11, 55, tzinfo=UTC))[1]
    assert "clock" in imported(other, now=NOON + DAY - timedelta(minutes=11))[1]
