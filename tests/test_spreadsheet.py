"""Tables as spreadsheet programs save them become facts; every row that cannot is told by its line."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz import markup
from nkquiz.commands.new import new
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import UsageError
from nkquiz.identity import free_id, is_id
from nkquiz.spreadsheet import _ERROR, COLUMNS, read_table
from nkquiz.yamlfaults import FORBIDDEN
from nkquiz.yamlwriting import deck_text
from tests.commands.test_new import NOW

SETTINGS = 'title: Cells\nnamespace: "00112233445566778899aabbccddeeff"\nsources: optional\n'


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "cards.csv"


def _problems(table: Path, text: str) -> list[tuple[int, str]]:
    table.write_text(text, encoding="utf-8")
    return [(problem.span.line, problem.message) for problem in read_table(table).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_of_spreadsheet_programs(table: Path, encoding: str, delimiter: str) -> None:
    rows = [["Question", "ANSWER ", "Why"], ["What is α?", "The first letter; Greek", 'It is "alpha"']]
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    table.write_bytes("\r\n".join(quoted).encode(encoding))
    assert read_table(table).facts == (
        {"id": "what-is", "ask": "What is α?", "answer": "The first letter; Greek", "because": 'It is "alpha"'},
    )


def test_html_is_kept_with_a_note(table: Path) -> None:
    table.write_text("question,answer,other\nIs 1 <b or c> 2?,H<sub>2</sub>O,<b>\nWhat?,a&nbsp;b,\n", encoding="utf-8")
    read = read_table(table)
    assert [fact["answer"] for fact in read.facts] == ["H<sub>2</sub>O", "a&nbsp;b"]
    assert read.notes[1:] == ("2 cells hold HTML such as `<sub>`, which cards show as it stands",)
    table.write_text("question,answer\nIs 1 < 2 & 3 > 2?,x<y>z\n", encoding="utf-8")
    assert read_table(table).notes == ()


def test_windows_text_is_read_with_a_note(table: Path) -> None:
    table.write_bytes("question,answer\nWer?,Müller\n".encode("cp1252"))
    read = read_table(table)
    assert read.facts[0]["answer"] == "Müller"
    assert "Windows-1252" in read.notes[0]


def test_a_workbook_is_refused_with_the_way_to_save_it(table: Path) -> None:
    for data in (b"PK\x03\x04 a workbook", b"\xd0\xcf\x11\xe0 an old one", b"question,answer\nA\0?,B\n"):
        table.write_bytes(data)
        with pytest.raises(UsageError, match="CSV UTF-8"):
            read_table(table)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known(table: Path, encoding: str) -> None:
    table.write_bytes("question;answer\nWer?;Müller\n".encode(encoding))
    assert read_table(table).facts[0]["answer"] == "Müller"


def test_the_first_line_that_excel_writes_for_itself_is_no_row(table: Path) -> None:
    table.write_text("sep=|\nquestion|answer\nA, or b; or c?|B\n", encoding="utf-8")
    assert read_table(table).facts[0]["ask"] == "A, or b; or c?"


def test_a_column_that_is_none_of_ours_is_left_out_with_a_note(table: Path) -> None:
    table.write_text("topic,question,answer\nKings,Who?,Clovis\n", encoding="utf-8")
    read = read_table(table)
    assert (read.facts[0]["ask"], read.notes) == ("Who?", ("the column `topic` is not known and was left out",))


def test_signs_that_cannot_be_seen_are_dropped(table: Path) -> None:
    table.write_text("\u200bquestion,answer\nW\xadho\u2028is\x0bit?,\u202eB\x07\n", encoding="utf-8")
    assert read_table(table).facts == ({"id": "who-is-it", "ask": "Who is it?", "answer": "B"},)


def test_tags_that_differ_in_case_are_one(table: Path) -> None:
    table.write_text("question,answer,tags\nA?,B,Kings; kings\nC?,D,KINGS;war\n", encoding="utf-8")
    read = read_table(table)
    assert [fact["tags"] for fact in read.facts] == [["Kings"], ["Kings", "war"]]
    assert read.tags == ("Kings", "war")


def test_every_column_finds_its_key(table: Path) -> None:
    table.write_text(
        "Front,Back,Explanation,Reference,Accept,Tags,Level\n"
        "Which protein?,Perforin,It rings,doi:10.1038/nri3839; Textbook,PRF1; perforin-1,killing; nk,Core\n",
        encoding="utf-8",
    )
    assert read_table(table).facts == (
        {
            "id": "protein",
            "ask": "Which protein?",
            "answer": "Perforin",
            "accept": ["PRF1", "perforin-1"],
            "because": "It rings",
            "level": "core",
            "sources": ["doi:10.1038/nri3839", "Textbook"],
            "tags": ["killing", "nk"],
        },
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "the table is empty")]),
        ("question,answer\n", [(1, "the table has headings, but no rows")]),
        ("Who was it?,Clovis\n", [(1, "no column is called `question` or `answer`")]),
        ("question,why\nA?,B\n", [(1, "no column is called `answer`")]),
        ("question,anser\nA?,B\n", [(1, "the column `anser` is not known")]),
        ("question,answer,sorce\nA?,B,C\n", [(1, "the column `sorce` is not known")]),
        ("question,answer\nA?,#REF!\n", [(2, "`answer` is `#REF!`, which a spreadsheet shows for no text")]),
        ("question,answer\n=SUM(A1),B\n", [(2, "`question` is `=SUM(A1)`, which a spreadsheet shows for no text")]),
        ("question,answer\nA?,\ue000\n", [(2, "`answer` holds the character U+E000, which is no letter")]),
        (f"question,answer\nA?,{'b' * 20_001}\n", [(2, "`answer` has 20001 characters; a text can have 20000")]),
        ("question,answer,accept\nA?,B,[x](y)\n", [(2, "the link `y` is not allowed")]),
        ("question,answer,ask\nA?,B,C\n", [(1, "two columns hold the question")]),
        ("question,answer\nA?,B,C\n", [(2, "the row has more cells than there are headings")]),
        ("question,answer\nA?,B\na?,C\n", [(3, "the question stands in line 2 already")]),
        ("question,answer,level\nA?,B,hard\n", [(2, "`hard` is no level")]),
        ("question,answer,source\nA?,B,doi:x\n", [(2, "the source `doi:x` is not understood")]),
        ('question,answer\n"A\nlong one?",B\nC?,\n', [(4, "the row has no answer")]),
    ],
)
def test_what_cannot_be_a_fact_is_told_by_its_line(table: Path, text: str, expected: list[tuple[int, str]]) -> None:
    assert _problems(table, text) == expected


@pytest.mark.parametrize("rest", ["x" * 200_000, "Who?,A\nWhat?,B\n", 'Who" was it?,A\n'])
def test_an_open_quote_is_told_where_it_stands(table: Path, rest: str) -> None:
    [(line, message)] = _problems(table, f'question,answer\nA?,B\n"{rest}')
    assert (line, message.startswith("the row cannot be read")) == (3, True)


texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), min_size=1, max_size=40).filter(
    lambda text: text.split() and not FORBIDDEN.search(text) and not _ERROR.match(text.strip())
)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4, unique_by=lambda row: " ".join(row[0].split()).casefold()))
def test_any_texts_come_out_as_they_went_in(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    cells = [["question", "answer"], *rows]
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    (folder / "t.csv").write_text("\n".join(lines), encoding="utf-8", newline="")
    read = read_table(folder / "t.csv")
    assert read.problems == ()
    (folder / "nkquiz.yaml").write_text(SETTINGS, encoding="utf-8")
    head = {"deck": "first", "title": "Any", "number": 10}
    (folder / "any.yaml").write_text(deck_text(head, read.facts), encoding="utf-8")
    compiled = compile_path(folder, NOW)
    assert compiled.problems == ()
    said = [(markup.plain(card.prompt), markup.plain(card.answer)) for cards in compiled.cards.values() for card in cards]
    assert said == [(" ".join(question.split()), " ".join(answer.split())) for question, answer in rows]


@given(st.text(max_size=200), st.sets(st.sampled_from(["heart", "fact", "heart-2"])))
def test_an_id_can_be_drawn_from_anything(text: str, taken: set[str]) -> None:
    drawn = free_id(text, taken)
    assert is_id(drawn)
    assert drawn not in taken


def test_an_id_is_made_of_the_words_that_carry_the_question() -> None:
    assert free_id("Which part of the heart sets its rhythm?", ()) == "part-heart-sets-rhythm"
    assert free_id("Which part of the heart sets its rhythm?", {"part-heart-sets-rhythm"}) == "part-heart-sets-rhythm-2"
    assert free_id("2 < 3?", ()) == "fact-2-3"


HARD = [
    "“quoted”",
    "„deutsch“",
    "«fr»",
    "no",
    "~",
    "1.10",
    "- x",
    "# x",
    "a: b",
    "!tag",
    "&a",
    "*a",
    "%x",
    "@x",
    "`x`",
    "| x",
    "'",
    '"',
]


@pytest.mark.parametrize("column", COLUMNS)
def test_what_becomes_a_deck_has_no_problem(table: Path, column: str) -> None:
    kept = {"question": "What is it, then?", "answer": "Nothing"}
    names = dict.fromkeys([*kept, column])
    for text in [text for text in HARD if column != "level"] or ["CORE"]:
        cells = [({**kept, column: text}[name]).replace('"', '""') for name in names]
        table.write_text(",".join(names) + "\n" + ",".join(f'"{cell}"' for cell in cells) + "\n", encoding="utf-8")
        shutil.rmtree(table.parent / "made", ignore_errors=True)
        assert new(str(table.parent / "made"), table, False, io.StringIO()) == 0
        assert compile_path(table.parent / "made", NOW).problems == ()
