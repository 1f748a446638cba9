"""How likely a count is when all is as usual: upper tails for small numbers."""

from collections.abc import Callable
from math import exp, lgamma, log, log1p
from typing import Final

_TERMS: Final = 100_000
_FINE: Final = 1e-12


def crowded(count: int, *, shape: float, rate: float) -> float:
    """Return the chance of `count` events or more in one unit of time.

    The negative binomial that follows when events come by Poisson at a pace known by a gamma
    distribution of that `shape` and `rate` (its mean is shape / rate): where the pace was
    observed, shape grows with the events seen and rate with the units of time watched (Gelman et
    al., Bayesian Data Analysis, 3rd ed., section 2.6).
    """
    if count <= 0:
        return 1.0
    fails, wins = log(rate) - log1p(rate), -log1p(rate)
    start = lgamma(count + shape) - lgamma(shape) - lgamma(count + 1)
    term = exp(start + shape * fails + count * wins)
    return _summed(term, count, lambda k: (k + shape) / (k + 1) * exp(wins), mean=shape / rate)


def frequent(count: int, *, of: int, share: float) -> float:
    """Return the chance of `count` hits or more among `of`, each with the chance `share`."""
    if count <= 0 or share >= 1:
        return 1.0
    if share <= 0:
        return 0.0
    start = lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)
    term = exp(start + count * log(share) + (of - count) * log1p(-share))
    odds = share / (1 - share)
    return _summed(term, count, lambda k: (of - k) / (k + 1) * odds, mean=of * share)


def _summed(term: float, count: int, ratio: Callable[[int], float], *, mean: float) -> float:
    """Return the sum of terms from `count` on, each `ratio` times the one before.

    Below the mean, as one less those before `count`: these are the small ones there.
    """
    total = 0.0
    if count <= mean:
        for k in reversed(range(count)):
            term /= ratio(k)
            total += term
        return max(1 - total, 0.0)
    for k in range(count, count + _TERMS):
        total += term
        if term <= _FINE * total:
            break
        term *= ratio(k)
    return min(total, 1.0)
