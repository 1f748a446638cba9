import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.emotion.model import FeelingsModel
from nlp.pipeline import Pipeline
from nlp.schema import Tagged, Texts
from nlp.sentiment.model import SentimentModel
from nlp.tagger import tagger
from nlp.topics.brands import Brand, Brands
from nlp.topics.taxonomy import Taxonomy, Topic

PIECES = [
    "手机",
    "屏幕暗",
    "phone",
    "晨露咖啡",
    " ",
    "@北峰 ",
    "http://x.example/a",
    "[泪]",
    "\ud800",
    "\x00",
    "//@甲:",
    "👍",
]
TEXT = st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(PIECES)).map(
    "".join
)


def batch(*texts: object) -> pd.DataFrame:
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)})


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.none() | TEXT, max_size=5))
def test_any_text_is_tagged_and_fits_the_schema(tag: Pipeline, texts: list[str | None]) -> None:
    tagged = Tagged.validate(tag(Texts.validate(batch(*texts))))
    assert tagged["text"].tolist() == texts


@settings(max_examples=40, deadline=None)
@given(text=TEXT)
def test_evidence_slices_to_words_of_the_taxonomy(
    tag: Pipeline, taxonomy: Taxonomy, text: str
) -> None:
    known = {word for topic in taxonomy.topics for word in topic.words}
    known |= {each.word for topic in taxonomy.topics for each in topic.ambiguous}
    for topic in tag(batch(text))["topics"].iloc[0]:
        if topic["by"] != "rule":
            assert (topic["start"], topic["end"]) == (0, len(text))
            continue
        word = text[topic["start"] : topic["end"]].lower()
        assert {word, word.removesuffix("s")} & known


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(TEXT, min_size=2, max_size=6))
def test_a_text_gets_the_same_tags_in_any_company(tag: Pipeline, texts: list[str]) -> None:
    together = tag(batch(*texts)).drop(columns=["polarity", "confidence"])
    alone = pd.concat([tag(batch(text)) for text in texts], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone[together.columns])


@pytest.mark.parametrize(
    "unit",
    ["字", "龘", "哈", "㐀", "淚", "a", "a1-", "//@", "[", "@", "👍", "\ud83d", "\r\n", "好，"],
)
def test_a_text_longer_than_a_book_chapter_is_tagged(tag: Pipeline, unit: str) -> None:
    assert len(tag(batch(unit * (100_000 // len(unit))))) == 1


def test_columns_of_the_caller_and_the_index_pass_through(tag: Pipeline) -> None:
    given = pd.DataFrame({"post_key": ["a", "b"], "text": ["好", "坏"]}, index=[9, 4])
    tagged = tag(given)
    assert tagged.index.tolist() == [9, 4]
    assert tagged["post_key"].tolist() == ["a", "b"]


def test_a_batch_without_rows_gets_the_columns(tag: Pipeline) -> None:
    assert tag(batch()).columns.tolist() == ["text", *tag.adds]


def test_offsets_point_into_the_text_as_stored(tag: Pipeline) -> None:
    text = "@阿青 http://x.example/a 晨露咖啡的快递太慢//@老周: 手机不错"
    row = tag(batch(text)).iloc[0]
    assert [text[span["start"] : span["end"]] for span in row["brands"]] == ["晨露咖啡"]
    evidence = {span["label"]: text[span["start"] : span["end"]] for span in row["topics"]}
    assert evidence == {"food/drinks": "咖啡", "experience/delivery": "快递"}


def test_what_holds_nothing_is_neutral_without_confidence(tag: Pipeline) -> None:
    tagged = tag(batch("", None, " ", "http://x.example/a"))
    assert set(tagged["sentiment"]) == {"undecided"}
    assert tagged["confidence"].max() < 0.5


def test_a_language_that_was_not_learned_leaves_sentiment_undecided(tag: Pipeline) -> None:
    row = tag(batch("La livraison était très rapide, je recommande")).iloc[0]
    assert (row["lang"], row["sentiment"]) == ("fr", "undecided")
    assert row["confidence"] < 0.5


def test_the_version_follows_taxonomy_brands_and_model(
    tag: Pipeline,
    taxonomy: Taxonomy,
    brands: Brands,
    fast: SentimentModel,
    emotions: FeelingsModel,
) -> None:
    def version(taxonomy: Taxonomy, brands: Brands) -> str:
        made = tagger(taxonomy=taxonomy, brands=brands, sentiment=fast, emotions=emotions)
        return made.version

    fewer = Taxonomy((Topic(label="a/b", words=("c",)),))
    others = Brands((Brand(name="Z1"),))
    versions = {tag.version, version(fewer, brands), version(taxonomy, others)}
    assert len(versions) == 3
    assert version(taxonomy, brands) == tag.version


def test_importing_the_tagger_loads_no_model_library() -> None:
    heavy = "jieba rjieba sklearn scipy torch transformers py3langid pandera"
    code = f"import sys, nlp.tagger; print(sorted(set('{heavy}'.split()) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "[]"
