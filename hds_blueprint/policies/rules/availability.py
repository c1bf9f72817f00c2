"""Rules of availability: a service is in the region that its resource is placed in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.places import region_of
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, rule


@cache
def _missing() -> Mapping[str, frozenset[str]]:
    table: dict[str, list[str]] = read_data("hds_blueprint.policies", "service_regions.yaml")["missing"]
    return {module: frozenset(regions) for module, regions in table.items()}


@rule("service-available-in-region", EVERY_AWS_TYPE)
def available(resource: Resource, facts: Facts) -> Outcome:
    service = resource.type[4:].partition("/")[0].partition(":")[0]
    missing = _missing().get(service)
    if missing is None:
        return not_applicable()
    region = region_of(resource, facts)
    if region is None:
        return unknown("region")
    return failed("region", region, service=service) if region in missing else passed("region", region)
