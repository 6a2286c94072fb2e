"""The ether0 benchmark: chemistry problems judged by reward functions of its own package; evaluation only."""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    raise Refusal("not_checkable", "its answers are judged by the reward functions of the ether0 package")


ADAPTER = Adapter(
    name="ether0_benchmark",
    title="ether0 benchmark",
    homepage="https://huggingface.co/datasets/futurehouse/ether0-benchmark",
    licence="CC-BY-4.0",
    matches=lambda row: {"problem", "solution", "problem_type", "unformatted"} <= row.keys(),
    adapt=_adapt,
    hub=("futurehouse/ether0-benchmark",),
    use="evaluation",
)
