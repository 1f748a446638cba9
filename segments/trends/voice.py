"""Which brand is named how often."""

import pandas as pd

from segments.schema import ShareOfVoice, TermCount, checked


def share_of_voice(counts: pd.DataFrame) -> pd.DataFrame:
    """Return each brand's part of all namings of brands per day (columns of share_of_voice).

    A post that names two brands counts for both; the shares of a day add up to 1. Days on which
    no brand is named have no rows.

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
    table = brands.assign(share=brands["posts"] / total)
    ranked = table.sort_values(["starts_at", "share", "brand"], ascending=[True, False, True])
    return checked(ShareOfVoice, ranked, name="share_of_voice")
