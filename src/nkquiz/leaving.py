"""How every command ends: with an exit code, and never with a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from nkquiz import __version__
from nkquiz.diagnostics import NkquizError, UsageError, shortened


def leave(command: Callable[[], int | None]) -> NoReturn:
    """Run `command` and leave with its exit code."""
    _mend_streams()
    try:
        code = command() or 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
        if isinstance(leaving.__context__, BrokenPipeError):  # typer makes a 1 of it
            code = 0
    except NkquizError as error:
        print(f"nkquiz: {error}", file=sys.stderr)
        code = 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        code = _told(error)
    except Exception:  # the one place: a bug of ours becomes an apology and a log
        code = _apologise()
    sys.exit(_flush() or code)


_OUTPUT_IS_GONE = (errno.EPIPE, errno.EIO, errno.ENXIO)  # a closed pipe, a closed terminal
_NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP, errno.ESTALE)


def _told(error: OSError) -> int:
    """Say what the machine refused in plain words; only what is left over is a mistake of ours."""
    if error.errno in (*_OUTPUT_IS_GONE, errno.ENOSPC):
        return _flush() or _unwritten(error)  # it is said once: what cannot be flushed is thrown away
    if error.filename is None or error.errno not in (*_NOT_OURS, errno.ENAMETOOLONG):
        return _apologise()
    print(f"nkquiz: `{shortened(os.fsdecode(error.filename))}` cannot be used: {error.strerror}", file=sys.stderr)
    return 2 if error.errno == errno.ENAMETOOLONG else 1


def _mend_streams() -> None:
    """Make every text printable and every input readable, and closed streams harmless."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _flush() -> int:
    """Write what is still to be written, and return 1 if it cannot be; where nobody reads any more, that is no fault."""
    try:
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError):  # what is left goes nowhere, so that Python need not complain
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _unwritten(error)
    return 0


def _unwritten(error: OSError) -> int:
    if error.errno in _OUTPUT_IS_GONE:
        return 0
    print(f"nkquiz: the output could not be written: {error.strerror}", file=sys.stderr)
    return 1


def _apologise() -> int:
    import tempfile
    import traceback

    happened = f"nkquiz {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n{traceback.format_exc()}"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="nkquiz-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as log:
            log.write(happened)
        where = f"What happened is written in {log.name}"
    except OSError as error:
        last = happened.splitlines()[-1]
        where = f"It was `{last}`; more could not be written down: {error.strerror or error}"
    print(f"nkquiz: sorry, that is a mistake of ours. {where}", file=sys.stderr)
    return 3
