"""The arithmetic of the United States Sentencing Guidelines, Guidelines Manual effective November 1, 2024.

    Ch. 5 Pt. A     Sentencing Table: offense level 1 to 43 by criminal history category I to VI, months
    § 4A1.1         criminal history points; § 4A1.2(e) time limits; status point (e) as amended 2023 (amendment 821)
    § 3E1.1         acceptance of responsibility: 2 levels, a third on motion where the level before is 16 or more
    § 3D1.4         units of several groups of counts
    § 4C1.1         zero-point offenders, 2 levels (amendment 821, 2023)
    § 5G1.1         statutory maximum and minimum
    § 2B1.1(b)(1)   loss table (amounts as adjusted 2015, amendment 791)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LIFE = 10**6  # stands for life in a bound
CATEGORIES = ("I", "II", "III", "IV", "V", "VI")

#: the ranges of the Sentencing Table from shortest to longest, as (low, high) in months
_RANGES = (
    (0, 6), (1, 7), (2, 8), (3, 9), (4, 10), (6, 12), (8, 14), (9, 15), (10, 16), (12, 18), (15, 21), (18, 24), (21, 27),
    (24, 30), (27, 33), (30, 37), (33, 41), (37, 46), (41, 51), (46, 57), (51, 63), (57, 71), (63, 78), (70, 87), (77, 96),
    (78, 97), (84, 105), (87, 108), (92, 115), (97, 121), (100, 125), (108, 135), (110, 137), (120, 150), (121, 151),
    (130, 162), (135, 168), (140, 175), (151, 188), (168, 210), (188, 235), (210, 262), (235, 293), (262, 327), (292, 365),
    (324, 405), (360, LIFE), (LIFE, LIFE),
)  # fmt: skip
#: offense level -> low ends of the six categories
_LOWS = (
    "0 0 0 0 0 0|0 0 0 0 0 1|0 0 0 0 2 3|0 0 0 2 4 6|0 0 1 4 6 9|0 1 2 6 9 12|0 2 4 8 12 15|0 4 6 10 15 18|4 6 8 12 18 21|"
    "6 8 10 15 21 24|8 10 12 18 24 27|10 12 15 21 27 30|12 15 18 24 30 33|15 18 21 27 33 37|18 21 24 30 37 41|"
    "21 24 27 33 41 46|24 27 30 37 46 51|27 30 33 41 51 57|30 33 37 46 57 63|33 37 41 51 63 70|37 41 46 57 70 77|"
    "41 46 51 63 77 84|46 51 57 70 84 92|51 57 63 77 92 100|57 63 70 84 100 110|63 70 78 92 110 120|70 78 87 100 120 130|"
    "78 87 97 110 130 140|87 97 108 121 140 151|97 108 121 135 151 168|108 121 135 151 168 188|121 135 151 168 188 210|"
    "135 151 168 188 210 235|151 168 188 210 235 262|168 188 210 235 262 292|188 210 235 262 292 324|210 235 262 292 324 360|"
    "235 262 292 324 360 360|262 292 324 360 360 360|292 324 360 360 360 360|324 360 360 360 360 360|"
    "360 360 360 360 360 360|life life life life life life"
)
_HIGH = dict(_RANGES)
TABLE: tuple[tuple[tuple[int, int], ...], ...] = tuple(
    tuple((LIFE, LIFE) if low == "life" else (int(low), _HIGH[int(low)]) for low in row.split()) for row in _LOWS.split("|")
)


def guideline_range(level: int, category: int) -> tuple[int, int]:
    """Months for an offense level (below 1 is 1, above 43 is 43) and a category 1 to 6.

    >>> guideline_range(15, 3), guideline_range(25, 1)
    ((24, 30), (57, 71))
    """
    return TABLE[min(43, max(1, level)) - 1][category - 1]


def category(points: int) -> int:
    """Criminal history category 1 to 6.

    >>> [category(points) for points in (0, 1, 2, 3, 4, 6, 7, 9, 10, 12, 13)]
    [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]
    """
    return 1 + sum(points >= least for least in (2, 4, 7, 10, 13))


@dataclass(frozen=True)
class Prior:
    """An earlier sentence: months of imprisonment imposed, years before the offense when imposed and when released."""

    months: int
    imposed: int
    released: int


def prior_points(prior: Prior) -> int:
    """Points under § 4A1.1(a)–(c) and § 4A1.2(e), before the limit of four one-point sentences.

    >>> prior_points(Prior(24, 17, 14)), prior_points(Prior(24, 17, 16)), prior_points(Prior(13, 8, 7)), prior_points(Prior(0, 11, 11))
    (3, 0, 2, 0)
    """
    if prior.months > 13:
        return 3 if min(prior.imposed, prior.released) <= 15 else 0
    if prior.imposed > 10:
        return 0
    return 2 if prior.months >= 2 else 1


def history_points(priors: Sequence[Prior], under_sentence: bool) -> int:
    """Criminal history points: at most four from one-point sentences; one more under a sentence with seven or more.

    >>> history_points([Prior(0, 2, 2)] * 6, True), history_points([Prior(36, 3, 1)] * 3, True)
    (4, 10)
    """
    points = [prior_points(prior) for prior in priors]
    total = sum(value for value in points if value > 1) + min(4, points.count(1))
    return total + (1 if under_sentence and total >= 7 else 0)


def acceptance(level: int, motion: bool) -> int:
    """Levels off for acceptance of responsibility.

    >>> acceptance(16, True), acceptance(15, True), acceptance(30, False)
    (3, 2, 2)
    """
    return 3 if level >= 16 and motion else 2


def units(levels: Sequence[int]) -> Fraction:
    """Units of groups: the highest 1; 1 to 4 levels below (or equal) 1; 5 to 8 a half; 9 or more none.

    >>> units([24, 22, 17, 15])
    Fraction(5, 2)
    """
    top = max(levels)
    rest = sorted(levels, reverse=True)[1:]
    return 1 + sum((Fraction(1) if top - level <= 4 else Fraction(1, 2) if top - level <= 8 else Fraction(0) for level in rest), Fraction(0))


def unit_increase(count: Fraction) -> int:
    """Levels added to the highest: § 3D1.4.

    >>> [unit_increase(Fraction(half, 2)) for half in (2, 3, 4, 5, 6, 7, 10, 11)]
    [0, 1, 2, 3, 3, 4, 4, 5]
    """
    for most, added in ((Fraction(1), 0), (Fraction(3, 2), 1), (Fraction(2), 2), (Fraction(3), 3), (Fraction(5), 4)):
        if count <= most:
            return added
    return 5


LOSS = (
    (6_500, 2), (15_000, 4), (40_000, 6), (95_000, 8), (150_000, 10), (250_000, 12), (550_000, 14), (1_500_000, 16),
    (3_500_000, 18), (9_500_000, 20), (25_000_000, 22), (65_000_000, 24), (150_000_000, 26), (250_000_000, 28), (550_000_000, 30),
)  # fmt: skip


def loss_increase(loss: int) -> int:
    """Levels for a loss of more than the amounts of § 2B1.1(b)(1).

    >>> loss_increase(6_500), loss_increase(6_501), loss_increase(250_000)
    (0, 2, 10)
    """
    return max((levels for amount, levels in LOSS if loss > amount), default=0)


def within_statute(low: int, high: int, least: int, most: int) -> tuple[int, int]:
    """The guideline range as § 5G1.1 leaves it between a statutory minimum and maximum in months.

    >>> within_statute(70, 87, 0, 60), within_statute(46, 57, 60, LIFE), within_statute(51, 63, 0, 60), within_statute(57, 71, 60, 240)
    ((60, 60), (60, 60), (51, 60), (60, 71))
    """
    if most < low:
        return most, most
    if least > high:
        return least, least
    return max(low, least), min(high, most)


def as_months(low: int, high: int) -> str:
    """``57–71 months``, ``360 months to life``, ``120 months``, ``life``.

    >>> as_months(57, 71), as_months(360, LIFE), as_months(60, 60), as_months(LIFE, LIFE)
    ('57–71 months', '360 months to life', '60 months', 'life')
    """
    if low == LIFE:
        return "life"
    if high == LIFE:
        return f"{low} months to life"
    return f"{low} months" if low == high else f"{low}–{high} months"
