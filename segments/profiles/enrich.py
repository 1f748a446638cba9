"""One row per customer with everything known of them."""

import json
from datetime import datetime
from typing import Any

import pandas as pd

from segments.moment import utc
from segments.profiles.demographics import age_band
from segments.profiles.identity import link
from segments.schema import Customer, Interest, OrderLine, Profile, Voice, checked
from segments.value.rfm import rfm

_DECIMALS = 4


def profiles(  # noqa: PLR0913  # one argument per table it joins
    customers: pd.DataFrame,
    *,
    orders: pd.DataFrame,
    identities: pd.DataFrame,
    interests: pd.DataFrame,
    voices: pd.DataFrame,
    as_of: datetime,
    top: int = 5,
) -> pd.DataFrame:
    """Return one row per customer known at `as_of` (columns of table profiles), sorted by id.

    Known are the customers who had joined by then (or whose joining is not dated), and those
    with an order or a declared account by then. What others say is joined only over consent in
    force (`profiles.identity.link`); a contested account is left out. Without orders: recency
    and scores null, frequency and monetary 0. Without accounts: posts 0, polarity null.
    `mean_polarity` is weighted by judged posts over the customer's accounts: undecided posts are
    counted among `posts`, but weigh nothing. Interests of several accounts are added up, each
    stance by itself; an entry of `interests` is {interest, stance, weight, half_life_days (null:
    it does not fade), last_evidence_at (UTC)}.

    Args:
        customers: `schema.Customer`.
        orders: `schema.OrderLine`.
        identities: `schema.Identity`, from which consent in force is picked here.
        interests: `schema.Interest`, as of the same moment.
        voices: `schema.Voice`, one row an author.
        as_of: the moment the profiles speak of, aware.
        top: how many pairs of interest and stance to keep, heaviest first.

    Raises:
        BadFrame, MixedCurrencies, NaiveMoment: the input is not as described.
    """
    moment = utc(as_of)
    links = link(identities, as_of=as_of).identities
    known = _known(customers, orders, links, moment)
    said = _voice_per_customer(links, checked(Voice, voices, name="voices"))
    liked = _interests_per_customer(links, checked(Interest, interests, name="interests"), top)
    wide = known.merge(rfm(orders, as_of=as_of), on="customer_id", how="left")
    wide = wide.merge(said, on="customer_id", how="left").merge(liked, on="customer_id", how="left")
    return checked(Profile, _finished(wide, moment), name="profiles")


def _known(
    customers: pd.DataFrame, orders: pd.DataFrame, links: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    told = checked(Customer, customers, name="customers")
    lines = checked(OrderLine, orders, name="orders")
    joined = told.loc[told["joined_at"].isna() | (told["joined_at"] <= as_of), "customer_id"]
    ordered = lines.loc[lines["ordered_at"] <= as_of, "customer_id"].dropna()
    ids = pd.concat([joined, ordered, links["customer_id"]]).drop_duplicates()
    everyone = pd.DataFrame({"customer_id": ids.sort_values()})
    return everyone.merge(told, on="customer_id", how="left")


def _voice_per_customer(links: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    said = links.merge(voices, on="author_key", how="left")
    said[["posts", "judged"]] = said[["posts", "judged"]].fillna(0)
    said["mood"] = (said["mean_polarity"] * said["judged"]).fillna(0)
    table = said.groupby("customer_id", as_index=False).agg(
        accounts=("author_key", "nunique"),
        posts=("posts", "sum"),
        judged=("judged", "sum"),
        mood=("mood", "sum"),
        last_post_at=("last_post_at", "max"),
    )
    mean = (table["mood"] / table["judged"].where(table["judged"] > 0)).clip(-1, 1)
    return table.assign(mean_polarity=mean).drop(columns="mood")


def _interests_per_customer(links: pd.DataFrame, interests: pd.DataFrame, top: int) -> pd.DataFrame:
    held = links.merge(interests, on="author_key")
    summed = held.groupby(["customer_id", "interest", "stance"], as_index=False).agg(
        weight=("weight", "sum"),
        half_life_days=("half_life_days", "max"),
        last_evidence_at=("last_evidence_at", "max"),
    )
    order = ["customer_id", "weight", "interest", "stance"]
    ranked = summed.sort_values(order, ascending=[True, False, True, True])
    best = ranked.groupby("customer_id").head(top)
    entries = pd.Series(map(_entry, best.itertuples()), index=best["customer_id"], dtype=object)
    lists = entries.groupby(level=0).agg(list)
    texts = [json.dumps(entry, ensure_ascii=False) for entry in lists]
    return pd.DataFrame(
        {"customer_id": lists.index.astype("str"), "interests": pd.Series(texts, dtype="str")}
    )


def _entry(row: Any) -> dict[str, Any]:
    fades = pd.notna(row.half_life_days)
    return {
        "interest": row.interest,
        "stance": row.stance,
        "weight": round(row.weight, _DECIMALS),
        "half_life_days": row.half_life_days if fades else None,
        "last_evidence_at": f"{row.last_evidence_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _finished(wide: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    counted = ["frequency", "accounts", "posts", "judged"]
    return wide.assign(
        as_of=as_of,
        age_band=age_band(wide["birth_year"], as_of=as_of),
        monetary=wide["monetary"].fillna(0.0),
        **{column: wide[column].fillna(0).astype("int64") for column in counted},
    )
