"""From stored tags to counts, hotspots, stories and shares of voice."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from flows.settings import Settings
from flows.store import frames, tables
from flows.store.coverage import dark_days
from flows.store.derived import replace_tables
from flows.store.record import Record
from segments.trends.bursts import hotspots
from segments.trends.counts import term_counts
from segments.trends.stories import stories
from segments.trends.voice import share_of_voice

KINDS = ("topic", "brand")


@dataclass(frozen=True, slots=True)
class Trends:
    """How many rows of each table a count of the trends gave."""

    counts: int
    hotspots: int
    stories: int


def count_trends(record: Record, settings: Settings, *, as_of: datetime) -> Trends:
    """Count every topic and brand anew, and find what is hot, up to a moment.

    Of all posts, with the trusted ones beside; of these alone where the settings say so.
    """
    mentions = frames.mentions(record, kinds=KINDS, trusted_only=settings.trust.leave_out)
    mentions = mentions[mentions["published_at"] < as_of]
    daily = term_counts(mentions, granularity="day")
    hot = hotspots(
        daily,
        until=as_of,
        window=settings.hotspots.window_days,
        baseline=settings.hotspots.baseline_days,
        alpha=settings.hotspots.alpha,
        min_posts=settings.hotspots.min_posts,
        dark=dark_days(record),
    )
    told = stories(hot)
    counts = pd.concat([daily, term_counts(mentions, granularity="hour")], ignore_index=True)
    replace_tables(
        record,
        {
            tables.term_counts: counts,
            tables.hotspots: hot,
            tables.stories: told,
            tables.share_of_voice: share_of_voice(daily),
        },
    )
    return Trends(counts=len(counts), hotspots=len(hot), stories=len(told))
