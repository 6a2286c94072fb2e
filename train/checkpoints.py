"""Checkpoints: weights, optimizer and everything else that a stage needs to go on exactly where it stopped.

A folder ``<root>/<step>/`` holds ``model_params`` (what is trained: all weights, or the adapter's alone),
``optimizer_state`` and ``state`` (plain JSON: sampler, data cursor, steps). Orbax writes it beside and renames it into
place, so that a killed run leaves the previous checkpoint whole. Tunix's own manager is not used: its last checkpoint
forgets the global step, and it has no place for a sampler.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curate.errors import CorpusError, OutputError

if TYPE_CHECKING:
    from flax import nnx


class Checkpoints:
    """The checkpoints of one stage.

    Args:
        root: folder of the stage's checkpoints; made when the first is saved.
        keep: how many of the latest to keep.
    """

    def __init__(self, root: Path, *, keep: int = 2):
        self.root = root
        self.keep = keep
        self._open: Any = None

    def steps(self) -> list[int]:
        """Steps that have a whole checkpoint, ascending."""
        if not self.root.is_dir():
            return []
        return sorted(int(folder.name) for folder in self.root.iterdir() if folder.name.isdigit() and folder.is_dir())

    def latest(self) -> int | None:
        return max(self.steps(), default=None)

    def save(
        self, step: int, model: nnx.Module, optimizer: nnx.Optimizer[Any] | None, state: Mapping[str, Any]
    ) -> None:
        """Save; returns before the bytes are on disk (see `wait`).

        Raises:
            OutputError: the disk is full, or the folder can't be written.
        """
        import orbax.checkpoint as ocp
        from flax import nnx

        parts: dict[str, Any] = {
            "model_params": ocp.args.PyTreeSave(_trained(model)),
            "state": ocp.args.JsonSave(json.loads(json.dumps(state))),
        }
        if optimizer is not None:
            parts["optimizer_state"] = ocp.args.PyTreeSave(nnx.state(optimizer, nnx.optimizer.OptState))
        try:
            self._manager().save(step, args=ocp.args.Composite(**parts), force=True)
        except OSError as error:
            raise self._unwritable(error) from None

    def wait(self) -> None:
        """Return when all that was saved is on disk.

        Raises:
            OutputError: it could not be written.
        """
        if self._open is None:
            return
        try:
            self._open.wait_until_finished()
        except OSError as error:
            raise self._unwritable(error) from None

    def close(self) -> None:
        if self._open is not None:
            self.wait()
            self._open.close()
            self._open = None

    def restore(self, step: int, model: nnx.Module, optimizer: nnx.Optimizer[Any] | None = None) -> dict[str, Any]:
        """Put a checkpoint's weights (and optimizer) into these, in place, and return its ``state``.

        Raises:
            CorpusError: the checkpoint is damaged or belongs to another model.
        """
        import orbax.checkpoint as ocp
        from flax import nnx

        def wanted(target: Any) -> Any:
            return ocp.args.PyTreeRestore(
                item=target, restore_args=ocp.checkpoint_utils.construct_restore_args(target=target)
            )

        parts: dict[str, Any] = {"model_params": wanted(_trained(model)), "state": ocp.args.JsonRestore()}
        if optimizer is not None:
            parts["optimizer_state"] = wanted(nnx.state(optimizer, nnx.optimizer.OptState))
        try:
            found = self._manager().restore(step, args=ocp.args.Composite(**parts))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorpusError(
                "a checkpoint can't be read", where=str(self.root / str(step)), why=str(error).splitlines()[0][:300],
                remedy="delete that folder to go on from the one before it",
            ) from None  # fmt: skip
        nnx.update(model, found.model_params)
        if optimizer is not None:
            nnx.update(optimizer, found.optimizer_state)
        return dict(found.state)

    def _manager(self) -> Any:
        if self._open is None:
            import orbax.checkpoint as ocp

            try:
                self.root.mkdir(parents=True, exist_ok=True)
                self._open = ocp.CheckpointManager(
                    self.root.absolute(), options=ocp.CheckpointManagerOptions(max_to_keep=self.keep, create=True)
                )
            except OSError as error:
                raise self._unwritable(error) from None
        return self._open

    def _unwritable(self, error: OSError) -> OutputError:
        return OutputError(
            "a checkpoint can't be written", where=str(self.root), why=error.strerror or str(error),
            remedy="make room there; the run goes on from its last checkpoint with --resume",
        )  # fmt: skip


def _trained(model: nnx.Module) -> Any:
    """The part of a model that training changes: the adapter's weights where it has one, else all of them."""
    from flax import nnx

    adapter = nnx.state(model, nnx.LoRAParam)
    return adapter if adapter else nnx.state(model, nnx.Param)
