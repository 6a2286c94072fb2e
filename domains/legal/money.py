"""Amounts of money: `Decimal` or whole dollars in, text as a lawyer writes it out. Rounds half up on the cent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Amount = int | Decimal | Fraction
_CENT = Decimal("0.01")


def cents(value: Amount) -> Decimal:
    """The amount rounded half up to the cent.

    >>> cents(Fraction(1, 3)), cents(Decimal("2.675"))
    (Decimal('0.33'), Decimal('2.68'))
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)
    return exact.quantize(_CENT, ROUND_HALF_UP)


def amount(value: Amount) -> str:
    """The amount with thousands separators and no currency, for arithmetic: cents only where there are any.

    >>> amount(1250000), amount(Decimal("1234.50")), amount(-40)
    ('1,250,000', '1,234.50', '-40')
    """
    exact = cents(value)
    return f"{int(exact):,}" if exact == exact.to_integral_value() else f"{exact:,.2f}"


def dollars(value: Amount) -> str:
    """The amount in dollars.

    >>> dollars(1250000), dollars(Decimal("1234.5"))
    ('$1,250,000', '$1,234.50')
    """
    return f"−${amount(-value)}" if value < 0 else f"${amount(value)}"
