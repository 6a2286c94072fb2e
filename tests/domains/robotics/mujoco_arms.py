"""Arms built in MuJoCo from positions, axes and angles: the independent oracle of the kinematics tests."""

from __future__ import annotations

import math
from typing import Any

import pytest


def chain(bodies: list[tuple[str, str, str, float]], tip: str) -> list[float]:
    """World position of the tip of a chain built in MuJoCo.

    bodies: (position in the parent, quaternion in the parent, joint axis, joint angle in degrees).
    """
    mujoco = pytest.importorskip("mujoco")
    text = "".join(
        f'<body pos="{position}" quat="{turn}"><joint axis="{axis}"/><geom size="0.01"/>'
        for position, turn, axis, _ in bodies
    )
    xml = f'<mujoco><worldbody>{text}<site name="tip" pos="{tip}"/>{"</body>" * len(bodies)}</worldbody></mujoco>'
    model = mujoco.MjModel.from_xml_string(xml)
    data = mujoco.MjData(model)
    data.qpos[:] = [math.radians(angle) for *_, angle in bodies]
    mujoco.mj_kinematics(model, data)
    return [float(value) for value in data.site("tip").xpos]


def flat(lengths: list[float], angles: list[float]) -> list[float]:
    bodies = [(f"{([0.0, *lengths])[k]} 0 0", "1 0 0 0", "0 0 1", angle) for k, angle in enumerate(angles)]
    return chain(bodies, f"{lengths[-1]} 0 0")


def tip_jacobian(lengths: list[float], angles: list[float]) -> Any:
    """MuJoCo's Jacobian of a planar arm's tip: rows x and y, a column a joint; angles in degrees."""
    mujoco = pytest.importorskip("mujoco")
    numpy = pytest.importorskip("numpy")
    text = "".join(
        f'<body pos="{place} 0 0"><joint axis="0 0 1"/><geom size="0.01"/>' for place in [0.0, *lengths][: len(angles)]
    )
    tip = f'<site name="tip" pos="{lengths[-1]} 0 0"/>'
    model = mujoco.MjModel.from_xml_string(
        f"<mujoco><worldbody>{text}{tip}{'</body>' * len(angles)}</worldbody></mujoco>"
    )
    data = mujoco.MjData(model)
    data.qpos[:] = [math.radians(angle) for angle in angles]
    mujoco.mj_forward(model, data)
    rows = numpy.zeros((3, model.nv))
    mujoco.mj_jacSite(model, data, rows, None, model.site("tip").id)
    return rows[:2]
