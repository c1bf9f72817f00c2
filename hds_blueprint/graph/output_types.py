"""Names and types of a resource type's outputs, from the installed provider packages.

Pulumi's generated packages (pulumi_aws and the like) register for each resource type the Python
module of its class; the class states the outputs. A module is imported only when a resource of
it is met, which the program itself has usually done before.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

# The runtime's own registry and type metadata; `pulumi` offers no public door to them.
from pulumi import _types  # pyright: ignore[reportPrivateUsage]
from pulumi.runtime import rpc
from pulumi.runtime.rpc import get_resource_module

# how a generated class names the outputs that are secret, whatever a program says of its inputs
_SECRET_OUTPUTS = re.compile(r"additional_secret_outputs=\[([^\]]*)\]")


@cache
def text_outputs(type_token: str) -> frozenset[str]:
    """The Pulumi names of the outputs that are texts; empty where the type is not installed.

    `type_token` is such as `aws:kms/key:Key` or `pulumi:providers:aws`.
    """
    return frozenset(
        name for name, type_ in property_types(type_token).items() if _is_text(type_) and name != "urn"
    )


@cache
def output_names(type_token: str) -> frozenset[str]:
    """The Pulumi names of all outputs, and so of all inputs; empty where the type is not installed."""
    return frozenset(property_types(type_token))


@cache
def property_types(type_token: str) -> Mapping[str, Any]:
    """The declared Python type of each output, and so of each input, by its Pulumi name.

    Optional ones are as without it; blocks are the package's output classes. Empty where the type is not
    installed.
    """
    cls = _resource_class(type_token)
    return {} if cls is None else _types.resource_types(cls)


@cache
def secret_outputs(type_token: str) -> tuple[str, ...]:
    """The Pulumi names of the outputs that are always secret, such as a database's password."""
    cls = _resource_class(type_token)
    found = _SECRET_OUTPUTS.search(inspect.getsource(cls)) if cls is not None else None
    return tuple(re.findall(r'"([^"]+)"', found[1])) if found else ()


@cache
def type_tokens(package: str) -> frozenset[str]:
    """The type tokens of a package (`aws`); empty where it is not installed."""
    if not _import(_module_name(package)):
        return frozenset()
    modules: dict[str, Any] = rpc._RESOURCE_MODULES  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
    return frozenset(
        token
        for key, registered in modules.items()
        if key.partition(":")[0] == package
        for module in registered
        for token in getattr(module, "mod_info", {}).get("classes", {})
    )


def _module_name(package: str) -> str:
    return f"pulumi_{package.replace('-', '_')}"


def _is_text(type_: Any) -> bool:
    return type_ is str or set(get_args(type_)) == {str, type(None)}


def _resource_class(type_token: str) -> type | None:
    package, _, rest = type_token.partition(":")
    if package == "pulumi":
        return None
    module_name, _, _ = rest.partition(":")
    module = get_resource_module(package, module_name, "")
    if module is None and _import(_module_name(package)):
        module = get_resource_module(package, module_name, "")
    information: dict[str, Any] = getattr(module, "mod_info", {})
    class_name = information.get("classes", {}).get(type_token)
    if class_name is None:
        return None
    found = getattr(importlib.import_module(information["fqn"]), class_name, None)
    return found if isinstance(found, type) else None


def _import(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
