"""What ``--map`` says: ``FIELD=COLUMN`` pairs in, a mapping out."""

from __future__ import annotations

from collections.abc import Sequence

import click


def fields_and_columns(given: Sequence[str]) -> dict[str, str]:
    """Field -> column of one or several ``--map`` options, comma-separated.

    Raises:
        click.UsageError: a part is no pair, or a field is named twice.
    """
    pairs: dict[str, str] = {}
    for part in ",".join(given).split(",") if given else ():
        field, equals, column = (text.strip() for text in part.partition("="))
        if not equals or not field or not column:
            raise click.UsageError(f"--map wants FIELD=COLUMN pairs with commas between; {part!r} is none")
        if field in pairs:
            raise click.UsageError(f"--map names the field {field!r} twice")
        pairs[field] = column
    return pairs
