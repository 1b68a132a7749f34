"""What `nkquiz new --git` adds to a collection: its checks in CI and before a commit, and what an editor needs."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

from nkquiz.diagnostics import shown_path
from nkquiz.schema import schema_of

WORKFLOW = ".github/workflows/decks.yml"
HOOKS = ".pre-commit-config.yaml"
_SOMEWHERE = "git+https://example.org/nkquiz.git"


def files_for_git() -> dict[str, str]:
    """Return the text of each file, by its path in the collection."""
    schemas = {f".vscode/{name}.schema.json": schema_of(name) for name in ("deck", "collection", "sources")}
    return {
        ".gitignore": _starter("gitignore"),
        WORKFLOW: _starter("decks.yml").replace(_SOMEWHERE, installed_from() or _SOMEWHERE),
        HOOKS: _starter("pre-commit-config.yaml"),
        ".vscode/settings.json": _starter("settings.json"),
        **{name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in schemas.items()},
    }


def notes_for_git(folder: Path) -> Iterator[str]:
    """Yield what is left to do before the checks of a collection in `folder` run."""
    if not installed_from():
        yield f"say in {WORKFLOW} where nkquiz can be had from; yours was installed from this computer"
    if root := next((above for above in folder.parents if (above / ".git").exists()), None):
        here = shlex.quote(folder.relative_to(root).as_posix())
        yield (
            f"the repository begins in {shown_path(root)}, and only there are .github and {HOOKS} read: move them there, "
            f"and write `{here}` in place of `.` in their commands"
        )


def installed_from() -> str:
    """Return where pip, on another computer too, can get this nkquiz from; "" if it came from a folder or a file."""
    try:
        found = distribution("nkquiz")
    except PackageNotFoundError:
        return ""
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if not origin:
        return f"nkquiz=={found.version}"
    url, revision = origin["url"], origin.get("vcs_info")
    return f"{revision['vcs']}+{url}@{revision['commit_id']}" if revision and not url.startswith("file:") else ""


def _starter(name: str) -> str:
    return files("nkquiz").joinpath("starter", "git", name).read_text(encoding="utf-8")
