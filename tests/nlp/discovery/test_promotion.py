from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.discovery.promotion import (
    Candidate,
    FindsOthers,
    ImpossibleMove,
    LabelRefused,
    NothingFinds,
    accept,
    extended,
    merge,
    promote,
    reject,
    reopen,
)
from nlp.topics.taxonomy import Sample, Taxonomy, Topic, read_taxonomy

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ICE = Candidate(
    "9a",
    ("雪糕", "#雪糕刺客", "冰柜"),
    ('便利店的雪糕"真"贵\\', "冰柜里全是没标价的\n雪糕", "再也不去了"),
)
NONE = Taxonomy(())
SHOP = Topic(label="place/shop", words=("便利店",))


def test_the_entry_of_a_candidate_is_one_that_the_taxonomy_takes(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    file.write_text(promote(ICE, "food/ice", NONE), encoding="utf-8")
    taxonomy = read_taxonomy(file)
    assert taxonomy.topics[0].label == "food/ice"
    assert taxonomy.topics[0].words == ("雪糕", "雪糕刺客", "冰柜")
    assert [sample.text for sample in taxonomy.samples] == ["雪糕、雪糕刺客、冰柜"]


def test_posts_are_not_quoted_in_the_file() -> None:
    entry = promote(ICE, "food/ice", NONE)
    assert not [post for post in ICE.samples if post in entry]


def test_it_goes_behind_the_topics_there_are(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    there = '[[topic]]\nlabel = "digital/phone"\nwords = ["手机"]\n\n'
    file.write_text(there, encoding="utf-8")
    entry = promote(ICE, "food/ice", read_taxonomy(file), words=["雪糕"])
    file.write_text(there + entry, encoding="utf-8")
    assert read_taxonomy(file).labels == ("digital/phone", "food/ice")


@settings(max_examples=25, deadline=None)
@given(st.text("雪糕冰柜刺客\"'\\#%[]{}=", min_size=1, max_size=8))
def test_any_word_can_be_written(tmp_path_factory: pytest.TempPathFactory, word: str) -> None:
    file = tmp_path_factory.mktemp("t") / "topics.toml"
    held = Candidate("9a", ("雪糕", word), ("雪糕。",))
    file.write_text(promote(held, "food/ice", NONE), encoding="utf-8", newline="")
    chosen = dict.fromkeys(("雪糕", word.lstrip("#").strip()))
    assert read_taxonomy(file).topics[0].words == tuple(filter(None, chosen))


def test_words_that_find_nothing_are_refused() -> None:
    with pytest.raises(NothingFinds, match="food/ice"):
        promote(ICE, "food/ice", NONE, words=["火锅"])


def test_a_decision_says_who_and_when() -> None:
    done = merge(ICE, "food/snack", by="lin", at=NOW)
    assert (done.state, done.label, done.by, done.at) == ("merged", "food/snack", "lin", NOW)
    assert done.words == ICE.words


def test_only_a_rejection_can_be_taken_back() -> None:
    assert reopen(reject(ICE, by="lin", at=NOW), by="wu", at=NOW).state == "candidate"
    with pytest.raises(ImpossibleMove, match="is accepted"):
        reject(accept(ICE, "food/ice", by="lin", at=NOW), by="wu", at=NOW)


def test_a_decision_taken_again_stays_as_it_was() -> None:
    done = accept(ICE, "food/ice", by="lin", at=NOW)
    assert accept(done, "food/ice", by="wu", at=NOW) == done
    with pytest.raises(ImpossibleMove):
        accept(done, "food/snow", by="wu", at=NOW)
    with pytest.raises(ImpossibleMove):
        merge(done, "food/ice", by="wu", at=NOW)


@pytest.mark.parametrize("turn", [accept, merge])
def test_a_decision_is_taken_back_once_its_label_is_gone(turn: Callable[..., Candidate]) -> None:
    done = turn(ICE, "place/shop", by="lin", at=NOW)
    again = reopen(done, by="wu", at=NOW, taxonomy=NONE)
    assert (again.state, again.label, again.by) == ("candidate", None, "wu")
    with pytest.raises(ImpossibleMove):
        reopen(done, by="wu", at=NOW, taxonomy=Taxonomy((SHOP,)))


def test_a_sample_gets_the_labels_that_the_taxonomy_finds_too(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    there = '[[topic]]\nlabel = "place/shop"\nwords = ["便利店"]\n\n'
    entry = promote(ICE, "food/ice", Taxonomy((SHOP,)), words=["雪糕", "便利店"])
    file.write_text(there + entry, encoding="utf-8")
    labels = [sample.labels for sample in read_taxonomy(file).samples]
    assert labels == [("food/ice", "place/shop")]


def test_words_that_find_a_sample_of_other_labels_are_refused() -> None:
    sample = Sample(text="便利店没有雪糕", labels=("place/shop",))
    with pytest.raises(FindsOthers, match="便利店没有雪糕"):
        promote(ICE, "food/ice", Taxonomy((SHOP,), (sample,)))


@pytest.mark.parametrize("label", ["food", "", "/ice", "food/", "food/ice/cone", "place/shop"])
def test_a_label_that_the_taxonomy_can_not_take_is_refused(label: str) -> None:
    with pytest.raises(LabelRefused):
        promote(ICE, label, Taxonomy((SHOP,)))


def test_a_merged_cluster_adds_its_words_and_a_sample_to_the_label(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    there = '# mine\n[[topic]]\nlabel = "food/snack"\nwords = ["薯片"] # crisps\n'
    file.write_text(there, encoding="utf-8")
    taxonomy = read_taxonomy(file)
    after = extended(ICE, "food/snack", there, taxonomy, words=["雪糕", "薯片"])
    file.write_text(after, encoding="utf-8")
    assert read_taxonomy(file).topics[0].words == ("薯片", "雪糕")
    assert after.startswith(
        '# mine\n[[topic]]\nlabel = "food/snack"\nwords = ["薯片", "雪糕"] # crisps'
    )
    assert [sample.text for sample in read_taxonomy(file).samples] == ["雪糕、薯片"]
    assert extended(ICE, "food/snack", there, taxonomy, words=["薯片"]) == there


def test_a_cluster_goes_into_no_label_that_is_not_there() -> None:
    with pytest.raises(LabelRefused, match="none of the taxonomy"):
        extended(ICE, "food/ice", "", NONE)
    sample = Sample(text="便利店没有雪糕", labels=("place/shop",))
    taxonomy = Taxonomy((SHOP, Topic(label="food/ice", words=("冰棍",))), (sample,))
    text = '[[topic]]\nlabel = "place/shop"\n\n[[topic]]\nlabel = "food/ice"\nwords = ["冰棍"]\n'
    with pytest.raises(FindsOthers, match="便利店没有雪糕"):
        extended(ICE, "food/ice", text, taxonomy, words=["雪糕"])
