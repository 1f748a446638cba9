"""Shipped word lists whose samples a start does not read again."""

from pathlib import Path

import pytest

from nlp import checked
from nlp.aspects.aspects import PARTS as ASPECTS
from nlp.checked import are_checked, note
from nlp.errors import SampleMismatch
from nlp.needs import rules as needs
from nlp.topics import comparisons
from nlp.trust import rules as trust


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(checked, "LEXICONS", tmp_path)
    monkeypatch.setattr(checked, "NOTED", tmp_path / "checked.json")
    checked._noted.cache_clear()  # noqa: SLF001
    return tmp_path


@pytest.fixture(autouse=True)
def _as_before() -> None:
    checked._noted.cache_clear()  # noqa: SLF001


def test_every_shipped_list_is_as_it_was_when_it_was_checked() -> None:
    every = [needs.SHIPPED, comparisons.SHIPPED, *trust.PARTS, *ASPECTS]
    assert [path.name for path in every if not are_checked([path])] == []  # else: run the command


def test_a_list_that_was_edited_is_not_checked_any_more(lists: Path) -> None:
    one, other = lists / "a.toml", lists / "b.toml"
    one.write_text("x = 1")
    other.write_text("y = 1")
    assert not are_checked([one])
    note([one, other])
    assert are_checked([one, other])
    other.write_text("y = 2")
    assert are_checked([one])
    assert not are_checked([one, other])


def test_a_list_from_elsewhere_is_never_checked(
    lists: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("own") / "a.toml"
    own.write_text("x = 1")
    assert not are_checked([own])


def test_an_edit_of_a_shipped_list_that_breaks_a_sample_is_refused(
    lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = lists / "needs.toml"
    text = needs.SHIPPED.read_text(encoding="utf-8")
    head, _, tail = text.partition("\n[[sample]]\n")
    edited.write_text(
        f'{head}\n[[sample]]\ntext = "今天下雨"\nlabels = ["wish"]\n\n[[sample]]\n{tail}'
    )
    monkeypatch.setattr(needs, "SHIPPED", edited)
    with pytest.raises(SampleMismatch, match=r"needs\.toml"):
        needs.shipped_rules.__wrapped__()
