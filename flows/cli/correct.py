"""A person's word in the place of the model's, one tag or a file of them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.output import home_option
from flows.settings import load_settings

if TYPE_CHECKING:
    from flows.store.correction_faults import Labels
    from flows.store.record import Record

YES = frozenset({"1", "true", "x", "y", "yes", "是"})
NO = frozenset({"", "0", "false", "n", "no", "否"})
COLUMNS = ("post_key", "kind", "label", "was", "target", "start", "end", "by", "note")


@click.command()
@click.argument("post_key", required=False)
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Rows.")
@click.option("--kind", help="Kind of tag: sentiment, topic, brand, ...")
@click.option("--label", help="The label that is right.")
@click.option("--was", help="The label that is wrong.")
@click.option("--target", help="What the tag speaks of; as the model has it by default.")
@click.option("--start", type=int, help="First character of the evidence.")
@click.option("--end", type=int, help="Character after the evidence.")
@click.option("--remove", is_flag=True, help="The post has no such tag.")
@click.option("--withdraw", is_flag=True, help="Let the model's word stand again.")
@click.option("--any-label", is_flag=True, help="Take labels that no word list in use has.")
@click.option("--by", help="Who says so; stands in post_tags as person:NAME.")
@click.option("--note", help="Why.")
@home_option
def correct(
    *, post_key: str | None, file: Path | None, any_label: bool, home: Path | None, **given: Any
) -> None:
    """Put the right tag in the place of the model's, for the post POST_KEY or the rows of a FILE.

    The model's word is kept in overruled_tags; a correction survives tagging again, ends when the
    author changes the post, and can be withdrawn. Profiles, trends and the report follow with
    their next run; what is said of trust with the next run of the flow tag. A label must be one
    of the word lists in use. Of an aspect the side may follow: battery negative. A file (CSV, XLSX,
    JSONL ...) has the columns post_key, kind, label, was, target, start, end, remove, withdraw,
    by, note; --by and --note hold where it says nothing.

    \b
    opinionflow correct 3f2a... --kind sentiment --label negative --by ann
    opinionflow correct 3f2a... --kind topic --was 物流 --label 包装
    opinionflow correct 3f2a... --kind topic --was 物流 --remove
    opinionflow correct 3f2a... --kind topic --withdraw
    opinionflow correct 3f2a... --kind aspect --was battery --label "battery negative"
    opinionflow correct 3f2a... --kind comparison --was "Lark > Tern" --label "Tern > Lark"
    opinionflow correct 3f2a... --kind trust --was near_copy --remove
    opinionflow correct 3f2a... --kind trust --label trusted
    """  # noqa: D301  # click leaves lines after this sign as they are
    from flows.steps.labels import known_labels
    from flows.steps.project import open_record
    from flows.steps.publishing import publish_tables

    if (post_key is None) == (file is None):
        msg = "name a post, or --file"
        raise click.UsageError(msg)
    settings = load_settings(home)
    rows = _rows(file, given) if file else iter([("", given | {"post_key": post_key})])
    labels = {} if any_label else known_labels(settings)
    with open_record(settings) as record:
        counts = _apply_all(record, rows, labels)
        if counts["corrected"] + counts["withdrawn"]:
            publish_tables(record, settings)
    click.echo(json.dumps(counts))
    if counts["refused"]:
        raise click.exceptions.Exit(1)


def _rows(file: Path, given: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield where each row stands, and the row, its gaps filled from the command line."""
    from collectors.base import Rejected
    from collectors.files.rows import read_rows

    known = {name: value for name, value in given.items() if value}
    for found in read_rows(file):
        if isinstance(found, Rejected):
            yield found.where, {"fault": found.reason}
        else:
            where, row = found
            yield where, known | {k: v for k, v in row.items() if told(v)}


def _apply_all(
    record: "Record", rows: Iterator[tuple[str, dict[str, Any]]], labels: "Labels"
) -> Counter[str]:
    from flows.store.errors import CannotCorrect

    counts = Counter({"corrected": 0, "withdrawn": 0, "unchanged": 0, "refused": 0})
    now = datetime.now(UTC)
    for where, row in rows:
        try:
            counts[_apply(record, row, now, labels)] += 1
        except (CannotCorrect, ValueError) as error:
            counts["refused"] += 1
            click.echo(f"{where}: {error}" if where else f"opinionflow: {error}", err=True)
    return counts


def _apply(record: "Record", row: Mapping[str, Any], now: datetime, labels: "Labels") -> str:
    from flows.store.corrections import correct as say
    from flows.store.corrections import take_back

    _refuse(row)
    words = {name: told(row.get(name)) for name in COLUMNS}
    if flag(row, "withdraw"):
        named = words["label"] or words["was"]
        post, kind = words["post_key"], words["kind"]
        ended = take_back(record, post, kind, label=named, now=now)
        return "withdrawn" if ended else "unchanged"
    said = _correction(words, remove=flag(row, "remove"))
    return "corrected" if say(record, said, now=now, labels=labels) else "unchanged"


def _correction(words: Mapping[str, str], *, remove: bool) -> Any:
    from flows.store.corrected import Correction

    said: dict[str, Any] = {**words}
    said |= {name: whole(words[name], name) for name in ("start", "end")}
    if remove:
        said |= {"was": words["was"] or words["label"], "label": ""}
    elif not words["label"]:
        msg = "give label, or remove"
        raise ValueError(msg)
    return Correction(**said)


def _refuse(row: Mapping[str, Any]) -> None:
    if "fault" in row:
        raise ValueError(str(row["fault"]))
    missing = [name for name in ("post_key", "kind") if not told(row.get(name))]
    if missing:
        msg = f"{missing[0]} is missing"
        raise ValueError(msg)


def told(value: Any) -> str:
    """Return a cell as text, '' for an empty one; 17.0 is what a spreadsheet makes of 17."""
    if value is None or value != value or value is False:  # noqa: PLR0124  # NaN
        return ""
    whole_number = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole_number else value).strip()


def whole(text: str, name: str) -> int:
    """Return a cell as a place in a text, -1 for an empty one.

    Raises:
        ValueError: it is no whole number.
    """
    try:
        return int(text) if text else -1
    except ValueError:
        msg = f"{name} {text!r} is not a whole number"
        raise ValueError(msg) from None


def flag(row: Mapping[str, Any], name: str) -> bool:
    """Return a cell as yes or no; empty is no.

    Raises:
        ValueError: it is neither.
    """
    said = told(row.get(name)).lower()
    if said in YES | NO:
        return said in YES
    msg = f"{name} {said!r} is neither yes nor no"
    raise ValueError(msg)
