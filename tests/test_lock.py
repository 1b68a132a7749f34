from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkquiz.lock import Entry, Lock, read_lock, sealed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
NAMESPACE = "ab" * 16

A = Entry("a", "a", (), "1" * 20, "2" * 20, "3" * 20, SECONDS, SECONDS, 1, ("answer",), False, "Cells::01 Killing")
B = Entry("new", "b", ("old",), "4" * 20, "5" * 20, "6" * 20, SECONDS - 9, SECONDS, 2, ("c1", "c2"), True, "Cells::01 Killing")
LOCK = Lock(NAMESPACE, {"killing": "Cells::01 Killing"}, {"a": A, "new": B})


def _read(tmp_path: Path, text: str, now: datetime = NOW) -> tuple[Lock | None, list[tuple[int, str]]]:
    path = tmp_path / "nkquiz.lock"
    path.write_bytes(text.encode("utf-8"))
    lock, problems = read_lock(path, now)
    return lock, [(problem.span.line, problem.code) for problem in problems]


def test_a_lock_survives_its_file(tmp_path: Path) -> None:
    lock, problems = _read(tmp_path, LOCK.text())
    assert not problems
    assert lock is not None
    assert (lock.namespace, lock.decks, lock.entries) == (NAMESPACE, LOCK.decks, LOCK.entries)
    assert lock.lines == {"a": 4, "new": 5}
    assert lock.text() == LOCK.text()


def test_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    lock, problems = _read(tmp_path, LOCK.text().replace("\n", "\r\n"))
    assert not problems
    assert lock is not None
    assert lock.entries == LOCK.entries


def test_no_lock_is_no_problem(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "nkquiz.lock", NOW) == (None, ())


def _conflict(text: str) -> str:
    return text.replace(A.line(), f"<<<<<<< ours\n{A.line()}\n=======\n{A.line()}\n>>>>>>> theirs")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_conflict, [(4, "NK205")]),
        (lambda text: text + A.line() + "\n", [(7, "NK205")]),
        (lambda text: text.replace("4" * 20, "1" * 20), [(5, "NK205")]),
        (lambda text: text + "hello\n", [(7, "NK205")]),
        (lambda text: text.replace(str(SECONDS), "9" * 5000, 1), [(4, "NK205")]),
        (lambda text: text.replace(str(SECONDS), "²", 1), [(4, "NK205")]),
        (lambda text: text.replace("live", "alive"), [(4, "NK205")]),
        (lambda text: text[:-1], [(1, "NK205")]),
        (lambda text: text.replace(f"namespace\t{NAMESPACE}\n", ""), [(1, "NK205")]),
        (lambda _text: "", [(1, "NK205")]),
        (lambda text: text.replace("lock 1,", "lock 2,"), [(1, "NK205")]),
        (lambda text: text.replace(str(SECONDS), str(SECONDS + 90_000)), [(4, "NK208")]),
        (lambda text: text.replace(str(SECONDS), "9" * 12), [(4, "NK208")]),
    ],
)
def test_a_lock_that_cannot_be_trusted_is_not_used(
    tmp_path: Path, edit: Callable[[str], str], expected: list[tuple[int, str]]
) -> None:
    lock, problems = _read(tmp_path, edit(LOCK.text()))
    assert lock is None
    assert problems == expected


def _unclosed(text: str) -> str:
    """Return a lock as nkquiz wrote it before locks were closed."""
    lines = text.replace("lock 1, closed:", "lock 1:").split("\n")
    return "\n".join(line for line in lines if not line.startswith(("# end", "# corrected")))


def test_a_lock_of_before_locks_were_closed_reads_on(tmp_path: Path) -> None:
    lock, problems = _read(tmp_path, _unclosed(LOCK.text()))
    assert not problems
    assert lock is not None
    assert lock.text() == LOCK.text()


def test_the_closing_lines_are_comments_for_an_older_nkquiz() -> None:
    added = set(LOCK.text().split("\n")) - set(_unclosed(LOCK.text()).split("\n"))
    assert len(added) == 2
    assert all(line.startswith("# ") for line in added)


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace(f"{A.line()}\n", ""),
        lambda text: text.replace(f"{B.line()}\n", ""),
        lambda text: text.replace("deck\tkilling\tCells::01 Killing\n", ""),
        lambda text: text.replace("deck\tkilling", "deck\tslaying"),
        lambda text: text.replace("2" * 20, "7" * 20),
        lambda text: text.replace(str(SECONDS), str(SECONDS - 1)),
        lambda text: text.replace("\t2\tc1,c2", "\t3\tc1,c2"),
        lambda text: text.replace("c1,c2", "c1"),
        lambda text: text.replace("retired", "live"),
        lambda text: text.replace(f"{A.line()}\n{B.line()}", f"{B.line()}\n{A.line()}"),
        lambda text: text[: text.index("# end")],
        lambda text: text[: text.index("fact\tnew")],
        lambda text: text.replace("# end: 2", "# end: 3"),
        lambda text: text + text[text.index("# end") :],
    ],
)
def test_what_a_hand_does_to_a_closed_lock_is_noticed(tmp_path: Path, edit: Callable[[str], str]) -> None:
    edited = edit(LOCK.text())
    assert edited != LOCK.text()
    lock, problems = _read(tmp_path, edited)
    assert lock is None
    assert [code for _, code in problems] == ["NK205"]


def test_a_merge_by_hand_is_told_its_last_line(tmp_path: Path) -> None:
    ours, theirs = LOCK, Lock(NAMESPACE, LOCK.decks, {"a": A, "new": B, "later": replace(A, fact_id="later", guid="8" * 20)})
    markers = "<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n"
    ends = ours.text().split("\n")[-2], theirs.text().split("\n")[-2]
    conflict = theirs.text().replace(f"{ends[1]}\n", markers.format(*ends))
    assert [code for _, code in _read(tmp_path, conflict)[1]] == ["NK205"]

    resolved = theirs.text().replace(ends[1], "\n".join(reversed(ends)))
    (tmp_path / "nkquiz.lock").write_text(resolved, encoding="utf-8")
    (problem,) = read_lock(tmp_path / "nkquiz.lock", NOW)[1]
    assert f"make its last line `{ends[1]}`" in problem.hint
    assert _read(tmp_path, theirs.text())[0] is not None


def test_the_correction_that_learners_read_survives_the_file(tmp_path: Path) -> None:
    lock, _ = _read(tmp_path, Lock(NAMESPACE, LOCK.decks, {"a": replace(A, correction="c" * 20), "new": B}).text())
    assert lock is not None
    assert [entry.correction for entry in lock.entries.values()] == ["c" * 20, ""]


def test_a_clock_that_is_a_little_slow_is_forgiven(tmp_path: Path) -> None:
    assert not _read(tmp_path, LOCK.text(), NOW - timedelta(hours=23))[1]


def test_a_lock_that_is_not_text_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "nkquiz.lock"
    path.write_bytes(LOCK.text().encode("utf-16"))
    assert [problem.code for problem in read_lock(path, NOW)[1]] == ["NK205"]


def test_time_rises_if_and_only_if_the_digest_changed() -> None:
    assert sealed(A, A.hash, SECONDS + 5) == A
    assert sealed(A, "x", SECONDS + 5).time == SECONDS + 5
    assert sealed(A, "x", SECONDS - 5).time == A.time + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from([*LOCK.text().split("\n"), "\t", "\n", "fact", "deck\tx\ty", "<<<<<<<", "9" * 5000, "²"])).map(
        "\n".join
    )
)
def test_any_lines_give_a_lock_or_problems(tmp_path: Path, text: str) -> None:
    lock, problems = _read(tmp_path, text)
    assert (lock is None) == bool(problems)
