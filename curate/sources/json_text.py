"""One JSON text becomes one row: text in, a mapping or an `Unreadable` out."""

from __future__ import annotations

import json
from typing import Any

import orjson

from curate.sources.rows import Row, Unreadable, kind_of

#: name of the column that a row gets when it is not an object but has a key (``{"12377809": "yes"}``)
VALUE = "value"
KEY = "_id"


def parsed(text: str, key: str | None = None) -> Row | Unreadable:
    """The row of a JSON text.

    Python writes ``NaN``, which is not JSON: it is read as null. Infinity stays what it is, text.

    Args:
        key: the row's name in an object of rows; kept as column ``_id``.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if "NaN" not in text and "Infinity" not in text:
            return Unreadable("invalid_json", str(error), text)
        try:
            value = json.loads(text, parse_constant=_constant)
        except (ValueError, RecursionError) as failure:
            return Unreadable("invalid_json", str(failure), text)
    if key is not None:
        return {KEY: key, **value} if isinstance(value, dict) else {KEY: key, VALUE: value}
    if not isinstance(value, dict):
        return Unreadable("not_an_object", f"this is {kind_of(value)}", text)
    return value


def _constant(name: str) -> Any:
    return None if name == "NaN" else name
