"""Models: shapes by name or from a folder, random weights that train, LoRA.

    spec = named("gemma3-1b")              # or tiny(layers=4, …), or from_folder(Path("gemma"))
    model = create(spec, seed=0)           # random weights; train.weights.load(…) reads published ones
    model = with_lora(model, Lora(), seed=0)

`train.models.spec` holds the shapes, `layout` the names and forms of the tensors, `build` makes models, `lora` adapts
them. Nothing here imports jax before a model is made.
"""

from train.models.build import abstract, create, default_dtype, logits
from train.models.lora import Lora, default_lora, has_lora, merged, trainable, with_lora
from train.models.spec import SHAPES, ModelSpec, from_folder, named, resized, tiny

__all__ = [
    "SHAPES",
    "Lora",
    "ModelSpec",
    "abstract",
    "create",
    "default_dtype",
    "default_lora",
    "from_folder",
    "has_lora",
    "logits",
    "merged",
    "named",
    "resized",
    "tiny",
    "trainable",
    "with_lora",
]
