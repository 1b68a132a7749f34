"""Two releases compared: as packages, locks, collections and git revisions."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.commands.diff import Form, diff
from nkquiz.diagnostics import NkquizError, UsageError

if TYPE_CHECKING:
    from tests.conftest import Author

HOSTILE = (
    "x\\x1b[31m\\x07\\u202e <script>alert(1)</script> [link](javascript:x) ![i](http://e.org/i.png) "
    "https://e.org www.e.org @somebody #12 `code` *a* _b_ ~~c~~ | $x$ <!-- \\\\ # end"
)


@pytest.fixture
def author(author: Author, monkeypatch: pytest.MonkeyPatch) -> Author:
    monkeypatch.setenv("COLUMNS", "80")
    author.facts.update(
        {
            "pores": "ask: What makes the pores?\nanswer: Perforin",
            "self": "term: Missing self\nmeans: The loss of HLA class I",
            "gap": "cloze: 'Surface {{c1::CD107a}} shows that an NK cell has released its granules.'",
            "ion": "choose: Which ion?\noptions:\n- {text: Calcium, right: true, why: It binds.}\n- {text: Zinc, why: Not it.}",
        }
    )
    monkeypatch.chdir(author.folder)
    return author


def git(author: Author, *arguments: str) -> str:
    command = ["git", "-C", str(author.folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def committed(author: Author, tag: str) -> None:
    author.write()
    if not (author.folder / ".git").exists():
        git(author, "init", "-q")
    git(author, "add", "-A")
    git(author, "commit", "-qm", tag)
    git(author, "tag", tag)


def told(author: Author, old: str, new: str | None = None, form: Form = "text") -> list[str]:
    out = io.StringIO()
    author.write()
    author.said = str(diff(old, new, form, author.now, out))
    return out.getvalue().splitlines()


def found(author: Author, old: str, new: str | None = None) -> dict[str, Any]:
    read: dict[str, Any] = json.loads("\n".join(told(author, old, new, "json")))
    return read


def states(author: Author, old: str, new: str | None = None) -> dict[str, str]:
    return {fact["id"]: fact["state"] for fact in found(author, old, new)["facts"]}


SOURCES = ("package", "lock", "revision", "folder")


def released(author: Author, sort: str) -> str:
    """Release the collection and return what names that release."""
    author.release("old")
    committed(author, "v1")
    shutil.copy(author.lock, author.folder / "old.lock")
    shutil.copytree(author.folder, author.folder.parent / "copy")
    return {"package": "old.apkg", "lock": "old.lock", "revision": "v1", "folder": str(author.folder.parent / "copy")}[sort]


@pytest.mark.parametrize("sort", SOURCES)
def test_where_nothing_changed_one_line_says_so(author: Author, sort: str) -> None:
    old = released(author, sort)
    lines = told(author, old)
    assert lines[-1] == "No difference: both sides are the same for learners."
    assert len(lines) == 4
    assert told(author, old, form="markdown") == ["Nothing changed for learners."]
    assert found(author, old)["same"] is True
    assert author.said == "0"


@pytest.mark.parametrize("sort", SOURCES)
def test_every_fate_of_a_fact_is_told_from_every_source(author: Author, sort: str) -> None:
    author.facts["back"] = "ask: Back?\nanswer: Yes it is"
    author.release("first")
    author.facts["back"] += "\nretired: {on: 2026-10-01, why: A slip.}"
    old = released(author, sort)
    today = author.now.date()
    author.facts["pores"] = (
        f"ask: What makes the pores?\nanswer: Granulysin\ncorrected: {{on: {today}, was: Perforin, why: So.}}"
    )
    author.facts["self"] += "\nretired: {on: 2026-11-01, why: Stale.}"
    author.facts["surface"] = author.facts.pop("gap") + "\nwas: gap"
    author.facts["ion"] += "\nbecause: It holds."
    author.facts["back"] = "ask: Back?\nanswer: Yes it is"
    author.facts["more"] = "ask: More?\nanswer: This"
    assert states(author, old) == {
        "pores": "corrected",
        "self": "retired",
        "surface": "renamed",
        "ion": "changed",
        "back": "back",
        "more": "new",
    }
    assert author.said == "0"
    assert "1 new, 1 changed, 1 renamed, 1 corrected, 1 retired, 1 brought back." in told(author, old)


@pytest.mark.parametrize("sort", ["package", "revision", "folder"])
def test_a_change_is_shown_field_by_field_and_word_by_word(author: Author, sort: str) -> None:
    old = released(author, sort)
    author.facts["gap"] = "cloze: 'Surface {{c1::CD107a}} shows that a T cell has released its granules.'\nbecause: So."
    lines = told(author, old)
    at = lines.index("Changed: 1 fact")
    assert lines[at + 1 : at + 10] == [
        "  gap",
        "    Surface [CD107a] shows that a T cell has released its granules.",
        "    Text",
        "      - Surface [CD107a] shows that [-an NK-] cell has released its granules.",
        "      + Surface [CD107a] shows that {+a T+} cell has released its granules.",
        "    Why",
        "      + So.",
        "",
        "What learners do",
    ]
    (fact,) = found(author, old)["facts"]
    assert [(field["field"], field["label"], field["old"], field["new"]) for field in fact["fields"]] == [
        (
            "Text",
            "Text",
            "Surface [CD107a] shows that an NK cell has released its granules.",
            "Surface [CD107a] shows that a T cell has released its granules.",
        ),
        ("Because", "Why", "", "So."),
    ]


def test_a_lock_says_that_it_knows_names_only(author: Author) -> None:
    old = released(author, "lock")
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Granulysin\nreworded: true"
    lines = told(author, old)
    assert "old: lock old.lock, 4 facts, names and digests only" in lines
    assert "    The answer is among what changed." in lines
    (fact,) = found(author, old)["facts"]
    assert (fact["fields"], fact["answer_changed"]) == (None, True)


def test_two_packages_two_locks_and_two_revisions_can_be_compared(author: Author) -> None:
    released(author, "package")
    author.facts["pores"] += "\nbecause: So."
    author.release("new")
    committed(author, "v2")
    shutil.copy(author.lock, author.folder / "new.lock")
    for pair in (("old.apkg", "new.apkg"), ("old.lock", "new.lock"), ("v1", "v2"), ("v1", "new.apkg"), ("HEAD~1", "HEAD")):
        assert states(author, *pair) == {"pores": "changed"}, pair
        assert author.said == "0"


def test_an_answer_that_no_release_would_take_is_told_and_gives_1(author: Author) -> None:
    old = released(author, "package")
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Granulysin"
    lines = told(author, old)
    assert author.said == "1"
    assert "    The answer changed: say `corrected` or `reworded` before a release." in lines
    read = found(author, old)
    assert [warning["word"] for warning in read["warnings"]] == ["unexplained"]
    assert read["facts"][0]["unexplained"] is True
    author.facts["pores"] += "\nreworded: true"
    assert not found(author, old)["warnings"]
    assert author.said == "0"


def test_a_package_of_another_namespace_is_called_that(author: Author) -> None:
    old = released(author, "package")
    author.lock.unlink()
    author.settings["namespace"] = "f" * 32
    for form in ("text", "markdown", "json"):
        lines = told(author, old, form=form)
        assert author.said == "1"
        assert "two collections" in " ".join(lines)
    assert found(author, old)["warnings"][0]["word"] == "other-namespace"
    author.release("new", first=True)
    assert found(author, old, "new.apkg")["warnings"][0]["word"] == "other-namespace"


def test_packages_the_wrong_way_round_are_noticed(author: Author) -> None:
    released(author, "package")
    author.facts["pores"] += "\nbecause: So."
    author.release("new")
    read = found(author, "new.apkg", "old.apkg")
    assert author.said == "1"
    assert [warning["word"] for warning in read["warnings"]] == ["older", "not-later"]
    assert read["facts"][0]["arrives"] is False


def test_a_new_card_of_a_fact_is_counted(author: Author) -> None:
    old = released(author, "package")
    author.facts["gap"] = "cloze: 'Surface {{c1::CD107a}} shows that an {{c2::NK cell}} has released its granules.'"
    (fact,) = found(author, old)["facts"]
    assert (fact["cards_added"], fact["cards_gone"]) == (1, 0)


def test_the_core_package_misses_the_rest_and_says_so(author: Author) -> None:
    author.facts["self"] += "\nlevel: more"
    old = released(author, "package")
    author.build("core", level="core")
    assert states(author, old, "core.apkg") == {"self": "gone"}
    assert any("1 fact is not in the new package" in line for line in told(author, old, "core.apkg"))
    assert author.said == "0"


def test_pictures_decks_and_frozen_titles_are_told(author: Author) -> None:
    author.facts["seen"] = "ask: Seen?\nanswer: Indeed\nimage: {file: car-parts.svg, alt: A cell}"
    old = released(author, "package")
    author.drawing = author.drawing.replace('r="6"', 'r="5"')
    author.decks["other"] = {"else": "ask: Else?\nanswer: Indeed"}
    author.write()
    deck = author.folder / "killing.yaml"
    out = io.StringIO()
    deck.write_text(deck.read_text(encoding="utf-8").replace("title: Killing", "title: Slaying"), encoding="utf-8")
    diff(old, None, "json", author.now, out)
    read = json.loads(out.getvalue())
    assert read["pictures"] == {"new": [], "changed": ["car-parts.svg"], "gone": []}
    assert read["new_decks"] == ["Cells::02 Other"]
    assert read["kept_titles"] == [{"title": "01 Slaying", "in_anki": "Cells::01 Killing"}]
    (field,) = next(fact for fact in read["facts"] if fact["id"] == "seen")["fields"]
    assert field["label"] == "Picture"
    assert field["old"] != field["new"]


def test_a_fact_that_only_moved_says_where_to(author: Author) -> None:
    author.decks["other"] = {"else": "ask: Else?\nanswer: Indeed"}
    old = released(author, "package")
    author.decks["other"]["ion"] = author.facts.pop("ion")
    (fact,) = found(author, old)["facts"]
    assert (fact["id"], fact["moved_to"], fact["fields"]) == ("ion", "other", [])


# revisions


def test_a_revision_is_read_without_touching_anything(author: Author) -> None:
    released(author, "revision")
    author.facts["pores"] += "\nbecause: So."
    author.write()
    status = git(author, "status", "--porcelain")
    index = (author.folder / ".git" / "index").read_bytes()
    assert states(author, "v1") == {"pores": "changed"}
    assert (author.folder / ".git" / "index").read_bytes() == index
    assert git(author, "status", "--porcelain") == status  # which itself may write the index, so it comes last


@pytest.mark.parametrize("word", ["v1", "HEAD", "HEAD~0", "main", "v1^0"])
def test_a_revision_has_many_names(author: Author, word: str) -> None:
    released(author, "revision")
    git(author, "branch", "-M", "main")
    assert found(author, word)["same"] is True
    assert found(author, git(author, "rev-parse", "HEAD")[:9])["same"] is True


def test_a_collection_in_a_subfolder_of_the_repository_works(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    top = author.folder
    author.folder = top / "sub" / "decks"
    author.folder.mkdir(parents=True)
    author.facts["seen"] = "ask: Seen?\nanswer: Indeed\nimage: {file: car-parts.svg, alt: A cell}"
    author.release("old")
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    git(author, "add", "-A")
    git(author, "commit", "-qm", "one")
    monkeypatch.chdir(top)
    author.facts["pores"] += "\nbecause: So."
    assert states(author, "HEAD", "sub/decks") == {"pores": "changed"}
    monkeypatch.chdir(author.folder)
    assert states(author, "HEAD") == {"pores": "changed"}


def test_inside_a_git_hook_the_right_repository_is_read(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    released(author, "revision")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert found(author, "v1")["same"] is True


def test_a_deck_that_is_a_link_in_a_commit_is_not_read(author: Author) -> None:
    author.release("old")
    (author.folder / "99-link.yaml").symlink_to("/etc/hostname")
    committed(author, "v1")
    (author.folder / "99-link.yaml").unlink()
    assert found(author, "v1")["same"] is True


def test_names_with_spaces_and_links_in_a_commit_do_no_harm(author: Author) -> None:
    author.release("old")
    (author.folder / "media").mkdir()
    (author.folder / "media" / "ä b.svg").write_text("<svg/>", encoding="utf-8")
    (author.folder / "media" / "out.svg").symlink_to("/etc/passwd")
    committed(author, "v1")
    assert found(author, "v1")["same"] is True


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("v9", "no revision that git knows"),
        ("--all", "no revision that git knows"),
        ("v1:killing.yaml", "no revision that git knows"),
        ("v1..v1", "no revision that git knows"),
        ("no\nthing", "no revision that git knows"),
        ("a\0b", "no revision that git knows"),
        ("x" * 5000, "no revision that git knows"),
        ("gone.apkg", "there is no file `gone.apkg`"),
        ("gone.lock", "there is no file `gone.lock`"),
        ("notes.txt", "is no package"),
        ("", "a name to compare is empty"),
    ],
)
def test_what_is_not_there_is_one_line(author: Author, word: str, said: str) -> None:
    released(author, "revision")
    (author.folder / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        told(author, word)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_is_not_waited_for(author: Author) -> None:
    os.mkfifo(author.folder / "pipe.apkg")
    with pytest.raises(UsageError, match=r"`pipe\.apkg` is not a file"):
        told(author, "pipe.apkg")


def test_a_new_side_without_a_name_is_not_the_collection(author: Author) -> None:
    with pytest.raises(UsageError, match="is empty"):
        told(author, released(author, "package"), "")


def test_a_shallow_clone_says_what_brings_the_rest(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    released(author, "revision")
    author.facts["pores"] += "\nbecause: So."
    committed(author, "v2")
    shallow = author.folder.parent / "shallow"
    git(author, "clone", "-q", "--depth", "1", author.folder.as_uri(), str(shallow))
    monkeypatch.chdir(shallow)
    with pytest.raises(UsageError, match="shallow clone; `git fetch --unshallow --tags`"):
        diff("v1", None, "text", author.now, io.StringIO())


def test_outside_a_collection_only_the_embedded_decks_have_revisions(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.folder.parent)
    with pytest.raises(
        UsageError, match="no revision of the embedded decks; to name one of your collection, stand in its folder"
    ):
        diff("no-such-tag", None, "text", author.now, io.StringIO())


def test_outside_a_repository_and_without_git_is_one_line(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.release("old")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(author.folder))
    with pytest.raises(UsageError, match="is in no git repository"):
        told(author, "v1")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NkquizError, match="git is not installed"):
        told(author, "v1")


def test_a_commit_without_the_collection_is_one_line(author: Author) -> None:
    git(author, "init", "-q")
    git(author, "commit", "-qm", "empty", "--allow-empty")
    git(author, "tag", "v0")
    with pytest.raises(NkquizError, match=r"at `v0 \(.*\)` there were no decks"):
        told(author, "v0")


def test_a_collection_with_problems_is_not_compared(author: Author) -> None:
    released(author, "revision")
    author.facts["pores"] = "ask: What makes the pores?"
    with pytest.raises(NkquizError, match="the collection has 1 problem; `nkquiz check` shows them"):
        told(author, "v1")
    committed(author, "v2")
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Perforin"
    with pytest.raises(NkquizError, match=r"at `v2 \(.*\)` has 1 problem .*NK102.*compare with the package or the lock"):
        told(author, "v2")


def test_a_lock_that_cannot_be_trusted_is_one_line(author: Author) -> None:
    released(author, "lock")
    (author.folder / "old.lock").write_text("<<<<<<< x\n", encoding="utf-8")
    with pytest.raises(NkquizError, match=r"`old\.lock` cannot be used: a conflict marker") as caught:
        told(author, "old.lock")
    assert "\n" not in str(caught.value)


# packages of strangers


def _database(change: str) -> Callable[[Path], None]:
    def spoil(package: Path) -> None:
        with zipfile.ZipFile(package) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
        database = package.with_suffix(".db")
        database.write_bytes(members["collection.anki2"])
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript(change)
            connection.commit()
        members["collection.anki2"] = database.read_bytes()
        with zipfile.ZipFile(package, "w") as written:
            for name, content in members.items():
                written.writestr(name, content)

    return spoil


def _cut(package: Path) -> None:
    package.write_bytes(package.read_bytes()[:-200])


def _no_database(package: Path) -> None:
    with zipfile.ZipFile(package, "w") as written:
        written.writestr("media", "{}")


@pytest.mark.parametrize(
    "spoil",
    [
        _cut,
        _no_database,
        lambda package: package.write_bytes(b""),
        _database("UPDATE notes SET flds = 'x'"),
        _database("UPDATE notes SET flds = x'ff'"),
        _database("UPDATE notes SET mid = 1"),
        _database("UPDATE notes SET mod = 'soon'"),
        _database("UPDATE col SET decks = '[]'"),
        _database("UPDATE col SET models = '{\"1\": {}}'"),
        _database("DELETE FROM col"),
        _database("DROP TABLE notes"),
    ],
)
def test_a_package_that_nkquiz_did_not_make_is_one_line(author: Author, spoil: Callable[[Path], None]) -> None:
    package = author.release("old")
    spoil(package)
    with pytest.raises(NkquizError, match=r"`old\.apkg` is not a package made by nkquiz"):
        told(author, "old.apkg")


@pytest.mark.parametrize("database", ["collection.anki21", "collection.anki21b"])
def test_a_package_that_anki_exported_is_called_that(author: Author, database: str) -> None:
    with zipfile.ZipFile(author.release("old"), "a") as package:
        package.writestr(database, b"")
    with pytest.raises(NkquizError, match=r"`old\.apkg` was exported by Anki: give the package as nkquiz wrote it"):
        told(author, "old.apkg")


def test_a_package_without_notes_is_one_line(author: Author) -> None:
    _database("DELETE FROM notes")(author.release("old"))
    with pytest.raises(NkquizError, match="holds no facts"):
        told(author, "old.apkg")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_hostile_text_of_a_package_is_harmless(author: Author, form: Form) -> None:
    package = author.release("old")
    evil = HOSTILE.encode().decode("unicode_escape").replace("'", "''")
    _database(f"UPDATE notes SET flds = replace(flds, 'Perforin', '{evil}'), mod = mod + 9")(package)
    shutil.copy(package, author.folder / "new.apkg")
    _database(f"UPDATE notes SET flds = replace(flds, 'What makes', '{evil}'), mod = mod + 9")(author.folder / "new.apkg")
    text = "\n".join(told(author, "old.apkg", "new.apkg", form))
    assert "somebody" in text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text


def test_hostile_text_stays_text_in_markdown(author: Author) -> None:
    old = released(author, "package")
    hostile = json.dumps(
        HOSTILE.replace("\\x1b", "").replace("\\x07", "").replace("\\u202e", "").replace("[link](javascript:x)", "")
    )
    author.facts["pores"] = f"ask: {hostile}\nanswer: Perforin"
    author.facts["list"] = 'ask: "# 1. - + > x"\nanswer: A'
    author.facts["numbered"] = 'ask: "1. x"\nanswer: A'
    text = "\n".join(told(author, old, form="markdown"))
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = [inner for token in parser.parse(text) for inner in (token, *(token.children or ()))]
    sorts = {token.type for token in tokens}
    assert not sorts & {"html_inline", "html_block", "link_open", "image", "code_block", "fence", "hr", "blockquote_open"}
    assert not sorts & {"ordered_list_open", "table_open"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h3", "h3"]
    assert "@somebody" not in text
    assert "#12" not in text
    assert "https:" not in text
    assert "www." not in text
    assert "$x$" not in text
    assert "<" not in text
    shown = "".join(token.content for token in tokens if token.type in ("text", "text_special")).replace("\u2060", "")
    assert "<script>alert(1)</script>" in shown
    assert "https://e.org www.e.org @somebody #12" in shown
    assert "$x$" in shown
    assert "# 1. - + > x" in shown


@pytest.mark.parametrize("width", [80, 40])
def test_no_line_is_wider_than_the_terminal(author: Author, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    old = released(author, "package")
    author.facts["pores"] = "ask: What makes the pores? " + "long " * 40 + "\nanswer: Perforin\nbecause: " + "w" * 300
    author.facts["self"] += "\nretired: {on: 2026-11-01, why: Stale for so many reasons that they fill several lines.}"
    monkeypatch.setenv("COLUMNS", str(width))
    lines = told(author, old)
    assert max(map(len, lines)) <= width


def test_the_command_line_knows_the_formats(author: Author) -> None:
    released(author, "revision")
    author.facts["pores"] += "\nbecause: So."
    author.write()

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        surroundings = {**os.environ, "NO_COLOR": "1"}
        command = [sys.executable, "-m", "nkquiz", "diff", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)

    assert "1 changed." in run("v1").stdout
    assert json.loads(run("v1", "--format", "json").stdout)["counts"]["changed"] == 1
    assert run("v1", "--format", "markdown").stdout.startswith("1 changed. Import the new package")
    assert run("v1", "--format", "xml").returncode == 2
    assert run().returncode == 2
    missing = run("v9")
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)


def test_what_is_no_news_is_counted_for_learners_only(author: Author) -> None:
    old = released(author, "package")
    author.facts["pores"] += "\nsources: [doi:10.1038/nri3839]"
    author.facts["self"] += "\nsources: [doi:10.1038/nri3839]\nbecause: So."
    lines = told(author, old, form="markdown")
    assert lines[-1] == "1 more changed in sources, dates, level, links or pictures only."
    assert lines[lines.index("### Changed") + 2 :][:2] == ["- **Missing self**", "  - Why: **So.**"]
    assert not [line for line in lines if "pores" in line]


def test_a_renamed_fact_is_no_difference_to_the_package_it_is_in(author: Author) -> None:
    author.release("first")
    author.facts["surface"] = author.facts.pop("gap") + "\nwas: gap"
    assert states(author, "first.apkg") == {"surface": "renamed"}
    assert "  surface (was gap)" in told(author, "first.apkg")
    assert "  Nothing: they see none of it." in told(author, "first.apkg")
    author.release("second")
    assert found(author, "second.apkg")["same"] is True
    assert found(author, "first.apkg", "second.apkg")["same"] is True
    assert found(author, "nkquiz.lock")["same"] is True


def test_a_folder_without_decks_hides_no_revision(author: Author) -> None:
    released(author, "revision")
    author.facts["pores"] += "\nbecause: So."
    (author.folder / "v1").mkdir()
    assert states(author, "v1") == {"pores": "changed"}
    (author.folder / "empty").mkdir()
    with pytest.raises(UsageError, match="no folder of decks"):
        told(author, "empty")


def test_two_packages_are_compared_without_a_collection(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    package = author.release("old")
    monkeypatch.chdir(author.folder.parent)
    assert told(author, str(package), str(package))[0].startswith("old: package")


def test_an_option_that_changed_is_shown_once(author: Author) -> None:
    old = released(author, "package")
    author.facts["ion"] = author.facts["ion"].replace("Zinc", "Iron")
    (fact,) = found(author, old)["facts"]
    assert [(field["field"], field["label"]) for field in fact["fields"]] == [("Explained", "Options")]
    assert "(right) Calcium - It binds." in fact["fields"][0]["new"]


def test_a_lock_of_another_namespace_is_called_that(author: Author) -> None:
    old = released(author, "lock")
    author.lock.unlink()
    author.settings["namespace"] = "f" * 32
    assert found(author, old)["warnings"][0]["word"] == "other-namespace"


def test_what_came_and_went_in_between_is_not_told(author: Author) -> None:
    old = released(author, "package")
    author.facts["brief"] = "ask: Brief?\nanswer: So"
    author.release("between")
    author.facts["brief"] += "\nretired: {on: 2026-11-01, why: Stale.}"
    author.release("new")
    assert states(author, old, "new.apkg") == {}


@pytest.mark.parametrize("sort", SOURCES)
def test_what_changed_and_changed_back_costs_edits_and_is_told(author: Author, sort: str) -> None:
    old = released(author, sort)
    author.facts["ion"] += "\nretired: {on: 2026-11-01, why: Stale.}"
    author.release("between")
    author.facts["ion"] = author.facts["ion"].partition("\nretired")[0]
    author.release("new")
    read = found(author, old)
    assert (read["same"], read["facts"], read["rewritten"]) == (True, [], ["ion"])
    assert "your own edits there go" in " ".join(told(author, old))
    assert "1 fact reads as before" in told(author, old, form="markdown")[0]
    assert found(author, "new.apkg")["rewritten"] == []


@pytest.mark.parametrize("sort", SOURCES)
def test_a_correction_that_learners_have_is_not_told_again(author: Author, sort: str) -> None:
    author.release("first")
    keys = f"ask: What makes the pores?\nanswer: Granulysin\ncorrected: {{on: {author.now.date()}, was: Perforin}}"
    author.facts["pores"] = keys
    old = released(author, sort)
    author.facts["pores"] += "\nbecause: So."
    assert states(author, old) == {"pores": "changed"}


def test_what_was_not_released_yet_has_no_time(author: Author) -> None:
    released(author, "revision")
    author.facts["pores"] += "\nbecause: So."
    committed(author, "later")
    author.facts["pores"] += " And so."
    read = found(author, "later")
    assert (read["old"]["time"], read["new"]["time"], read["warnings"]) == (None, None, [])
    assert read["facts"][0]["arrives"] is True
