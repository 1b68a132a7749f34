"""Where the progress file lies."""

from __future__ import annotations

import os
from pathlib import Path


def progress_file() -> Path:
    """Return the path of the progress file: in `$NKQUIZ_HOME`, else where this system keeps a user's data."""
    home = os.environ.get("NKQUIZ_HOME")
    if home:
        return Path(home).expanduser() / "progress.db"
    from platformdirs import user_data_path

    return user_data_path("nkquiz", appauthor=False) / "progress.db"
