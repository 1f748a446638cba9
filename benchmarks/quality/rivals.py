"""Everyone who was asked about the held-out texts, and their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd
from figures import grouped
from held import LANGS, TRAINS
from models import Asked

NAMES = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """What ships, what it is measured against, and the texts.

    Attributes:
        texts: the held-out texts: `set`, `lang`, `source`, `clean`, `truth`.
        models: what ships.
        others: baselines and ready-made tools.
    """

    texts: pd.DataFrame
    models: Sequence[Asked]
    others: Sequence[Asked]

    @property
    def all(self) -> tuple[Asked, ...]:
        """Return models, then the others."""
        return (*self.models, *self.others)

    def rows(self, asked: Asked, *, trains: bool = False) -> pd.DataFrame:
        """Return its answers beside the texts; `trains` leaves out sets that only measure."""
        answers = asked.answers.drop(columns="lang", errors="ignore")
        rows = self.texts.loc[answers.index].join(answers)
        return rows[rows["set"].map(TRAINS)] if trains else rows

    def by_set(self, asked: Asked) -> pd.DataFrame:
        """Return all figures of one rival, a row a set."""
        return _by_set(self, self.all.index(asked))

    def found(self, figure: str, lang: str) -> pd.DataFrame:
        """Return one figure of all who know a language: a row a set, a column a rival."""
        columns = {asked.name: self.by_set(asked)[figure] for asked in self.all}
        frame = pd.DataFrame(columns).reindex([name for name in LANGS if LANGS[name] == lang])
        return frame.dropna(axis="columns", how="all").dropna(how="all")

    def mistaken(self, asked: Asked) -> float:
        """Return how many per cent of texts a model took for another language than the set's."""
        if "lang" not in asked.answers:
            return 0.0
        langs = asked.answers["lang"]
        return 100 * float((langs != self.texts.loc[langs.index, "lang"]).mean())


@cache
def _by_set(rivals: Rivals, place: int) -> pd.DataFrame:
    return grouped(rivals.rows(rivals.all[place]), "set")
