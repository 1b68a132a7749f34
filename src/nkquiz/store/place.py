"""Where the learner's own files lie: in `$NKQUIZ_HOME`, else where this system keeps such files of a user."""

from __future__ import annotations

import os
from pathlib import Path


def progress_file() -> Path:
    """Return the path of the progress file; other data of the learner lies beside it."""
    if home := _home():
        return home / "progress.db"
    from platformdirs import user_data_path

    return user_data_path("nkquiz", appauthor=False) / "progress.db"


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time."""
    return progress_file().with_name("cache")


def exams_folder() -> Path:
    """Return the folder for the reports of exams, unless the learner names another place."""
    return progress_file().with_name("exams")


def playing_file() -> Path:
    """Return the path of the file with the locks of what is being played."""
    return progress_file().with_name("playing.lock")


def settings_file() -> Path:
    """Return the path of the file with the learner's settings."""
    if home := _home():
        return home / "settings.toml"
    from platformdirs import user_config_path

    return user_config_path("nkquiz", appauthor=False) / "settings.toml"


def _home() -> Path | None:
    home = os.environ.get("NKQUIZ_HOME")
    return Path(home).expanduser() if home else None
