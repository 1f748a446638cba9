"""What a term's own past leads to expect, and how far it usually strays from it.

For term i and period t the count is taken as negative binomial with mean
m = level_i x season_i(t) and variance m + a_i m^2 (Poisson in the limit a = 0). Level, season
and spread are estimated on the baseline and pulled towards what all terms have in common, the
more the less a term has been seen (empirical Bayes). Earlier bursts in the baseline are cut off
at `CUT` standard deviations, an idea of Farrington et al. (1996) and Noufaily et al. (2013),
"An improved algorithm for outbreak detection in multiple surveillance systems".
"""

from dataclasses import dataclass

import numpy as np

from segments.trends.grid import Flags, Floats, Grid, Season

PRIOR_POSTS, PRIOR_PERIODS = 0.5, 1.0
"""A term starts as if half a post had been seen in one more period: new terms are expected to
be rare, but not impossible."""

SEASON_SPREAD = 0.5
"""Standard deviation of the common rhythm around none at all, relative."""

OWN_SPREAD = 0.3
"""Standard deviation of a term's rhythm around the common one, relative."""

PRIOR_DISPERSION = 0.2
"""Dispersion a (and its standard deviation) before anything has been seen."""

LEAST_DISPERSION = 0.005
"""No series of posts is steadier: at a = 0.005 it strays by 7 % beside the Poisson noise."""

CAUTION = 2.0
"""Standard errors added to each dispersion when predicting: what we do not know alarms nobody."""

CUT, CUT_PERIODS = 2.5, 28
"""Counts in a baseline of 28 periods are cut off 2.5 standard deviations above what is expected.
With n periods it is (n / 28)^(1/4) times as many: one burst weighs less there, while cutting off
the normal tail of many hours would make them look steadier than they are."""

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Expectation:
    """What to expect of t terms in h periods.

    Attributes:
        mean: (t, h) posts expected, above 0.
        dispersion: (t, h) a of the negative binomial, with the doubt about `mean` added.
    """

    mean: Floats
    dispersion: Floats


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """Factors of one season: (t, c) factor, their relative variance, and own degrees used."""

    factor: Floats
    variance: Floats
    used: Floats


@dataclass(frozen=True, slots=True)
class _Fit:
    """State of the estimation: level and dispersion (t,), the latter also with `CAUTION`."""

    level: Floats
    dispersion: Floats
    cautious: Floats
    shared: float
    rhythms: tuple[_Rhythm, ...]


def expect(grid: Grid, *, past: slice, ahead: slice) -> Expectation:
    """Return what the periods `past` (at least one of them known) lead to expect of `ahead`."""
    known = grid.known[past]
    seen = grid.posts[:, past][:, known]
    seasons = tuple(
        Season(season.classes[past][known], season.count, season.least) for season in grid.seasons
    )
    cut = CUT * max(1.0, seen.shape[1] / CUT_PERIODS) ** 0.25
    posts = np.minimum(seen, _first_cut(seen, seasons, cut))
    fit = _first_guess(posts)
    for _ in range(ROUNDS):
        fit = _refit(posts, seasons, fit)
        mean = _mean(fit, seasons)
        spread = np.sqrt(mean + fit.dispersion[:, None] * mean**2)
        posts = np.minimum(seen, mean + cut * spread)
    return _predict(fit, posts, tuple(season.classes[ahead] for season in grid.seasons))


def _first_cut(seen: Floats, seasons: tuple[Season, ...], cut: float) -> Floats:
    """Judge counts by the median of the same hour and weekday, which a burst hardly moves."""
    phase = np.zeros(seen.shape[1], dtype=np.int64)
    for season in seasons:
        phase = phase * season.count + season.classes
    usual = np.empty_like(seen)
    for one in np.unique(phase):
        same = phase == one
        usual[:, same] = np.median(seen[:, same], axis=1, keepdims=True)
    # One more post in the variance: where the median is 0 the level may be half a post.
    return usual + cut * np.sqrt(usual + 1 + PRIOR_DISPERSION * usual**2)


def _first_guess(posts: Floats) -> _Fit:
    level = (posts.sum(axis=1) + PRIOR_POSTS) / (posts.shape[1] + PRIOR_PERIODS)
    dispersion = np.full(len(posts), PRIOR_DISPERSION)
    return _Fit(level, dispersion, dispersion, PRIOR_DISPERSION, ())


def _refit(posts: Floats, seasons: tuple[Season, ...], fit: _Fit) -> _Fit:
    rhythms = tuple(_rhythm(posts, season, fit) for season in seasons)
    shape = _shape(rhythms, tuple(season.classes for season in seasons))
    level = (posts.sum(axis=1) + PRIOR_POSTS) / (shape.sum(axis=1) + PRIOR_PERIODS)
    used = 1 + np.sum([rhythm.used for rhythm in rhythms], axis=0)
    best, doubt, shared = _dispersion(posts, level[:, None] * shape, used, fit.shared)
    dispersion = np.maximum(best, LEAST_DISPERSION)
    cautious = np.maximum(best + CAUTION * doubt, LEAST_DISPERSION)
    return _Fit(level, dispersion, cautious, shared, rhythms)


def _shape(rhythms: tuple[_Rhythm, ...], classes: tuple[np.ndarray, ...]) -> Floats:
    product: Floats = np.ones((1, 1))
    for rhythm, of_period in zip(rhythms, classes, strict=True):
        product = product * rhythm.factor[:, of_period]
    return product


def _mean(fit: _Fit, seasons: tuple[Season, ...]) -> Floats:
    return fit.level[:, None] * _shape(fit.rhythms, tuple(season.classes for season in seasons))


def _rhythm(posts: Floats, season: Season, fit: _Fit) -> _Rhythm:
    """Weigh each term's own ratio of seen to expected per class against the common one."""
    member = np.eye(season.count)[season.classes]
    periods = member.sum(axis=0)
    usable: Flags = periods >= season.least
    expected = fit.level[:, None] * np.maximum(periods, 1)
    ratio = (posts @ member) / expected
    noise = 1 / expected + fit.dispersion[:, None] / np.maximum(periods, 1)
    common = np.where(usable, _common(ratio, noise), 1.0)
    trust = np.where(usable, OWN_SPREAD**2 / (OWN_SPREAD**2 + noise), 0.0)
    factor = common + trust * (ratio - common)
    doubt = np.where(usable, OWN_SPREAD**2 * (1 - trust), 0.0)
    return _Rhythm(np.maximum(factor, 0.01), doubt, trust.sum(axis=1) * (1 - 1 / season.count))


def _common(ratio: Floats, noise: Floats) -> Floats:
    weight = 1 / (OWN_SPREAD**2 + noise)
    mean = (ratio * weight).sum(axis=0) / weight.sum(axis=0)
    trust = SEASON_SPREAD**2 / (SEASON_SPREAD**2 + 1 / weight.sum(axis=0))
    return np.asarray(1 + trust * (mean - 1))


def _dispersion(
    posts: Floats, mean: Floats, used: Floats, shared: float
) -> tuple[Floats, Floats, float]:
    """Return each term's dispersion, its standard error, and the shared one.

    Moments: E[(x - m)^2 - m] = a m^2.
    """
    periods = posts.shape[1]
    freed = np.maximum(periods - used, 1) / periods
    squares = (mean**2).sum(axis=1)
    own = (((posts - mean) ** 2).sum(axis=1) / freed - mean.sum(axis=1)) / squares
    variance = mean + shared * mean**2
    # Fourth moment of the negative binomial: its excess kurtosis is 6 a + 1 / variance.
    noise = ((2 + 6 * shared) * variance**2 + variance).sum(axis=1) / squares**2
    between = max(shared, PRIOR_DISPERSION) ** 2
    pooled = _pooled(own, noise + between)
    trust = between / (between + noise)
    return pooled + trust * (own - pooled), np.sqrt(between * (1 - trust)), pooled


def _pooled(own: Floats, noise: Floats) -> float:
    weight = 1 / noise
    prior = 1 / PRIOR_DISPERSION**2
    mean = (PRIOR_DISPERSION * prior + (own * weight).sum()) / (prior + weight.sum())
    return max(float(mean), LEAST_DISPERSION)


def _predict(fit: _Fit, posts: Floats, classes: tuple[np.ndarray, ...]) -> Expectation:
    mean = fit.level[:, None] * _shape(fit.rhythms, classes)
    seen = posts.sum(axis=1) + PRIOR_POSTS
    doubt = (1 / seen + fit.cautious / posts.shape[1])[:, None]
    for rhythm, of_period in zip(fit.rhythms, classes, strict=True):
        doubt = doubt + (rhythm.variance / rhythm.factor**2)[:, of_period]
    return Expectation(mean, fit.cautious[:, None] + doubt)
