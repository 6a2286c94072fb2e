"""Public chemistry data sets that a corpus can be built from, or fingerprinted against.

Row counts are those of the split as its publisher states them, round where it states a round number. An empty adapter
leaves the layout to detection. Sets that are published as loading scripts are read from the hub's own parquet branch
(``refs/convert/parquet``) where it has one, or from files that the user has downloaded (``--from``).
"""

from __future__ import annotations

from curate.domain import PublicSource

SOURCES: tuple[PublicSource, ...] = (
    PublicSource(
        name="chemcotbench_cot",
        hub="OpenMol/ChemCoTBench-CoT",
        adapter="",
        licence="CC-BY-4.0",
        rows=22_000,
        gate="log in on the hub, accept the conditions on the data set's page, then run: hf auth login",
        note="about 22,000 annotated chains of thought on molecule understanding, editing, optimisation and reactions",
    ),
    PublicSource(
        name="chemcotbench_v2",
        hub="fresnellll/ChemCoTBench-V2",
        split="test",
        adapter="",
        licence="MIT",
        rows=5_620,
        use="evaluation",
        note="benchmark with verified process references",
    ),
    PublicSource(
        name="molreasoner",
        hub="guojianz/MolReasoner",
        adapter="",
        licence="MIT",
        rows=0,
        note="chains of thought for molecule captioning and generation, written by GPT-4o; row count not stated",
    ),
    PublicSource(
        name="smolinstruct",
        hub="osunlp/SMolInstruct",
        adapter="",
        licence="CC-BY-4.0",
        rows=3_300_000,
        note="14 tasks, more than 3 million rows without reasoning; a loading script: download it and pass the files with --from",
    ),
    PublicSource(
        name="mol_instructions",
        hub="zjunlp/Mol-Instructions",
        config="Molecule-oriented Instructions",
        adapter="",
        licence="CC-BY-4.0",
        rows=148_400,
        note="answers without reasoning; a loading script: download it and pass the files with --from",
    ),
    PublicSource(
        name="chembench",
        hub="jablonkagroup/ChemBench",
        adapter="chembench",
        licence="MIT",
        rows=2_788,
        use="evaluation",
        note="carries a canary, and is never to be trained on",
    ),
    PublicSource(
        name="ether0_benchmark",
        hub="futurehouse/ether0-benchmark",
        split="test",
        adapter="ether0_benchmark",
        licence="CC-BY-4.0",
        rows=325,
        use="evaluation",
        note="answers are checked by the rewards of the ether0 package",
    ),
    PublicSource(
        name="sciknoweval",
        hub="hicai-zju/SciKnowEval",
        split="test",
        adapter="sciknoweval",
        licence="MIT",
        rows=28_392,
        use="evaluation",
        note="four sciences at five levels of knowledge; chemistry is one of them",
    ),
    PublicSource(
        name="scibench",
        hub="xw27/scibench",
        adapter="scibench",
        licence="MIT",
        rows=692,
        use="evaluation",
        note="textbook problems with numeric answers and units; atkins, chemmc, matter and quan are the chemistry ones",
    ),
    PublicSource(
        name="gpqa",
        hub="Idavidrein/gpqa",
        config="gpqa_main",
        adapter="gpqa",
        licence="CC-BY-4.0",
        rows=448,
        use="evaluation",
        gate="accept the conditions on the data set's page (its rows are never to be posted in plain text), then run: hf auth login",
        note="biology, physics and chemistry; evaluation only, never repost",
    ),
    *(
        PublicSource(
            name=f"mmlu_{subject}",
            hub="cais/mmlu",
            config=subject,
            split="test",
            adapter="mmlu",
            licence="MIT",
            rows=rows,
            use="evaluation",
        )
        for subject, rows in (("college_chemistry", 100), ("high_school_chemistry", 203))
    ),
)  # fmt: skip
