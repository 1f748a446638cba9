"""The three core packages, strangers to each other, fit."""

from pathlib import Path
from typing import Any, get_args

import pandera.pandas as pa
import pytest

from collectors.post import Post
from flows.steps.project import TaggerRecipe, shipped
from flows.store import tables
from nlp.interests import profiles
from nlp.interests.stances import Stance
from nlp.interests.taxonomy import read_interests
from segments import schema
from segments.groups.defaults import default_segmentations
from segments.groups.rules import Includes
from segments.stances import DECLARES, STANCES

RECIPE = TaggerRecipe("fast", shipped("taxonomy"), shipped("brands"))


def test_a_post_has_what_the_tagger_reads() -> None:
    assert RECIPE.build().given <= set(Post.model_fields)


def test_a_post_has_a_place_for_every_field_but_the_author() -> None:
    kept_apart = {"author_id", "author", "author_labels"}
    assert set(Post.model_fields) - kept_apart <= set(tables.posts.columns.keys())


GIVEN = {
    "author_interests": schema.Interest,
    "profiles": schema.Profile,
    "segments": schema.SegmentRow,
    "segment_members": schema.Member,
    "segment_moves": schema.Move,
    "term_counts": schema.TermCount,
    "hotspots": schema.Hotspot,
    "stories": schema.Story,
    "share_of_voice": schema.ShareOfVoice,
}


@pytest.mark.parametrize("table", GIVEN)
def test_what_segments_gives_fits_its_table(table: str) -> None:
    frame: Any = GIVEN[table]
    columns = set(frame.to_schema().columns)
    assert columns == set(tables.metadata.tables[table].columns.keys())


def test_stances_of_rules_are_those_of_tags_and_own_labels() -> None:
    assert {*get_args(Stance), profiles.DECLARES} == set(STANCES)
    assert profiles.DECLARES == DECLARES


def test_the_shipped_rules_ask_for_all_interests_that_there_are() -> None:
    labels = {one.label for one in read_interests(shipped("interests")).file.interest}
    asked = {
        value
        for segmentation in default_segmentations()
        for rule in segmentation.rules
        for condition in rule.where.values()
        if isinstance(condition, Includes)
        for value in condition.values
    }
    assert asked == {label.partition("/")[0] for label in labels}


def test_every_segment_schema_is_pandera() -> None:
    assert all(issubclass(model, pa.DataFrameModel) for model in GIVEN.values())


def test_shipped_files_are_there() -> None:
    assert all(isinstance(shipped(what), Path) for what in ("taxonomy", "brands", "segments"))
    assert all(shipped(what).is_file() for what in ("taxonomy", "brands", "segments"))
