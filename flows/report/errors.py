"""Why a report was not built.

flows.errors.Terminal
└── ReportError
    ├── FigureMismatch   a figure is not what its own rows give
    ├── QuoteMismatch    a quote is not in the record, word for word
    └── PeriodRefused    the days asked for make no period
"""

from flows.errors import Terminal


class ReportError(Terminal):
    """The report was not built; nothing was written."""


class FigureMismatch(ReportError):
    """A figure and the rows it is counted from disagree."""

    def __init__(self, label: str, *, stated: float | None, found: float | None, sql: str) -> None:
        """Keep what was `stated`, what the rows gave (`found`) and the query that gives them."""
        self.label, self.stated, self.found, self.sql = label, stated, found, sql
        super().__init__(
            f"figure {label!r} says {stated}, its rows give {found}: the published tables are of "
            f"different ages; run the flows enrich, segment and publish, then build again. "
            f"Rows: {sql}"
        )


class QuoteMismatch(ReportError):
    """A quote is not in the record as quoted."""

    def __init__(self, post_key: str, *, quote: str) -> None:
        """Keep the post that was quoted and the words that are not in it."""
        self.post_key, self.quote = post_key, quote
        super().__init__(
            f"post {post_key} does not say {quote!r}: it was edited, withdrawn or erased since; "
            f"run the flow publish, then build again"
        )


class PeriodRefused(ReportError, ValueError):
    """The days asked for make no period."""

    def __init__(self, days: int, *, most: int) -> None:
        """Keep the `days` asked for and the `most` that a report can hold."""
        self.days, self.most = days, most
        super().__init__(f"a report over {days} days cannot be built; give days from 1 to {most}")
