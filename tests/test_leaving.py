from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nkquiz.diagnostics import NkquizError, UsageError
from nkquiz.leaving import leave


def raising(error: BaseException) -> Callable[[], int]:
    def command() -> int:
        raise error

    return command


def code_of(command: Callable[[], int | None]) -> int:
    with pytest.raises(SystemExit) as left:
        leave(command)
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (lambda: 0, 0),
        (lambda: None, 0),
        (lambda: 1, 1),
        (raising(SystemExit(2)), 2),
        (raising(SystemExit("words")), 1),
        (raising(NkquizError("the disk is full")), 1),
        (raising(UsageError("no such path")), 2),
        (raising(KeyboardInterrupt()), 130),
        (raising(BrokenPipeError(errno.EPIPE, "Broken pipe")), 0),
        (raising(OSError(errno.EIO, "Input/output error")), 0),
        (raising(OSError(errno.ENOSPC, "No space left on device")), 1),
        (raising(OSError(errno.EACCES, "Permission denied", "media/a.svg")), 1),
        (raising(OSError(errno.ENAMETOOLONG, "File name too long", "aaa")), 2),
        (raising(OSError(errno.EINVAL, "Invalid argument", "aaa")), 3),
    ],
)
def test_every_end_has_its_exit_code(command: Callable[[], int | None], code: int) -> None:
    assert code_of(command) == code


def test_what_the_user_can_mend_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code_of(raising(NkquizError("the disk is full")))
    assert capsys.readouterr().err == "nkquiz: the disk is full\n"


def test_what_the_machine_refuses_is_said_with_the_name_of_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    code_of(raising(OSError(errno.EACCES, "Permission denied", "media/a.svg")))
    assert capsys.readouterr().err == "nkquiz: `media/a.svg` cannot be used: Permission denied\n"


def test_a_mistake_of_ours_on_a_full_disk_is_an_apology_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    assert code_of(raising(ValueError("a planted one"))) == 3
    assert capsys.readouterr().err == (
        "nkquiz: sorry, that is a mistake of ours. It was `ValueError: a planted one`; "
        "more could not be written down: No space left on device\n"
    )


def test_a_mistake_of_ours_is_an_apology_and_a_log(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert code_of(raising(ZeroDivisionError("planted"))) == 3
    (log,) = tmp_path.iterdir()
    said = capsys.readouterr().err
    assert said == f"nkquiz: sorry, that is a mistake of ours. What happened is written in {log}\n"
    assert "ZeroDivisionError: planted" in log.read_text(encoding="utf-8")


def test_a_name_that_is_no_text_does_not_keep_the_log_from_being_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["nkquiz", "new", "x\udcff"])
    assert code_of(raising(ZeroDivisionError("planted"))) == 3
    (log,) = tmp_path.iterdir()
    assert "nkquiz new x\\udcff\n" in log.read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["list"], ["run", "--plain"]])
def test_a_full_disk_below_the_output_is_said_once(words: list[str], unbuffered: str, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "nkquiz", *words], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True,
            timeout=60, env={**os.environ, "NKQUIZ_HOME": str(tmp_path), "PYTHONUNBUFFERED": unbuffered}, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "nkquiz: the output could not be written: No space left on device\n")


@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["--help"]])
def test_a_closed_pipe_ends_silently(words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "nkquiz", *words], stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
