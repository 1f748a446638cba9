"""From the record to the marts, and from the marts to the report."""

from datetime import UTC, datetime
from pathlib import Path

from flows.report.build import build_report
from flows.settings import Settings
from flows.store.marts import Manifest, publish
from flows.store.record import Record


def publish_tables(record: Record, settings: Settings) -> Manifest:
    """Publish the tables of the record as one version of the marts."""
    return publish(record, settings.marts_url, published_at=datetime.now(UTC))


def write_report(settings: Settings, *, as_of: datetime, days: int, title: str = "") -> Path:
    """Write the report on the `days` before `as_of` from the published marts; return its path."""
    folder = settings.path(settings.report.folder)
    folder.mkdir(parents=True, exist_ok=True)
    return build_report(
        settings.marts_url,
        out=folder / f"report-{as_of:%Y-%m-%d}.html",
        title=title or settings.report.title,
        as_of=as_of,
        days=days,
        audit_days=settings.audit.window_days,
    )


def report_link(settings: Settings, path: Path) -> str:
    """Return the address of a report: under `report.base_url` where that is set."""
    base = settings.report.base_url
    return path.as_uri() if base is None else f"{base.rstrip('/')}/{path.name}"
