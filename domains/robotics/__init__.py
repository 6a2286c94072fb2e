"""The robotics domain: kinematics, motion, planning, control and estimation, each from a cited textbook or standard."""

from __future__ import annotations

from importlib.resources import files

from curate.domain import Domain
from domains.robotics.rubric import RUBRIC
from domains.robotics.sources import SOURCES

FAMILIES = (
    "forward_kinematics", "inverse_kinematics", "jacobians", "rotations_and_frames", "odometry", "trajectory_timing",
    "planning", "plan_checking", "grid_navigation", "household_tasks", "scheduling", "feedback_control",
    "state_estimation", "robot_budgets",
)  # fmt: skip

DOMAIN = Domain(
    name="robotics",
    title="Robotics reasoning",
    description="Kinematics, motion, planning, control and estimation with worked reasoning and answers that a machine can check.",
    recipe=files(__package__).joinpath("recipe.toml").read_text(encoding="utf-8"),
    families={name: f"domains.robotics.families.{name}:FAMILY" for name in FAMILIES},
    sources=SOURCES,
    rubric=RUBRIC,
    verifiers={
        "pose": "domains.robotics.verifiers.pose:check",
        "joints": "domains.robotics.verifiers.joints:check",
        "rotation": "domains.robotics.verifiers.rotation:check",
        "plan": "domains.robotics.verifiers.plan:check",
        "household": "domains.robotics.verifiers.household:check",
        "route": "domains.robotics.verifiers.route:check",
        "cell": "domains.robotics.verifiers.route:check_cell",
        "schedule": "domains.robotics.verifiers.schedule:check",
        "assignment": "domains.robotics.verifiers.schedule:check_assignment",
        "interval": "domains.robotics.verifiers.interval:check",
    },
    limits=(
        "Exercises for training and evaluating models; not a safety assessment, and no substitute for the standards they cite.",
        "Rigid links, ideal joints and exact sensors wherever a question does not say otherwise.",
        "Robots, rooms and tasks are invented; their sizes follow common machines, not any real fleet.",
    ),
)
