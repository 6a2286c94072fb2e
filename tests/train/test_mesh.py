"""Meshes: read, chosen so that everything divides, refused with what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import TrainingError
from train.mesh import MeshShape, build, chosen, parse, problems, require_fitting
from train.models import SHAPES, named, tiny


@pytest.mark.parametrize(
    ("text", "shape"),
    [("fsdp=4,tp=2", MeshShape(4, 2)), ("tp=2", MeshShape(1, 2)), (" tp = 2 , fsdp=8 ", MeshShape(8, 2))],
)
def test_a_mesh_is_read_as_it_is_written(text: str, shape: MeshShape) -> None:
    assert parse(text) == shape
    assert parse(str(shape)) == shape


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "axis=number"), ("4x2", "axis=number"), ("fsdp=0", "at least 1"), ("fsdp=2,fsdp=2", "twice"),
     ("fspd=2", "fsdp"), ("tp=-1", "axis=number"), ("tp=٣", "axis=number")],
)  # fmt: skip
def test_what_is_no_mesh_is_refused(text: str, said: str) -> None:
    with pytest.raises(TrainingError, match="is no mesh") as caught:
        parse(text)
    assert said in str(caught.value)


@given(
    name=st.sampled_from(sorted(SHAPES)), devices=st.integers(1, 64),
    batches=st.lists(st.integers(1, 256), max_size=3).map(tuple),
)  # fmt: skip
def test_the_mesh_that_is_chosen_divides_everything(name: str, devices: int, batches: tuple[int, ...]) -> None:
    shape = chosen(named(name), devices, batches)
    assert not problems(named(name), shape, devices, batches)


def test_eight_cores_split_heads_four_ways_and_one_device_not_at_all() -> None:
    for name in ("gemma3-1b", "gemma2-2b"):
        assert chosen(named(name), 8, (32,)) == MeshShape(2, 4)
        assert chosen(named(name), 1, (32,)) == MeshShape(1, 1)
    assert chosen(named("gemma3-1b"), 8, (7,)) == MeshShape(1, 4)  # a batch of 7 is not split


def test_what_does_not_divide_is_named_with_its_numbers() -> None:
    with pytest.raises(TrainingError) as caught:
        require_fitting(named("gemma2-2b"), MeshShape(4, 3), 8, (6,))
    text = str(caught.value)
    for part in (
        "4 x 3 = 12 devices, and there are 8", "tp=3 does not divide 8 heads", "tp=3 does not divide 4 key-value heads",
        "fsdp=4 does not divide 6 sequences of a batch", "--mesh fsdp=2,tp=4",
    ):  # fmt: skip
        assert part in text
    require_fitting(named("gemma3-1b"), MeshShape(1, 4), 4)  # its only key-value head is on every device


def test_more_devices_than_there_are() -> None:
    with pytest.raises(TrainingError, match="needs 4096 devices"):
        build(MeshShape(1024, 4))
    assert dict(build(MeshShape()).shape) == {"fsdp": 1, "tp": 1}


def test_a_shape_of_odd_numbers_gets_a_mesh_too() -> None:
    odd = tiny(layers=2, width=33, heads=3, head_dim=2, hidden=7, vocab=101)
    assert chosen(odd, 8) == MeshShape(1, 1)
