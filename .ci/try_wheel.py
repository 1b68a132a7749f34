"""Build the source archive and, from it, the wheel; then use the wheel as a learner would, far from this folder.

`python .ci/try_wheel.py` writes both into dist/ and ends with an error at the first thing that is not as it should be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
DIST = PROJECT / "dist"


def main() -> None:
    wheel = built_wheel()
    expect_contents(wheel)
    with tempfile.TemporaryDirectory(prefix="nkquiz-wheel-") as folder:
        try_out(wheel, Path(folder))
    print(f"dist/{wheel.name}: built, installed and tried")


def built_wheel() -> Path:
    """Build both archives and return the wheel. It is made from the source archive, so that one is known to be whole."""
    shutil.rmtree(DIST, ignore_errors=True)
    said(sys.executable, "-m", "build", "--outdir", str(DIST), str(PROJECT))
    return next(DIST.glob("*.whl"))


def expect_contents(wheel: Path) -> None:
    """The wheel holds every file of the package and of the decks, and both licences as they stand here."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        wanted = {f"nkquiz/{name}" for name in files_below(PROJECT / "src" / "nkquiz")}
        wanted |= {f"nkquiz/decks/{name}" for name in files_below(PROJECT / "decks")}
        if missing := sorted(wanted - names):
            sys.exit(f"not in the wheel: {', '.join(missing)}")
        info = next(name for name in names if name.endswith(".dist-info/METADATA")).removesuffix("METADATA")
        for name in ("LICENSE", "LICENSE-DECKS"):
            if archive.read(f"{info}licenses/{name}") != (PROJECT / name).read_bytes():
                sys.exit(f"the wheel's {name} is another")
        if "License-Expression: MIT AND CC-BY-4.0" not in archive.read(f"{info}METADATA").decode().splitlines():
            sys.exit("the wheel does not name its licences")


def files_below(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def try_out(wheel: Path, folder: Path) -> None:
    venv.create(folder / "venv", with_pip=True)
    place = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    said(str(place / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel))
    nkquiz = str(place / "nkquiz")
    home = folder / "elsewhere"
    home.mkdir()
    expect("nkquiz 0", said(nkquiz, "--version", cwd=home))
    expect("Cytokine release syndrome", said(nkquiz, "list", cwd=home))
    expect("No problems", said(nkquiz, "check", cwd=home))
    expect("For learning, not for treating patients.", said(nkquiz, "run", "--plain", cwd=home, typed="1\n:q\n"))
    said(nkquiz, "build", "--level", "core", "-o", "core.apkg", cwd=home)
    with zipfile.ZipFile(home / "core.apkg") as package:
        expect("collection.anki2", " ".join(package.namelist()))


def said(*command: str, cwd: Path | None = None, typed: str = "") -> str:
    """Run a command and return what it said; an exit code other than 0 ends the trial."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NKQUIZ"))}
    env = inherited | {"NKQUIZ_HOME": str(cwd), "PYTHONUTF8": "1"} if cwd else inherited
    done = subprocess.run(command, cwd=cwd, env=env, input=typed, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def expect(words: str, found: str) -> None:
    """End the trial unless `words` stands in `found`."""
    if words not in found:
        sys.exit(f"expected `{words}` in:\n{found}")


if __name__ == "__main__":
    main()
