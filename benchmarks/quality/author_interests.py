"""Interests of the authors of the demo world, against what their posts and labels were given."""

import json
from collections.abc import Iterable

import pandas as pd
from cells import cell, table

from flows.demo.world import World, make_world
from flows.steps.enriching import declared_interests
from flows.steps.project import TaggerRecipe, shipped
from nlp.interests.taxonomy import Interests, read_interests
from segments.profiles.interests import author_interests
from segments.stances import DECLARES, DRAWN

BATCH = 1000
Held = tuple[str, str, str]
"""Author, interest, stance."""


def authors() -> str:
    """Return the Markdown table of how often interests of authors are right."""
    world = make_world()
    known = read_interests(shipped("interests"))
    posts = _tagged(world)
    given = {(who, *held) for who, pairs in world.truths.interests.items() for held in pairs}
    found = _found(world, posts, known)
    shown = {held for held in given if held[2] != DECLARES}
    drawn, declared, mentioned = (
        {held for held in found if held[2] in stances}
        for stances in (DRAWN, {DECLARES}, {"mentions"})
    )
    rows = [
        [
            "topics of posts, as baseline",
            "interest",
            *_figures(_by_topics(posts, known), _of(shown)),
        ],
        ["posts", "interest", *_figures(_of(found - declared), _of(shown))],
        ["posts", "interest and stance", *_figures(found - declared, shown)],
        ["own labels", "interest", *_figures(declared, given - shown)],
        ["posts and labels", "interest", *_figures(_of(found), _of(given))],
        ["what draws them", "interest", *_figures(_of(drawn), _of(given))],
        ["mentions alone", "interest", *_figures(_of(mentioned), _of(given))],
    ]
    return table(["counted from", "right is", "planted", "precision", "recall", "F1"], rows)


def _tagged(world: World) -> pd.DataFrame:
    """Return the standing posts with author, topics and interests."""
    rows = [
        (post.id, post.author, post.published_at, post.text)
        for post in world.posts
        if post.deleted_at is None
    ]
    posts = pd.DataFrame(rows, columns=["post_key", "author_key", "published_at", "text"])
    tag = TaggerRecipe("auto", shipped("taxonomy"), shipped("brands")).build()
    given = posts.assign(**dict.fromkeys(tag.given - set(posts.columns)))
    return pd.concat([tag(given[at : at + BATCH]) for at in range(0, len(given), BATCH)])


def _found(world: World, posts: pd.DataFrame, known: Interests) -> set[Held]:
    said = posts[["author_key", "post_key", "published_at", "interests"]].explode("interests")
    shown = said.dropna(subset=["interests"]).reset_index(drop=True)
    tags = pd.DataFrame(shown.pop("interests").tolist())[["label", "stance", "score"]]
    labels = [(one.id, json.dumps(one.labels), world.end) for one in world.people if one.labels]
    told = pd.DataFrame(labels, columns=["author_key", "labels", "seen_at"])
    held = author_interests(
        shown.join(tags).assign(polarity=None),
        declared_interests(told, known),
        as_of=world.end,
        half_life_days=45,
    )
    return set(held[["author_key", "interest", "stance"]].itertuples(index=False, name=None))


def _by_topics(posts: pd.DataFrame, known: Interests) -> set[tuple[str, str]]:
    """Return the topics of each author, under the names of the interests where these have any."""
    names = {topic: each.label for each in known.file.interest for topic in each.topics}
    said = zip(posts["author_key"], posts["topics"], strict=True)
    return {(who, names.get(tag["label"], tag["label"])) for who, tags in said for tag in tags}


def _of(held: Iterable[Held]) -> set[tuple[str, str]]:
    return {(who, interest) for who, interest, _ in held}


def _figures(found: set[tuple[str, ...]], given: set[tuple[str, ...]]) -> list[str]:
    right = len(found & given)
    scores = (right / len(found), right / len(given), 2 * right / (len(found) + len(given)))
    return [str(len(given)), *(cell(100 * score) for score in scores)]
