"""Adults' size: a sex goes in, a height and a weight that belong together come out; ideal and adjusted weight.

Devine BJ. Gentamicin therapy. Drug Intell Clin Pharm 1974;8:650-655 (ideal body weight from 60 inches up).
Adjusted weight with the factor 0.4: Bauer LA et al. Eur J Clin Pharmacol 1983;24:643-647.
"""

from __future__ import annotations

from random import Random

from domains.medical.rounding import rounded

CENTIMETRES_AN_INCH = 2.54
KILOGRAMS_A_POUND = 0.4536


def height_in_cm(rng: Random, sex: str) -> int:
    """A height in whole centimetres, at least 60 inches so that Devine's formula applies."""
    if sex == "male":
        return min(196, max(158, round(rng.gauss(176, 7))))
    return min(182, max(154, round(rng.gauss(164, 6))))


def weight_in_kg(height: float, body_mass_index: float) -> float:
    """Weight to half a kilogram at a height in cm and a body mass index in kg/m²."""
    return round(body_mass_index * (height / 100) ** 2 * 2) / 2


def ideal_weight(sex: str, inches: float) -> float:
    """Devine's ideal body weight in kg, from the height in inches.

    >>> round(ideal_weight("male", 70), 1), round(ideal_weight("female", 65), 1)
    (73.0, 57.0)
    """
    return (50.0 if sex == "male" else 45.5) + 2.3 * (inches - 60)


def adjusted_weight(ideal: float, actual: float) -> float:
    """Ideal weight plus 0.4 of the excess, all in kg.

    >>> round(adjusted_weight(60, 110), 1)
    80.0
    """
    return ideal + 0.4 * (actual - ideal)


def in_inches(height: float) -> float:
    """Centimetres as inches, to one decimal."""
    return rounded(height / CENTIMETRES_AN_INCH, 1)
