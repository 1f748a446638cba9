"""Each figure with and without the posts that are not trusted, side by side.

What is of class `all` and of class `kept` stand beside each other; where the reader asks for
trusted posts only, the style of the page hides the one, and shows what is of class `instead`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from flows.report import wording
from flows.report.figures import Figure
from flows.report.sections.headline import change_text

LINK = Markup('<a class="fig" href="#{}" aria-haspopup="dialog">{}</a>')
BESIDE = Markup('<span class="all">{} </span><span class="kept">{}</span>')
CHARTS = Markup('<div class="all">{}</div><div class="instead">{}</div>')


@dataclass(frozen=True, slots=True)
class Both:
    """Writes figures, and again without the posts that are not trusted where that differs.

    Attributes:
        trusted: values without those posts, by anchor; figures that stay the same are not in it
            (`flows.report.figures.Ledger.trusted`).
    """

    trusted: Mapping[str, float | None]

    def link(self, figure: Figure) -> Markup:
        """Return a figure as a link that opens its posts."""
        if figure.value is None:
            return Markup('<span class="none">{}</span>').format(wording.figure_text(figure))
        return LINK.format(figure.id, self._beside(wording.figure_text, figure))

    def change(self, now: Figure, before: Figure) -> Markup:
        """Return in words how a figure moved."""
        return self._beside(change_text, now, before)

    def chart(self, draw: Callable[..., Markup], *given: Any) -> Markup:
        """Return what `draw` makes of figures, of both where any of them differs."""
        drawn, kept = draw(*given), self.kept(given)
        return drawn if kept == given else CHARTS.format(drawn, draw(*kept))

    def kept(self, held: Any) -> Any:
        """Return what is held with each figure in it as it is without untrusted posts.

        Looks into tuples, lists and mappings; what else there is comes back as it is.
        """
        if isinstance(held, Figure):
            return self._kept(held)
        if isinstance(held, Mapping):
            return {name: self.kept(value) for name, value in held.items()}
        if isinstance(held, list | tuple):
            return type(held)(map(self.kept, held))
        return held

    def _kept(self, figure: Figure) -> Figure:
        if figure.id not in self.trusted:
            return figure
        label = f"{figure.label} (trusted posts only)"
        return replace(figure, label=label, value=self.trusted[figure.id])

    def _beside(self, write: Callable[..., str], *figures: Figure) -> Markup:
        text, kept = write(*figures), write(*map(self._kept, figures))
        return Markup("{}").format(text) if text == kept else BESIDE.format(text, kept)
