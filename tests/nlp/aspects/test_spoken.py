"""What trained weights add to the aspects that words find."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from nlp.aspects.aspects import shipped_aspects
from nlp.aspects.categories import CATEGORIES, Category, CategoryModel, general, load
from nlp.aspects.spoken import IMPLIED, WEIGHINGS, Spoken, shipped_spoken
from nlp.aspects.stage import aspects
from nlp.sentiment import linear
from nlp.sentiment.model import FAST
from nlp.text.cleaning import cleaned
from nlp.text.words import words

CUT = words()
CAR = {"油耗": "fuel", "价格": "price"}


def told(  # noqa: PLR0913  # all that a case may differ in
    text: str,
    *,
    industry: str = "car",
    chances: Sequence[float] = (0.0, 0.0),
    found: Sequence[Category] = (),
    labels: Sequence[str] = tuple(CAR),
    lang: str = "zh",
    polarity: float = 0.0,
) -> list[dict[str, Any]]:
    """Return the rows of a text of which the weights say `chances` and `found`."""
    model = SimpleNamespace(
        version="1",
        industries={industry: SimpleNamespace(labels=tuple(labels))},
        read=lambda texts, *_, **__: (np.array([chances] * len(texts)), [found] * len(texts)),
    )
    held = shipped_aspects(industry)
    spoken = Spoken(cast("CategoryModel", model), industry, held.labels)
    batch = CUT(cleaned(pd.DataFrame({"text": [text]}, dtype="object")))
    sentence = {"start": 0, "end": len(text), "polarity": polarity, "kind": "statement"}
    batch = batch.assign(lang=lang, sentences=[[sentence]], brands=[[]])
    rows: list[dict[str, Any]] = aspects(held, None, spoken)(batch)["aspects"].iloc[0]
    return rows


def test_what_no_word_names_has_its_sentence_for_evidence() -> None:
    text = "@某人 周末去了郊外。 跑一趟要十五个 。"
    where = "周末去了郊外。 跑一趟要十五个 。".index("跑")
    [row] = told(text, chances=(0.9, 0), found=[Category("油耗", 0.9, -0.5, where - 1, where + 9)])
    assert (row["aspect"], row["target"], row["opinion"]) == ("fuel", "", "")
    assert text[row["start"] : row["end"]] == "跑一趟要十五个 。"
    assert row["polarity"] == pytest.approx(-0.5 * IMPLIED)


def test_what_is_named_but_not_judged_has_its_name_for_evidence() -> None:
    text = "想问问油耗"
    [row] = told(text, chances=(0.9, 0), found=[Category("油耗", 0.9, 0.0, 0, len(text))])
    assert (row["target"], row["polarity"]) == ("油耗", 0.0)
    assert text[row["start"] : row["end"]] == "油耗"


def test_rows_stand_from_left_to_right() -> None:
    rows = told("十五个油，价格太贵", chances=(0.9, 0.9), found=[Category("油耗", 0.9, -1.0, 0, 4)])
    assert [row["aspect"] for row in rows] == ["fuel", "price"]


def test_words_are_left_out_where_the_weights_are_sure_of_no_such_thing() -> None:
    text, border = "价格非常高", WEIGHINGS["car"].doubt
    assert told(text, chances=(0.0, border - 0.01)) == []
    assert [row["aspect"] for row in told(text, chances=(0.0, border))] == ["price"]


def test_an_aspect_that_the_weights_do_not_know_stays() -> None:
    assert [row["aspect"] for row in told("售后有点慢")] == ["after_sales"]


def test_words_and_weights_share_the_polarity() -> None:
    [plain] = told("价格非常高", chances=(0, 0.9))
    [row] = told("价格非常高", chances=(0, 0.9), found=[Category("价格", 0.9, -0.4, 0, 5)])
    share = WEIGHINGS["car"].words
    assert row["polarity"] == pytest.approx(share * plain["polarity"] - (1 - share) * 0.4, abs=1e-4)


def test_words_that_judge_are_not_turned_by_the_weights() -> None:
    plain = told("价格非常高", chances=(0, 0.9))
    turned = [Category("价格", 0.9, 0.9, 0, 5)]
    assert told("价格非常高", chances=(0, 0.9), found=turned) == plain != []


def test_the_weights_say_which_side_of_a_thing_is_spoken_of() -> None:
    side = Category("DISPLAY#DESIGN_FEATURES", 0.9, -0.9, 0, 4)
    labels = ("DISPLAY#DESIGN_FEATURES", "DISPLAY#QUALITY")
    [row] = told("屏幕太宽", industry="electronics", chances=(0.9, 0), found=[side], labels=labels)
    assert (row["aspect"], row["target"]) == ("display/design", "屏幕")


def test_words_alone_judge_what_they_find_where_reviews_were_learned() -> None:
    side = Category("dish_taste", 0.9, -1.0, 0, 4)
    case = {"industry": "restaurant", "labels": ["dish_taste"], "chances": (0.9,)}
    assert told("味道很好", found=[side], **case) == told("味道很好", **case) != []


def test_texts_that_are_not_chinese_are_left_as_they_are() -> None:
    found = [Category("油耗", 0.9, -1.0, 0, 4)]
    assert told("it is thirsty", lang="en", chances=(0.9, 0), found=found) == []


def test_industries_of_which_nothing_was_learned_have_no_weights() -> None:
    fast = linear.load(FAST)
    assert shipped_spoken("general", ("price",), fast) is None
    assert set(load(fast, CATEGORIES).industries) == set(WEIGHINGS)


def test_an_edited_taxonomy_gets_no_aspect_that_it_does_not_have() -> None:
    model = load(linear.load(FAST))
    spoken = Spoken(model, "car", ("price",))
    text = "油耗太高了，一百公里十五个油，开不起"
    cut = [row["words"] for row in CUT(pd.DataFrame({"clean": [text]})).to_dict("records")]
    [said] = spoken.told([text], cut, ["zh"])
    assert said is not None
    assert set(said.named) <= {"price"}
    assert general("car", "油耗") == "fuel"
    assert spoken.version != Spoken(model, "car", ("price", "fuel")).version
