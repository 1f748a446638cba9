"""Where posts come from: owned, paid or earned; made by a brand, by professionals or by users."""

from collections.abc import Collection
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

Origin = Literal["owned", "paid", "earned"]
Producer = Literal["brand", "professional", "user"]
"""BGC, PGC and UGC: content that brands, professionals and users generate."""
ORIGINS: Final[tuple[str, ...]] = get_args(Origin)
PRODUCERS: Final[tuple[str, ...]] = get_args(Producer)

PAID_CODES: Final = frozenset({"paid"})
PROFESSIONAL_KINDS: Final = frozenset({"article"})
LONG: Final = 800
"""Signs: a post with a heading and so many is written by somebody who does that for a living."""


def origins(  # noqa: PLR0913  # each list is a setting of its own
    posts: pd.DataFrame,
    *,
    signals: pd.DataFrame,
    owned_sources: Collection[str] = (),
    owned_authors: Collection[str] = (),
    media_sources: Collection[str] = (),
    media_authors: Collection[str] = (),
) -> pd.DataFrame:
    """Return the origin and the producer of each post, with the rule that said so.

    The first that fits: owned, where author or source is the brand's own; paid, where a signal
    says so; earned, the rest. Producer: brand, where owned; professional, where author or source
    is a medium, the kind is an article, or it has a heading and is long; user, the rest.

    Args:
        posts: `post_key`, `author_key` (null allowed), `source`, `kind`, `headed` (whether it has a
            heading), `signs` (of its text).
        signals: `nlp.trust.schema.Signals`, those of the texts among them.
        owned_sources: names of sources that are the brand's own (its site, its shop's answers).
        owned_authors: author keys of its accounts.
        media_sources: names of sources run by media.
        media_authors: author keys of media, experts and other professionals.

    Returns:
        (n,) rows: `post_key`, `origin`, `producer`, `because`; in the order given.
    """
    owned = _of(posts, owned_sources, owned_authors)
    bought = signals.loc[signals["code"].isin(PAID_CODES), "post_key"]
    paid = posts["post_key"].isin(set(bought))
    media = _of(posts, media_sources, media_authors)
    article = posts["kind"].isin(PROFESSIONAL_KINDS)
    long = posts["headed"] & (posts["signs"] >= LONG)
    origin = np.select([owned, paid], ["owned", "paid"], "earned")
    producer = np.select([owned, media | article | long], ["brand", "professional"], "user")
    tests = [owned, paid, media, article, long]
    because = np.select(tests, ["own account", "paid marker", "medium", "article", "long"], "rest")
    columns = {"origin": origin, "producer": producer, "because": because}
    return pd.DataFrame({"post_key": posts["post_key"].to_numpy(), **columns})


def _of(posts: pd.DataFrame, sources: Collection[str], authors: Collection[str]) -> pd.Series:
    return posts["source"].isin(set(sources)) | posts["author_key"].isin(set(authors))
