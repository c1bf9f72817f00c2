"""Reads the code of remediations: which resources it makes, and which arguments pulumi_aws does not have."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

# how the generated classes name the dictionary form of a nested argument
_NESTED = re.compile(r"'(\w+)ArgsDict'")


def unknown_arguments(tree: ast.Module) -> list[str]:
    """What the calls of `aws.<module>.<Class>` name that the class does not have, nested dictionaries too."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [fault for call in calls for fault in _of_call(call)]


def _of_call(call: ast.Call) -> Iterator[str]:
    match ast.unparse(call.func).split("."):
        case ["aws", module_name, class_name]:
            pass
        case _:
            return
    module = importlib.import_module(f"pulumi_aws.{module_name}")
    resource = getattr(module, class_name, None)
    if resource is None:
        yield f"aws.{module_name}.{class_name}"
        return
    known = _arguments(resource)
    for keyword in call.keywords:
        if keyword.arg not in known:
            yield f"{class_name}({keyword.arg}=)"
        else:
            yield from _of_value(keyword.value, known[keyword.arg], module, f"{class_name}.{keyword.arg}")


def _of_value(value: ast.expr, hint: str, module: Any, place: str) -> Iterator[str]:
    nested = _NESTED.search(hint)
    if isinstance(value, ast.List):
        for item in value.elts:
            yield from _of_value(item, hint, module, place)
    elif isinstance(value, ast.Dict) and nested is not None:
        known = _keys(getattr(module, f"{nested[1]}ArgsDict"))
        for key, inner in zip(value.keys, value.values, strict=True):
            if key is None:
                continue  # `**rest`
            name = ast.literal_eval(key)
            if name not in known:
                yield f"{place}.{name}"
            else:
                yield from _of_value(inner, known[name], module, f"{place}.{name}")


@cache
def _arguments(resource: type) -> dict[str, str]:
    parameters = inspect.signature(getattr(resource, "_internal_init")).parameters  # noqa: B009
    return {name: str(parameter.annotation) for name, parameter in parameters.items()}


@cache
def _keys(dictionary: type) -> dict[str, str]:
    return {name: str(hint) for name, hint in dictionary.__annotations__.items()}
