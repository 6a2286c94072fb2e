"""What to build: a recipe, read from TOML or made for a domain, validated, and written back as TOML.

TOML text goes in, a frozen `Recipe` comes out; every error names the key, its line and what to do. A recipe that is
printed (`to_toml`) and read again is the same recipe.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from curate.domain import domain_names, load_domain, suggestion
from curate.errors import RecipeError
from curate.stages import OPTIONAL, STAGES, options_model
from curate.toml import Place, commented, problems, strictly, under, unknown_key

Level = Annotated[int, Field(ge=1, le=5)]
Allowed = Annotated[
    tuple[Literal["evaluation", "non_commercial"], ...],
    Field(description="read rows that are refused by default: evaluation (sets to measure with, never to train on), "
                      "non_commercial (licences that forbid commercial use)"),
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Generated(_Strict):
    """Problems that the domain's families generate."""

    kind: Literal["generated"] = "generated"
    rows: int | None = Field(default=None, ge=0, description="rows to generate; the recipe's rows when left out")
    families: tuple[str, ...] = Field(default=(), description="families to draw from; all of the domain's when empty")
    levels: tuple[Level, ...] = Field(default=(1, 2, 3, 4, 5), min_length=1, description="levels to draw from")
    multiple_choice: float = Field(
        default=0.25, ge=0, le=1, description="share of open problems posed with their distractors"
    )


class Files(_Strict):
    """Files of the user's own, or a local copy of a public set."""

    kind: Literal["files"] = "files"
    paths: tuple[str, ...] = Field(min_length=1, description="files, folders or globs, relative to the recipe")
    map: dict[str, str] = Field(default_factory=dict, description="record column = the file's column")
    adapter: str | None = Field(default=None, description="row layout; detected when left out")
    licence: str | None = Field(default=None, description="licence of the rows; the adapter's when left out")
    name: str = Field(default="files", description="what provenance calls this source")
    allow: Allowed = ()


class Hub(_Strict):
    """A data set on the Hugging Face hub, or a local folder laid out as one."""

    kind: Literal["hub"] = "hub"
    id: str = Field(description="owner/name on the hub, the short name of one of the domain's sources, or a folder")
    config: str | None = Field(default=None, description="configuration of the set")
    split: str | None = Field(default=None, description="split to read")
    revision: str | None = Field(default=None, description="commit to pin")
    map: dict[str, str] = Field(default_factory=dict, description="record column = the set's column")
    adapter: str | None = Field(default=None, description="row layout; detected when left out")
    licence: str | None = Field(default=None, description="licence of the rows")
    rows: int | None = Field(default=None, ge=1, description="read at most so many rows")
    allow: Allowed = ()


#: keys of stages that name files
_STAGE_PATHS = (("decontaminate", "benchmarks"), ("quality", "tokenizer"))

SourceOptions = Annotated[Generated | Files | Hub, Field(discriminator="kind")]


class Shards(_Strict):
    """How the corpus is cut into files."""

    rows_per_shard: int = Field(default=50_000, ge=1, description="rows in a shard")


class Recipe(_Strict):
    """What to build.

    Attributes:
        stages: options of each stage by name; each is the stage module's own ``Options``.
    """

    domain: str = Field(description="which domain's families, sources and rubric to use")
    rows: int = Field(
        default=20_000, ge=0, description="rows that the generated source makes, before anything is turned away"
    )
    seed: int = Field(default=20_260_101, description="the only source of randomness")
    skip: tuple[str, ...] = Field(default=(), description=f"stages to leave out, of: {', '.join(OPTIONAL)}")
    sources: tuple[SourceOptions, ...] = Field(
        default=(Generated(),), min_length=1, description="where rows come from, best first"
    )
    stages: dict[str, Any] = Field(default_factory=dict, validate_default=True, description="options of each stage")
    shards: Shards = Shards()

    @field_validator("domain")
    @classmethod
    def _known_domain(cls, name: str) -> str:
        if name not in domain_names():
            said = f"unknown domain {name!r}; {suggestion(name, domain_names())}"
            raise PydanticCustomError("unknown_domain", "{text}", {"text": said})
        return name

    @field_validator("skip")
    @classmethod
    def _optional_stages(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in OPTIONAL:
                said = "can't be left out" if name in STAGES else "is no stage that can be left out"
                raise PydanticCustomError("stage", "{text}", {"text": f"{name!r} {said}; {suggestion(name, OPTIONAL)}"})
        return tuple(sorted(set(names)))

    @field_validator("stages", mode="before")
    @classmethod
    def _stage_options(cls, given: Any) -> dict[str, BaseModel]:
        if not isinstance(given, dict):
            raise PydanticCustomError("stage", "stages is a table: [stages.NAME]")
        unknown = [name for name in given if name not in STAGES]
        if unknown:
            raise ValidationError.from_exception_data("stages", [unknown_key((name,)) for name in unknown])
        validated: dict[str, BaseModel] = {}
        wrong: list[InitErrorDetails] = []
        for name in STAGES:
            model, value = options_model(name), given.get(name, {})
            try:
                validated[name] = value if isinstance(value, model) else strictly(model, value)
            except ValidationError as error:
                wrong += [under((name,), item) for item in error.errors()]
        if wrong:
            raise ValidationError.from_exception_data("stages", wrong)
        return validated

    @model_validator(mode="after")
    def _source_names(self) -> Recipe:
        names = [source.name for source in self.sources if isinstance(source, Files)]
        if len(set(names)) < len(names):
            raise PydanticCustomError("sources", "two files sources have the same name; give each its own name")
        return self


def plain(recipe: Recipe) -> dict[str, Any]:
    """The recipe as plain values, nothing left out but nulls; what the manifest holds."""
    values = recipe.model_dump(mode="json", exclude={"stages"}, exclude_none=True)
    values["stages"] = {
        name: options.model_dump(mode="json", exclude_none=True) for name, options in recipe.stages.items()
    }
    return values


def portable(recipe: Recipe) -> dict[str, Any]:
    """`plain`, with paths outside the recipe's folder cut to their last part: no path of the machine."""
    values = plain(recipe)
    for source in values["sources"]:
        if source["kind"] == "files":
            source["paths"] = [_portable_path(path) for path in source["paths"]]
        if source["kind"] == "hub":
            source["id"] = _portable_path(source["id"])
    for stage, key in _STAGE_PATHS:
        named = values["stages"][stage].get(key)
        if isinstance(named, str):
            values["stages"][stage][key] = _portable_path(named)
        elif named:
            values["stages"][stage][key] = [_portable_path(name) for name in named]
    return values


def _portable_path(path: str) -> str:
    return Path(path).name if Path(path).is_absolute() or ".." in Path(path).parts else path


def from_values(values: dict[str, Any], where: str = "recipe", text: str = "") -> Recipe:
    """A recipe from plain values.

    Raises:
        RecipeError: names the key, its line in `text` when it is there, and what to do.
    """
    try:
        return strictly(Recipe, values)
    except ValidationError as error:
        raise _recipe_error(error, where, text) from None


def from_toml(text: str, where: str = "recipe") -> Recipe:
    """A recipe from TOML text; see `from_values`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(
            "this recipe is not valid TOML", where=where, why=str(error),
            remedy="texts stand in quotation marks, lists in brackets; see one that is right: curate recipe DOMAIN",
        ) from None  # fmt: skip
    return from_values(values, where, text)


def load(name_or_path: str) -> tuple[Recipe, Path]:
    """The recipe of a domain, or of a TOML file, and the folder against which its paths are read.

    Raises:
        RecipeError: no such domain or file, or a recipe that is wrong.
    """
    if name_or_path.endswith(".toml"):
        path = Path(name_or_path)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise RecipeError(
                f"there is no recipe file {name_or_path}",
                remedy=f"print one to start from: curate recipe medical > {path.name}",
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError("this recipe can't be read", where=name_or_path, why=str(error)) from None
        recipe = from_toml(text, name_or_path)
        _refuse_outside(recipe, path)
        return recipe, path.parent.resolve()
    return from_toml(load_domain(name_or_path).recipe, f"the built-in recipe of {name_or_path}"), Path.cwd()


def _refuse_outside(recipe: Recipe, path: Path) -> None:
    folder = path.parent.resolve()
    for key, name in _paths(recipe):
        target = folder / Path(name).expanduser()
        if not target.resolve().is_relative_to(folder):
            raise RecipeError(
                f"the path {name!r} leads out of the recipe's folder",
                where=f"{path}, key {key}",
                why="a recipe is self-contained, so that it can be handed on and gives the same corpus anywhere",
                remedy="put the file beside the recipe"
                + (", or name the data on the command line: --from PATH" if key == "sources.paths" else ""),
            )


def _paths(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """Every path that a recipe names, with its key."""
    for source in recipe.sources:
        if isinstance(source, Files):
            yield from (("sources.paths", name) for name in source.paths)
        if isinstance(source, Hub) and (source.id.startswith(("~", ".", "/")) or source.id.count("/") > 1):
            yield "sources.id", source.id
    yield from stage_paths(recipe)


def stage_paths(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """What a recipe's stages name that may be a file of the user's, with its key; shipped sets by their names too."""
    for stage, key in _STAGE_PATHS:
        value = getattr(recipe.stages[stage], key)
        for name in (value,) if isinstance(value, str) else value or ():
            yield f"stages.{stage}.{key}", name


_TAGS = ("generated", "files", "hub")


def _recipe_error(error: ValidationError, where: str, text: str) -> RecipeError:
    return RecipeError(
        "this recipe is not valid", where=where,
        why=problems(error, text, keys_beside=_keys_beside, place_of=_place_of, kinds=_TAGS),
        remedy="see every key with its meaning and default: curate recipe DOMAIN",
    )  # fmt: skip


def _place_of(place: Place) -> Place:
    return tuple(part for part in place if part not in _TAGS and "[" not in str(part))


def _keys_beside(place: Place) -> list[str]:
    """The keys that could stand where an unknown one does."""
    if place[0] == "stages" and len(place) > 2:
        return list(options_model(str(place[1])).model_fields)
    if place[0] == "stages":
        return list(STAGES)
    if place[0] == "sources":
        models: dict[Any, type[BaseModel]] = {"generated": Generated, "files": Files, "hub": Hub}
        return [key for part in place if part in models for key in models[part].model_fields]
    return list((Shards if place[0] == "shards" and len(place) > 1 else Recipe).model_fields)


def to_toml(recipe: Recipe) -> str:
    """The whole recipe as TOML, each key with its meaning above it."""
    lines = [
        f"# The effective recipe of a {recipe.domain} corpus. Every key is shown; leave out what you don't change.",
        "# Paths are relative to this file.",
    ]
    values = plain(recipe)
    for name in ("domain", "rows", "seed", "skip"):
        lines += ["", *commented(Recipe, name, values[name])]
    for source in recipe.sources:
        lines += ["", f"# {(type(source).__doc__ or '').strip()}", "[[sources]]"]
        for name in type(source).model_fields:
            lines += commented(type(source), name, getattr(source, name))
    for stage, options in recipe.stages.items():
        summary = (type(options).__doc__ or "").strip().splitlines()
        lines += ["", *([f"# {summary[0]}"] if summary else []), f"[stages.{stage}]"]
        for name in type(options).model_fields:
            lines += commented(type(options), name, values["stages"][stage].get(name))
    lines += ["", "# How the corpus is cut into files.", "[shards]"]
    for name in Shards.model_fields:
        lines += commented(Shards, name, values["shards"][name])
    return "\n".join(lines) + "\n"
