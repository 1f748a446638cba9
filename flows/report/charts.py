"""Charts as SVG drawn once, at build time: no script in the page, every mark a link to its posts.

Why so: docs/decisions/0004-charts-are-drawn-at-build-time.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import altair as alt
import vl_convert
from lxml import etree
from markupsafe import Markup

from flows.report import wording
from flows.report.figures import Figure

Row = dict[str, Any]

SVG: Final = "{http://www.w3.org/2000/svg}"
XLINK: Final = "{http://www.w3.org/1999/xlink}href"
WIDE, HALF, SMALL = 1030, 500, 310
"""Natural widths of charts, labels included; the page shrinks them where it must."""
FEW_DAYS: Final = 45
NOISE: Final = ("aria-roledescription", "pointer-events", "stroke-miterlimit")
LOOK: Final = {
    "background": None,
    "autosize": {"type": "fit", "contains": "padding"},
    "view": {"stroke": None},
    "font": "sans-serif",
    "axis": {
        "labelColor": "var(--soft)",
        "labelFontSize": 11,
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "title": None,
    },
    "axisX": {"grid": False, "labelFlush": False},
    "axisY": {"domain": False, "ticks": False, "tickCount": 4},
}
"""One look for all charts; colours are the page's own variables, so they follow light and dark."""


def sentiment_days(
    days: Sequence[tuple[date, Mapping[str, Figure]]], classes: Sequence[str]
) -> Markup:
    """Draw posts a day, stacked by sentiment, negative at the bottom."""
    order = ("negative", "neutral", "positive", "undecided", "untagged")
    rows = [
        _row(day, figure, series=name, order=order.index(name))
        for day, figures in days
        for name, figure in figures.items()
    ]
    names = [name for name in order if name in classes]
    return _stacked(rows, [day for day, _ in days], names, [f"var(--{name})" for name in names])


def voice_days(
    brands: Sequence[tuple[str, Sequence[tuple[date, Figure]]]], days: Sequence[date]
) -> Markup:
    """Draw each brand's share of a day's namings, stacked in the order given."""
    rows = [
        _row(day, figure, series=name, order=n)
        for n, (name, counted) in enumerate(brands)
        for day, figure in counted
    ]
    colours = [f"var(--brand{n})" for n in range(1, len(brands) + 1)]
    return _stacked(rows, days, [name for name, _ in brands], colours, percent=True)


def trend(days: Sequence[date], counted: Sequence[tuple[date, Figure]]) -> Markup:
    """Draw a term's posts a day as a small chart of bars."""
    rows = [_row(day, figure, series="posts", order=0) for day, figure in counted]
    chart = _bars(rows, days, ["posts"], ["var(--accent)"], labels=4)
    return _svg(chart.properties(width=SMALL, height=96))


def hot_curve(
    days: Sequence[date],
    counted: Sequence[tuple[date, Figure]],
    expected: Sequence[tuple[date, float]],
    hot: frozenset[date],
) -> Markup:
    """Draw a term's posts a day, hot days in another colour, with what was expected of them."""
    names = ["usual", "hot"]
    rows = [
        _row(day, figure, series="hot" if day in hot else "usual", order=0)
        for day, figure in counted
    ]
    bars = _bars(rows, days, names, ["var(--bar)", "var(--hot)"])
    points = [{"day": day.isoformat(), "value": value} for day, value in expected]
    line = (
        _drawn(points)
        .mark_line(color="var(--ink)", strokeWidth=1.5, strokeDash=[4, 3], interpolate="monotone")
        .encode(x=_days_axis(days), y=alt.Y("value:Q"))
    )
    chart = alt.layer(bars, line) if points else alt.layer(bars)
    return _svg(chart.properties(width=HALF, height=160))


def observed_expected(spots: Sequence[tuple[str, Figure, float]]) -> Markup:
    """Draw posts seen on each hot day as a bar, what was expected as a tick on it."""
    names = [name for name, _, _ in spots]
    rows = [
        {"name": name, "value": figure.value, "href": f"#{figure.id}",
         "say": f"{name}: {wording.figure_text(figure)} posts, {expected:.1f} expected"}
        for name, figure, expected in spots
    ]  # fmt: skip
    wanted = [{"name": name, "value": expected, "say": ""} for name, _, expected in spots]
    x, y = alt.X("value:Q", axis=alt.Axis(grid=True, tickCount=5)), _names_axis(names)
    bars = (
        _drawn(rows)
        .mark_bar(color="var(--hot)", height={"band": 0.62})
        .encode(x=x, y=y, href="href:N", description=alt.Description("say:N"))
    )
    ticks = _drawn(wanted).mark_tick(color="var(--ink)", thickness=2, size=18).encode(x=x, y=y)
    chart = alt.layer(bars, ticks).properties(width=WIDE, height=26 * len(names) + 30)
    return _svg(chart, left=round(0.8 * max(map(len, names))))


def two_sides(named: Sequence[tuple[str, Figure, Figure]]) -> Markup:
    """Draw for each name what speaks against it to the left, what speaks for it to the right.

    The figures, against and for, are all counts or all shares.
    """
    rows = [
        {"name": name, "value": sign * (figure.value or 0), "side": side, "href": f"#{figure.id}",
         "say": f"{figure.label}: {wording.figure_text(figure)}"}
        for name, against, favour in named
        for side, sign, figure in (("against", -1, against), ("for", 1, favour))
    ]  # fmt: skip
    percent = all(against.unit == "share" for _, against, _ in named)
    told = f"format(abs(datum.value), '{'.0%' if percent else ',d'}')"
    colour = alt.Color(
        "side:N",
        scale=alt.Scale(domain=["against", "for"], range=["var(--negative)", "var(--positive)"]),
        legend=None,
    )
    x = alt.X(
        "value:Q",
        axis=alt.Axis(grid=True, tickCount=5, labelExpr=told, tickMinStep=0.1 if percent else 1),
    )
    return _lying(rows, x, color=colour)


def in_order(named: Sequence[tuple[str, Figure]]) -> Markup:
    """Draw a bar for each figure, one below the other."""
    rows = [
        {"name": name, "value": figure.value, "href": f"#{figure.id}",
         "say": f"{figure.label}: {wording.figure_text(figure)}"}
        for name, figure in named
    ]  # fmt: skip
    x = alt.X("value:Q", axis=alt.Axis(grid=True, tickCount=4, format=",d", tickMinStep=1))
    return _lying(rows, x, color=alt.value("var(--accent)"))


def _lying(rows: Sequence[Row], x: alt.X, **look: Any) -> Markup:
    """Draw lying bars by name, names in the order of the rows."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    bars = (
        _drawn(rows)
        .mark_bar(height={"band": 0.62})
        .encode(x=x, y=_names_axis(names), href="href:N", description="say:N", **look)
    )
    chart = bars.properties(width=HALF, height=24 * len(names) + 30)
    return _svg(chart, left=round(0.8 * max(map(len, names))))


def _names_axis(names: Sequence[str]) -> alt.Y:
    axis = alt.Axis(labelLimit=240, domain=False, ticks=False, labelPadding=8)
    return alt.Y("name:N", sort=list(names), axis=axis)


def _drawn(rows: Sequence[Row]) -> Any:
    """Return an empty chart over rows; altair's own types stop here."""
    return alt.Chart(alt.InlineData(values=list(rows)))


def _row(day: date, figure: Figure, *, series: str, order: int) -> Row:
    return {
        "day": day.isoformat(),
        "value": figure.value,
        "series": series,
        "order": order,
        "href": f"#{figure.id}",
        "say": f"{figure.label}: {wording.figure_text(figure)}",
    }


def _days_axis(days: Sequence[date], labels: int = 6) -> alt.X:
    """Return one band a day, every day of the period present, about `labels` of them labelled."""
    names = [day.isoformat() for day in days]
    step = max(1, len(names) // labels)
    shown = names[step // 2 :: step]
    label = alt.Axis(
        values=shown,
        labelAngle=0,
        labelExpr="utcFormat(utcParse(datum.value, '%Y-%m-%d'), '%-d %b')",
        ticks=False,
        labelOverlap="greedy",
        labelPadding=6,
    )
    scale = alt.Scale(domain=names, paddingInner=0.18 if len(names) <= FEW_DAYS else 0.0)
    return alt.X("day:N", scale=scale, axis=label, title=None)


def _bars(  # noqa: PLR0913  # what differs between the charts of a day each
    rows: Sequence[Row],
    days: Sequence[date],
    names: Sequence[str],
    colours: Sequence[str],
    *,
    percent: bool = False,
    labels: int = 6,
) -> Any:
    axis = alt.Axis(format=".0%") if percent else alt.Axis(format=",d", tickMinStep=1)
    return (
        _drawn(rows)
        .mark_bar()
        .encode(
            x=_days_axis(days, labels),
            y=alt.Y("value:Q", axis=axis),
            color=alt.Color(
                "series:N", scale=alt.Scale(domain=list(names), range=list(colours)), legend=None
            ),
            order=alt.Order("order:Q"),
            href=alt.Href("href:N"),
            description=alt.Description("say:N"),
        )
    )


def _stacked(
    rows: Sequence[Row],
    days: Sequence[date],
    names: Sequence[str],
    colours: Sequence[str],
    *,
    percent: bool = False,
) -> Markup:
    chart = _bars(rows, days, names, colours, percent=percent)
    return _svg(chart.properties(width=WIDE, height=260))


def _svg(chart: Any, *, left: int = 0) -> Markup:
    """Return the drawing as inline markup, `left` pixels kept free for wider fonts than ours.

    vl-convert escapes all texts; what it writes is parsed again as XML and written by lxml.
    """
    padding = {"left": 2 + left, "right": 6, "top": 6, "bottom": 4}
    spec = chart.to_dict(validate=False) | {"config": LOOK, "padding": padding}
    root = etree.fromstring(vl_convert.vegalite_to_svg(spec).encode())
    _link_marks(root.iter(f"{SVG}a"))
    for element in root.iter():
        for name in NOISE:
            element.attrib.pop(name, None)
    _frame(root)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704  # escaped by lxml


def _link_marks(links: Iterable[Any]) -> None:
    """Point each mark at its figure and give it a name; only the first is a tab stop.

    The drawing library takes an anchor for a path below some address of its own: only the
    anchor is kept. The page's script moves the tab stop with the arrow keys.
    """
    for n, link in enumerate(links):
        anchor = link.attrib.pop(XLINK).rpartition("#")[2]
        mark = link[0]
        label = mark.attrib.pop("aria-label", "")
        link.attrib.update({"href": f"#{anchor}", "class": "mark", "aria-label": label})
        link.set("tabindex", "0" if n == 0 else "-1")
        mark.attrib.pop("role", None)
        etree.SubElement(mark, f"{SVG}title").text = label


def _frame(root: Any) -> None:
    """Leave the drawing its natural width; the page's style keeps its proportions."""
    root.attrib.pop("height")
    root.attrib.pop("class", None)
    etree.cleanup_namespaces(root)
