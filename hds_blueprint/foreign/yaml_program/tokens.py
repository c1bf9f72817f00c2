"""Type tokens as people write them in YAML, and as the engine knows them.

Source: resolveToken of Pulumi YAML (pkg/pulumiyaml/packages.go): `aws:s3:Bucket` is `aws:s3/bucket:Bucket`,
`aws:getRegion` is `aws:index/getRegion:getRegion`.
"""

from __future__ import annotations

from difflib import get_close_matches

from hds_blueprint.graph.output_types import type_tokens


class UnknownTypeError(ValueError):
    """A type that its package does not have; `close` is one that it has."""

    def __init__(self, token: str, close: str | None) -> None:
        super().__init__(token)
        self.close = close


def resource_type(token: str) -> str:
    """The engine's token of a resource type; one of a package that is not installed stays as it is.

    Raises:
        UnknownTypeError: the package is installed and has no such type.
    """
    package = token.partition(":")[0]
    known = type_tokens(package)
    candidates = _candidates(token)
    if not known or package == "pulumi":
        return candidates[0]
    found = next((each for each in candidates if each in known), None)
    if found is None:
        folded = {each.lower(): each for each in known}
        found = next((folded[each.lower()] for each in candidates if each.lower() in folded), None)
    if found is None:
        short = {f"{each.split('/')[0]}:{each.rsplit(':', 1)[-1]}": each for each in known}
        raise UnknownTypeError(token, next(iter(get_close_matches(token, [*short], 1)), None))
    return found


def function_type(token: str) -> str:
    """The engine's token of a data source, with the module that Pulumi's bridged packages have."""
    return _candidates(token)[-1]


def _candidates(token: str) -> list[str]:
    parts = token.split(":")
    if len(parts) == 2:
        parts.insert(1, "index")
    if len(parts) != 3 or "/" in parts[1] or parts[0] == "pulumi":
        return [":".join(parts)]
    package, module, name = parts
    return [f"{package}:{module}:{name}", f"{package}:{module}/{name[:1].lower()}{name[1:]}:{name}"]
