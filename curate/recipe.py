"""What to build: a recipe, read from TOML or made for a domain, validated, and written back as TOML.

TOML text goes in, a frozen `Recipe` comes out; every error names the key, its line and what to do. A recipe that is
printed (`to_toml`) and read again is the same recipe.
"""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from curate.domain import domain_names, load_domain, suggestion
from curate.errors import RecipeError
from curate.stages import OPTIONAL, STAGES, options_model

Model = TypeVar("Model", bound=BaseModel)
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
            raise ValidationError.from_exception_data("stages", [_unknown_stage(name) for name in unknown])
        validated: dict[str, BaseModel] = {}
        problems: list[InitErrorDetails] = []
        for name in STAGES:
            model, value = options_model(name), given.get(name, {})
            try:
                validated[name] = value if isinstance(value, model) else _strictly(model, value)
            except ValidationError as error:
                problems += [_under(name, item) for item in error.errors()]
        if problems:
            raise ValidationError.from_exception_data("stages", problems)
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


def _strictly(model: type[Model], values: Any) -> Model:
    """Validate as JSON: a whole number is no text, true is no number, a list will do for a tuple."""
    return model.model_validate_json(json.dumps(values, default=str), strict=True)


def _under(stage: str, item: ErrorDetails) -> InitErrorDetails:
    """A problem of a stage's options, placed under the stage."""
    context = {**(item.get("ctx") or {}), "text": item["msg"]}
    kind = PydanticCustomError(item["type"], "{text}", context)
    return InitErrorDetails(type=kind, loc=(stage, *item["loc"]), input=item["input"])


def _unknown_stage(name: str) -> InitErrorDetails:
    return InitErrorDetails(type="extra_forbidden", loc=(name,), input=None)


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
        return _strictly(Recipe, values)
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


def _recipe_error(error: ValidationError, where: str, text: str) -> RecipeError:
    lines = _lines(text)
    said: dict[tuple[str | int, ...], list[str]] = {}
    for item in error.errors():
        place = tuple(part for part in item["loc"] if part not in _TAGS and "[" not in str(part))
        said.setdefault(place, []).append(_said(item, place))
    # a list of which no item is valid is also said to be too short
    places = [place for place in said if not any(other[: len(place)] == place != other for other in said)]
    at = {place: _line_of(place, lines) for place in places}
    problems = []
    for place in sorted(places, key=lambda place: at[place])[:_MOST_PROBLEMS]:
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place) or "the recipe"
        shown = f"{key} (line {at[place]})" if at[place] else key
        problems.append(f"{shown}: {', or '.join(dict.fromkeys(said[place]))}")
    if len(places) > _MOST_PROBLEMS:
        problems.append(f"and {len(places) - _MOST_PROBLEMS} more")
    return RecipeError(
        "this recipe is not valid", where=where, why="\n         ".join(problems),
        remedy="see every key with its meaning and default: curate recipe DOMAIN",
    )  # fmt: skip


_TAGS = ("generated", "files", "hub")
_MOST_PROBLEMS = 8
#: what pydantic calls a problem -> what a person calls it
_SAID = {
    "missing": "this key is needed",
    "int_type": "wants a whole number", "int_from_float": "wants a whole number", "float_type": "wants a number",
    "string_type": "wants a text in quotation marks", "bool_type": "wants true or false",
    "tuple_type": 'wants a list, such as ["…"]', "list_type": 'wants a list, such as ["…"]',
    "dict_type": "wants a table", "model_type": "wants a table",
    "greater_than_equal": "wants at least {ge}", "greater_than": "wants more than {gt}",
    "less_than_equal": "wants at most {le}", "less_than": "wants less than {lt}",
    "too_short": "wants at least {min_length}", "too_long": "wants at most {max_length}",
    "union_tag_not_found": 'needs a kind: "generated", "files" or "hub"',
}  # fmt: skip


def _said(item: Mapping[str, Any], place: tuple[str | int, ...]) -> str:
    """A problem in a person's words."""
    kind, context, given = item["type"], item.get("ctx") or {}, item.get("input")
    if kind == "extra_forbidden":
        key = str(place[-1])
        return f"unknown key; {suggestion(key, _keys_beside(item['loc']))}"
    if kind == "union_tag_invalid":
        return f"unknown kind {context['tag']!r}; {suggestion(context['tag'], _TAGS)}"
    if kind in ("literal_error", "enum"):
        known: list[str] = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"{given!r} is not one it knows; {suggestion(str(given), known)}"
    said = _SAID[kind].format(**context) if kind in _SAID else str(item["msg"]).removeprefix("Value error, ")
    shown = kind in _SAID and kind != "missing" and isinstance(given, str | int | float | bool)
    return said + (f" (it is {json.dumps(given, ensure_ascii=False)})" if shown else "")


def _keys_beside(place: tuple[str | int, ...]) -> list[str]:
    """The keys that could stand where an unknown one does."""
    if place[0] == "stages" and len(place) > 2:
        return list(options_model(str(place[1])).model_fields)
    if place[0] == "stages":
        return list(STAGES)
    if place[0] == "sources":
        models: dict[Any, type[BaseModel]] = {"generated": Generated, "files": Files, "hub": Hub}
        return [key for part in place if part in models for key in models[part].model_fields]
    return list((Shards if place[0] == "shards" and len(place) > 1 else Recipe).model_fields)


def _line_of(place: tuple[str | int, ...], lines: Mapping[tuple[str | int, ...], int]) -> int:
    """The line of a key, or of the nearest table around it; 0 where there is none."""
    return next((lines[place[:cut]] for cut in range(len(place), 0, -1) if place[:cut] in lines), 0)


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Key -> the line on which it stands, for TOML as people write it: a key a line, below its table's heading."""
    found: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    tables: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"\s*(\[\[?)\s*([\w.\s\"-]+?)\s*\]", line):
            name = heading[2]
            parts = tuple(part.strip(' "') for part in name.split("."))
            table = (*parts, tables[name]) if heading[1] == "[[" else parts
            tables[name] += 1
            for cut in range(1, len(table) + 1):
                found.setdefault(table[:cut], number)
        elif key := re.match(r"\s*([\w.\"-]+)\s*=", line):
            place = (*table, *(part.strip('"') for part in key[1].split(".")))
            for cut in range(len(table) + 1, len(place) + 1):
                found.setdefault(place[:cut], number)
    return found


def to_toml(recipe: Recipe) -> str:
    """The whole recipe as TOML, each key with its meaning above it."""
    lines = [
        f"# The effective recipe of a {recipe.domain} corpus. Every key is shown; leave out what you don't change.",
        "# Paths are relative to this file.",
    ]
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
    known = model.model_fields[name]
    said = [" ".join((known.description or "").split())]
    if get_origin(known.annotation) is Literal and len(get_args(known.annotation)) > 1:
        said.append(f"one of: {', '.join(map(str, get_args(known.annotation)))}")
    comment = [f"# {line}" for line in textwrap.wrap("; ".join(filter(None, said)), 98, break_on_hyphens=False)]
    if value is None:
        return [*comment, f"# {name} ="]
    if isinstance(value, dict):
        inline = ", ".join(f"{_inline_key(key)} = {_inline(item)}" for key, item in value.items())
        return [*comment, f"{name} = {{{inline}}}"]
    return [*comment, f"{name} = {_inline(value)}"]


def _inline_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _inline(key)


def _inline(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"[{', '.join(_inline(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_inline_key(key)} = {_inline(item)}" for key, item in value.items()) + "}"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
