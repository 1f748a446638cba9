import pandas as pd
import pytest

from flows.demo.buyers import VALUE_SEGMENTS
from flows.demo.world import World, make_world
from segments.trends.bursts import hotspots
from segments.trends.counts import term_counts
from segments.trends.stories import stories
from segments.value.rfm import rfm

POLARITY = {"positive": 0.7, "neutral": 0.0, "negative": -0.7}


def told(world: World) -> pd.DataFrame:
    """The stories that perfect tags would give."""
    rows = [
        (kind, term, post.id, post.published_at, POLARITY[post.said.sentiment])
        for post in world.posts
        for kind, terms in (("topic", post.said.topics), ("brand", post.said.brands))
        for term in terms
    ]
    columns = ["kind", "term", "post_key", "published_at", "polarity"]
    mentions = pd.DataFrame(rows, columns=columns)
    mentions["published_at"] = mentions["published_at"].astype("datetime64[us, UTC]")
    return stories(hotspots(term_counts(mentions, granularity="day"), until=world.end))


@pytest.mark.parametrize("seed", [7, 8])
def test_the_planted_bursts_of_the_last_month_are_the_stories(seed: int) -> None:
    world = make_world(seed)
    found = told(world)
    for name in ("marathon", "overheating", "osmanthus", "strike"):
        burst = next(burst for burst in world.truths.bursts if burst.name == name)
        meets = (found["starts_at"] < burst.ends_at) & (found["ends_at"] > burst.starts_at)
        terms = found[meets & found["term"].isin([burst.topic, burst.brand])]
        assert not terms.empty, name
        assert ((terms["mean_polarity"] > 0) == (burst.sentiment == "positive")).all()


@pytest.mark.parametrize("seed", [7, 8])
def test_hardly_anything_else_is_a_story(seed: int) -> None:
    world = make_world(seed)
    spans = [(burst.starts_at, burst.ends_at) for burst in world.truths.bursts]
    found = told(world)
    strays = [
        story.term
        for story in found.itertuples()
        if not any(story.starts_at < end and start < story.ends_at for start, end in spans)
    ]
    assert len(strays) <= 1


def test_customers_end_in_the_segment_of_their_pattern(world: World) -> None:
    columns = ["order_id", "customer_id", "ordered_at", "quantity", "amount"]
    orders = pd.DataFrame([[getattr(o, name) for name in columns] for o in world.orders])
    orders.columns = pd.Index(columns)
    orders["ordered_at"] = orders["ordered_at"].astype("datetime64[us, UTC]")
    scores = rfm(orders.dropna(subset=["customer_id"]), as_of=world.end)
    scores["shape"] = scores["customer_id"].map(world.truths.shapes)
    champions = scores[scores["shape"] == "champion"]
    assert (champions[["r_score", "f_score", "m_score"]] >= 4).all(axis=None)
    assert (scores.loc[scores["shape"] == "new", "r_score"] >= 4).all()
    assert (scores.loc[scores["shape"] == "lapsed", "r_score"] <= 2).all()
    assert VALUE_SEGMENTS.keys() <= set(world.truths.shapes.values())
