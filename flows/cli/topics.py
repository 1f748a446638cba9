"""Topics by example: learned from texts with labels, and listed with their scores."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli import candidates
from flows.cli.cells import legible
from flows.cli.output import show

if TYPE_CHECKING:
    from nlp.topics.examples import Learned
    from nlp.topics.learning import Example

NO_BACKGROUND = (
    "no --background: any text is taken for one that has a label, and the scores do not show it;"
    " give a file of texts that have none"
)
LEAST = 0.7
"""F1 of a label that is not accepted without being asked; half of chance is worth nothing."""
FOLDER = Path("topics")


@click.group()
def topics() -> None:
    """Learn topics from examples; find topics that nobody listed, and decide on them."""


for _command in candidates.COMMANDS:
    topics.add_command(_command)


def _share(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    if not 0 <= value <= 1:  # nor is it when not a number
        msg = f"{value:g} is no number from 0 to 1"
        raise click.BadParameter(msg)
    return value


@topics.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", type=click.Path(path_type=Path), help="File to write: topics/NAME.json.")
@click.option(
    "--background",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of texts that have none of the labels; without it only --accept writes.",
)
@click.option(
    "--least",
    default=LEAST,
    show_default=True,
    callback=_share,
    help="F1 that every label must have, 0 to 1.",
)
@click.option("--accept", is_flag=True, help="Write it even so.")
def learn(
    file: Path,
    output: Path | None,
    background: Path | None,
    least: float,
    accept: bool,  # noqa: FBT001  # click gives it
) -> None:
    """Learn the labels of FILE: CSV, JSONL and the like with text and label, or TOML.

    TOML has [[example]] with text and label. A label has two levels and eight texts or more.
    Scores are of cross-validation: of texts that it was not taught with.
    """
    path = output or FOLDER / f"{file.name.partition('.')[0]}.json"
    learned = _learned(path.stem, examples_of(file), background)
    show(_table([learned]), "table")
    faults = _faults(learned, least)
    if faults and not accept:
        msg = f"{'; '.join(faults)}; or write it by --accept"
        raise click.ClickException(msg)
    for fault in faults:
        click.echo(fault, err=True)
    _warn_of_rules(learned)
    _write(path, learned)


@topics.command(name="list")
@click.argument(
    "folder", default=FOLDER, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option("--format", "style", type=click.Choice(["table", "csv", "json"]), default="table")
def list_(folder: Path, style: str) -> None:
    """List what was learned in FOLDER, `topics` by default."""
    from nlp.errors import ExamplesError
    from nlp.topics.examples import read_learned

    try:
        found = [read_learned(path) for path in sorted(folder.glob("*.json"))]
    except ExamplesError as error:
        raise click.ClickException(str(error)) from error
    show(_table(found), style)


def _faults(learned: "Learned", least: float) -> list[str]:
    weak = [score.label for score in learned.scores if score.f1 < least]
    below = [f"F1 below {least:g}: {', '.join(weak)}; give more texts"] if weak else []
    return below if learned.background else [NO_BACKGROUND, *below]


def _learned(name: str, examples: "Sequence[Example]", background: Path | None) -> "Learned":
    from nlp.errors import ExamplesError
    from nlp.topics.classifier import load
    from nlp.topics.learning import learn

    model = load()
    others = [] if background is None else [text for _, text, _ in _rows(background)]
    try:
        return learn(
            examples,
            name=name,
            date=datetime.now(UTC).date().isoformat(),
            vectors=model.vectors,
            rare=model.judge.table,
            background=others,
        )
    except ExamplesError as error:
        raise click.ClickException(str(error)) from error


def examples_of(file: Path) -> "list[Example]":
    """Return the texts of a file with their labels.

    Raises:
        click.ClickException: a row can not be read, or has no text or label.
    """
    from nlp.topics.learning import Example

    return [Example(text, label, where) for where, text, label in _rows(file)]


def _rows(file: Path) -> Iterator[tuple[str, str, str]]:
    for where, row in _toml(file) if file.suffix == ".toml" else _table_rows(file):
        text, label = row.get("text"), row.get("label") or ""
        if not isinstance(text, str) or not isinstance(label, str):
            columns = legible(", ".join(row))
            msg = f"{where}: needs columns `text` and `label`; it has {columns}"
            raise click.ClickException(msg)
        yield where, text, label.strip()


def _toml(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    import tomllib

    try:
        held = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        msg = f"{file}: is no TOML: {legible(str(error))}"
        raise click.ClickException(msg) from error
    rows = held.get("example")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = f"{file}: needs tables [[example]], each with text and label"
        raise click.ClickException(msg)
    for place, row in enumerate(rows, start=1):
        yield f"{file.name}: example {place}", row


def _table_rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    from collectors.base import Rejected
    from collectors.files.rows import read_rows

    for found in read_rows(file):
        if isinstance(found, Rejected):
            msg = f"{found.where}: {found.reason}"
            raise click.ClickException(msg)
        yield found


def _write(path: Path, learned: "Learned") -> None:
    from nlp.topics.examples import write_learned

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_learned(path, learned)
    except OSError as error:
        raise click.FileError(str(path), error.strerror or str(error)) from error
    click.echo(f"{legible(str(path))} written; tags say by = {learned.name}", err=True)


def _warn_of_rules(learned: "Learned") -> None:
    from flows.steps.project import shipped
    from nlp.topics.taxonomy import read_taxonomy

    both = set(learned.judge.labels) & set(read_taxonomy(shipped("taxonomy")).labels)
    if both:
        msg = f"the taxonomy finds {', '.join(sorted(both))} too; where both do, the rule is kept"
        click.echo(msg, err=True)


def _table(found: "Sequence[Learned]") -> Any:
    import pyarrow as pa

    return pa.Table.from_pylist(
        [
            {
                "name": each.name,
                "label": score.label,
                "texts": score.texts,
                "background": each.background,
                **{key: round(getattr(score, key), 3) for key in ("precision", "recall", "f1")},
                "f1_range": f"{score.low:.2f} to {score.high:.2f}",
                "date": each.date,
            }
            for each in found
            for score in each.scores
        ]
    )
