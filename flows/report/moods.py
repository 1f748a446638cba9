"""How sentiment is counted: classes among what is decided, undecided among all."""

from typing import Final, NamedTuple

from flows.report.figures import share
from nlp.sentiment.model import UNDECIDED

__all__ = ["CLASSES", "MOODS", "POLARITY_HOW", "UNDECIDED", "Mood"]

CLASSES: Final = ("positive", "neutral", "negative")
POLARITY_HOW: Final = "Mean of the posts' polarity, -1 to 1; undecided posts have none."


class Mood(NamedTuple):
    """One sentiment: its name, the condition for it, its share, and how that is counted."""

    name: str
    condition: str
    measure: str
    how: str


def _mood(name: str) -> Mood:
    condition = f"sentiment = '{name}'"
    decided = f"FILTER (WHERE sentiment <> '{UNDECIDED}')"
    how = f"Posts tagged {name} over those that are decided: positive, neutral or negative."
    return Mood(name, condition, f"{share(condition)} {decided}", how)


_DOUBT: Final = Mood(
    UNDECIDED,
    f"sentiment = '{UNDECIDED}'",
    share(f"sentiment = '{UNDECIDED}'"),
    "Posts whose sentiment could not be told over all posts that were tagged.",
)

MOODS: Final = (*map(_mood, CLASSES), _DOUBT)
