"""Read a Croissant file as a stranger would: ``python read_croissant.py card.json`` prints its records as JSON.

A process of its own: mlcroissant's libraries and the ones that build a corpus do not leave one process in peace.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key.rpartition("/")[2]: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def main(path: str) -> None:
    import mlcroissant

    data_set = mlcroissant.Dataset(jsonld=path)
    records = [plain(record) for record in data_set.records(record_set="records")]
    json.dump({"errors": sorted(map(str, data_set.metadata.ctx.issues.errors)), "records": records}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
