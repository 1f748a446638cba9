"""Tagging without a project: one file of texts, or stdin."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click

from flows.cli.output import home_option, project_of, write_rows
from flows.cli.pairs import pairs
from flows.cli.texts import batches, read_texts, text_of, text_options
from flows.settings import MODELS, Industry, Meaning, TagSettings, load_settings

GIVEN = "_given"
"""Stands behind the name of a column of the user that a tag would overwrite."""


@click.command()
@text_options
@click.option("--model", default=None, help=MODELS)
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="NAME=MEANING",
    callback=lambda _ctx, param, given: _meanings(given, param.opts[0]),
    help="What a label of --model means: negative, neutral, positive or ignored; for each label.",
)
@click.option(
    "--industry",
    type=click.Choice(get_args(Industry)),
    default=None,
    help="Whose aspects are looked for; general serves any shop.",
)
@home_option
def tag(  # noqa: PLR0913, PLR0917  # what the command line gives
    file: Path | None,
    output: Path | None,
    model: str | None,
    labels: dict[str, str],
    column: str | None,
    industry: str | None,
    home: Path | None,
) -> None:
    """Tag the texts of FILE or of stdin (JSONL), row by row in their order.

    Every row keeps its columns and gains those of the tagger. A column of yours that has the name
    of one below is kept under that name with _given: lang_given. Word lists and model are those of
    the project, the shipped ones outside of any.

    \b
    clean       the author's own words: no links, names and reposts
    parts       list of {kind, start, end}: words, hashtag, mention, link, emoticon, repost ...
    lang        ISO 639-1, or und where no language can be told
    lang_spans  list of {lang, start, end}
    sentiment   positive, neutral, negative, or undecided: nothing to go on
    polarity    -1 (against) to 1 (for)
    confidence  0 to 1, of the sentiment; undecided below 0.4
    sentences   list of {start, end, sentiment, polarity, confidence, kind}; kind is statement,
                question or wish
    emotion     anger, disgust, fear, happiness, like, sadness, surprise or none; with
                emotion_confidence
    sarcasm     0 to 1; 0 where it is not judged (all but Chinese)
    topics      list of {label, score, start, end, by}, best first; by is rule, model or the
                name of what examples taught
    brands      list of {label, product, start, end, polarity}; polarity is that towards the
                brand, null where it is not judged
    comparisons list of {winner, loser, aspect, start, end}; '' is what the text is about
    aspects     list of {aspect, target, opinion, polarity, start, end}
    needs       list of {label, score, start, end}; intents, roles and psychology are alike
    interests   list of {label, stance, score, start, end}
    trust       {score, reasons: list of {code, start, end, weight}}; 1 = nothing against it
    model       version of models and word lists

    start and end count characters of the text, end excluded.
    """  # noqa: D301  # click leaves lines after this sign as they are
    given = read_texts(file, column)
    tagged = _tagged(given.rows, _recipe(home, model, labels, industry).build(), given.column)
    given.close(f"{write_rows(tagged, output)} texts tagged")


def _meanings(given: tuple[str, ...], option: str) -> dict[str, str]:
    told = pairs(given, option)
    for name, meaning in told.items():
        if meaning not in get_args(Meaning):
            msg = f"{name}={meaning}: a label means {', '.join(get_args(Meaning))}"
            raise click.BadParameter(msg, param_hint=option)
    return told


def _recipe(
    home: Path | None, model: str | None, labels: dict[str, str], industry: str | None
) -> Any:
    from flows.steps.project import TaggerRecipe, shipped, tagger_recipe

    if (project := project_of(home)) is not None:
        recipe = tagger_recipe(load_settings(project))
    else:
        recipe = TaggerRecipe(TagSettings().model, shipped("taxonomy"), shipped("brands"))
    asked = model or recipe.model
    # What the project says of its model's labels holds for no other model.
    known = recipe.labels if asked == recipe.model else {}
    # Who names an industry wants its aspects, not those of the project.
    own = {what: path for what, path in recipe.own.items() if not (industry and what == "aspects")}
    chosen = industry or recipe.industry
    return replace(recipe, model=asked, labels=labels or known, industry=chosen, own=own)


def _tagged(rows: Iterator[dict[str, Any]], pipeline: Any, column: str) -> Iterator[dict[str, Any]]:
    import pandas as pd

    told, version = set[str](), pipeline.version
    for batch in batches(rows, column):
        texts = pd.DataFrame({"text": [text_of(row.get(column)) for row in batch]}, dtype=object)
        tags = pipeline(texts).drop(columns=["text", "words"])
        names = {*tags.columns, "model"}
        _tell({name for row in batch for name in row if name in names} - told)
        told.update(*batch)
        for row, tagged in zip(batch, tags.to_dict("records"), strict=True):
            yield {**_kept(row, names), **tagged, "model": version}


def _tell(names: Collection[str]) -> None:
    if names:
        said = ", ".join(f"{name}{GIVEN}" for name in sorted(names))
        click.echo(f"columns that have the name of a tag are kept as {said}", err=True)


def _kept(row: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return `row` with what has one of `names` under another one that is free."""
    kept = {}
    for column, value in row.items():
        name = column
        while name in names or (name != column and name in row):
            name += GIVEN
        kept[name] = value
    return kept
