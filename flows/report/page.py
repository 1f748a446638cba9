"""Facts to one HTML file that asks the network for nothing."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any, Final

import jinja2
from markupsafe import Markup

from flows.report import charts, wording
from flows.report.evidence import as_script
from flows.report.facts import Facts
from flows.report.figures import Figure
from flows.report.sections.accuracy import read_card
from flows.report.sections.brands import Brand
from flows.report.sections.coverage import MEANING, dark_days
from flows.report.sections.hotspots import Spot

TEMPLATES: Final = files("flows.report") / "templates"


def render(facts: Facts, evidence: dict[str, Any], *, title: str) -> str:
    """Return the page; everything that comes from the record is escaped."""
    style, script = _asset("report.css"), _asset("drawer.js")
    return _environment().get_template("report.html.j2").render(
        title=title,
        facts=facts,
        charts=charts,
        words=wording,
        meaning=MEANING,
        card=read_card(),
        dark=dark_days(facts.sources),
        spot_rows=_spot_rows,
        voice_rows=_voice_rows,
        state_counts=_state_counts,
        style=Markup(style),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own file
        policy=_policy(style, script),
        evidence=Markup(as_script(evidence)),  # noqa: S704  # as_script leaves no markup
    )  # fmt: skip


def figure_link(figure: Figure) -> Markup:
    """Return a figure as a link that opens its posts."""
    text = wording.figure_text(figure)
    if figure.value is None:
        return Markup('<span class="none">{}</span>').format(text)
    return Markup('<a class="fig" href="#{}" aria-haspopup="dialog">{}</a>').format(figure.id, text)


def _spot_rows(spots: Sequence[Spot]) -> list[tuple[str, Figure, float]]:
    return [
        (f"{spot.term} · {wording.short_day(spot.day)}", spot.observed, spot.expected)
        for spot in spots
    ]


def _voice_rows(brands: Sequence[Brand]) -> list[tuple[str, tuple[tuple[date, Figure], ...]]]:
    return [(brand.label, brand.days) for brand in brands]


def _state_counts(days: Sequence[tuple[date, str]]) -> str:
    """Say in words what a lane of days shows."""
    found = Counter(state for _, state in days)
    return ", ".join(f"{found[state]} days {text}" for state, text in MEANING.items())


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("flows.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["fig"] = figure_link
    return environment


def _asset(name: str) -> str:
    return "\n" + (TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a content security policy under which only our own style and script work."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    found = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(found).decode()}'"
