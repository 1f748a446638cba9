"""Tags drawn at random for a person to judge, and the verdicts read back."""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.cells import safe_cell
from flows.cli.correct import NO, YES, told, whole
from flows.cli.output import home_option, show
from flows.settings import Settings, load_settings

if TYPE_CHECKING:
    from flows.report.sections.audited import Audited
    from flows.store.audits import Verdict
    from flows.store.correction_faults import Labels
    from flows.store.record import Record

RIGHT = YES | {"right", "对", "v", "√", "✓"}
WRONG = (NO - {""}) | {"wrong", "错", "×"}
_KEYS = ("drawn", "post_key", "kind", "label", "target", "model", "should_be", "by")


@click.command()
@click.option("--draw", "count", type=click.IntRange(1, 100_000), help="Tags to draw.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of tag; may be repeated.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Sheet to write, .csv or .xlsx; audit-DAY.csv by default.",
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the draw; today's, UTC.")
@click.option(
    "--read", "sheet", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A sheet."
)
@click.option("--by", default="", help="Who judged, where the sheet does not say.")
@home_option
def audit(  # noqa: PLR0913  # what the command line gives
    *,
    count: int | None,
    kinds: tuple[str, ...],
    output: Path | None,
    day: datetime | None,
    sheet: Path | None,
    by: str,
    home: Path | None,
) -> None:
    """Measure how many of the tags are right: draw some, mark them, read them back.

    --draw writes a sheet of the model's tags, as many of each kind, drawn from the published
    tables; the same day draws the same. In its column right write y or n; in should_be, if you
    like, the label that is right, or - for none: that becomes a correction, too. --read stores
    what is marked. With neither, the measured precision of each kind is shown; the report
    has it as well.
    """
    if count and sheet:
        msg = "give --draw or --read, not both"
        raise click.UsageError(msg)
    settings = load_settings(home)
    if count:
        moment = day or datetime.now(UTC)
        path = output or Path(f"audit-{moment:%Y%m%d}.csv")
        _draw(settings, path, count=count, kinds=kinds, moment=moment)
    elif sheet:
        _read(settings, sheet, by)
    else:
        _show(settings)


def _draw(
    settings: Settings, path: Path, *, count: int, kinds: Sequence[str], moment: datetime
) -> None:
    from flows.store.audits import draw
    from flows.store.tag_rows import KINDS

    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        msg = f"no kind {unknown[0]!r}; known: {', '.join(sorted(KINDS))}"
        raise click.BadParameter(msg, param_hint="--kind")
    if path.suffix not in {".csv", ".xlsx"}:
        msg = f"{path.name}: end it in .csv or .xlsx"
        raise click.BadParameter(msg, param_hint="--output")
    rows = draw(settings.marts_url, count=count, day=moment.date(), kinds=kinds)
    if not rows:
        msg = "there are no such tags in the published tables"
        raise click.ClickException(msg)
    (_write_book if path.suffix == ".xlsx" else _write_csv)(path, rows)
    click.echo(path)
    click.echo(f"{len(rows)} tags drawn", err=True)


def _write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([safe_cell(value) for value in row.values()] for row in rows)


def _write_book(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(rows[0]))
    for line, row in enumerate(rows, start=2):
        for place, value in enumerate(row.values(), start=1):
            plain = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell = sheet.cell(line, place, plain)
            if isinstance(plain, str):
                cell.data_type = "s"  # else text that begins with = is a formula
    book.save(path)


def _read(settings: Settings, sheet: Path, by: str) -> None:
    from flows.steps.labels import known_labels
    from flows.steps.project import open_record
    from flows.steps.publishing import publish_tables

    labels = known_labels(settings)
    with open_record(settings) as record:
        counts = _keep_all(record, sheet, by, labels)
        if counts["judged"]:
            publish_tables(record, settings)
    click.echo(json.dumps(counts))
    if counts["refused"]:
        raise click.exceptions.Exit(1)


def _keep_all(record: "Record", sheet: Path, by: str, labels: "Labels") -> Counter[str]:
    from collectors.base import Rejected
    from collectors.files.rows import read_rows

    counts = Counter({"judged": 0, "unchanged": 0, "unmarked": 0, "refused": 0})
    now = datetime.now(UTC)
    for found in read_rows(sheet):
        if isinstance(found, Rejected):
            where, outcome = found.where, found.reason
        else:
            where, outcome = found[0], _keep(record, found[1], by, now, labels)
        if outcome not in counts:
            click.echo(f"{where}: {outcome}", err=True)
            outcome = "refused"
        counts[outcome] += 1
    return counts


def _keep(
    record: "Record", row: Mapping[str, Any], by: str, now: datetime, labels: "Labels"
) -> str:
    """Store the verdict of a row; return what came of it, or what is wrong with it."""
    from flows.store.audits import keep_verdict
    from flows.store.errors import CannotCorrect

    try:
        verdict = _verdict(row, by)
        if verdict is None:
            return "unmarked"
        news = keep_verdict(record, verdict, now=now, labels=labels)
    except (CannotCorrect, ValueError) as error:
        return str(error)
    return "judged" if news else "unchanged"


def _verdict(row: Mapping[str, Any], by: str) -> "Verdict | None":
    from flows.store.audits import Verdict

    mark = told(row.get("right")).lower()
    if not mark:
        return None
    if mark not in RIGHT | WRONG:
        msg = f"right is {mark!r}; write y or n"
        raise ValueError(msg)
    words = {name: _plain(told(row.get(name))) for name in _KEYS}
    missing = [name for name in ("drawn", "post_key", "kind", "label") if not words[name]]
    if missing:
        msg = f"{missing[0]} is missing; only sheets that were drawn can be read"
        raise ValueError(msg)
    words["by"] = words["by"] or by
    version, start = (whole(told(row.get(name)), name) for name in ("version", "start"))
    return Verdict(**words, version=version, start=start, is_right=mark in RIGHT)


def _plain(text: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from reading a formula."""
    return text[1:] if safe_cell(text[1:]) == text else text


def _show(settings: Settings) -> None:
    import pyarrow as pa

    from flows.report.figures import Ledger
    from flows.report.sections.audited import read_audited
    from flows.store.marts import open_marts

    until = datetime.now(UTC) + timedelta(seconds=1)
    with closing(open_marts(settings.marts_url)) as marts:
        days = settings.audit.window_days
        found = read_audited(marts, Ledger(), until=until, window_days=days)
    names = ("kind", "judged", "right", "low", "high")
    rows = [(one.kind, one.judged.value, *map(_short, _range(one))) for one in found]
    show(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows]), "table")


def _range(one: "Audited") -> tuple[float | None, ...]:
    judged = one.precision.value is not None
    return (one.precision.value, one.low, one.high) if judged else (None, None, None)


def _short(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
