from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.commands.choosing import Chosen, Wishes, again, asked_cards, deck_named, known_states, names_of, resolved
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import UsageError
from nkquiz.folders import embedded_folder
from nkquiz.quiz.scheduling import state_of
from nkquiz.store.log import open_log
from tests.commands.test_run import NOW
from tests.quiz.cards import review

if TYPE_CHECKING:
    from tests.conftest import Author

DECKS = ["killing", "choosing", "car-t", "crs", "icans"]


def test_without_a_target_all_decks_are_asked_from(ways: Author, tmp_path: Path) -> None:
    compiled, deck_ids = resolved((), NOW, tmp_path)
    assert deck_ids is None
    assert compiled.collection.folder == ways.folder


def test_outside_of_a_collection_the_embedded_decks_are_asked_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    compiled, deck_ids = resolved(("crs", "gv"), NOW, tmp_path)
    assert compiled.collection.folder == embedded_folder()
    assert deck_ids == frozenset(["crs", "gvhd"])


def test_an_existing_path_comes_before_a_deck_of_that_name(
    ways: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ways.folder.rename(tmp_path / "crs")
    compiled, deck_ids = resolved(("crs",), NOW, tmp_path)
    assert compiled.collection.folder == tmp_path / "crs"
    assert deck_ids is None


def test_a_deck_file_stands_for_its_deck(ways: Author, tmp_path: Path) -> None:
    ways.decks["second"] = {"other": "ask: Q?\nanswer: A"}
    ways.write()
    for target in ("second.yaml", str(ways.folder / "second.yaml"), "second", "s"):
        assert resolved((target,), NOW, tmp_path)[1] == frozenset(["second"])
    assert resolved(("second", "killing.yaml"), NOW, tmp_path)[1] == frozenset(["second", "killing"])
    assert resolved((".",), NOW, tmp_path)[1] is None


def test_paths_of_two_collections_are_refused(ways: Author, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two collections"):
        resolved((".", str(embedded_folder())), NOW, tmp_path)


@pytest.mark.parametrize(("name", "deck"), [("crs", "crs"), ("cr", "crs"), ("ki", "killing"), ("car-t", "car-t")])
def test_a_deck_is_called_by_its_id_or_a_beginning(name: str, deck: str) -> None:
    assert deck_named(name, DECKS) == deck


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("crss", "no deck called `crss`. Did you mean `crs`?"),
        ("c", "`c` could be `choosing`, `car-t` or `crs`"),
        ("zzz", "no deck called `zzz`. Known here: `car-t`, `choosing`, `crs`, `icans`, `killing`"),
        ("decks/no.yaml", "there is no file or folder `decks/no.yaml`"),
        ("no.yaml", "there is no file or folder `no.yaml`"),
    ],
)
def test_a_name_that_is_no_deck_is_met_with_help(name: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        deck_named(name, DECKS)
    assert str(caught.value) == message


def test_level_and_tag_limit_what_is_asked(ways: Author) -> None:
    ways.settings["tags"] = "[dose]"
    ways.decks["killing"] = {
        "plain": "ask: Q?\nanswer: A",
        "trial": "ask: Q?\nanswer: A\nlevel: trials",
        "tagged": "ask: Q?\nanswer: A\ntags: [dose]",
        "unfinished": "ask: Q?\nanswer: A\ndraft: true",
        "old": "ask: Q?\nanswer: A\nretired: {on: 2026-01-01, why: It was wrong.}",
    }
    ways.write()
    compiled = compile_path(ways.folder, NOW)

    def asked(wishes: Wishes) -> list[str]:
        return [card.fact.id for card in asked_cards(compiled, None, wishes)]

    assert asked(Wishes()) == ["plain", "trial", "tagged"]
    assert asked(Wishes(level="trials")) == ["trial"]
    assert asked(Wishes(tag="dose")) == ["tagged"]
    assert asked(Wishes(tag="dose", level="trials")) == []


def test_a_renamed_fact_keeps_its_schedule(ways: Author, home: Path) -> None:
    namespace = compile_path(ways.folder, NOW).collection.settings.namespace
    old = replace(review("before#best", NOW - timedelta(days=9)), namespace=namespace)
    log = open_log(home / "progress.db")
    state = log.append(old, ("before#best",), state_of)
    ways.decks["killing"]["pick-several"] += "\nwas: before"
    ways.write()
    compiled = compile_path(ways.folder, NOW)
    cards = asked_cards(compiled, None, Wishes())
    (renamed,) = (card for card in cards if card.fact.id == "pick-several")
    assert names_of(compiled, renamed) == ("pick-several#best", "before#best")
    assert known_states(Chosen(compiled, cards, ""), log) == {"pick-several#best": state}
    log.close()


def test_the_line_to_go_on_holds_what_limits_the_session() -> None:
    assert again(Wishes()) == "nkquiz run"
    assert (
        again(Wishes(("my decks/a.yaml",), level="core", tag="dose")) == "nkquiz run 'my decks/a.yaml' --level core --tag dose"
    )
