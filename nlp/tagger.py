"""The whole way from a text to its tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlp.aspects import model as targets
from nlp.aspects.aspects import Aspects, shipped_aspects
from nlp.aspects.spoken import shipped_spoken
from nlp.aspects.stage import aspects as judged
from nlp.checked import LEXICONS
from nlp.emotion.model import FeelingsModel
from nlp.emotion.stage import feelings
from nlp.interests.stage import interests
from nlp.interests.taxonomy import Interests, read_interests
from nlp.needs.rules import Rules as NeedRules
from nlp.needs.stage import needs
from nlp.pipeline import Pipeline
from nlp.sentiment import linear, model
from nlp.sentiment.linear import LinearModel
from nlp.sentiment.model import FAST, SentimentModel
from nlp.sentiment.sentences import sentences
from nlp.stage import Stage
from nlp.text.cleaning import cleaned
from nlp.text.language import language, language_spans
from nlp.text.parts import text_parts
from nlp.text.words import cutter, words
from nlp.topics import classifier, naming
from nlp.topics.brands import Brands
from nlp.topics.classifier import TopicsModel
from nlp.topics.comparisons import Comparisons, shipped_comparisons
from nlp.topics.examples import Learned
from nlp.topics.taxonomy import Taxonomy
from nlp.trust.rules import Rules as TrustRules
from nlp.trust.stage import trust


@dataclass(frozen=True, slots=True)
class Lists:
    """Word lists that a project may have of its own; None for the shipped ones.

    Attributes:
        aspects: those of the industry by default.
        needs: rules for needs, intents, roles and psychology.
        interests: and what shows the author's stance to them.
        comparisons: rules for who wins; the names of the aspects are added to what is compared.
        trust: rules for what speaks against a text.
    """

    aspects: Aspects | None = None
    needs: NeedRules | None = None
    interests: Interests | None = None
    comparisons: Comparisons | None = None
    trust: TrustRules | None = None


def tagger(  # noqa: PLR0913  # what a project chooses
    *,
    taxonomy: Taxonomy,
    brands: Brands,
    sentiment: SentimentModel,
    emotions: FeelingsModel,
    industry: str = "general",
    examples: Sequence[Learned] = (),
    lists: Lists | None = None,
) -> Pipeline:
    """Return the pipeline that gives every text of a batch its tags (`nlp.schema.Tagged`).

    Any text goes through: null, empty, longer than a book, lone surrogates. Names of brands are
    kept whole when texts are cut into words.

    Args:
        taxonomy: topics and their words.
        brands: brands and their names.
        sentiment: asked about every text.
        emotions: the same.
        industry: whose aspects are looked for, unless `lists` has some, and whose trained
            categories.
        examples: what analysts taught of topics.
        lists: further word lists; the shipped ones by default.
    """
    # A network asked about every sentence would cost more than all the rest.
    fast = getattr(sentiment, "fast", sentiment)
    names = tuple(sorted(set(brands.words)))
    own = lists or Lists()
    aspects = own.aspects or shipped_aspects(industry, cutter(names))
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
            naming.brands(brands, rules=_comparing(own.comparisons, aspects), model=fast),
            _judged(aspects, industry, fast),
            needs(own.needs),
            interests(own.interests or _interests()),
            trust(own.trust),
        ),
    )


@cache
def _topics() -> TopicsModel:
    return classifier.load()


def _comparing(own: Comparisons | None, aspects: Aspects) -> Comparisons:
    rules = own or shipped_comparisons()
    named = {word: aspect.label for aspect in aspects.aspects for word in aspect.words}
    return rules.with_aspects(named)


@cache
def _interests() -> Interests:
    return read_interests(LEXICONS / "interests.toml")


def _judged(aspects: Aspects, industry: str, fast: SentimentModel) -> Stage:
    weights = fast if isinstance(fast, LinearModel) else linear.load(FAST)
    return judged(aspects, targets.load(weights), shipped_spoken(industry, aspects.labels, weights))
