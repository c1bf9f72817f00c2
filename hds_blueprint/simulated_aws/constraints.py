"""Limits of AWS on single values: lengths, patterns, enumerations, ranges, policy documents that parse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.checking import Failure
from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.values import UNKNOWN, has_secret, reveal

# Properties that hold a policy document as JSON text, whatever the type.
POLICIES = ("policy", "assumeRolePolicy", "inlinePolicy")
# What calls something else a policy: the rules by which images of a repository go.
_OTHER_POLICIES = frozenset({"aws:ecr/lifecyclePolicy:LifecyclePolicy"})


_HIDDEN = "the secret value is not one that AWS takes"


def failures(kind: ResourceType, inputs: Mapping[str, Any]) -> list[Failure]:
    """Every value that AWS would not take. Values that are not known yet pass.

    A nested value is looked up by its path without indexes (`rules.lifecycle.deleteAfter`), as
    the tables write it, and reported with them.
    """
    found: list[Failure] = []
    for name, given in inputs.items():
        secret, whole = has_secret(given), reveal(given)
        for path, place, value in _values(whole, name, name):
            reasons = (_broken(limit, value) for limit in _limits(f"{kind.token}.{place}"))
            if (reason := next((each for each in reasons if each is not None), None)) is not None:
                found.append(
                    Failure(path, "the secret value is not one that AWS takes" if secret else reason)
                )
        grants = name in POLICIES and kind.token not in _OTHER_POLICIES
        if grants and isinstance(whole, str) and whole is not UNKNOWN and not _is_policy(whole):
            found.append(
                Failure(name, "this is no policy document: a JSON object with statements is expected")
            )
    return found


def _values(value: Any, path: str, place: str) -> Iterator[tuple[str, str, Any]]:
    """Every value that is known, with its path and its path without indexes."""
    if value is None or value is UNKNOWN:
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _values(item, f"{path}.{key}", f"{place}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(item, f"{path}[{index}]", place)
    else:
        yield path, place, value


def _limits(place: str) -> list[Mapping[str, Any]]:
    stated = (table("limits.yaml").get(place), table("limits.json")["limits"].get(place))
    return [limit for limit in stated if limit]


def _broken(limit: Mapping[str, Any], value: Any) -> str | None:
    """Why a value is refused, with the bound; None where it is taken."""
    if isinstance(value, bool):
        return None  # the provider turns it into the words of the API
    values = limit.get("values")
    if values is not None and value not in values:
        return f"{value!r} is not one of {', '.join(str(each) for each in values[:30])}"
    if not isinstance(value, (str, int, float)):
        return None
    size = len(value) if isinstance(value, str) else value
    unit = " characters" if isinstance(value, str) else ""
    if size < limit.get("minimum", size):
        return f"{size:g}{unit} is below the minimum of {limit['minimum']}"
    if size > limit.get("maximum", size):
        return f"{size:g}{unit} is above the maximum of {limit['maximum']}"
    pattern = limit.get("pattern")
    if isinstance(value, str) and pattern and not _matches(pattern, value):
        return f"{value[:80]!r} does not match {pattern}"
    return None


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern.removeprefix("^").removesuffix("$"), value) is not None
    except re.error:  # the models of AWS are written for Java's expressions
        return True


def _is_policy(text: str) -> bool:
    try:
        document = json.loads(text)
    except ValueError:
        return False
    return isinstance(document, dict) and "Statement" in document
