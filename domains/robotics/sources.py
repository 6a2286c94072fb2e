"""Public robotics data sets that a corpus can be built from, or fingerprinted against.

Row counts are those of the split as its publisher states them; 0 where it states a range only. An empty adapter leaves
the layout to detection, or to ``map``.
"""

from __future__ import annotations

from curate.domain import PublicSource

SOURCES: tuple[PublicSource, ...] = (
    PublicSource(
        name="acpbench",
        hub="ibm-research/acp_bench",
        config="acp_app_bool",
        split="validation",
        adapter="acpbench",
        licence="CDLA-Permissive-2.0",
        rows=40,
        note="seven tasks, each as yes or no (acp_app_bool …) and as multiple choice (acp_app_mcq …): name another with "
        "config = …",
    ),
    PublicSource(
        name="acpbench_test",
        hub="ibm-research/acp_bench",
        config="acp_app_bool",
        split="test",
        adapter="acpbench",
        licence="CDLA-Permissive-2.0",
        rows=130,
        use="evaluation",
    ),
    PublicSource(
        name="planbench",
        hub="tasksource/planbench",
        config="task_1_plan_generation",
        adapter="planbench",
        licence="MIT",
        rows=2_270,
        use="evaluation",
        note="blocks and logistics are read, in tasks 1, 3 and 7; a benchmark, whatever its split is called",
    ),
    PublicSource(
        name="blocksworld",
        hub="chiayewken/blocksworld",
        adapter="",
        licence="unknown",
        rows=501,
        use="evaluation",
        note="PlanBench's problems in PDDL, without plans",
    ),
    PublicSource(
        name="omniplan",
        hub="tasksource/omniplan",
        config="fertile",
        adapter="",
        licence="unknown",
        rows=50_000,
        note='problems of made-up domains in English; map = {question = "problem_english", answer = "answer"}; its '
        "blocksworld and mystery parts are PlanBench's; its card states no licence",
    ),
    PublicSource(
        name="planetarium",
        hub="BatsResearch/planetarium",
        adapter="",
        licence="CC-BY-4.0",
        rows=0,
        note='more than 100,000 problems to be written in PDDL; map = {question = "natural_language", answer = '
        '"problem_pddl"}; no checker here compares PDDL problems',
    ),
    PublicSource(
        name="embodied_agent_interface",
        hub="Inevitablevalor/EmbodiedAgentInterface",
        split="virtualhome",
        adapter="",
        licence="Apache-2.0",
        rows=338,
        use="evaluation",
        note="household tasks with goals and actions in a simulator's own language",
    ),
    PublicSource(
        name="embodied_features_bridge",
        hub="Embodied-CoT/embodied_features_bridge",
        adapter="",
        licence="unknown",
        rows=0,
        note="reasoning for robot trajectories of Bridge V2, in one JSON document keyed by file; the images are elsewhere",
    ),
    PublicSource(
        name="embodied_reasoner",
        hub="zwq2018/embodied_reasoner",
        adapter="",
        licence="Apache-2.0",
        rows=0,
        note="multi-turn search in rooms, with images that a text corpus leaves out",
    ),
)
