"""Which arguments the AWS provider does not do without, as pulumi_aws's own classes say."""

from __future__ import annotations

import inspect
import re
import warnings
from functools import cache
from typing import Any


@cache
def required(token: str, path: str) -> bool:
    """Whether the provider refuses a resource of this type without the property at the path.

    Inside of JSON texts and maps, of which the provider knows no shape, nothing is required.
    """
    with warnings.catch_warnings():
        # older types warn when their module is loaded
        warnings.simplefilter("ignore")
        import pulumi_aws

        module, _, name = token.removeprefix("aws:").partition(":")
        home = getattr(pulumi_aws, module.partition("/")[0], None)
        arguments = getattr(home, f"{name}Args", None)
    *parents, last = re.sub(r"\[[^\]]*\]", "", path).split(".")
    for parent in parents:
        parameter = _parameters(arguments).get(parent)
        nested = re.search(r"ForwardRef\('(\w+Args)'\)", str(parameter.annotation)) if parameter else None
        arguments = getattr(home, nested[1], None) if nested else None
    parameter = _parameters(arguments).get(last)
    return parameter is not None and parameter.default is inspect.Parameter.empty


@cache
def _parameters(arguments: Any) -> dict[str, inspect.Parameter]:
    """The arguments of a class by their Pulumi names; none where there is no such class."""
    if arguments is None:
        return {}
    found = inspect.signature(arguments.__init__).parameters.values()
    return {re.sub(r"_([a-z0-9])", lambda m: m[1].upper(), p.name): p for p in found}
