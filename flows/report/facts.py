"""Everything a report says, read from the published tables and not yet written down."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import duckdb

from flows.report.figures import Ledger
from flows.report.period import Period
from flows.report.quotes import Quote
from flows.report.sections.aspects import Aspect, read_aspects
from flows.report.sections.audited import Audited, read_audited
from flows.report.sections.brand_aspects import BrandAspects, read_brand_aspects
from flows.report.sections.brands import Brand, read_brands
from flows.report.sections.comparisons import Comparisons, read_comparisons
from flows.report.sections.coverage import Source, read_coverage
from flows.report.sections.emotions import Emotion, read_emotions
from flows.report.sections.headline import Headline, read_headline
from flows.report.sections.hotspots import Spot, Story, read_spots, read_stories
from flows.report.sections.interests import Interest, read_interests
from flows.report.sections.method import Method, read_method
from flows.report.sections.needs import Group, Need, read_needs
from flows.report.sections.segments import Segmentation, read_segmentations
from flows.report.sections.topics import Topic, read_topics
from flows.report.sections.trust import Trust, read_trust
from flows.report.sections.volume import Volume, read_volume


@dataclass(frozen=True, slots=True)
class Facts:
    """The chapters of a report, and the ledger of all their figures."""

    period: Period
    ledger: Ledger
    headline: Headline
    spots: tuple[Spot, ...]
    stories: tuple[Story, ...]
    volume: Volume
    emotions: tuple[Emotion, ...]
    topics: tuple[Topic, ...]
    brands: tuple[Brand, ...]
    aspects: tuple[Aspect, ...]
    brand_aspects: BrandAspects
    needs: dict[Group, tuple[Need, ...]]
    comparisons: Comparisons
    segmentations: tuple[Segmentation, ...]
    interests: tuple[Interest, ...]
    trust: Trust
    sources: tuple[Source, ...]
    method: Method
    audited: tuple[Audited, ...]

    @property
    def quotes(self) -> Iterator[Quote]:
        """Return every quote of the page."""
        return chain(
            *(story.quotes for story in self.stories),
            *(aspect.quotes for aspect in self.aspects),
            *(need.quotes for needs in self.needs.values() for need in needs),
            self.comparisons.quotes,
            self.trust.quotes,
        )


def read_facts(marts: duckdb.DuckDBPyConnection, *, period: Period, audit_days: int = 90) -> Facts:
    """Read all chapters from a connection that has the published tables and `tagged_posts`."""
    ledger = Ledger()
    return Facts(
        period=period,
        ledger=ledger,
        headline=read_headline(marts, period, ledger),
        spots=read_spots(marts, period, ledger),
        stories=read_stories(marts, period, ledger),
        volume=read_volume(marts, period, ledger),
        emotions=read_emotions(marts, period, ledger),
        topics=read_topics(marts, period, ledger),
        brands=read_brands(marts, period, ledger),
        aspects=read_aspects(marts, period, ledger),
        brand_aspects=read_brand_aspects(marts, period, ledger),
        needs=read_needs(marts, period, ledger),
        comparisons=read_comparisons(marts, period, ledger),
        segmentations=read_segmentations(marts, period, ledger),
        interests=read_interests(marts, ledger),
        trust=read_trust(marts, period, ledger),
        sources=read_coverage(marts, period, ledger),
        method=read_method(marts),
        audited=read_audited(marts, ledger, until=period.end, window_days=audit_days),
    )
