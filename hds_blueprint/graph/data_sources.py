"""Answers to the data sources of a program that runs without an account and without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.markers import Markers
from hds_blueprint.graph.policy_document import policy_document

_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[A-Za-z0-9]+)?)\}")
_COMPUTED: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "aws:iam/getPolicyDocument:getPolicyDocument": policy_document,
}


@dataclass(frozen=True)
class DataSources:
    """What each data source answers; `answers` of the caller come before our own.

    An answer maps the result's names (Pulumi camelCase) to values; texts may hold the
    placeholders that data_sources.yaml documents. `markers` are those of the program's run.
    """

    answers: Mapping[str, Mapping[str, Any]]
    markers: Markers

    def answer(self, token: str, arguments: Mapping[str, Any], region: str | None) -> dict[str, Any]:
        """The result of a data source, such as `aws:index/getRegion:getRegion`.

        `region` is that of the call's provider; an argument `region` comes first.

        Raises:
            GraphError: nobody can answer this data source offline, or it needs a region and none is set.
        """
        template = self.answers.get(token)
        if template is None and token in _COMPUTED:
            return self._computed(token, arguments)
        if template is None:
            template = _facts()["answers"].get(token)
        if template is None:
            raise GraphError.of(
                f"the program asks the data source {token}, which cannot be answered offline",
                path=token,
                suggestion=f'Give its result to a project with --answers FILE ("{token}": {{NAME: VALUE}}), '
                "or pass the value to the program as an input.",
                code="unanswered-data-source",
            )
        own = arguments.get("region")
        place = own if isinstance(own, str) and own else region
        filled = {name: self._fill(value, token, arguments, place) for name, value in template.items()}
        return {name: value for name, value in filled.items() if value is not None}

    def _computed(self, token: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return _COMPUTED[token](arguments)
        except GraphError:
            if self.markers.inert(json.dumps(arguments)):
                raise
            # a document that only apply knows is merged only then
            return dict.fromkeys(("id", "json", "minifiedJson"), self.markers.unknown)

    def _fill(self, value: Any, token: str, arguments: Mapping[str, Any], region: str | None) -> Any:
        if isinstance(value, list):
            return [self._fill(item, token, arguments, region) for item in value]
        if isinstance(value, dict):
            return {name: self._fill(item, token, arguments, region) for name, item in value.items()}
        if not isinstance(value, str):
            return value
        whole = _PLACEHOLDER.fullmatch(value)
        if whole:
            return self._placeholder(whole[1], token, arguments, region)
        names = [match[1] for match in _PLACEHOLDER.finditer(value)]
        values = {name: self._placeholder(name, token, arguments, region) for name in names}
        if any(item is None for item in values.values()):
            return None
        return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), value)

    def _placeholder(self, name: str, token: str, arguments: Mapping[str, Any], region: str | None) -> Any:
        if name == "unknown":
            return self.markers.unknown
        return _placeholder(name, token, arguments, region)


@cache
def _facts() -> dict[str, Any]:
    return read_data("hds_blueprint.graph", "data_sources.yaml")


def account() -> str:
    """The account that a program run offline is told it acts in (twelve digits)."""
    return str(_facts()["account"])


def _placeholder(name: str, token: str, arguments: Mapping[str, Any], region: str | None) -> Any:
    if name.startswith("argument."):
        return arguments.get(name.removeprefix("argument."))
    if name == "account":
        return account()
    partition = _partition(region or "")
    if name in partition:
        return partition[name]
    if region is None:
        raise GraphError.of(
            f"the data source {token} needs a region and none is set",
            path=token,
            suggestion="Give the call a provider with a region, or set the configuration value aws:region "
            "(for a project: --config aws:region=eu-west-3).",
            code="region-missing",
        )
    if name == "region":
        return region
    facts = _facts()["regions"].get(region, {"zones": ["a", "b", "c"]})
    if name == "zone_names":
        return [f"{region}{letter}" for letter in facts["zones"]]
    if name == "zone_ids":
        prefix = facts.get("zone_id", f"{region}-az")
        return [f"{prefix}{number}" for number, _ in enumerate(facts["zones"], start=1)]
    return None


def _partition(region: str) -> dict[str, str]:
    return next(entry for entry in _facts()["partitions"] if region.startswith(entry["prefix"]))
