from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nkquiz import markup
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.folders import embedded_folder
from nkquiz.model import Choice, Typed
from nkquiz.quiz.grading.grader import MAX_LENGTH, Grader, grader_for
from nkquiz.review import Verdict

TABLE: dict[str, Any] = yaml.load((Path(__file__).parent / "pairs.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
GRADER = Grader(
    tuple(tuple(group) for group in TABLE["glossary"]),
    tuple(tuple(group) for group in TABLE["confusable"]),
    TABLE["vocabulary"].split(),
)
PLAIN = Grader((), (), ())
PASSES = (Verdict.CORRECT, Verdict.TYPO)


def pairs() -> Iterator[Any]:
    for verdict in Verdict:
        for title, answers in TABLE[verdict.value].items():
            for answer, responses in answers.items():
                for response in responses:
                    yield pytest.param(verdict, answer, response, id=f"{verdict}: {title}: {answer!a} <- {response!a}")


@pytest.mark.parametrize(("verdict", "answer", "response"), list(pairs()))
def test_a_pair_of_the_table_gets_its_verdict(verdict: Verdict, answer: str, response: str) -> None:
    grade = GRADER.grade(response, (answer,))
    assert grade.verdict is verdict, grade.reason


def test_the_table_is_large_and_mostly_of_dangers() -> None:
    counted = {verdict: sum(len(r) for a in TABLE[verdict.value].values() for r in a.values()) for verdict in Verdict}
    assert sum(counted.values()) >= 900
    assert counted[Verdict.WRONG] >= 600


@pytest.mark.parametrize(
    ("answer", "response", "reason"),
    [
        ("Perforin", "perforin", "Right."),
        ("Tocilizumab", "tocilzumab", "Right, mind the spelling: tocilizumab."),
        ("Granzyme B", "granzime B", "Right, mind the spelling: granzyme."),
        ("Monocytes and macrophages", "macrofages and monocites", "Right, mind the spelling: macrophages, monocytes."),
        ("IL-6", "IL-1", "Not IL-1: IL-6."),
        ("8 mg/kg", "80 mg/kg.", "Not 80 mg/kg: 8 mg/kg."),
        ("The IL-6 receptor", "IL-1 receptor", "Not IL-1 receptor: the IL-6 receptor."),
        ("Perforin", "   ", "Nothing was typed: perforin."),
        ("Perforin", "it opens holes in the wall of the cell it attacks", "Not that: perforin."),
        ("Perforin", "...", "Not that: perforin."),
        ("Perforin", "not perforin", "Not that: perforin."),
        ("Perforin", "Nothing at all", "Not that: perforin."),
        ("Perforin", "none", "Not that: perforin."),
        ("Perforin", "nocodazole", "Not nocodazole: perforin."),
        ("Perforin", "x" * 600, "That is too long to compare: perforin."),
        ("8 mg/kg", "8", "Almost: the unit (mg per kg) is missing."),
        ("8 mg/kg intravenously", "8 mg/kg", "Almost: the route (intravenously) is missing."),
        ("Grade 3", "3", "Almost: the word `grade` is missing."),
        ("Perforin and granzyme B", "perforin", "Almost: granzyme B is missing."),
        ("Monocytes and macrophages", "macrophages", "Almost: monocytes are missing."),
        ("Skin, gut, liver and lungs", "gut, liver", "Almost: skin and lungs are missing."),
        ("An activating signal", "a stimulus", "Not a stimulus: an activating signal."),
        ("It inhibits", "it helps", "Not it helps: it inhibits."),
        ("A33 antigen", "A34 antigen", "Not A34 antigen: A33 antigen."),
        ("HLA-C, HLA-E and CD3+", "HLA-E, HLA-C", "Almost: CD3+ is missing."),
        ("None (0 of 475)", "none", "Almost: 0 of 475 is missing."),
        ("Assemblée législative", "asemblee legislative", "Right, mind the spelling: Assemblée."),
        ("el año", "el ano", "Right, mind the spelling: año."),
        ("el año", "El an\u0303o.", "Right."),
        ("À Versailles", "a versailles", "Right, mind the spelling: À."),
        ("Versailles (à l'ouest)", "versailles", "Right."),
        ("שָׁלוֹם", "שלום", "Right."),
        ("Ζεύς", "Ζευς", "Right."),
        ("Sjögren syndrome", "sjogen syndrome", "Right, mind the spelling: Sjögren."),
        ("Crème, café and pâté", "creme, cafe", "Almost: pâté is missing."),
        ("びょういん", "びよういん", "Not びよういん: びょういん."),
        ("IL-6", "IL-6\x1b[2J", r"Not IL-6\x1b[2J: IL-6."),
    ],
)
def test_the_reason_is_one_calm_sentence(answer: str, response: str, reason: str) -> None:
    assert GRADER.grade(response, (answer,)).reason == reason


def test_an_accepted_answer_without_accents_is_written_well() -> None:
    assert GRADER.grade("Schoen", ("schön", "schoen")).reason == "Right."
    assert GRADER.grade("schon", ("schön", "schoen")).reason == "Right, mind the spelling: schön."
    assert GRADER.grade("Naive", ("naïve", "naive")).reason == "Right."


def test_a_name_keeps_its_capital_in_a_reason() -> None:
    assert GRADER.grade("Hodgkins", ("Hodgkin",)).reason != "Right, mind the spelling: hodgkin."
    assert GRADER.grade("Berlim", ("Berlin",)).reason == "Right, mind the spelling: Berlin."


def test_the_best_verdict_of_all_accepted_answers_counts() -> None:
    accepted = ("8 mg/kg intravenously", "8 mg/kg IV", "8 mg/kg")
    assert GRADER.grade("8 mg/kg", accepted).verdict is Verdict.CORRECT
    assert GRADER.grade("8", accepted).verdict is Verdict.CLOSE
    assert GRADER.grade("80 mg/kg", accepted).verdict is Verdict.WRONG


def test_without_an_answer_everything_is_wrong() -> None:
    assert GRADER.grade("perforin", ()).verdict is Verdict.WRONG
    assert GRADER.grade("", ("",)).verdict is Verdict.WRONG
    assert GRADER.grade("the", ("...",)).verdict is Verdict.WRONG


def test_a_word_of_the_collection_is_no_misspelling() -> None:
    assert PLAIN.grade("opsonim", ("opsonin",)).verdict is Verdict.TYPO
    assert Grader((), (), ["opsonim"]).grade("opsonim", ("opsonin",)).verdict is Verdict.WRONG
    assert Grader((), (), ["Opsonims"]).grade("opsonim", ("opsonin",)).verdict is Verdict.WRONG


def test_a_slip_that_is_nearer_to_another_word_of_the_collection_is_wrong() -> None:
    assert PLAIN.grade("mastoplastun", ("mastoblastum",)).verdict is Verdict.TYPO
    assert Grader((), (), ["mastoplastum"]).grade("mastoplastun", ("mastoblastum",)).verdict is Verdict.WRONG


def test_confusable_words_forgive_one_slip_far_from_each_other() -> None:
    grader = Grader((), (("mirvetuximab", "mirvetuzimab"), ("clinical", "preclinical")), ())
    assert grader.grade("mirvetuximb", ("mirvetuximab",)).verdict is Verdict.WRONG
    assert PLAIN.grade("mirvetuximb", ("mirvetuximab",)).verdict is Verdict.TYPO
    assert grader.grade("prclinical", ("preclinical",)).verdict is Verdict.WRONG
    assert grader.grade("preclinicla", ("preclinical",)).verdict is Verdict.TYPO


def test_a_glossary_text_counts_only_as_a_whole() -> None:
    grader = Grader((("MTOC", "microtubule-organising centre", "centrosome"),), (), ())
    accepted = ("The MTOC of the NK cell",)
    assert grader.grade("the microtubule organizing center of the NK cell", accepted).verdict is Verdict.CORRECT
    assert grader.grade("centrosome of the NK cell", accepted).verdict is Verdict.CORRECT
    assert grader.grade("microtubule of the NK cell", accepted).verdict is Verdict.WRONG
    assert grader.grade("organising centre", accepted).verdict is Verdict.WRONG


def test_a_large_glossary_group_in_a_long_answer_ends() -> None:
    group = tuple(f"{letter}x" for letter in "abcdefghijklmnopqrstuvwxyz")
    answer = " ".join(["ax"] * 12)
    assert Grader((group,), (), ()).grade("bx " * 12, (answer,)).verdict in Verdict


def test_the_vocabulary_is_read_only_when_a_slip_is_seen() -> None:
    class Unread:
        def __iter__(self) -> Iterator[str]:
            raise AssertionError("read too early")

    grader = Grader((), (), Unread())
    assert grader.grade("IL-6", ("IL-6",)).verdict is Verdict.CORRECT
    assert grader.grade("il 6", ("IL-6",)).verdict is Verdict.CORRECT
    with pytest.raises(AssertionError):
        grader.grade("perforn", ("perforin",))


# Properties

ANSWERS = st.sampled_from(
    sorted({a for verdict in Verdict for answers in TABLE[verdict.value].values() for a in answers} - {"Skin, gut and liver"})
)
NUMBERED = ANSWERS.filter(lambda answer: any(c in "0123456789" for c in answer))
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
STRANGE = st.text(st.characters(), max_size=60) | st.text("CDIL036+-−⁺⁶^,./ ()andot\u200b\u0301µγ%°½①<>=", max_size=30)


@given(STRANGE, STRANGE)
@example("\ud800", "IL-6")
@example("(" * 500, "perforin")
def test_any_text_gets_a_verdict(response: str, answer: str) -> None:
    assert GRADER.grade(response, (answer,)).verdict in Verdict


@given(STRANGE.filter(str.strip))
def test_the_answer_itself_is_correct(answer: str) -> None:
    assert GRADER.grade(answer, (answer,)).verdict is Verdict.CORRECT


@given(st.text("abcdefgh CDILK0123456789+-/,µγ⁶.", min_size=1, max_size=30))
def test_an_answer_with_a_full_stop_after_it_is_still_the_answer(answer: str) -> None:
    assume(re.search(r"[\w+]\Z", answer))
    assert GRADER.grade(f"{answer}.", (answer,)).verdict is Verdict.CORRECT


@given(ANSWERS, st.data())
def test_one_digit_more_never_passes(answer: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(answer)))
    digit = data.draw(st.sampled_from("0123456789"))
    response = answer[:at] + digit + answer[at:]
    assume(not re.search(r"[.,]\d*0", response))  # 8.0 is 8
    assert GRADER.grade(response, (answer,)).verdict is Verdict.WRONG


@given(NUMBERED, st.data())
def test_another_digit_never_passes(answer: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([i for i, c in enumerate(answer) if c in "0123456789"]))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != answer[at]))
    response = answer[:at] + digit + answer[at + 1 :]
    assert GRADER.grade(response, (answer,)).verdict not in PASSES


@given(NUMBERED, st.data())
def test_a_digit_less_never_passes(answer: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([i for i, c in enumerate(answer) if c in "0123456789"]))
    response = answer[:at] + answer[at + 1 :]
    assume(not re.search(r"\.\d*0|\b0\.", answer))  # 1.10 is 1.1, and 0.1 is .1
    assert GRADER.grade(response, (answer,)).verdict not in PASSES


@given(st.integers(0, 10**9), st.sampled_from(["", "IL-", "CD", " mg/kg", " %", " of 999999"]), st.data())
def test_two_digits_swapped_never_pass(number: int, beside: str, data: st.DataObject) -> None:
    digits = str(number)
    assume(len(digits) > 1)
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assume(swapped != digits)
    answer, response = (f"{beside}{n}" if beside[:1].isalpha() else f"{n}{beside}" for n in (digits, swapped))
    assert GRADER.grade(response, (answer,)).verdict is Verdict.WRONG


@given(ANSWERS, ANSWERS, st.sampled_from(DASHES), st.sampled_from(DASHES))
def test_kinds_of_dashes_make_no_difference(answer: str, response: str, one: str, other: str) -> None:
    def with_dash(text: str, dash: str) -> str:
        return re.sub(f"[{DASHES}]", dash, text)

    verdicts = {
        GRADER.grade(with_dash(response, a), (with_dash(answer, b),)).verdict for a in (one, other) for b in (one, other)
    }
    assert len(verdicts) == 1


@given(ANSWERS, st.sampled_from(["not", "no", "never", "without", "non-", "anti-", "lack of"]))
def test_a_negation_before_the_answer_never_passes(answer: str, negation: str) -> None:
    assert GRADER.grade(f"{negation} {answer}", (answer,)).verdict is Verdict.WRONG


@given(ANSWERS, ANSWERS)
def test_the_answer_or_another_never_passes(answer: str, other: str) -> None:
    for response in (f"{answer} or {other}", f"{other} or {answer}", f"{answer}, not {other}", f"{other}, not {answer}"):
        assert GRADER.grade(response, (answer,)).verdict is Verdict.WRONG


@given(st.sampled_from(["CD3", "CD56", "CD107a", "NKG2A", "HLA-DR", "ER"]), st.sampled_from("+-"), st.sampled_from(["", *"+-"]))
def test_a_marker_needs_its_own_sign(name: str, sign: str, other: str) -> None:
    expected = Verdict.CORRECT if sign == other else Verdict.WRONG
    assert PLAIN.grade(name + other, (name + sign,)).verdict is expected


@given(st.text(min_size=MAX_LENGTH + 1, max_size=MAX_LENGTH + 50))
def test_very_long_input_is_not_compared(response: str) -> None:
    assert GRADER.grade(response, ("perforin",)).verdict is Verdict.WRONG


# The embedded decks


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_path(embedded_folder(), datetime.now(UTC))


@pytest.fixture(scope="module")
def typed(compiled: Compiled) -> dict[str, tuple[str, ...]]:
    """What is accepted, by card, for every card of the embedded decks that can be typed."""
    cards = (card for cards in compiled.cards.values() for card in cards)
    return {card.id: way.accept for card in cards for way in card.ways if isinstance(way, Typed)}


def test_every_embedded_answer_is_right_in_small_letters_and_in_title_case(
    compiled: Compiled, typed: dict[str, tuple[str, ...]]
) -> None:
    grader = grader_for(compiled)
    assert len(typed) > 100
    for card, accepted in typed.items():
        for text in accepted:
            for response in (text.lower(), f"{text[0].upper()}{text[1:]}.", f"the {text}", text.replace("-", "\u2011")):
                assert grader.grade(response, accepted).verdict is Verdict.CORRECT, (card, response)


def test_no_embedded_distractor_passes_for_its_answer(compiled: Compiled, typed: dict[str, tuple[str, ...]]) -> None:
    grader = grader_for(compiled)
    checked = 0
    for cards in compiled.cards.values():
        for card in cards:
            for way in card.ways:
                if card.id in typed and isinstance(way, Choice):
                    for option in (option for option in way.options if not option.right):
                        grade = grader.grade(markup.plain(option.text), typed[card.id])
                        assert grade.verdict not in PASSES, (card.id, option.text)
                        checked += 1
    assert checked > 100


def test_no_embedded_answer_passes_with_a_digit_changed(compiled: Compiled, typed: dict[str, tuple[str, ...]]) -> None:
    grader = grader_for(compiled)
    for card, accepted in typed.items():
        for text in accepted:
            for match in re.finditer(r"[0-9]", text):
                for digit in {"0", "1", "5", "8"} - {match[0]}:
                    response = text[: match.start()] + digit + text[match.end() :]
                    if response not in accepted:
                        assert grader.grade(response, accepted).verdict not in PASSES, (card, response)


def test_the_embedded_vocabulary_guards_against_neighbours(compiled: Compiled) -> None:
    grader = grader_for(compiled)
    assert grader.grade("perforrin", ("Perforin",)).verdict is Verdict.TYPO
    assert grader.grade("killing", ("killings",)).verdict is Verdict.CORRECT
    assert grader.grade("killed", ("killer",)).verdict is Verdict.WRONG
