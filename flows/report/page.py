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
from flows.report.said import LEAST
from flows.report.sections.accuracy import read_card
from flows.report.sections.aspects import Aspect
from flows.report.sections.brand_aspects import warmth
from flows.report.sections.brands import Brand
from flows.report.sections.comparisons import Contender
from flows.report.sections.coverage import MEANING, dark_days
from flows.report.sections.headline import change_text
from flows.report.sections.hotspots import Spot
from flows.report.sections.needs import JOURNEY, Need
from flows.report.trusted import Both
from nlp.aspects.aspects import LEAN

TEMPLATES: Final = files("flows.report") / "templates"


def render(facts: Facts, evidence: dict[str, Any], *, title: str) -> str:
    """Return the page; everything that comes from the record is escaped."""
    style, script = _asset("report.css"), _asset("drawer.js")
    both = Both(facts.ledger.trusted)
    return _environment(both).get_template("report.html.j2").render(
        title=title,
        facts=facts,
        both=both,
        card=read_card(),
        dark=dark_days(facts.sources),
        style=Markup(style),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own file
        policy=_policy(style, script),
        evidence=Markup(as_script(evidence)),  # noqa: S704  # as_script leaves no markup
    )  # fmt: skip


def _spot_rows(spots: Sequence[Spot]) -> list[tuple[str, Figure, float]]:
    return [
        (f"{spot.term} · {wording.short_day(spot.day)}", spot.observed, spot.expected)
        for spot in spots
    ]


def _voice_rows(brands: Sequence[Brand]) -> list[tuple[str, tuple[tuple[date, Figure], ...]]]:
    return [(brand.label, brand.days) for brand in brands]


def _aspect_rows(aspects: Sequence[Aspect]) -> list[tuple[str, Figure, Figure]]:
    return [
        (wording.label(it.label), it.sides["against"].share, it.sides["for"].share)
        for it in aspects
    ]


def _stage_rows(stages: Sequence[Need]) -> list[tuple[str, Figure]]:
    return [(wording.label(stage.label), stage.posts) for stage in stages]


def _duel_rows(brands: Sequence[Contender]) -> list[tuple[str, Figure, Figure]]:
    return [(brand.brand, brand.lost, brand.won) for brand in brands]


def _state_counts(days: Sequence[tuple[date, str]]) -> str:
    """Say in words what a lane of days shows."""
    found = Counter(state for _, state in days)
    return ", ".join(f"{found[state]} days {text}" for state, text in MEANING.items())


TOOLS: Final = {
    "charts": charts,
    "change": change_text,
    "words": wording,
    "meaning": MEANING,
    "journey": JOURNEY,
    "least": LEAST,
    "lean": LEAN,
    "warmth": warmth,
    "spot_rows": _spot_rows,
    "voice_rows": _voice_rows,
    "aspect_rows": _aspect_rows,
    "stage_rows": _stage_rows,
    "duel_rows": _duel_rows,
    "state_counts": _state_counts,
}
"""What the templates know besides the facts."""


def _environment(both: Both) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("flows.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["fig"] = both.link
    environment.globals.update(TOOLS)
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
