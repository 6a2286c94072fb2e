"""Public robotics data sets that a corpus can be built from, or fingerprinted against.

Row counts are those of the split as its publisher states them; 0 where none is stated. An empty adapter leaves the layout
to detection. A licence of ``unknown`` means that the card states none.
"""

from __future__ import annotations

from curate.domain import PublicSource

#: ACPBench tasks -> rows of the test split (the same for both formats)
ACP_TASKS = {"app": 130, "areach": 120, "just": 130, "land": 130, "prog": 130, "reach": 130, "val": 130}

SOURCES: tuple[PublicSource, ...] = (
    *(
        PublicSource(
            name=f"acpbench_{task}_{form}",
            hub="ibm-research/acp_bench",
            config=f"acp_{task}_{form}",
            split="test",
            adapter="",
            licence="CDLA-Permissive-2.0",
            rows=rows,
            use="evaluation",
            note="reasoning about actions, change and planning; context and question, " + ("yes or no" if form == "bool" else "four options"),
        )
        for task, rows in ACP_TASKS.items()
        for form in ("bool", "mcq")
    ),
    PublicSource(
        name="planbench",
        hub="tasksource/planbench",
        adapter="",
        licence="MIT",
        rows=0,
        use="evaluation",
        note="blocks, logistics and their obfuscated versions; gold plans, which the plan checker accepts",
    ),
    PublicSource(
        name="planetarium",
        hub="BatsResearch/planetarium",
        adapter="",
        licence="CC-BY-4.0",
        rows=132_037,
        note="descriptions of blocks and gripper problems with their PDDL; no plans; its column `split` marks the test rows",
    ),
    PublicSource(
        name="blocksworld",
        hub="chiayewken/blocksworld",
        adapter="",
        licence="unknown",
        rows=0,
        use="evaluation",
        note="PlanBench's blocks problems in another layout",
    ),
    PublicSource(
        name="omniplan",
        hub="tasksource/omniplan",
        adapter="",
        licence="unknown",
        rows=0,
        note="planning problems of many domains",
    ),
    PublicSource(
        name="embodied_agent_interface",
        hub="Inevitablevalor/EmbodiedAgentInterface",
        adapter="",
        licence="unknown",
        rows=0,
        use="evaluation",
        note="goal reading, subgoals, action sequences and transition models in VirtualHome and BEHAVIOR",
    ),
    PublicSource(
        name="embodied_reasoner",
        hub="zwq2018/embodied_reasoner",
        adapter="",
        licence="unknown",
        rows=9_390,
        note="observation, thought and action trajectories in household scenes, with images; files with different columns, so "
        "download train_multiturn_9390 and pass it with --from",
    ),
    PublicSource(
        name="embodied_features_bridge",
        hub="Embodied-CoT/embodied_features_bridge",
        adapter="",
        licence="unknown",
        rows=0,
        note="reasoning traces for robot videos of the Bridge set; one JSON document, no questions: map it with --map",
    ),
)  # fmt: skip
