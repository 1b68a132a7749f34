"""The pictures of anki-for-learners.md, taken in a real desktop Anki.

    python docs/learner_pictures.py ANKI_PYTHON

`ANKI_PYTHON` is a Python that has Anki with its windows (`pip install "aqt[qt6]"`); on Linux without a screen `xvfb-run`
shows it one nobody sees. Anki gets a folder of its own, which goes afterwards. This file is copied into it as an add-on: what
stands below `steps` runs inside Anki.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
TASK = "NKQUIZ_LEARNER_PICTURES"
"""Names the folder of the packages while Anki runs this file, and no other time."""
PLACE = "NKQUIZ_DOCS"
"""Names the folder `docs` for the copy of this file inside Anki."""


def main() -> None:
    python = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_packages(folder)
        make_profile(folder / "base", python)
        screen = [] if os.environ.get("DISPLAY") else ["xvfb-run", "-a", "-s", "-screen 0 1300x1000x24"]
        settings = {"QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
        environment = (
            os.environ | settings | {TASK: name, PLACE: str(DOCS), "HOME": name, "LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": name}
        )
        begin = [python, "-c", "import aqt; aqt.run()", "-b", str(folder / "base"), "-p", "User 1"]
        subprocess.run([*screen, *begin], env=environment, check=True, timeout=300)


def make_packages(folder: Path) -> None:
    """Write core.apkg, full.apkg, and next.apkg: a release later, with a fact corrected, one retired and one new."""
    decks = folder / "decks"
    shutil.copytree(DOCS.parent / "decks", decks)
    nkquiz = [sys.executable, "-m", "nkquiz"]
    settings = decks / "nkquiz.yaml"
    settings.write_text("report: https://example.org/issues/new\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([*nkquiz, "release", str(decks), "-o", str(folder / "full.apkg")], check=True)
    subprocess.run([*nkquiz, "build", str(decks), "--level", "core", "-o", str(folder / "core.apkg")], check=True)
    deck = decks / "10-killing.yaml"
    text = deck.read_text(encoding="utf-8")
    for fact, keys in CHANGES.items():
        assert f"- id: {fact}\n" in text, f"{fact} is gone from {deck.name}: choose another"
        text = text.replace(f"- id: {fact}\n", f"- id: {fact}\n{keys}")
    deck.write_text(text.rstrip() + NEW, encoding="utf-8")
    subprocess.run([*nkquiz, "release", str(decks), "-o", str(folder / "next.apkg")], check=True)


CORRECTED, RETIRED, REPORTED = "kill-perforin-granzymes", "kill-fhl2-perforin", "kill-lytic-granules"
CHANGES = {
    CORRECTED: "  corrected: {on: 2026-12-01, was: Only perforin, why: 'An example, made for this picture.'}\n",
    RETIRED: "  retired: {on: 2026-12-01, why: 'An example, made for this picture.'}\n",
}
NEW = """
- id: kill-example
  ask: What is this fact?
  answer: An example, made for a picture
  sources: [An example]
"""


def make_profile(base: Path, python: str) -> None:
    """Make a folder in which Anki asks nothing at its first start, with this file as an add-on."""
    addon = base / "addons21" / "pictures"
    addon.mkdir(parents=True)
    shutil.copy(__file__, addon / "__init__.py")
    subprocess.run([python, "-c", PROFILE, str(base)], env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, check=True)


PROFILE = """
import sys
from pathlib import Path
import anki.lang
from aqt.profiles import ProfileManager
manager = ProfileManager(Path(sys.argv[1]))
anki.lang.set_lang("en_US")
manager.setupMeta()
manager.meta.update(defaultLang="en_US", firstRun=False, updates=False, suppressUpdate=True, check_for_addon_updates=False)
manager.create("User 1")
manager.load("User 1")
manager.profile.update(numBackups=0, autoSync=False, syncMedia=False)
manager.set_update_check(False)
manager.save()
(Path(sys.argv[1]) / "gldriver6").write_text("software")
"""


# Inside Anki


def steps(mw: Any, folder: Path) -> Iterator[int]:
    """Take one picture after the other; each number is how many milliseconds Anki then gets to draw."""
    mw.move(0, 0)
    yield 1000
    yield from imported(mw, folder / "core.apkg", "import", "")
    mw.resize(640, 480)
    mw.moveToState("deckBrowser")
    yield 1200
    taken(mw, "decks")
    yield from imported(mw, folder / "full.apkg", "", "full")
    yield from imported(mw, folder / "next.apkg", "", "update")
    yield from card(mw, f"Id:{CORRECTED}", "corrected", 470)
    yield from card(mw, f"Id:{RETIRED}", "retired", 420)
    yield from card(mw, f"Id:{REPORTED}", "report", 640, "document.querySelector('details').open = true")
    yield from found(mw, "tag:nkquiz::corrected::* or tag:nkquiz::retired", "browse")


def imported(mw: Any, package: Path, before: str, after: str) -> Iterator[int]:
    """Import a package through Anki's own window, as it stands when it opens, but with all its options in sight."""
    from aqt.import_export.importing import import_file
    from aqt.qt import QApplication

    import_file(mw, str(package))
    yield 2500
    window = QApplication.activeModalWidget()
    window.resize(640, 400)
    window.web.eval("document.querySelectorAll('details').forEach(function (fold) { fold.open = true; })")
    yield 700
    if before:
        taken(window, before)
    window.web.eval("document.querySelector('button.btn-primary, button').click()")
    yield 6000
    window.resize(640, 260)
    yield 500
    if after:
        taken(window, after)
    window.reject()
    yield 700


def card(mw: Any, search: str, name: str, height: int, script: str = "") -> Iterator[int]:
    """Show the back of a card in the reviewer, through a filtered deck of that card alone."""
    deck = mw.col.sched.get_or_create_filtered_deck(0)
    deck.name = name
    del deck.config.search_terms[:]
    term = deck.config.search_terms.add()
    term.search, term.limit = search, 1
    mw.col.decks.select(mw.col.sched.add_or_update_filtered_deck(deck).id)
    mw.resize(480, height)
    mw.moveToState("review")
    yield 2500
    mw.reviewer._showAnswer()
    yield 1500
    mw.web.eval(script)
    yield 800
    taken(mw.web, name)
    mw.moveToState("deckBrowser")
    yield 800


def found(mw: Any, search: str, name: str) -> Iterator[int]:
    """Show what Browse finds, with more room for the list than Anki gives it."""
    import aqt

    browser = aqt.dialogs.open("Browser", mw)
    browser.resize(800, 330)
    browser.sidebarDockWidget.setVisible(False)
    browser.form.splitter.setSizes([500, 300])
    yield 1500
    browser.search_for(search)
    yield 1500
    taken(browser, name)
    browser.close()
    yield 500


def taken(window: Any, name: str) -> None:
    window.grab().save(str(DOCS_PICTURES / f"{name}.png"), "PNG", 0)  # 0: as small as it can be written


DOCS_PICTURES = Path(os.environ.get(PLACE, DOCS)) / "learner"


def take_pictures(folder: Path) -> None:
    """Run `steps` once Anki's window is there, then end Anki."""
    from aqt import gui_hooks, mw
    from aqt.qt import QTimer

    def begin() -> None:
        waits = steps(mw, folder)

        def go_on() -> None:
            try:
                QTimer.singleShot(next(waits), go_on)
            except StopIteration:
                os._exit(0)  # Anki itself would ask about syncing
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr)
                os._exit(1)

        go_on()

    gui_hooks.main_window_did_init.append(lambda: QTimer.singleShot(1000, begin))


if __name__ == "__main__":
    main()
elif os.environ.get(TASK):
    take_pictures(Path(os.environ[TASK]))
