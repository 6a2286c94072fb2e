"""What to train: a recipe, read from TOML, validated, and written back as TOML.

TOML text goes in, a frozen `Recipe` comes out; every error names the key, its line and what to do. The options of each
part are the model of the room that acts on them; this module puts them together. A recipe that is printed (`to_toml`)
and read again is the same recipe.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from curate.domain import suggestion
from curate.errors import CurateError, RecipeError
from curate.toml import Place, commented, inline, pairs, problems, strictly, under
from train.curriculum import SAMPLERS, sampler_class
from train.data import DataOptions
from train.evaluate import EvaluationOptions
from train.models.spec import SHAPES
from train.stages import STAGES, TrainingStage, stage_named
from train.tokenizer import TokenizerOptions

DEFAULT = "tiny"
_RECIPES = files("train").joinpath("recipes")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CorpusOptions(_Strict):
    """What curate train DOMAIN builds where it is not built yet; what is left out is as the domain's recipe has it."""

    rows: int | None = Field(default=None, ge=1, description="rows to generate")
    families: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="domain = families to draw from; all of them for a domain that is not named"
    )
    levels: tuple[int, ...] = Field(default=(), description="levels to draw from; all five when empty")
    multiple_choice: float | None = Field(
        default=None, ge=0, le=1, description="share of open problems posed with their distractors"
    )
    seed: int | None = Field(default=None, description="seed of the corpus, apart from the seed of training")

    @field_validator("levels")
    @classmethod
    def _known_levels(cls, levels: tuple[int, ...]) -> tuple[int, ...]:
        if any(level not in range(1, 6) for level in levels):
            raise PydanticCustomError("levels", "levels are 1 to 5")
        return levels


class ModelOptions(_Strict):
    """Which model. The numbers of a shape are those of tiny; other names bring their own."""

    name: str = Field(default="tiny", description="tiny, or a published shape such as gemma3-1b")
    weights: str | None = Field(
        default=None, description="folder of safetensors, or id on the hub; random weights when left out"
    )
    adapter: Literal["full", "lora"] | None = Field(
        default=None, description="train all weights or a LoRA adapter; LoRA from a billion parameters on when left out"
    )
    rank: int = Field(default=64, ge=1, description="rank of the adapter")
    alpha: float = Field(default=64.0, gt=0, description="scale of the adapter times its rank")
    dtype: Literal["float32", "bfloat16"] | None = Field(
        default=None, description="of the weights; bfloat16 on an accelerator and float32 on the CPU when left out"
    )
    mesh: str | None = Field(
        default=None, description='how devices share the work, such as "fsdp=4,tp=2"; chosen when left out'
    )
    layers: int = Field(default=4, ge=1, description="tiny: decoder layers")
    width: int = Field(default=256, ge=1, description="tiny: size of the residual stream")
    heads: int = Field(default=4, ge=1, description="tiny: query heads")
    kv_heads: int = Field(default=2, ge=1, description="tiny: key and value heads")
    head_dim: int = Field(default=64, ge=2, description="tiny: size of a head")
    hidden: int = Field(default=1024, ge=1, description="tiny: inner size of the feed-forward layer")
    window: int = Field(default=512, ge=1, description="tiny: tokens that a local layer sees")

    @field_validator("name")
    @classmethod
    def _known_model(cls, name: str) -> str:
        known = ["tiny", *SHAPES]
        if name not in known:
            raise PydanticCustomError("model", "{text}", {"text": f"unknown model {name!r}; {suggestion(name, known)}"})
        return name

    @model_validator(mode="after")
    def _shape_of_tiny(self) -> ModelOptions:
        if self.name != "tiny":
            return self
        wrong = ""
        if self.heads % self.kv_heads:
            wrong = f"{self.heads} heads can't share {self.kv_heads} key and value heads evenly"
        elif self.head_dim % 2:
            wrong = f"head_dim is {self.head_dim}; rotary positions want an even one"
        if wrong:
            raise PydanticCustomError("model", "{text}", {"text": wrong})
        return self


class PromptOptions(_Strict):
    """How problems are put."""

    instruction: str = Field(
        default="", description="text at the head of every prompt; the same in training and evaluation"
    )


class Stage(_Strict):
    """A stage of training: its kind, its share of a budget, and the options of its kind."""

    kind: str = Field(min_length=1, description="which method; a third party's is named package.module:Class")
    share: float = Field(default=1.0, gt=0, description="share of the time, where a budget divides it over the stages")
    options: Any = Field(default=None, description="the kind's own options")


class Recipe(_Strict):
    """What to train.

    Attributes:
        stages: in order; each one's `options` are of its stage class's own ``Options``.
    """

    name: str = Field(default="unnamed", min_length=1, description="what the run is called")
    method: str = Field(default="", description="what this is, where it comes from, and what to expect of it")
    seed: int = Field(default=20_260_101, ge=0, lt=2**32, description="the only source of randomness in training")
    corpus: CorpusOptions = CorpusOptions()
    data: DataOptions = DataOptions()
    tokenizer: TokenizerOptions = TokenizerOptions()
    prompt: PromptOptions = PromptOptions()
    model: ModelOptions = ModelOptions()
    stages: tuple[Stage, ...] = Field(min_length=1, description="stages of training, in order")
    evaluation: EvaluationOptions = EvaluationOptions()

    @field_validator("stages", mode="before")
    @classmethod
    def _stage_options(cls, given: Any) -> Any:
        if not isinstance(given, list):
            raise PydanticCustomError("stages", "stages are tables: [[stages]]")
        stages: list[Any] = []
        wrong: list[InitErrorDetails] = []
        for number, values in enumerate(given):
            if not isinstance(values, dict):
                raise PydanticCustomError("stages", "stages are tables: [[stages]]")
            try:
                stages.append(_stage(values))
            except ValidationError as error:
                wrong += [under((number,), item) for item in error.errors()]
        if wrong:
            raise ValidationError.from_exception_data("stages", wrong)
        return tuple(stages)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """What each stage is called in the run's files: its place and its kind, ``1-sft``."""
        return tuple(f"{place}-{stage.kind.rpartition(':')[2]}" for place, stage in enumerate(self.stages, 1))


_OF_STAGE = ("kind", "share")


def _stage(values: Mapping[str, Any]) -> Stage:
    """A stage of plain values, its options validated by the model of its kind."""
    head = {key: value for key, value in values.items() if key in _OF_STAGE}
    stage = strictly(Stage, head)
    try:
        method = stage_named(stage.kind)
    except RecipeError as error:
        text = f"{error.what}; {error.remedy or error.why}"
        problem = PydanticCustomError("stage_kind", "{text}", {"text": text})
        raise ValidationError.from_exception_data(
            "stage", [InitErrorDetails(type=problem, loc=("kind",), input=None)]
        ) from None
    options = strictly(method.Options, {key: value for key, value in values.items() if key not in _OF_STAGE})
    _refuse_blind_curriculum(stage.kind, method, options)
    return stage.model_copy(update={"options": options})


def _refuse_blind_curriculum(kind: str, method: TrainingStage, options: BaseModel) -> None:
    """A curriculum that learns from outcomes is of no use to a stage that has none."""
    name = getattr(getattr(options, "curriculum", None), "name", None)
    if name is None or getattr(method, "gives_outcomes", True) or not sampler_class(name).needs_outcomes:
        return
    blind = [known for known in SAMPLERS if not sampler_class(known).needs_outcomes]
    text = f"{name} learns from outcomes, and {kind} has none; it takes: {', '.join(blind)}"
    problem = InitErrorDetails(
        type=PydanticCustomError("curriculum", "{text}", {"text": text}), loc=("curriculum", "name"), input=None
    )
    raise ValidationError.from_exception_data("stage", [problem])


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def plain(recipe: Recipe) -> dict[str, Any]:
    """The recipe as plain values, nothing left out but nulls; `from_values` takes them back."""
    values = recipe.model_dump(mode="json", exclude={"stages"}, exclude_none=True)
    values["stages"] = [
        {**stage.model_dump(mode="json", include=set(_OF_STAGE)),
         **stage.options.model_dump(mode="json", exclude_none=True)}
        for stage in recipe.stages
    ]  # fmt: skip
    return values


def from_values(values: Mapping[str, Any], where: str = "recipe", text: str = "") -> Recipe:
    """A recipe from plain values.

    Raises:
        RecipeError: names the key, its line in `text` when it is there, and what to do.
    """
    try:
        return _strict_recipe(values)
    except ValidationError as error:
        raise RecipeError(
            "this training recipe is not valid", where=where,
            why=problems(
                error, text, keys_beside=lambda place: _keys_beside(place, values),
                place_of=lambda place: _place_of(place, values), kinds=list(STAGES),
            ),
            remedy="see every key with its meaning and default: curate train medical --print",
        ) from None  # fmt: skip


def from_toml(text: str, where: str = "recipe") -> Recipe:
    """A recipe from TOML text; see `from_values`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(
            "this training recipe is not valid TOML", where=where, why=str(error),
            remedy="texts stand in quotation marks, lists in brackets; see one that is right: "
            "curate train medical --print",
        ) from None  # fmt: skip
    return from_values(values, where, text)


def load(name_or_path: str) -> Recipe:
    """A named recipe, or one in a TOML file.

    Raises:
        RecipeError: there is none of that name, no such file, or it is wrong.
    """
    if name_or_path.endswith(".toml"):
        try:
            text = Path(name_or_path).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise RecipeError(
                f"there is no recipe file {name_or_path}",
                remedy=f"print one to start from: curate train medical --print > {Path(name_or_path).name}",
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError("this recipe can't be read", where=name_or_path, why=str(error)) from None
        return from_toml(text, name_or_path)
    known = recipe_names()
    if name_or_path not in known:
        raise RecipeError(f"unknown training recipe {name_or_path!r}", remedy=suggestion(name_or_path, known))
    text = _RECIPES.joinpath(f"{name_or_path}.toml").read_text(encoding="utf-8")
    return from_toml(text, f"the built-in recipe {name_or_path}")


def recipe_names() -> list[str]:
    """Names of the recipes that come with the toolkit, sorted."""
    return sorted(item.name.removesuffix(".toml") for item in _RECIPES.iterdir() if item.name.endswith(".toml"))


def _strict_recipe(values: Mapping[str, Any]) -> Recipe:
    try:
        return strictly(Recipe, values)
    except CurateError as error:  # an option model that looked a name up
        problem = PydanticCustomError("option", "{text}", {"text": f"{error.what}; {error.remedy or error.why or ''}"})
        raise ValidationError.from_exception_data(
            "recipe", [InitErrorDetails(type=problem, loc=(), input=None)]
        ) from None


def _place_of(place: Place, values: Any) -> Place:
    """Where a problem stands in the TOML: pydantic's place without the names of a union's branches."""
    kept: list[str | int] = []
    for number, part in enumerate(place):
        if isinstance(part, int) and isinstance(values, list):
            values = values[part] if part < len(values) else None
            kept.append(part)
        elif isinstance(values, Mapping) and part in values:
            values = values[part]
            kept.append(part)
        elif number == len(place) - 1 and isinstance(values, Mapping) and "[" not in str(part):
            kept.append(part)
    return tuple(kept)


def _keys_beside(place: Place, values: Mapping[str, Any]) -> list[str]:
    """The keys that could stand where an unknown one does."""
    model: Any = Recipe
    rest = list(place[:-1])
    if rest[:1] == ["stages"] and len(rest) > 1:
        kind = values["stages"][rest[1]].get("kind", "")
        model, rest = stage_named(kind).Options, rest[2:]
        if not rest:
            return [*_OF_STAGE, *model.model_fields]
    for part in rest:
        model = _model_at(model, part)
    return list(model.model_fields) if model is not None else []


def _model_at(model: Any, part: str | int) -> Any:
    """The option model below a key, or the branch of a union by its name."""
    if isinstance(model, tuple):  # a union's branches
        return next((branch for branch in model if str(part) in _names(branch)), None)
    if model is None or part not in model.model_fields:
        return model
    found = tuple(_models_in(model.model_fields[part].annotation))
    return found[0] if len(found) == 1 else found or None


def _names(model: type[BaseModel]) -> Iterator[str]:
    """What a discriminated union calls this branch: its class's name, or the literals of its fields."""
    yield model.__name__
    for field in model.model_fields.values():
        yield from (value for value in getattr(field.annotation, "__args__", ()) if isinstance(value, str))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def to_toml(recipe: Recipe) -> str:
    """The whole recipe as TOML, each key with its meaning above it."""
    lines = ["# The effective training recipe. Every key is shown; leave out what you don't change."]
    for name in ("name", "method", "seed"):
        lines += ["", *commented(Recipe, name, getattr(recipe, name))]
    for name in ("corpus", "data", "tokenizer", "prompt", "model"):
        lines += _table(getattr(recipe, name), name)
    for stage in recipe.stages:
        lines += ["", *_summary(stage.options), "[[stages]]"]
        for name in _OF_STAGE:
            lines += commented(Stage, name, getattr(stage, name))
        lines += _body(stage.options, "stages")
    lines += _table(recipe.evaluation, "evaluation")
    return "\n".join(lines) + "\n"


def _table(options: BaseModel, name: str) -> list[str]:
    return ["", *_summary(options), f"[{name}]", *_body(options, name)]


def _summary(options: BaseModel) -> list[str]:
    text = (type(options).__doc__ or "").strip().splitlines()
    return [f"# {text[0]}"] if text else []


def _body(options: BaseModel, name: str) -> list[str]:
    """The keys of a table, then the tables below it, for TOML would read a key after a table as the table's."""
    plain_values = options.model_dump(mode="json", exclude_none=True)
    if isinstance(options, RootModel):
        return pairs(plain_values)
    lines: list[str] = []
    below: list[str] = []
    for key in type(options).model_fields:
        value = getattr(options, key)
        if isinstance(value, BaseModel):
            below += _table(value, f"{name}.{key}")
        else:
            lines += commented(type(options), key, plain_values.get(key))
    return lines + below


# ── comparing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def differences(one: Recipe, other: Recipe) -> list[tuple[str, str, str]]:
    """(key, value in `one`, value in `other`) of the keys that differ, as TOML writes them; "—" where there is none."""
    first, second = dict(_flat(plain(one))), dict(_flat(plain(other)))
    keys = [*first, *(key for key in second if key not in first)]
    return [
        (key, first.get(key, "—"), second.get(key, "—")) for key in keys if first.get(key) != second.get(key)
    ]  # fmt: skip


def _flat(values: Mapping[str, Any] | list[Any], before: str = "") -> Iterator[tuple[str, str]]:
    items = values.items() if isinstance(values, Mapping) else ((str(k + 1), v) for k, v in enumerate(values))
    for key, value in items:
        if isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", inline(value)
