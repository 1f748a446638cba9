"""The whole way from a text to its tags."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from nlp.aspects import model as targets
from nlp.aspects.aspects import Aspects, shipped_aspects
from nlp.aspects.stage import aspects as judged
from nlp.emotion.model import FeelingsModel
from nlp.emotion.stage import feelings
from nlp.interests.stage import interests
from nlp.interests.taxonomy import Interests, read_interests
from nlp.needs.stage import needs
from nlp.pipeline import Pipeline
from nlp.sentiment import linear, model
from nlp.sentiment.linear import LinearModel
from nlp.sentiment.model import FAST, SentimentModel
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language, language_spans
from nlp.text.parts import text_parts
from nlp.text.words import cutter, words
from nlp.topics import classifier, naming
from nlp.topics.brands import Brands
from nlp.topics.classifier import TopicsModel
from nlp.topics.comparisons import Comparisons, read_comparisons
from nlp.topics.examples import Learned
from nlp.topics.taxonomy import Taxonomy
from nlp.trust.stage import trust

LEXICONS = Path(str(files("nlp"))) / "lexicons"


def tagger(  # noqa: PLR0913  # what a project chooses
    *,
    taxonomy: Taxonomy,
    brands: Brands,
    sentiment: SentimentModel,
    emotions: FeelingsModel,
    industry: str = "general",
    examples: Sequence[Learned] = (),
) -> Pipeline:
    """Return the pipeline that gives every text of a batch its tags (`nlp.schema.Tagged`).

    Any text goes through: null, empty, longer than a book, lone surrogates. Names of brands are
    kept whole when texts are cut into words.

    Args:
        taxonomy: topics and their words.
        brands: brands and their names.
        sentiment: asked about every text.
        emotions: the same.
        industry: whose aspects are looked for.
        examples: what analysts taught of topics.
    """
    # A network asked about every sentence would cost more than all the rest.
    fast = getattr(sentiment, "fast", sentiment)
    names = tuple(sorted(set(brands.words)))
    aspects = shipped_aspects(industry, cutter(names))
    return Pipeline(
        given=frozenset({"text"}),
        stages=(
            cleaned,
            text_parts,
            language,
            language_spans,
            words(names),
            model.sentiment(sentiment),
            sentences(fast),
            feelings(emotions),
            classifier.topics(taxonomy, _topics(), examples),
            naming.brands(brands, rules=_comparisons(aspects), model=fast),
            judged(aspects, targets.load(_linear(fast))),
            needs(),
            interests(_interests()),
            trust(),
        ),
    )


@cache
def _topics() -> TopicsModel:
    return classifier.load()


def _comparisons(aspects: Aspects) -> Comparisons:
    named = {word: aspect.label for aspect in aspects.aspects for word in aspect.words}
    return read_comparisons(LEXICONS / "comparisons.toml", aspects=named)


@cache
def _interests() -> Interests:
    return read_interests(LEXICONS / "interests.toml")


def _linear(fast: SentimentModel) -> LinearModel:
    return fast if isinstance(fast, LinearModel) else linear.load(FAST)
