"""The shipped tagger, made once."""

from pathlib import Path

import pytest

import nlp
from nlp.emotion.model import FeelingsModel
from nlp.emotion.model import load as load_feelings
from nlp.pipeline import Pipeline
from nlp.sentiment.model import SentimentModel, load_model
from nlp.tagger import tagger
from nlp.topics.brands import Brands, read_brands
from nlp.topics.taxonomy import Taxonomy, read_taxonomy

LEXICONS = Path(nlp.__file__).parent / "lexicons"


@pytest.fixture(scope="session")
def fast() -> SentimentModel:
    """The shipped sentiment model."""
    return load_model("fast")


@pytest.fixture(scope="session")
def emotions() -> FeelingsModel:
    """The shipped model of emotion and sarcasm."""
    return load_feelings()


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The shipped topics."""
    return read_taxonomy(LEXICONS / "topics.toml")


@pytest.fixture(scope="session")
def brands() -> Brands:
    """The shipped, invented, brands."""
    return read_brands(LEXICONS / "brands.toml")


@pytest.fixture(scope="session")
def tag(
    fast: SentimentModel, emotions: FeelingsModel, taxonomy: Taxonomy, brands: Brands
) -> Pipeline:
    """The whole pipeline with everything shipped."""
    return tagger(taxonomy=taxonomy, brands=brands, sentiment=fast, emotions=emotions)
