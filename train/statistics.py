"""Statistics of evaluations: counts and per-problem results in, estimates with their intervals out.

An interval belongs to every number. Shares of independent problems get Wilson's; means over samples of problems are
resampled by problem, since samples of one problem are no independent evidence; means over seeds get Student's t. All
are pure functions of their arguments and a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Method = Literal["wilson", "bootstrap", "t", "none"]
CONFIDENCE = 0.95
RESAMPLES = 2_000
#: indices drawn at a time, so that memory does not grow with the number of resamples
_AT_A_TIME = 2_000_000


@dataclass(frozen=True)
class Estimate:
    """A number with its interval.

    Attributes:
        value: None where there is nothing to estimate from.
        low, high: the interval at the confidence that was asked for; None where it can't be told.
        n: problems (or seeds) that it rests on.
        method: how the interval was found.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: Method

    def as_json(self) -> dict[str, float | int | str | None]:
        """Plain values, rounded to six decimals: what lies beyond is noise of the summation."""
        numbers = {name: _rounded(getattr(self, name)) for name in ("value", "low", "high")}
        return {**numbers, "n": self.n, "method": self.method}

    def __str__(self) -> str:
        if self.value is None:
            return "–"
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


NOTHING = Estimate(None, None, None, 0, "none")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0


def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """A share with Wilson's score interval (Wilson 1927): right for few problems and for shares near 0 and 1."""
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    if not n:
        return NOTHING
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    low = 0.0 if not successes else (centre - spread) / whole
    high = 1.0 if successes == n else (centre + spread) / whole
    return Estimate(share, low, high, n, "wilson")


def pass_at_k(n: NDArray[np.int64], successes: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Unbiased pass@k of each problem: 1 - C(n - c, k) / C(n, k) (Chen et al. 2021, arXiv 2107.03374, equation 1).

    Args:
        n: int64 (problems,), samples of each.
        successes: int64 (problems,), correct ones.

    Returns:
        float64 (problems,); NaN for a problem with fewer than k samples.
    """
    if k < 1:
        raise ValueError("k has to be at least 1")
    wrong = np.asarray(n, dtype=np.float64) - successes
    none_right = np.ones(wrong.shape)
    for i in range(k):  # C(w, k) / C(n, k) is the product of (w - i) / (n - i)
        none_right *= np.clip((wrong - i) / np.maximum(np.asarray(n, dtype=np.float64) - i, 1.0), 0.0, 1.0)
    return np.where(np.asarray(n) >= k, 1.0 - none_right, np.nan)


def bootstrap_mean(
    values: NDArray[np.float64],
    *,
    seed: int,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
    share: bool = True,
) -> Estimate:
    """The mean over problems with a percentile interval, problems drawn with replacement (the cluster bootstrap: what
    belongs to a problem stays together, summed up in its value).

    A resample of equal values has no spread. Where all are 0 or all are 1, Wilson's interval of as many problems is
    given instead of none, which is the wider of the two.

    Args:
        values: float64 (problems,); NaN is left out.
        share: they are shares in [0, 1]; lengths and the like are not.
    """
    known = values[~np.isnan(values)]
    n = int(known.size)
    if not n:
        return NOTHING
    mean = float(known.mean())
    if np.all(known == known[0]):
        if share and mean in (0.0, 1.0):
            return wilson(int(mean) * n, n, confidence)
        if n == 1:
            return Estimate(mean, None, None, 1, "none")
        return Estimate(mean, mean, mean, n, "bootstrap")
    means = _resampled_means(known, seed, resamples)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(mean, float(low), float(high), n, "bootstrap")


def _resampled_means(values: NDArray[np.float64], seed: int, resamples: int) -> NDArray[np.float64]:
    generator = np.random.Generator(np.random.PCG64(seed))
    means = np.empty(resamples)
    at_a_time = max(1, _AT_A_TIME // values.size)
    for start in range(0, resamples, at_a_time):
        count = min(at_a_time, resamples - start)
        drawn = generator.integers(0, values.size, (count, values.size))
        means[start : start + count] = values[drawn].mean(axis=1)
    return means


def paired_difference(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    *,
    seed: int,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
) -> Estimate:
    """Mean of second - first over the same problems, resampled by problem; NaN in either leaves the problem out.

    Pairing takes the problems' own difficulty out of the comparison, so that the interval is narrower than two
    unpaired ones would suggest.
    """
    if first.shape != second.shape:
        raise ValueError("a paired difference wants the same problems on both sides")
    return bootstrap_difference(second - first, seed, confidence, resamples)


def bootstrap_difference(differences: NDArray[np.float64], seed: int, confidence: float, resamples: int) -> Estimate:
    """The mean of per-problem differences in [-1, 1].

    Where all are equal, a resample has no spread. The interval then allows for the share of unseen problems that
    Wilson's bound allows for, each as different as can be.
    """
    known = differences[~np.isnan(differences)]
    n = int(known.size)
    if not n:
        return NOTHING
    mean = float(known.mean())
    if np.all(known == known[0]):
        unseen = wilson(0, n, confidence).high or 0.0
        return Estimate(mean, mean - unseen * (1 + mean), mean + unseen * (1 - mean), n, "wilson")
    means = _resampled_means(known, seed, resamples)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(mean, float(low), float(high), n, "bootstrap")


def over_seeds(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """The mean of one number over independent seeds, with Student's t interval; none for a single seed."""
    n = len(values)
    if not n:
        return NOTHING
    mean = float(np.mean(values))
    if n == 1:
        return Estimate(mean, None, None, 1, "none")
    half = student_t(n - 1, (1 + confidence) / 2) * float(np.std(values, ddof=1)) / sqrt(n)
    return Estimate(mean, mean - half, mean + half, n, "t")


@lru_cache(maxsize=256)
def student_t(degrees: int, probability: float) -> float:
    """The quantile of Student's t, by bisection of its distribution.

    Args:
        degrees: of freedom, at least 1.
        probability: between 0.5 and 1, both left out.
    """
    if degrees < 1 or not 0.5 < probability < 1:
        raise ValueError(f"no quantile of t at {probability} with {degrees} degrees of freedom")
    low, high = 0.0, 1.0
    while _t_below(high, degrees) < probability:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if _t_below(middle, degrees) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _t_below(t: float, degrees: int) -> float:
    """P(T <= t) for t >= 0: the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4."""
    theta = atan(t / sqrt(degrees))
    squared = cos(theta) ** 2
    term = total = 1.0
    if degrees % 2:
        if degrees == 1:
            within = 2 * theta / pi
        else:
            for k in range(3, degrees - 1, 2):
                term *= squared * (k - 1) / k
                total += term
            within = 2 / pi * (theta + sin(theta) * cos(theta) * total)
    else:
        for k in range(2, degrees - 1, 2):
            term *= squared * (k - 1) / k
            total += term
        within = sin(theta) * total
    return (1 + within) / 2
