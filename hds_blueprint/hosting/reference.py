"""The reference pages of the documents, one table a section, from the models and their texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hds_blueprint.hosting.model_paths import without_none
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.schema import schema
from hds_blueprint.hosting.wording import Language, texts


def render(language: Language, document: type[BaseModel] = HostingRequirements) -> str:
    """The page of one kind of document in Markdown. Its first line says that it is generated."""
    words = texts(f"reference.{language}")
    own = words[document.__name__]
    definitions = schema()["$defs"]
    lines = [f"<!-- {words['generated']} -->", f"# {own['title']}", "", own["introduction"].strip(), ""]
    for path, model in sections(document):
        properties = definitions[model.__name__]["properties"]
        lines += [f"## {path or words['document']}", ""]
        lines += [f"| {' | '.join(words['columns'])} |", "|" + "---|" * len(words["columns"])]
        lines += [
            _row(model, name, info, properties[name], language) for name, info in model.model_fields.items()
        ]
        lines.append("")
    return "\n".join(lines)


def sections(document: type[BaseModel] = HostingRequirements) -> Iterator[tuple[str, type[BaseModel]]]:
    """Each section of a kind of document once: the path where it first stands, and its class."""
    seen: set[type[BaseModel]] = set()
    waiting: list[tuple[str, type[BaseModel]]] = [("", document)]
    while waiting:
        path, model = waiting.pop(0)
        if model in seen:
            continue
        seen.add(model)
        yield path, model
        below = [
            (f"{path}.{name}".lstrip(".") + suffix, inner)
            for name, info in model.model_fields.items()
            for suffix, inner in _models(info.annotation)
        ]
        waiting = below + waiting


def _models(annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    plain = without_none(annotation)
    if isinstance(plain, type) and not get_args(plain) and issubclass(plain, BaseModel):
        yield "", plain
    elif get_origin(plain) is dict:
        yield from ((f".NAME{suffix}", model) for suffix, model in _models(get_args(plain)[1]))
    elif get_origin(plain) is tuple:
        yield from ((f"[]{suffix}", model) for suffix, model in _models(get_args(plain)[0]))


def _row(
    model: type[BaseModel], name: str, info: FieldInfo, field: dict[str, Any], language: Language
) -> str:
    key = f"{model.__name__}.{name}"
    words = texts(f"reference.{language}")
    described = texts(f"fields.{language}")[key]
    source = f" ({described['why']})" if "why" in described else ""
    default = f"**{words['required']}**" if info.is_required() else _default(field, words)
    cells = (
        f"`{name}`",
        _accepts(field, language),
        default,
        _code(texts("examples")[key], words),
        described["description"] + source,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(field: dict[str, Any], words: Any) -> str:
    """The default; that of a section stands in the section's own table."""
    value = field.get("default", {} if field.get("type") == "object" else None)
    return words["below"] if isinstance(value, dict) and value else _code(value, words)


def _code(value: Any, words: Any) -> str:
    """A value as YAML flow would write it; sections and nothing get a word instead."""
    if value is None:
        return words["none"]
    if value in ([], {}):
        return words["empty"]
    if isinstance(value, str):
        return f"`{value}`"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _accepts(field: dict[str, Any], language: Language) -> str:
    """What a field accepts, in words: type, enumeration, bounds or format."""
    words = texts(f"reference.{language}")
    choices = [each for each in field.get("anyOf", []) if each.get("type") != "null"]
    if choices:
        return _accepts(choices[0], language)
    if "$ref" in field:
        return words["section"]
    if "enum" in field or "const" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return words["list"].format(item=_accepts(field["items"], language))
    if field.get("type") == "object":
        return words["mapping"].format(item=_accepts(field["additionalProperties"], language))
    if field.get("format") == "date":
        return words["date"]
    if "pattern" in field:
        return texts(f"formats.{language}")[field["pattern"]]
    limits = (
        (form, field[key])
        for key, form in (("exclusiveMinimum", "> {}"), ("minimum", "≥ {}"), ("maximum", "≤ {}"))
        if key in field
    )
    bounds = ", ".join(form.format(f"{limit:g}" if limit < 1e5 else str(limit)) for form, limit in limits)
    kind = words["types"][field["type"]]
    return f"{kind}, {bounds}" if bounds else kind
