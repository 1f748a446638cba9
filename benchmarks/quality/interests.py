"""Interests and stances on posts and profiles of our own."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from author_interests import authors
from cells import cell, table

import nlp
from nlp.interests.profiles import OwnLabels
from nlp.interests.stage import interests
from nlp.interests.taxonomy import read_interests
from nlp.pipeline import Pipeline
from nlp.sentiment import model
from nlp.sentiment.model import load_model
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words
from nlp.topics import classifier
from nlp.topics.taxonomy import read_taxonomy

LABELLED = Path(__file__).parents[2] / "tests" / "nlp" / "interests"
LEXICONS = Path(nlp.__file__).parent / "lexicons"
STANCES = ("wants", "asks", "likes", "dislikes", "owns", "mentions")
_TEXT = """\
## Interests

Posts and profiles of our own, two thirds Chinese. One hand wrote the texts, the rules and all
labels but those of the `held` posts; `held` was written before the rules were tuned, and not looked
at while they were. Right is an interest with its stance. Baseline: the same interests, the stance
read off the polarity of the text (likes, dislikes, mentions). The posts of `held` were labelled
anew when praise or blame of one thing no longer counted as liking or disliking all of its kind: in
two passes, the second right after the first, by a reader who had not seen the rules of stances.
Pairs of interest and stance in both (F1): between the passes 98; with the old labels 76, and 78
once five interests were settled by the old labels, the words of the taxonomy and `tuned`. Posts of
real people are longer and less plain than these.

{posts}

What authors declare in their profiles:

{profiles}

Authors of the demo world (seed 7: 4,000 posts of 400 people), by `auto`. Planted is what their
posts were written to show, and what their labels say; who judges a product owns it, though few
words say so, and a review that names no thing ("lasts two days") shows nothing. Baseline: topics,
from which interests were counted before; those that are no interest (`experience/*`) are wrong.

{authors}"""
Rows = Sequence[set[str]]


def section(data: Path) -> str:  # noqa: ARG001  # every section is given the data
    """Return the Markdown of how well interests and stances are found."""
    known = read_interests(LEXICONS / "interests.toml", read_taxonomy(LEXICONS / "topics.toml"))
    own = OwnLabels(known)
    posts, profiles = [], []
    for part in ("tuned", "held"):
        cases = _read("posts.toml", part)
        found = _found([text for text, *_ in cases])
        wanted = [set(rows) for _, *rows in cases]
        for name, rows in found.items():
            posts.append([part, name, "all", *_figures(wanted, rows)])
        for stance in STANCES:
            only = [_only(wanted, stance), _only(found["rules"], stance)]
            posts.append([part, "rules", stance, *_figures(*only)])
        declared = _read("profiles.toml", part)
        given = [{each["label"] for each in own(text)} for text, *_ in declared]
        profiles.append([part, *_figures([set(rows) for _, *rows in declared], given)])
    head = ["n", "precision", "recall", "F1"]
    return _TEXT.format(
        posts=table(["part", "by", "stance", *head], posts),
        profiles=table(["part", *head], profiles),
        authors=authors(),
    )


def _read(name: str, part: str) -> list[list[str]]:
    held: list[list[str]] = tomllib.loads((LABELLED / name).read_text(encoding="utf-8"))[part]
    return held


def _found(texts: Sequence[str]) -> dict[str, Rows]:
    fast = load_model("fast")
    taxonomy = read_taxonomy(LEXICONS / "topics.toml")
    known = read_interests(LEXICONS / "interests.toml", taxonomy)
    topics = classifier.topics(taxonomy, classifier.load())
    stages = (cleaned, language, words(), model.sentiment(fast), sentences(fast), topics)
    way = Pipeline(frozenset({"text"}), (*stages, interests(known)))
    tagged = way(pd.DataFrame({"text": list(texts)}))
    by_polarity = {"positive": "likes", "negative": "dislikes"}
    pairs = list(zip(tagged["sentiment"], tagged["interests"], strict=True))
    return {
        "rules": [{f"{each['label']} {each['stance']}" for each in row} for _, row in pairs],
        "baseline": [
            {f"{each['label']} {by_polarity.get(said, 'mentions')}" for each in row}
            for said, row in pairs
        ],
    }


def _only(rows: Rows, stance: str) -> Rows:
    return [{each for each in row if each.endswith(f" {stance}")} for row in rows]


def _figures(wanted: Rows, found: Rows) -> list[str]:
    right = sum(len(one & other) for one, other in zip(wanted, found, strict=True))
    count, given = sum(map(len, wanted)), sum(map(len, found))
    scores = (right / max(given, 1), right / max(count, 1), 2 * right / max(count + given, 1))
    return [str(count), *(cell(100 * score) for score in scores)]
