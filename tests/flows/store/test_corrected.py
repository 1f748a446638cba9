"""Laws of a person's word against the model's, without a database."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.store.corrected import PERSON, WHOLE, Correction, TagRow, corrected

KINDS = ("sentiment", "topic", "sentence")
LABELS = ("positive", "neutral", "negative")
kinds, labels = st.sampled_from(KINDS), st.sampled_from(LABELS)
starts = st.integers(-1, 2)


def row(kind: str, label: str, start: int = -1, **given: Any) -> TagRow:
    place = -1 if kind in WHOLE else start
    end = place + 2 if place >= 0 else -1
    found = TagRow("p", kind, label, "", place, end, 0.3, 0.8, "m")
    return found._replace(**given)


def distinct(rows: list[TagRow]) -> list[TagRow]:
    """What a model gives: one sentiment, one label a sentence, a topic once at a place."""
    slots = {
        (r.kind, None if r.kind in WHOLE else r.start, r.label if r.kind == "topic" else ""): r
        for r in rows
    }
    return list(slots.values())


@st.composite
def said(draw: st.DrawFn) -> Correction:
    kind = draw(kinds)
    start = draw(st.integers(0, 2)) if kind == "sentence" else draw(starts)
    was, label = draw(st.sampled_from(("", *LABELS))), draw(st.sampled_from(("", *LABELS)))
    label = label or ("" if was or kind in WHOLE else "neutral")
    end = start + 1 if start >= 0 else -1
    return Correction("p", kind, was=was, label=label, start=start, end=end, by="ann")


models = st.lists(st.builds(row, kinds, labels, starts), max_size=6).map(distinct)


@given(models, st.lists(said(), max_size=4))
def test_every_row_of_the_model_stands_or_is_overruled_and_none_does_both(
    rows: list[TagRow], corrections: list[Correction]
) -> None:
    standing, overruled = corrected(rows, corrections)
    own = [r for r in standing if not r.model.startswith(PERSON)]
    assert sorted(own + overruled, key=repr) == sorted(rows, key=repr)
    assert len({r.key for r in standing}) == len(standing)


@given(models, said())
def test_a_correction_holds_whatever_the_model_says(rows: list[TagRow], one: Correction) -> None:
    standing, _ = corrected(rows, [one])
    found = [r for r in standing if one.concerns(r)]
    if one.kind in WHOLE or one.kind == "sentence":
        assert {r.label for r in found} == ({one.label} if one.label else set())
    given_label = replace(one, was="")
    given_tags = [r for r in standing if r.model.startswith(PERSON)]
    assert bool(one.label) == any(map(given_label.concerns, given_tags))


@given(models, st.lists(said(), max_size=3))
def test_other_kinds_and_posts_without_corrections_stay_as_they_are(
    rows: list[TagRow], corrections: list[Correction]
) -> None:
    spoken_of = {one.kind for one in corrections}
    standing, overruled = corrected(rows, corrections)
    assert {r.kind for r in overruled} <= spoken_of
    assert [r for r in rows if r.kind not in spoken_of] == [
        r for r in standing if r.kind not in spoken_of
    ]


def test_a_relabelled_topic_keeps_its_places_and_polarity() -> None:
    rows = [row("topic", "positive", 0), row("topic", "positive", 2)]
    standing, overruled = corrected(rows, [Correction("p", "topic", was="positive", label="new")])
    assert [(r.label, r.start, r.end, r.polarity, r.score) for r in standing] == [
        ("new", 0, 2, 0.3, 1.0),
        ("new", 2, 4, 0.3, 1.0),
    ]
    assert overruled == rows


def test_a_sentiment_that_a_person_gives_has_the_polarity_of_its_name() -> None:
    for label, polarity in (("negative", -1.0), ("neutral", 0.0), ("undecided", None)):
        (found,), _ = corrected([row("sentiment", "positive")], [_felt(label)])
        assert (found.label, found.polarity, found.model) == (label, polarity, "person:ann")


def _felt(label: str) -> Correction:
    return Correction("p", "sentiment", label=label, by="ann")
