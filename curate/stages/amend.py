"""How a stage writes into a batch: new texts or new flags in, a batch with a matching id and pedigree out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curate.record import content_id, replaced

#: columns that a row's id is made of
CONTENT = ("domain", "question", "choices", "reasoning", "answer")


def column(batch: pa.RecordBatch, name: str) -> list[Any]:
    """A column as Python values."""
    values: list[Any] = batch.column(name).to_pylist()
    return values


def child(array: pa.StructArray, name: str) -> pa.Array:
    """A field of a struct column, null where the struct itself is."""
    return pc.struct_field(array, name)


def with_children(array: pa.StructArray, **children: pa.Array) -> pa.StructArray:
    """The struct column with the named fields replaced; a null struct whose new fields are all null stays null."""
    fields = [array.type.field(k) for k in range(array.type.num_fields)]
    null = array.is_null()
    for new in children.values():
        null = pc.and_(null, new.is_null())
    values = [children.get(field.name) for field in fields]
    return pa.StructArray.from_arrays(
        [child(array, field.name) if new is None else new for field, new in zip(fields, values)],
        fields=fields,
        mask=null,
    )


def with_content(
    batch: pa.RecordBatch, columns: Mapping[str, Sequence[Any]], changed: Sequence[int], stage: str
) -> pa.RecordBatch:
    """The batch with new content, its ids made anew and `stage` noted in the pedigree of the changed rows, whose tokens
    are to be counted anew and are null until then.

    Args:
        columns: content column -> values of all rows.
        changed: indices of the rows whose content is not what it was.
    """
    if not changed:
        return batch
    batch = replaced(batch, **columns)
    content = [column(batch, name) for name in CONTENT]
    ids = column(batch, "id")
    provenance = batch.column("provenance")
    transformations = child(provenance, "transformations").to_pylist()
    for index in changed:
        domain, question, choices, reasoning, answer = (values[index] for values in content)
        ids[index] = content_id(domain or "", question or "", choices or (), reasoning or "", answer or "")
        transformations[index] = [*(transformations[index] or ()), stage]
    kind = provenance.type.field("transformations").type
    tokens = column(batch, "tokens")
    for index in changed:
        tokens[index] = None
    return replaced(
        batch, id=ids, tokens=tokens,
        provenance=with_children(provenance, transformations=pa.array(transformations, type=kind)),
    )  # fmt: skip


def with_flags(batch: pa.RecordBatch, flags: Mapping[int, Sequence[str]]) -> pa.RecordBatch:
    """The batch with flags added to ``quality.flags``: row index -> what a rule noticed. No flag is named twice."""
    if not any(flags.values()):
        return batch
    quality = batch.column("quality")
    known = child(quality, "flags").to_pylist()
    for index, new in flags.items():
        known[index] = list(dict.fromkeys([*(known[index] or ()), *new]))
    kind = quality.type.field("flags").type
    return replaced(batch, quality=with_children(quality, flags=pa.array(known, type=kind)))
