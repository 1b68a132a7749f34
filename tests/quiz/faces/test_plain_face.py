from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.model import Option, Reference
from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.faces.plain_face import PlainFace
from nkquiz.quiz.forms import Question
from nkquiz.quiz.hints import Hint
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import DontKnow, Picked, Recalled, Response, Written
from nkquiz.quiz.telling import Telling, Why
from nkquiz.quiz.text import width_of
from nkquiz.review import Form, Rating, Verdict
from tests.quiz.cards import card

OPTIONS = (Option("Perforin"), Option("Granzyme B"), Option("Insulin"))
HERE = Place("Killing", can_undo=True)


def question(form: Form, *, several: bool = False) -> Question:
    return Question(card("a"), form, 3, 20, OPTIONS if form is Form.CHOICE else (), several)


class Spoken:
    """A plain face that reads `typed`."""

    def __init__(self, typed: str = "", encoding: str = "utf-8") -> None:
        self._bytes = io.BytesIO()
        self.out = io.TextIOWrapper(self._bytes, encoding=encoding, write_through=True)
        self.face = PlainFace(io.StringIO(typed), self.out)

    @property
    def text(self) -> str:
        return self._bytes.getvalue().decode(self.out.encoding)


@pytest.fixture(params=[20, 40, 80, 300])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("COLUMNS", str(request.param))
    return int(request.param)


@pytest.mark.parametrize(
    ("form", "typed", "said"),
    [
        (Form.CHOICE, "2\n", Picked(frozenset([1]))),
        (Form.CHOICE, " 3 \n", Picked(frozenset([2]))),
        (Form.CHOICE, "0\n", DontKnow()),
        (Form.CHOICE, "\n", DontKnow()),
        (Form.CHOICE, "", Command.QUIT),
        (Form.CHOICE, "u\n", Command.UNDO),
        (Form.CHOICE, ":S\n", Command.SKIP),
        (Form.CHOICE, "?\n", Command.HELP),
        (Form.CHOICE, "9\nfoo\n12\n1\n", Picked(frozenset([0]))),
        (Form.TYPED, "IL-6\n", Written("IL-6")),
        (Form.TYPED, "u\nIL-6\n", Written("IL-6")),
        (Form.TYPED, ":u\n", Command.UNDO),
        (Form.TYPED, "\n", DontKnow()),
        (Form.TYPED, "?\n", Command.HELP),
        (Form.TYPED, "", Command.QUIT),
        (Form.TYPED, "without an end", Written("without an end")),
        (Form.RECALL, "\n3\n", Recalled(Rating.GOOD)),
        (Form.RECALL, "\nx\n4\n", Recalled(Rating.EASY)),
        (Form.RECALL, "0\n", DontKnow()),
        (Form.RECALL, "\n", Command.QUIT),
        (Form.RECALL, "\nq\n", Command.QUIT),
        (Form.RECALL, "s\n", Command.SKIP),
    ],
)
def test_what_is_typed_is_understood(form: Form, typed: str, said: Response | Command) -> None:
    assert Spoken(typed).face.ask(question(form), HERE) == said


def test_several_numbers_are_picked_in_one_line() -> None:
    for typed in ("13\n", "1 3\n", "3, 1\n"):
        assert Spoken(typed).face.ask(question(Form.CHOICE, several=True), HERE) == Picked(frozenset([0, 2]))


def test_a_line_that_makes_no_sense_is_met_with_what_is_wanted() -> None:
    spoken = Spoken("seven\n1\n")
    spoken.face.ask(question(Form.CHOICE), HERE)
    assert "Please give a number from 1 to 3, or ? for help." in spoken.text


def test_a_question_says_where_it_stands_and_what_to_type() -> None:
    spoken = Spoken("1\n")
    spoken.face.ask(question(Form.CHOICE), HERE)
    assert spoken.text == (
        "\nQuestion 3 of 20. Killing.\nWhat is a?\n1. Perforin\n2. Granzyme B\n3. Insulin\n"
        "Or 0 for don't know, ? for help.\n1 to 3> \n"
    )  # fmt: skip


@pytest.mark.parametrize(("form", "prompt"), [(Form.TYPED, "Type the answer> "), (Form.RECALL, "Enter shows the answer> ")])
def test_a_prompt_says_what_is_wanted(form: Form, prompt: str) -> None:
    spoken = Spoken("\n")
    spoken.face.ask(question(form), HERE)
    assert prompt in spoken.text


WHOLE = Telling(
    right=False, verdict="Not IL-1: IL-6.", corrected="Corrected on 1 May 2027. It said before: IL-1.", answer="IL-6",
    remember="Remember me.", whys=(Why("IL-1", right=False, why="It comes later."),),
    because=("First reason.", "- a part", "- another"),
    caveat="In mice.", badge="shown in mice", dates="as of 2026", returns="Back tomorrow.",
    sources=(Reference("Norelli 2018", "https://doi.org/10.1038/s41591-018-0036-4"), Reference("Other")),
)  # fmt: skip


def test_everything_known_is_told_in_order() -> None:
    spoken = Spoken()
    spoken.face.told(Outcome(question(Form.TYPED), Verdict.WRONG, ""), WHOLE)
    assert spoken.text.splitlines() == [
        "Not IL-1: IL-6.",
        "Corrected on 1 May 2027. It said before: IL-1.",
        "Answer: IL-6",
        "Remember: Remember me.",
        "IL-1, not right: It comes later.",
        "Why: First reason.",
        "- a part",
        "- another",
        "Note: In mice.",
        "How we know: shown in mice; as of 2026.",
        "Source: Norelli 2018 (and 1 more)",
        "https://doi.org/10.1038/s41591-018-0036-4",
        "Back tomorrow.",
    ]


@pytest.mark.parametrize(
    ("hint", "line"),
    [("Not 1: IL-1", "Hint: Not 1: IL-1."), ("Not 1: It is mine.", "Hint: Not 1: It is mine."), ("IL ...", "Hint: IL ...")],
)
def test_a_hint_ends_with_one_full_stop(hint: str, line: str) -> None:
    spoken = Spoken()
    spoken.face.hint(Hint(hint))
    assert spoken.text == f"{line}\n"


def test_nothing_is_wider_than_the_terminal(columns: int) -> None:
    spoken = Spoken("?\n1\n")
    spoken.face.opening(["A title that is long enough to need more than one line on a narrow screen, surely."])
    spoken.face.ask(question(Form.CHOICE), HERE)
    spoken.face.help()
    spoken.face.told(Outcome(question(Form.TYPED), Verdict.WRONG, ""), WHOLE)
    spoken.face.closing(["3 of 4 right.", "Back: 1 tomorrow, 2 in 3 days, 4 in 5 days, 6 in 7 days, 8 later."], [])
    assert max(map(width_of, spoken.text.splitlines())) <= min(80, columns)


def test_a_link_that_does_not_fit_is_cut_but_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    url = "https://example.org/" + "abcdefghi/" * 9
    spoken = Spoken()
    spoken.face.told(
        Outcome(question(Form.TYPED), Verdict.WRONG, ""), Telling(True, "Right.", sources=(Reference("Page", url),))
    )
    assert url in spoken.text.replace("\n", "")


def test_a_terminal_without_unicode_is_sent_none() -> None:
    spoken = Spoken("1\n", encoding="ascii")
    spoken.face.opening(["IFN-γ – “Kärre” 10⁶"])
    assert spoken.text == 'IFN-gamma - "Karre" 10^6\n'


def test_control_codes_are_shown_as_text() -> None:
    spoken = Spoken()
    spoken.face.told(
        Outcome(question(Form.TYPED), Verdict.WRONG, ""), Telling(True, "Right.", sources=(Reference("\x1b]0;title\x07", ""),))
    )
    assert "\x1b" not in spoken.text
    assert "\\x1b]0;title\\x07" in spoken.text


@pytest.mark.parametrize(
    ("typed", "choice"),
    [("n\n", Choice.MORE_NEW), ("P\n", Choice.PRACTISE), ("q\n", Choice.LEAVE), ("\n", Choice.LEAVE), ("", Choice.LEAVE)],
)
def test_with_nothing_due_the_learner_chooses(typed: str, choice: Choice) -> None:
    assert Spoken(typed).face.idle(["Nothing is due now."], list(Choice)) is choice


def test_a_choice_that_is_not_offered_is_not_taken() -> None:
    assert Spoken("n\n").face.idle([], [Choice.PRACTISE, Choice.LEAVE]) is Choice.LEAVE


@given(st.text(max_size=80), st.sampled_from(list(Form)), st.booleans())
def test_any_input_ends_in_an_answer_or_the_end(typed: str, form: Form, several: bool) -> None:
    said = Spoken(typed).face.ask(question(form, several=several), HERE)
    assert isinstance(said, (Picked, Written, Recalled, DontKnow, Command))
