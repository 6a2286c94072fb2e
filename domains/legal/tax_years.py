"""Indexed amounts of the federal income tax of individuals, by tax year.

    2024    Rev. Proc. 2023-34, 2023-48 I.R.B. 1287
    2025    Rev. Proc. 2024-40, 2024-45 I.R.B. 1100; standard deduction and child credit as amended by Pub. L. 119-21 (2025)
    2026    Rev. Proc. 2025-32, 2025-45 I.R.B. 695; Pub. L. 119-21 (2025)

Thresholds are of taxable income in whole dollars: I.R.C. § 1(j) (rates), § 63 (standard deduction), § 1(h) (gains),
§ 24 (child credit). The child credit's phase-out amounts are not indexed.

>>> YEARS[2026].tax("single", 100_000)
Fraction(16712, 1)
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

RATES = (10, 12, 22, 24, 32, 35, 37)
SINGLE, HEAD, JOINT, SEPARATE = "single", "head of household", "married filing jointly", "married filing separately"
STATUSES = (SINGLE, HEAD, JOINT, SEPARATE)

Amounts = dict[str, int]


@dataclass(frozen=True)
class TaxYear:
    """What one tax year indexes, in dollars.

    Attributes:
        thresholds: status -> tops of the first six brackets.
        standard: status -> standard deduction.
        boxes: (additional deduction for age or blindness when married, when unmarried).
        dependent: (least standard deduction of a dependent, what is added to earned income).
        gains: status -> (top of the 0 % rate, top of the 15 % rate) for net capital gain.
        child: credit for a qualifying child; `refundable` the most of it that can be refunded.
        salt: limit of the deduction for state and local taxes below the income at which it shrinks.
    """

    year: int
    authority: str
    thresholds: dict[str, tuple[int, ...]]
    standard: Amounts
    boxes: tuple[int, int]
    dependent: tuple[int, int]
    gains: dict[str, tuple[int, int]]
    child: int
    refundable: int
    salt: int

    def parts(self, status: str, taxable: int) -> list[tuple[int, int, int]]:
        """(rate in per cent, bottom, top) of the stretches of taxable income that the rates fall on."""
        found, bottom = [], 0
        for rate, top in zip(RATES, (*self.thresholds[status], taxable)):
            if taxable <= bottom:
                break
            found.append((rate, bottom, min(top, taxable)))
            bottom = top
        return found

    def tax(self, status: str, taxable: int) -> Fraction:
        """Tax by the rate schedules of § 1(j), before credits."""
        return sum((Fraction(rate * (top - bottom), 100) for rate, bottom, top in self.parts(status, taxable)), Fraction(0))

    def base(self, status: str, taxable: int) -> tuple[Fraction, int, int]:
        """(tax on the floor of the bracket, rate in per cent, floor) of the bracket that the income ends in."""
        rate, bottom, _ = self.parts(status, taxable)[-1]
        return self.tax(status, bottom), rate, bottom


YEARS = {
    2024: TaxYear(
        2024,
        "Rev. Proc. 2023-34",
        {
            SINGLE: (11_600, 47_150, 100_525, 191_950, 243_725, 609_350),
            HEAD: (16_550, 63_100, 100_500, 191_950, 243_700, 609_350),
            JOINT: (23_200, 94_300, 201_050, 383_900, 487_450, 731_200),
            SEPARATE: (11_600, 47_150, 100_525, 191_950, 243_725, 365_600),
        },
        {SINGLE: 14_600, HEAD: 21_900, JOINT: 29_200, SEPARATE: 14_600},
        (1_550, 1_950),
        (1_300, 450),
        {SINGLE: (47_025, 518_900), HEAD: (63_000, 551_350), JOINT: (94_050, 583_750), SEPARATE: (47_025, 291_850)},
        2_000,
        1_700,
        10_000,
    ),
    2025: TaxYear(
        2025,
        "Rev. Proc. 2024-40 and Pub. L. 119-21",
        {
            SINGLE: (11_925, 48_475, 103_350, 197_300, 250_525, 626_350),
            HEAD: (17_000, 64_850, 103_350, 197_300, 250_500, 626_350),
            JOINT: (23_850, 96_950, 206_700, 394_600, 501_050, 751_600),
            SEPARATE: (11_925, 48_475, 103_350, 197_300, 250_525, 375_800),
        },
        {SINGLE: 15_750, HEAD: 23_625, JOINT: 31_500, SEPARATE: 15_750},
        (1_600, 2_000),
        (1_350, 450),
        {SINGLE: (48_350, 533_400), HEAD: (64_750, 566_700), JOINT: (96_700, 600_050), SEPARATE: (48_350, 300_000)},
        2_200,
        1_700,
        40_000,
    ),
    2026: TaxYear(
        2026,
        "Rev. Proc. 2025-32",
        {
            SINGLE: (12_400, 50_400, 105_700, 201_775, 256_225, 640_600),
            HEAD: (17_700, 67_450, 105_700, 201_750, 256_200, 640_600),
            JOINT: (24_800, 100_800, 211_400, 403_550, 512_450, 768_700),
            SEPARATE: (12_400, 50_400, 105_700, 201_775, 256_225, 384_350),
        },
        {SINGLE: 16_100, HEAD: 24_150, JOINT: 32_200, SEPARATE: 16_100},
        (1_650, 2_050),
        (1_350, 450),
        {SINGLE: (49_450, 545_500), HEAD: (66_200, 579_600), JOINT: (98_900, 613_700), SEPARATE: (49_450, 306_850)},
        2_200,
        1_700,
        40_400,
    ),
}

#: § 24(b), (h)(3): modified adjusted gross income above which the credit shrinks by $50 for each $1,000 or part of it
CHILD_PHASE_OUT = {SINGLE: 200_000, HEAD: 200_000, JOINT: 400_000, SEPARATE: 200_000}
OTHER_DEPENDENT = 500  # § 24(h)(4)
#: § 151(d)(5)(C), tax years 2025 to 2028: $6,000 for each person of 65 or more, less 6 % of income above these amounts
SENIOR, SENIOR_RATE = 6_000, 6
SENIOR_PHASE_OUT = {SINGLE: 75_000, HEAD: 75_000, JOINT: 150_000}
