"""Age bands from years of birth."""

from datetime import datetime
from itertools import pairwise

import numpy as np
import pandas as pd

from segments.moment import utc

BOUNDS = (0, 6, 15, 30, 45, 60, 75, 90)
"""Low ends of the bands, years, low end in."""

OLDEST = 130
"""Nobody is older, years: such a year of birth is a typing error and gives no band."""

BANDS = (*(f"{low}-{high}" for low, high in pairwise(BOUNDS)), "90+")


def age_band(birth_year: "pd.Series[int]", *, as_of: datetime) -> "pd.Series[str]":
    """Return the age band of each year of birth: (n,) years -> (n,) names, same index.

    Age is the one reached in the year of `as_of`: the birthday is not known, so a person
    may be a year younger until it comes. Null, a year to come, and an age over `OLDEST`
    give null.
    """
    age = utc(as_of).year - pd.to_numeric(birth_year).astype("float64")
    edges = [*BOUNDS, OLDEST + 1]
    bands = pd.cut(age, edges, right=False, labels=list(BANDS))
    return pd.Series(np.asarray(bands.astype("str")), index=birth_year.index, dtype="str")
