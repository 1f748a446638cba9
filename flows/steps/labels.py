"""The labels that the word lists of a project have."""

from collections.abc import Iterator

from flows.settings import Settings, SettingsError
from flows.steps.project import chosen, tagger_recipe
from nlp.errors import NlpError
from nlp.interests.taxonomy import read_interests
from nlp.needs.rules import read_rules
from nlp.text.words import Cut
from nlp.topics import classifier
from nlp.topics.brands import read_brands
from nlp.topics.examples import read_learned
from nlp.topics.taxonomy import read_taxonomy

KINDS = {"need": "needs", "intent": "intents", "role": "roles", "psychology": "psychology"}
"""Kind of tag -> kind of rule that gives it."""


def known_labels(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the labels that tags of each kind can have: kind -> labels, in the files' order.

    Kinds whose labels stand in no word list are not among them.

    Raises:
        SettingsError: a word list cannot be used.
    """
    try:
        needs = read_rules(chosen(settings, "needs"))
        known = read_brands(chosen(settings, "brands"))
        brands, cut = tuple(each.name for each in known.brands), known.cut()
        interests = read_interests(chosen(settings, "interests")).file.interest
        return {
            "topic": tuple(dict.fromkeys(_topics(settings, cut))),
            "brand": brands,
            "comparison": brands,
            "aspect": tagger_recipe(settings).aspects(cut).labels,
            "interest": tuple(each.label for each in interests),
            **{kind: tuple(needs.labels(rules)) for kind, rules in KINDS.items()},
        }
    except NlpError as error:
        raise SettingsError("tagging", str(error)) from error


def _topics(settings: Settings, cut: Cut) -> Iterator[str]:
    yield from read_taxonomy(chosen(settings, "taxonomy"), cut).labels
    for path in tagger_recipe(settings).examples:
        yield from read_learned(path).judge.labels
    yield from classifier.load().judge.labels
