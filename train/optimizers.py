"""Optimizers: a stage's options in, an optax transformation out whose learning rate is set from outside at each step.

AdamW is the rule. Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers"; arXiv 2502.16982) orthogonalises
the momentum of every matrix inside the layers and leaves embedding and norms to AdamW; it learns small models from
random weights in about half the tokens. It needs whole matrices, so that adapters are trained by AdamW.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from train.schedule import ScheduleOptions

if TYPE_CHECKING:
    import optax


class OptimizerOptions(ScheduleOptions):
    """How weights are updated."""

    optimizer: Literal["adamw", "muon"] = Field(
        default="adamw", description="adamw; or muon, for models that begin from random weights"
    )
    clip: float = Field(default=1.0, gt=0, description="largest norm of the gradient")
    weight_decay: float = Field(default=0.0, ge=0, description="on matrices, not on scales")
    beta1: float = Field(default=0.9, ge=0, lt=1, description="AdamW's")
    beta2: float = Field(default=0.99, ge=0, lt=1, description="AdamW's")
    embedding_rate: float = Field(
        default=0.2, gt=0, description="muon: learning rate of embedding and norms, as a share of the others'"
    )


def optimizer_of(options: OptimizerOptions, *, epsilon: float = 1e-8) -> optax.GradientTransformation:
    """The optimizer, its learning rate at nothing until `set_rate` is called.

    Args:
        epsilon: added to AdamW's denominator. A stage whose gradient may be nothing but rounding wants a greater one,
            for AdamW would blow that up to whole steps.
    """
    import optax

    def made(learning_rate: Any) -> Any:
        if options.optimizer == "muon":
            update = optax.contrib.muon(
                learning_rate, weight_decay=options.weight_decay, adam_b1=options.beta1, adam_b2=options.beta2,
                adam_learning_rate=learning_rate * options.embedding_rate, muon_weight_dimension_numbers=_matrices,
            )  # fmt: skip
        else:
            update = optax.adamw(
                learning_rate, b1=options.beta1, b2=options.beta2, eps=epsilon, weight_decay=options.weight_decay,
                mask=_decayed if options.weight_decay else None,
            )  # fmt: skip
        return optax.chain(optax.clip_by_global_norm(options.clip), update)

    transformation: optax.GradientTransformation = optax.inject_hyperparams(made)(learning_rate=0.0)
    return transformation


def set_rate(optimizer: Any, rate: float) -> None:
    """Hand a learning rate to an optimizer of `optimizer_of`, also one that accumulates gradients."""
    import jax.numpy as jnp

    state = optimizer.opt_state
    inner = getattr(state, "inner_opt_state", state)
    held = inner.hyperparams["learning_rate"]
    held[...] = jnp.asarray(rate, held[...].dtype)


def _decayed(parameters: Any) -> Any:
    """Matrices decay; scales of norms (vectors) don't."""
    import jax

    return jax.tree.map(lambda leaf: getattr(leaf, "ndim", 2) > 1, parameters)


#: module of a layer -> axes that are summed over, axes that come out; those left are matrices of their own
_AXES = {
    "q_einsum": ((1,), (0, 2)),
    "kv_einsum": ((2,), (1, 3)),
    "qkv_einsum": ((2,), (1, 3)),
    "attn_vec_einsum": ((0, 1), (2,)),
}


def _matrices(parameters: Any) -> Any:
    """Which axes of every parameter make the matrix that Muon orthogonalises; None leaves it to AdamW."""
    import jax
    from optax.contrib import MuonDimensionNumbers

    def axes(path: Any, leaf: Any) -> Any:
        names = {str(getattr(part, "key", getattr(part, "name", part))) for part in path}
        if "embedder" in names or leaf.ndim < 2:
            return None
        summed, out = next((known for name, known in _AXES.items() if name in names), ((0,), (1,)))
        return MuonDimensionNumbers(reduction_axis=summed, output_axis=out)

    return jax.tree_util.tree_map_with_path(axes, parameters)
