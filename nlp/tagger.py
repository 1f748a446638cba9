"""The whole way from a text to its tags."""

from nlp.emotion.model import FeelingsModel
from nlp.emotion.stage import feelings
from nlp.pipeline import Pipeline
from nlp.sentiment import model
from nlp.sentiment.model import SentimentModel
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language, language_spans
from nlp.text.parts import text_parts
from nlp.text.words import words
from nlp.topics import brands as naming
from nlp.topics.brands import Brands
from nlp.topics.taxonomy import Taxonomy, topics


def tagger(
    *, taxonomy: Taxonomy, brands: Brands, sentiment: SentimentModel, emotions: FeelingsModel
) -> Pipeline:
    """Return the pipeline that gives every text of a batch its tags (`nlp.schema.Tagged`).

    Any text goes through: null, empty, longer than a book, lone surrogates. Names of brands are
    kept whole when texts are cut into words.
    """
    return Pipeline(
        given=frozenset({"text"}),
        stages=(
            cleaned,
            text_parts,
            language,
            language_spans,
            words(brands.words),
            model.sentiment(sentiment),
            # A network asked about every sentence would cost more than all the rest.
            sentences(getattr(sentiment, "fast", sentiment)),
            feelings(emotions),
            topics(taxonomy),
            naming.brands(brands),
        ),
    )
