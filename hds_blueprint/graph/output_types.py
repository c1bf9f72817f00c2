"""Names and types of a resource type's outputs, from the installed provider packages.

Pulumi's generated packages (pulumi_aws and the like) register for each resource type the Python
module of its class; the class states the outputs. A module is imported only when a resource of
it is met, which the program itself has usually done before.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any, get_args

# The runtime's own registry and type metadata; `pulumi` offers no public door to them.
from pulumi import _types  # pyright: ignore[reportPrivateUsage]
from pulumi.runtime.rpc import get_resource_module


@cache
def text_outputs(type_token: str) -> frozenset[str]:
    """The Pulumi names of the outputs that are texts; empty where the type is not installed.

    `type_token` is such as `aws:kms/key:Key` or `pulumi:providers:aws`.
    """
    cls = _resource_class(type_token)
    if cls is None:
        return frozenset()
    return frozenset(
        name for name, type_ in _types.resource_types(cls).items() if _is_text(type_) and name != "urn"
    )


def _is_text(type_: Any) -> bool:
    return type_ is str or set(get_args(type_)) == {str, type(None)}


def _resource_class(type_token: str) -> type | None:
    package, _, rest = type_token.partition(":")
    if package == "pulumi":
        return None
    module_name, _, _ = rest.partition(":")
    module = get_resource_module(package, module_name, "")
    if module is None and _import(f"pulumi_{package.replace('-', '_')}"):
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
