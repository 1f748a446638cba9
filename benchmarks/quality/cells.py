"""Tables as Markdown."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

NONE = "–"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def framed(frame: pd.DataFrame, first: str) -> str:
    """Return a frame as a Markdown table, its index first; counts whole, figures to a tenth."""
    counts = [column.startswith("texts") or column in {"headlines", "found"} for column in frame]
    rows = [
        [
            str(name),
            *(
                whole(value) if count else cell(value)
                for value, count in zip(row, counts, strict=True)
            ),
        ]
        for name, *row in frame.itertuples()
    ]
    return table([first, *map(str, frame.columns)], rows)


def cell(value: Any) -> str:
    """Return a figure to a tenth, or a dash for null."""
    return NONE if pd.isna(value) else f"{value:.1f}"


def whole(value: Any) -> str:
    """Return a count, or a dash for null."""
    return NONE if pd.isna(value) else f"{value:.0f}"


def bold(row: pd.Series) -> list[str]:
    """Return the cells of a row, the highest bold."""
    shown = row.astype(float).round(1)
    return [f"**{cell(value)}**" if value == shown.max() else cell(value) for value in shown]
