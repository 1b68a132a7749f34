from __future__ import annotations

import io
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from nkquiz.cli import app
from nkquiz.commands.check import Wanted, check
from nkquiz.commands.fix import fix
from nkquiz.diagnostics import NkquizError, UsageError
from nkquiz.folders import embedded_folder
from nkquiz.mending import mended

if TYPE_CHECKING:
    from tests.conftest import Author, Goldens

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = f"title: Cells\nnamespace: {'ab' * 16}\nsources: optional\n"
GOOD = "deck: killing\ntitle: Killing\nnumber: 1\nfacts:\n- id: pores\n  ask: What makes pores?\n  answer: Perforin\n"


def _checked(path: Path | None) -> tuple[int, list[str]]:
    out = io.StringIO()
    return check(path, Wanted(), "text", NOW, out), out.getvalue().splitlines()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "nkquiz.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "killing.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_clean_collection_is_told_in_one_line(folder: Path) -> None:
    assert _checked(folder) == (0, ["Using cells", "No problems in 2 files: 1 deck, 1 fact, 1 card."])


def test_a_deck_that_nothing_reads_is_a_note(folder: Path) -> None:
    for name in ("20-a.yaml.txt", "below/30-b.yml", "other/nkquiz.yaml", "other/40-c.yaml", ".git/50-d.yaml", "data/e.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("rows: []\n" if "data" in name else "# A deck\ndeck: a\n", encoding="utf-8")
    (folder / "notes.txt").write_text("deck: a", encoding="utf-8")
    code, lines = _checked(folder)
    assert (code, lines[-1]) == (0, "No problems in 2 files: 1 deck, 1 fact, 1 card.")
    assert [line.partition(" ")[2] for line in lines if "NK114" in line] == [
        "NK114 note: `20-a.yaml.txt` is not read: the names of decks end in .yaml",
        "NK114 note: `below/30-b.yml` is not read: decks lie beside nkquiz.yaml",
    ]
    assert "    hint: call it 20-a.yaml; your computer may hide the .txt" in lines


def test_a_folder_below_that_cannot_be_read_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(below: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(below))

    monkeypatch.setattr("nkquiz.commands.check.overlooked_decks", closed)
    assert _checked(folder)[0] == 0


def test_drafts_and_retired_facts_are_named(folder: Path) -> None:
    draft = "- id: a\n  ask: Q\n  answer: A\n  draft: true\n"
    retired = "- id: b\n  ask: Q\n  answer: A\n  retired: {on: 2026-01-01, why: Wrong.}\n"
    (folder / "killing.yaml").write_text(GOOD + draft + retired, encoding="utf-8")
    assert _checked(folder)[1][-1] == "No problems in 2 files: 1 deck, 3 facts (1 draft, 1 retired), 3 cards."


def test_the_embedded_decks_are_without_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, lines = _checked(embedded_folder())
    assert (code, lines[0]) == (0, "Using the embedded decks."), "\n".join(lines)


def test_every_problem_of_every_file_is_shown_in_one_run(folder: Path, golden: Goldens) -> None:
    (folder / "nkquiz.yaml").write_text(SETTINGS + "first: [pores, pore]\ntagz: [a]\n", encoding="utf-8")
    (folder / "killing.yaml").write_text(GOOD + "- id: B cells\n  ask: Remember: this?\n  answer: no\n", encoding="utf-8")
    (folder / "choosing.yaml").write_text(GOOD.replace("killing", "choosing") + "  sources: [smith]\n", encoding="utf-8")
    (folder / "sources.yaml").write_text("references:\n- id: smith2020\n  titel: A paper\n", encoding="utf-8")
    code, lines = _checked(folder)
    assert code == 1
    golden.check("check-screen.txt", "\n".join(lines).replace(os.sep, "/") + "\n")


def test_a_note_stops_nothing(author: Author) -> None:
    author.facts["pores"] = "ask: What makes pores?\nanswer: Perforin"
    author.release()
    deck = author.folder / "killing.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace("title: Killing", "title: How they kill"), encoding="utf-8")
    out = io.StringIO()
    assert check(author.folder, Wanted(ignore=("NK3",)), "text", author.now, out) == 0
    assert "NK209 note: in Anki this deck stays `Cells::01 Killing`" in out.getvalue()
    assert out.getvalue().endswith("No problems in 2 files: 1 deck, 1 fact, 1 card.\n")


def test_a_changed_answer_is_told_before_the_release_refuses_it(author: Author) -> None:
    author.facts["pores"] = "ask: What makes pores?\nanswer: Perforin"
    author.release()
    author.facts["pores"] = "ask: What makes pores?\nanswer: Granzyme B"
    author.write()
    out = io.StringIO()
    assert check(author.folder, Wanted(ignore=("NK3",)), "text", author.now, out) == 1
    assert "NK203 the answer of `pores` changed since its release" in out.getvalue()


def test_a_path_that_does_not_exist_is_a_mistake_of_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        _checked(tmp_path / "nowhere")


def test_the_command_line_passes_path_and_exit_code_on(folder: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["check", "cells"]).exit_code == 0
    (folder / "killing.yaml").write_text("deck: no\n", encoding="utf-8")
    result = runner.invoke(app, ["check", "cells/killing.yaml"])
    assert result.exit_code == 1
    assert "NK103" in result.output


def _deck(folder: Path, answer: str) -> None:
    deck = GOOD.replace("answer: Perforin", f"answer: {answer}")
    (folder / "killing.yaml").write_text(deck, encoding="utf-8")


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


def test_a_weak_card_is_told_with_exit_code_1_and_kept_from_nothing_else(folder: Path) -> None:
    _deck(folder, LONG)
    code, lines = _checked(folder)
    assert (code, lines[-1]) == (1, "1 warning in 1 of 2 files")
    assert lines[1].endswith("killing.yaml:7:11: NK301 the answer has 13 words; more than 12 are seldom recalled")
    assert CliRunner().invoke(app, ["build", "cells", "-o", "cells.apkg"]).exit_code == 0


def test_rules_are_chosen_by_the_beginning_of_their_code(folder: Path) -> None:
    _deck(folder, LONG)
    runner = CliRunner()
    assert runner.invoke(app, ["check", "cells", "--ignore", "nk30"]).exit_code == 0
    assert runner.invoke(app, ["check", "cells", "--select", "NK301,NK3", "--ignore", "NK301"]).exit_code == 0
    assert runner.invoke(app, ["check", "cells", "--select", "NK301"]).exit_code == 1


def test_a_code_that_no_rule_has_is_a_mistake_of_use(folder: Path) -> None:
    with pytest.raises(UsageError, match="no rule is called `NK101`; rules about good cards are"):
        check(folder, Wanted(select=("NK101",)), "text", NOW, io.StringIO())


def test_json_tells_every_problem_with_place_and_severity(folder: Path) -> None:
    _deck(folder, f"{LONG}\n  anser: x")
    out = io.StringIO()
    assert check(folder, Wanted(), "json", NOW, out) == 1
    told = json.loads(out.getvalue())
    assert (told["version"], told["files"]) == (1, 2)
    [unknown] = told["problems"]
    assert unknown["path"] == str(Path("cells") / "killing.yaml")
    assert [unknown[key] for key in ("line", "column", "code", "severity")] == [8, 3, "NK101", "error"]
    _deck(folder, LONG)
    out = io.StringIO()
    check(folder, Wanted(), "json", NOW, out)
    assert [problem["severity"] for problem in json.loads(out.getvalue())["problems"]] == ["warning"]


def test_github_gets_a_line_a_problem_that_nothing_can_break_out_of(folder: Path) -> None:
    _deck(folder, '"100%\\n::error::x"\n  "an,ser:\\n": x')
    out = io.StringIO()
    assert check(folder, Wanted(), "github", NOW, out) == 1
    lines = out.getvalue().splitlines()
    assert lines
    assert all(line.startswith("::error file=cells") and line.count("::") == 2 for line in lines)


def test_fix_mends_what_is_safe_and_tells_what_is_left(folder: Path) -> None:
    slips = "- ask: What leaks?  # a comment\n  answer: no\n- id: third\n  ask: What else?\n"
    (folder / "killing.yaml").write_text(GOOD + slips, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "cells", "--fix"])
    assert result.exit_code == 1
    name = Path("cells") / "killing.yaml"
    assert result.output.splitlines()[:4] == [
        f"{name}:8: the id `leaks` was added",
        f"{name}:10: `no` was put in quotes",
        "2 mends.",
        "Using cells",
    ]
    assert "NK102 an `ask` fact without `answer`" in result.output
    mended = GOOD + '- id: leaks\n  ask: What leaks?  # a comment\n  answer: "no"\n- id: third\n  ask: What else?\n'
    assert (folder / "killing.yaml").read_text(encoding="utf-8") == mended


def test_fix_gives_no_id_twice_in_two_decks(folder: Path) -> None:
    facts = "- ask: Which leaks?\n  answer: A\n- ask: Q\n  answer: A\n"
    for number, deck in enumerate(("one", "two"), 2):
        text = f"deck: {deck}\ntitle: {deck}\nnumber: {number}\nfacts:\n{facts}"
        (folder / f"{deck}.yaml").write_text(text, encoding="utf-8")
    CliRunner().invoke(app, ["check", "cells", "--fix"])
    ids = re.findall(r"- id: (\S+)", "".join((folder / f"{deck}.yaml").read_text(encoding="utf-8") for deck in ("one", "two")))
    assert ids == ["leaks", "q", "leaks-2", "q-2"]


def test_fix_mends_settings_and_sources_too(folder: Path) -> None:
    slips = {
        "nkquiz.yaml": [
            ("title: My cells: a course   # kept", 'title: "My cells: a course"   # kept'),
            (f"namespace: {'ab' * 16}", f"namespace: {'ab' * 16}"),
            ("source: optional", "sources: optional"),
            ("langauge: de  # kept too", "language: de  # kept too"),
            ("things:", "things:"),
            ("\tCar_T: {number: 1, name: CAR-T}", "  Car_T: {number: 1, name: CAR-T}"),
        ],
        "sources.yaml": [
            ("references:", "references:"),
            ("- id: Doyle_2002  # facts go by it", "- id: Doyle_2002  # facts go by it"),
            ("  title: The Oxford: history", '  title: "The Oxford: history"'),
            ("- id: two", "- id: two"),
            ("\ttitle: Two", "  title: Two"),
        ],
    }
    for name, lines in slips.items():
        (folder / name).write_text("\r\n".join(before for before, _ in lines), encoding="utf-8", newline="")
    result = CliRunner().invoke(app, ["check", "cells", "--fix"])
    for name, lines in slips.items():
        assert (folder / name).read_bytes().decode() == "\r\n".join(after for _, after in lines)
    assert re.findall(r"NK1\d\d", result.output) == ["NK121", "NK121"], "what facts go by is the author's to mend"
    assert "6 mends." in result.output


def test_fix_gives_decks_their_settings(folder: Path) -> None:
    (folder / "nkquiz.yaml").unlink()
    result = CliRunner().invoke(app, ["check", "cells", "--fix"])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0] == f"{Path('cells') / 'nkquiz.yaml'}: was made, with a namespace of its own"


def test_fix_says_when_there_is_nothing_to_mend(folder: Path) -> None:
    before = (folder / "killing.yaml").stat().st_mtime_ns
    result = CliRunner().invoke(app, ["check", "cells", "--fix"])
    assert result.output.splitlines()[0] == "Nothing that could be mended safely."
    assert (folder / "killing.yaml").stat().st_mtime_ns == before


def test_fix_keeps_json_clean(folder: Path) -> None:
    (folder / "killing.yaml").write_text(GOOD.replace("- id: pores\n  ", "- "), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "cells", "--fix", "--format", "json"])
    assert json.loads(result.stdout)["problems"] == []


WEAK = GOOD.replace("- id: pores\n  ", "- ")


def test_fix_keeps_a_link_and_the_rights_of_the_file(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.yaml"
    real.write_text(WEAK, encoding="utf-8")
    real.chmod(0o640)
    (folder / "killing.yaml").unlink()
    (folder / "killing.yaml").symlink_to(real)
    assert CliRunner().invoke(app, ["check", "cells", "--fix"]).exit_code == 0
    assert (folder / "killing.yaml").is_symlink()
    assert real.read_text(encoding="utf-8") != WEAK
    assert real.stat().st_mode & 0o777 == 0o640


def test_fix_leaves_a_file_that_is_read_only_and_mends_the_others(folder: Path) -> None:
    (folder / "killing.yaml").write_text(WEAK, encoding="utf-8")
    (folder / "killing.yaml").chmod(0o444)
    (folder / "other.yaml").write_text(
        "deck: other\ntitle: Other\nnumber: 2\nfacts:\n- ask: Which?\n  answer: no\n", encoding="utf-8"
    )
    told = re.escape(f"could not be written: {Path('cells') / 'killing.yaml'} (it is read-only)")
    with pytest.raises(NkquizError, match=told):
        fix(folder, NOW, io.StringIO())
    assert (folder / "killing.yaml").read_text(encoding="utf-8") == WEAK
    assert 'answer: "no"' in (folder / "other.yaml").read_text(encoding="utf-8")


def test_fix_does_not_write_over_what_was_saved_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = folder / "killing.yaml"
    deck.write_text(WEAK, encoding="utf-8")

    def slowly(path: Path, **rest: Any) -> Any:
        found = mended(path, **rest)
        deck.write_text("saved by an editor", encoding="utf-8")
        os.utime(deck, ns=(1, 1))
        return found

    monkeypatch.setattr("nkquiz.commands.fix.mended", slowly)
    with pytest.raises(NkquizError, match="saved by another program"):
        fix(folder, NOW, io.StringIO())
    assert deck.read_text(encoding="utf-8") == "saved by an editor"


def test_a_slip_in_the_command_is_told_before_anything_is_mended(folder: Path) -> None:
    (folder / "killing.yaml").write_text(WEAK, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "cells", "--fix", "--select", "NK9"])
    assert isinstance(result.exception, UsageError)
    assert (folder / "killing.yaml").read_text(encoding="utf-8") == WEAK
