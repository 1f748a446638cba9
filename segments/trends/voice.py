"""Which brand is named how often."""

import pandas as pd

from segments.schema import ShareOfVoice, TermCount, checked


def share_of_voice(counts: pd.DataFrame) -> pd.DataFrame:
    """Return each brand's part of all namings of brands per day (columns of share_of_voice).

    A post that names two brands counts for both; the shares of a day add up to 1, and so do those
    of the trusted posts, where there are any. Days on which no brand is named have no rows.

    Args:
        counts: `schema.TermCount`; only rows of kind "brand" and granularity "day" are read.

    Returns:
        Sorted by day, largest share first.

    Raises:
        BadFrame: the input is not as described.
    """
    valid = checked(TermCount, counts, name="term_counts")
    named = (valid["kind"] == "brand") & (valid["granularity"] == "day") & (valid["posts"] > 0)
    brands = valid[named].rename(columns={"term": "brand"})
    total = brands.groupby("starts_at")["posts"].transform("sum")
    trusted = brands.get("trusted_posts", default=brands["posts"]).astype("float64")
    all_trusted = trusted.groupby(brands["starts_at"]).transform("sum")
    table = brands.assign(
        share=brands["posts"] / total,
        trusted_posts=trusted,
        trusted_share=trusted / all_trusted.where(all_trusted > 0),
    )
    ranked = table.sort_values(["starts_at", "share", "brand"], ascending=[True, False, True])
    return checked(ShareOfVoice, ranked, name="share_of_voice")
