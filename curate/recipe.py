"""What to build: a recipe, read from TOML or made for a domain, validated, and written back as TOML.

TOML text goes in, a frozen `Recipe` comes out; every error names the key, its line and what to do. A recipe that is
printed (`to_toml`) and read again is the same recipe.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from curate.domain import domain_names, load_domain, suggestion
from curate.errors import RecipeError
from curate.stages import OPTIONAL, STAGES, options_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Generated(_Strict):
    """Problems that the domain's families generate."""

    kind: Literal["generated"] = "generated"
    rows: int | None = Field(None, ge=0, description="rows to generate; the recipe's rows when left out")
    families: tuple[str, ...] = Field((), description="families to draw from; all of the domain's when empty")
    levels: tuple[int, ...] = Field((1, 2, 3, 4, 5), description="levels to draw from")
    multiple_choice: float = Field(0.25, ge=0, le=1, description="share of open problems posed with their distractors")


class Files(_Strict):
    """Files of the user's own, or a local copy of a public set."""

    kind: Literal["files"] = "files"
    paths: tuple[str, ...] = Field(min_length=1, description="files, folders or globs, relative to the recipe")
    map: dict[str, str] = Field(default_factory=dict, description="record column = the file's column")
    adapter: str | None = Field(None, description="row layout; detected when left out")
    licence: str | None = Field(None, description="licence of the rows; the adapter's when left out")
    name: str = Field("files", description="what provenance calls this source")


class Hub(_Strict):
    """A data set on the Hugging Face hub, or a local folder laid out as one."""

    kind: Literal["hub"] = "hub"
    id: str = Field(description="owner/name on the hub, the short name of one of the domain's sources, or a folder")
    config: str | None = Field(None, description="configuration of the set")
    split: str | None = Field(None, description="split to read")
    revision: str | None = Field(None, description="commit to pin")
    map: dict[str, str] = Field(default_factory=dict, description="record column = the set's column")
    adapter: str | None = Field(None, description="row layout; detected when left out")
    licence: str | None = Field(None, description="licence of the rows")
    rows: int | None = Field(None, ge=1, description="read at most so many rows")


SourceOptions = Annotated[Generated | Files | Hub, Field(discriminator="kind")]


class Shards(_Strict):
    """How the corpus is cut into files."""

    rows_per_shard: int = Field(50_000, ge=1, description="rows in a shard")


class Recipe(_Strict):
    """What to build.

    Attributes:
        stages: options of each stage by name; each is the stage module's own ``Options``.
    """

    domain: str = Field(description="which domain's families, sources and rubric to use")
    rows: int = Field(20_000, ge=0, description="rows that the generated source makes, before anything is turned away")
    seed: int = Field(20_260_101, description="the only source of randomness")
    skip: tuple[str, ...] = Field((), description=f"stages to leave out, of: {', '.join(OPTIONAL)}")
    sources: tuple[SourceOptions, ...] = Field((Generated(),), min_length=1, description="where rows come from, best first")
    stages: dict[str, Any] = Field(default_factory=dict, validate_default=True, description="options of each stage")
    shards: Shards = Shards()

    @field_validator("domain")
    @classmethod
    def _known_domain(cls, name: str) -> str:
        if name not in domain_names():
            raise PydanticCustomError("unknown_domain", "{text}", {"text": f"unknown domain {name!r}; {suggestion(name, domain_names())}"})
        return name

    @field_validator("skip")
    @classmethod
    def _optional_stages(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in OPTIONAL:
                raise PydanticCustomError("stage", "{text}", {"text": f"{name!r} can't be left out; {suggestion(name, list(OPTIONAL))}"})
        return tuple(sorted(set(names)))

    @field_validator("stages", mode="before")
    @classmethod
    def _stage_options(cls, given: Any) -> dict[str, BaseModel]:
        if not isinstance(given, dict):
            raise PydanticCustomError("stage", "stages is a table: [stages.NAME]")
        unknown = [name for name in given if name not in STAGES]
        if unknown:
            raise PydanticCustomError("stage", "{text}", {"text": f"there is no stage {unknown[0]!r}; {suggestion(unknown[0], list(STAGES))}"})
        validated: dict[str, BaseModel] = {}
        for name in STAGES:
            model, value = options_model(name), given.get(name, {})
            validated[name] = value if isinstance(value, model) else model.model_validate(value)
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
    return values


def _portable_path(path: str) -> str:
    return Path(path).name if Path(path).is_absolute() or ".." in Path(path).parts else path


def from_values(values: dict[str, Any], where: str = "recipe", text: str = "") -> Recipe:
    """A recipe from plain values.

    Raises:
        RecipeError: names the key, its line in `text` when it is there, and what to do.
    """
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        raise _recipe_error(error, where, text) from None


def from_toml(text: str, where: str = "recipe") -> Recipe:
    """A recipe from TOML text; see `from_values`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError("this recipe is not valid TOML", where=where, why=str(error)) from None
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
            raise RecipeError(f"there is no recipe file {name_or_path}", remedy=f"print one to start from: curate recipe medical > {path.name}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError("this recipe can't be read", where=name_or_path, why=str(error)) from None
        recipe = from_toml(text, name_or_path)
        _refuse_outside(recipe, path)
        return recipe, path.parent.resolve()
    return from_toml(load_domain(name_or_path).recipe, f"the built-in recipe of {name_or_path}"), Path.cwd()


def _refuse_outside(recipe: Recipe, path: Path) -> None:
    folder = path.parent.resolve()
    for source in recipe.sources:
        for name in source.paths if isinstance(source, Files) else ():
            target = folder / name
            if not target.resolve().is_relative_to(folder):
                raise RecipeError(
                    f"the path {name!r} leads out of the recipe's folder",
                    where=f"{path}, key sources.paths",
                    why="a recipe is self-contained, so that it can be handed on and gives the same corpus anywhere",
                    remedy="move the data beside the recipe, or name it on the command line: --from PATH",
                )


def _recipe_error(error: ValidationError, where: str, text: str) -> RecipeError:
    problems = []
    for item in error.errors()[:5]:
        parts = [str(part) for part in item["loc"] if part not in ("generated", "files", "hub")]
        key = ".".join(parts) or "(the recipe)"
        if item["type"] == "extra_forbidden":
            known = _known_keys(error.title, parts)
            near = difflib.get_close_matches(parts[-1], known, n=1)
            said = "unknown key" + (f"; did you mean {near[0]!r}?" if near else "") + (f" (known: {', '.join(known)})" if known else "")
        else:
            said = item["msg"]
            if isinstance(item.get("input"), str | int | float | bool):
                said += f" (it is {item['input']!r})"
        line = _line_of(text, parts[-1] if parts else "")
        problems.append(f"{key}{f' (line {line})' if line else ''}: {said}")
    return RecipeError(
        "this recipe is not valid", where=where, why="; ".join(problems),
        remedy="see every key with its default: curate recipe DOMAIN",
    )  # fmt: skip


def _known_keys(title: str, parts: list[str]) -> list[str]:
    if title == "Options" or (len(parts) > 1 and parts[0] == "stages"):
        for name in STAGES:
            fields = list(options_model(name).model_fields)
            if difflib.get_close_matches(parts[-1], fields, n=1):
                return fields
        return []
    if len(parts) > 1 and parts[0] == "sources":
        return sorted({key for model in (Generated, Files, Hub) for key in model.model_fields})
    if len(parts) > 1 and parts[0] == "shards":
        return list(Shards.model_fields)
    return list(Recipe.model_fields)


def _line_of(text: str, key: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*(\[+[\w.]*\b{re.escape(key)}\b|{re.escape(key)}\s*=)", line):
            return number
    return None


def to_toml(recipe: Recipe) -> str:
    """The whole recipe as TOML, each key with its meaning above it."""
    lines = [f"# The effective recipe of a {recipe.domain} corpus. Every key is shown; leave out what you don't change."]
    values = plain(recipe)
    for name in ("domain", "rows", "seed", "skip"):
        lines += ["", *_commented(Recipe, name, values[name])]
    for source in recipe.sources:
        lines += ["", f"# {(type(source).__doc__ or '').strip()}", "[[sources]]"]
        for name in type(source).model_fields:
            lines += _commented(type(source), name, getattr(source, name))
    for stage, options in recipe.stages.items():
        summary = (type(options).__doc__ or "").strip().splitlines()
        lines += ["", *([f"# {summary[0]}"] if summary else []), f"[stages.{stage}]"]
        for name in type(options).model_fields:
            lines += _commented(type(options), name, values["stages"][stage].get(name))
    lines += ["", "# How the corpus is cut into files.", "[shards]"]
    for name in Shards.model_fields:
        lines += _commented(Shards, name, values["shards"][name])
    return "\n".join(lines) + "\n"


def _commented(model: type[BaseModel], name: str, value: Any) -> list[str]:
    description = model.model_fields[name].description
    comment = [f"# {' '.join(description.split())}"] if description else []
    if value is None:
        return [*comment, f"# {name} ="]
    if isinstance(value, dict):
        inline = ", ".join(f"{_inline_key(key)} = {_inline(item)}" for key, item in value.items())
        return [*comment, f"{name} = {{{inline}}}"]
    return [*comment, f"{name} = {_inline(value)}"]


def _inline_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) else _inline(key)


def _inline(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"[{', '.join(_inline(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_inline_key(key)} = {_inline(item)}" for key, item in value.items()) + "}"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
