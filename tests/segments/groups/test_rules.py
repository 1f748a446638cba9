import json
import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.errors import BadSegmentation, MissingColumns
from segments.groups.defaults import default_segmentations
from segments.groups.reading import LISTS, NUMBERS, TEXTS, read_conditions
from segments.groups.rules import Includes, OneOf, Range, Rule, Segmentation, read_segmentations
from segments.profiles.demographics import BANDS
from segments.schema import Profile
from segments.stances import DRAWN, STANCES

OTHER = Rule("other", {}, "Nothing else fits.")
LAW = settings(max_examples=12, deadline=None)

row = st.fixed_dictionaries(
    {
        "r_score": st.none() | st.integers(1, 5),
        "f_score": st.none() | st.integers(1, 5),
        "m_score": st.none() | st.integers(1, 5),
        "frequency": st.integers(0, 9),
        "posts": st.integers(0, 9),
        "judged": st.integers(0, 9),
        "mean_polarity": st.none() | st.floats(-1, 1),
        "age_band": st.none() | st.sampled_from(BANDS),
        "interests": st.none() | st.just('[{"interest": "tea", "stance": "likes"}]'),
    }
)


def table(rows: list[dict[str, object]]) -> pd.DataFrame:
    numbers = {
        "r_score": "Int64",
        "f_score": "Int64",
        "m_score": "Int64",
        "mean_polarity": "float64",
    }
    return pd.DataFrame(rows).astype(numbers | {"age_band": "str", "interests": "str"})


def test_a_range_holds_its_low_end_and_not_its_high_end() -> None:
    assert Range(low=1, high=3).matches(pd.Series([0.9, 1, 2.9, 3])).tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("open_range", [Range(), Range(low=-9), Range(high=9)])
def test_null_is_in_no_range(open_range: Range) -> None:
    for column in (pd.Series([np.nan, 1.0]), pd.Series([None, 1], dtype="Int64")):
        assert open_range.matches(column).tolist() == [False, True]


@pytest.mark.parametrize(
    ("posts", "judged", "mood", "segment"),
    [
        (9, 3, 0.8, "promoters"),
        (9, 3, -0.8, "detractors"),
        (9, 3, 0.0, "of two minds"),
        (9, 2, 0.8, "quiet"),
        (9, 0, None, "quiet"),
        (0, 0, None, "unheard"),
    ],
)
def test_posts_that_are_undecided_make_nobody_a_promoter_or_detractor(
    posts: int, judged: int, mood: float | None, segment: str
) -> None:
    (voice,) = [one for one in default_segmentations() if one.name == "voice"]
    people = pd.DataFrame({"posts": [posts], "judged": [judged], "mean_polarity": [mood]})
    assert voice.assign(people.astype({"mean_polarity": "float64"})).tolist() == [segment]


def test_null_is_none_of_the_values() -> None:
    assert OneOf(("a", "b")).matches(pd.Series(["a", None, "c"])).tolist() == [1, 0, 0]


def held(*interests: str) -> str:
    pairs = (each.split() for each in interests)
    return json.dumps([{"interest": label, "stance": stance} for label, stance in pairs])


def test_interests_include_any_of_the_names() -> None:
    lists = [held("茶 likes"), held("tea likes"), "[]", None]
    assert Includes(("茶", "cups")).matches(pd.Series(lists, dtype="str")).tolist() == [1, 0, 0, 0]


def test_an_interest_stands_for_those_below_it() -> None:
    lists = pd.Series([held("food/snacks likes"), held("foods likes")], dtype="str")
    assert Includes(("food",)).matches(lists).tolist() == [1, 0]
    assert Includes(("food/snacks",)).matches(lists).tolist() == [1, 0]
    assert Includes(("snacks",)).matches(lists).tolist() == [0, 0]


@pytest.mark.parametrize("stance", STANCES)
def test_who_dislikes_or_only_mentions_something_is_not_drawn_to_it(stance: str) -> None:
    lists = pd.Series([held(f"beauty/makeup {stance}", "food/snacks likes")], dtype="str")
    drawn = stance not in {"dislikes", "mentions"}
    assert Includes(("beauty",)).matches(lists).tolist() == [drawn]
    assert Includes(("beauty",), (stance,)).matches(lists).tolist() == [True]
    assert Includes(("food",), (stance,)).matches(lists).tolist() == [stance == "likes"]


@pytest.mark.parametrize("stances", [("dislikes",), DRAWN])
def test_a_rule_says_which_stances_it_asks_for(stances: tuple[str, ...]) -> None:
    asked = {"includes": ["tea"], "stances": list(stances)}
    (read,) = read_conditions({"interests": asked}, where="a rule").values()
    assert read == Includes(("tea",), stances)
    assert read_conditions({"interests": read.data()}, where="a rule") == {"interests": read}


def test_the_first_rule_that_holds_wins_and_nobody_is_left_out() -> None:
    rules = (Rule("many", {"posts": Range(low=5)}, "."), Rule("some", {"posts": Range(low=1)}, "."))
    profiles = pd.DataFrame({"posts": [9, 2, 0]}, index=["x", "y", "z"])
    assigned = Segmentation("voice", rules, OTHER).assign(profiles)
    assert assigned.to_dict() == {"x": "many", "y": "some", "z": "other"}


def test_all_conditions_of_a_rule_must_hold() -> None:
    both = Rule("angry", {"posts": Range(low=1), "mean_polarity": Range(high=0)}, ".")
    profiles = pd.DataFrame({"posts": [1, 0, 1], "mean_polarity": [-0.5, -0.5, 0.5]})
    assigned = Segmentation("voice", (both,), OTHER).assign(profiles)
    assert assigned.tolist() == ["angry", "other", "other"]


def test_a_segmentation_asks_for_the_columns_of_its_rules() -> None:
    rules = (Rule("a", {"posts": Range(low=1)}, "."), Rule("b", {"sex": OneOf(("other",))}, "."))
    voice = Segmentation("voice", rules, OTHER)
    assert voice.requires == {"posts", "sex"}
    with pytest.raises(MissingColumns, match="'voice' needs the columns sex"):
        voice.assign(pd.DataFrame({"posts": [1]}))


@LAW
@given(st.lists(row, min_size=1, max_size=12))
def test_every_customer_gets_exactly_one_segment_of_each_default(rows: list[dict]) -> None:
    profiles = table(rows)
    for segmentation in default_segmentations():
        named = {rule.name for rule in segmentation.segments}
        assert set(segmentation.assign(profiles)) <= named


@LAW
@given(st.data())
def test_the_order_of_rows_does_not_change_segments(data: st.DataObject) -> None:
    profiles = table(data.draw(st.lists(row, min_size=1, max_size=12)))
    turned = profiles.loc[data.draw(st.permutations(list(profiles.index)))]
    for segmentation in default_segmentations():
        one, other = segmentation.assign(profiles), segmentation.assign(turned)
        pd.testing.assert_series_equal(one, other.sort_index())


@pytest.mark.parametrize(
    ("scores", "segment"),
    [
        ((5, 5, 5, 9), "champions"),
        ((3, 4, 1, 9), "loyal"),
        ((5, 2, 5, 1), "new"),
        ((4, 3, 3, 3), "promising"),
        ((1, 5, 5, 9), "at risk"),
        ((1, 2, 5, 1), "big spenders at risk"),
        ((3, 3, 3, 3), "needs attention"),
        ((1, 1, 1, 1), "lost"),
        ((None, None, None, 0), "no purchase"),
    ],
)
def test_value_segments_are_what_a_marketer_expects(
    scores: tuple[int | None, ...], segment: str
) -> None:
    names = ("r_score", "f_score", "m_score", "frequency")
    profiles = pd.DataFrame([dict(zip(names, scores, strict=True))]).astype("Int64")
    value = next(one for one in default_segmentations() if one.name == "value")
    assert value.assign(profiles).tolist() == [segment]


def test_rules_may_ask_for_columns_that_the_profiles_have() -> None:
    assert {*NUMBERS, *TEXTS, *LISTS} <= set(Profile.to_schema().columns)


GOOD = """
[voice]
otherwise = { name = "quiet", why = "Not heard." }
[[voice.segments]]
name = "loud"
why = "Often heard."
where = { posts = { low = 3 }, sex = ["female"], interests = { includes = ["tea"] } }
"""


def test_rules_are_read_as_written() -> None:
    (voice,) = read_segmentations(tomllib.loads(GOOD))
    where = {"posts": Range(low=3), "sex": OneOf(("female",)), "interests": Includes(("tea",))}
    assert voice.rules == (Rule("loud", where, "Often heard."),)
    assert voice.otherwise == Rule("quiet", {}, "Not heard.")


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        (
            "posts =",
            "post =",
            r"voice.segments\[1\] \(loud\).where.post: is no column.*mean_polarity",
        ),
        ("low = 3", "from = 3", r"\(loud\).where.posts: must be .*low = number"),
        ("low = 3", "low = '3'", r"where.posts.low: must be a number"),
        ("low = 3", "low = 3, high = 3", r"where.posts: holds nothing"),
        ("['female']", "'female'", r"where.sex: must be a list"),
        ('["female"]', "[]", r"where.sex: must be a list with at least one"),
        ('["female"]', "[1]", r"where.sex: must be a text"),
        ("includes", "include", r"interests.include: is no key here; allowed: includes, stances"),
        (
            '["tea"]',
            '["tea"], stances = ["loves"]',
            r"\(loud\).where.interests.stances: 'loves' is no stance; allowed: wants, .*dislikes",
        ),
        ('["tea"]', '["tea"], stances = []', r"interests.stances: must be a list with at least"),
        ('"loud"', '"quiet"', r"voice: names the segment 'quiet' 2 times"),
        ('"loud"', '""', r"voice.segments\[1\].name: must be a text"),
        ('why = "Often heard."', "", r"voice.segments\[1\].why: is missing"),
        ("otherwise =", "else =", r"voice.else: is no key here; allowed: segments, otherwise"),
        ("[voice]", "voice2 = 1\n[voice]", r"voice2: must be a table"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_is_allowed(
    written: str, instead: str, message: str
) -> None:
    written = written.replace("'", '"')
    assert written in GOOD
    with pytest.raises(BadSegmentation, match=message):
        read_segmentations(tomllib.loads(GOOD.replace(written, instead)))
