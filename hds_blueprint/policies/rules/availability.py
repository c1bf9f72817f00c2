"""Rules of availability: a service is in the region that its resource is placed in."""

from __future__ import annotations

from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.places import region_of
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, rule


@cache
def _regions_without(type_: str) -> frozenset[str]:
    """The regions where the service of a type is not to be had (service_regions.yaml)."""
    table: dict[str, list[str]] = read_data("hds_blueprint.policies", "service_regions.yaml")["missing"]
    return frozenset(table.get(type_.split(":")[1].split("/")[0], ()))


@rule("service-available-in-region", EVERY_AWS_TYPE)
def available(resource: Resource, facts: Facts) -> Outcome:
    missing = _regions_without(resource.type)
    if not missing:
        return not_applicable()
    region = region_of(resource, facts)
    if region is None:
        return unknown("region")
    if region in missing:
        service = resource.type.split(":")[1].split("/")[0]
        return failed("region", region, service=service)
    return passed("region", region)
