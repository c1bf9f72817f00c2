"""Regions: where a resource is, and where it can send data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, TypeAlias

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.values import Found, entries, get, is_open, within

# Services without a region (no resource of theirs takes one in pulumi_aws 7), or whose resources hold no data
# of their own: identities, DNS, certificates, costs. Their control planes are in us-east-1 or us-west-2,
# whatever the provider's region. What CloudFront keeps, and where, has rules of its own.
GLOBAL_MODULES = (
    *("iam", "route53", "route53domains", "route53recoverycontrol", "route53recoveryreadiness"),
    *("organizations", "account", "acm", "identitystore", "ssoadmin"),
    *("billing", "bcmdata", "budgets", "costexplorer", "costoptimizationhub", "cur", "savingsplans"),
    *("cloudfront", "globalaccelerator", "networkmanager", "shield", "waf"),
)
# what those are named by elsewhere holds no data either: a certificate or a firewall of CloudFront
_GLOBAL_ARN = re.compile(r"arn:aws[a-z-]*:(?:acm:|wafv2:us-east-1:[0-9]*:global/)")
# Parts of those that are in a region all the same: resolvers, their rules and their query logs.
REGIONAL_TYPES = ("aws:route53/resolver",)
# Policies name resources without sending anything to them.
INPUTS_WITHOUT_DESTINATIONS = frozenset(
    (
        "policy",
        "assumeRolePolicy",
        "accessPolicy",
        "inlinePolicies",
        "tags",
        "tagsAll",
        "permissionsBoundary",
        "applicationId",  # code that is fetched from where AWS publishes it
    )
)
# `eu-west-3a`, a local zone (`us-east-1-bos-1a`) or one at a carrier (`eu-west-2-wl1-lon-wlz-1`)
_ZONE = re.compile(r"([a-z]{2,4}(?:-[a-z]+)+-[0-9])(?:[a-z]$|-)")
# the name of a region of AWS, and nothing else
_REGION = re.compile(
    r"(?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)(?:east|west)?-\d"
)
# a host of AWS (`exams.s3.eu-west-3.amazonaws.com`), an endpoint's service (`com.amazonaws.eu-west-3.s3`)
_HOST = re.compile(
    r"([a-z0-9.-]{1,253})\.(?:amazonaws\.com|api\.aws|on\.aws)|(?:com\.amazonaws|aws)\.([a-z0-9.-]{1,253})"
)
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2,4}(?:-[a-z]+)+-[0-9]):")


def is_global(resource: Resource) -> bool:
    """Whether the resource's region says nothing of where data are."""
    return _is_global_type(resource.type) or resource.inputs.get("scope") == "CLOUDFRONT"


@cache
def _is_global_type(type_: str) -> bool:
    module = type_.split(":")[1].split("/")[0]
    return module in GLOBAL_MODULES and not type_.startswith(REGIONAL_TYPES)


def region_of(resource: Resource, facts: Facts) -> str | None:
    """The region of a resource: its own argument, else its provider's; None where it is not known."""
    own = get(resource, "region")
    if isinstance(own, str):
        return own
    if is_open(own):
        return None
    if resource.region is not None:
        return resource.region
    provider = facts.graph.by_urn.get(resource.provider or "")
    region = get(provider, "region") if provider else None
    return region if isinstance(region, str) else None


def region_of_zone(zone: str) -> str | None:
    """The region that an Availability Zone's name begins with; None for anything else."""
    match = _ZONE.match(zone)
    return match[1] if match else None


def region_in_arn(text: Found) -> str | None:
    """The region that an ARN names, also one with references inside; None for anything else.

    The ARN of what holds no data, wherever it is, counts as anything else.
    """
    start = text.parts[0] if isinstance(text, Join) else text
    match = _ARN.match(start) if isinstance(start, str) and not _GLOBAL_ARN.match(start) else None
    return match[1] if match else None


def region_in_text(text: str) -> str | None:
    """The region that a text is, or that an address of AWS in it names; None for anything else."""
    if _REGION.fullmatch(text):
        return text
    for host in _HOST.finditer(text):
        # the nearest to the domain is the place; what comes before may be the name of a bucket
        for label in reversed((host[1] or host[2]).split(".")):
            # of the time before endpoints had a label for it: `s3-us-west-2.amazonaws.com`
            if _REGION.fullmatch(label.removeprefix("s3-")):
                return label.removeprefix("s3-")
    return None


Kind: TypeAlias = Literal["copies", "exchanges", "addresses"]


@cache
def region_inputs(kind: Kind) -> Mapping[str, tuple[str, ...]]:
    """By type, the inputs that name a region, by what is done there (region_inputs.yaml)."""
    table: dict[str, dict[str, list[str]]] = read_data("hds_blueprint.policies", "region_inputs.yaml")
    return {type_: tuple(paths) for type_, paths in table[kind].items()}


def named_regions(resource: Resource, kind: Kind) -> Iterator[tuple[str, Found]]:
    """The further regions that a resource names, with their paths."""
    for path in region_inputs(kind)[resource.type]:
        first, *rest = path.split("[].")
        found = [(first.removesuffix("[]"), get(resource, first.removesuffix("[]")))]
        for inner in rest:
            name = inner.removesuffix("[]")
            found = [
                (f"{place}.{name}", within(entry, name))
                for start, value in found
                for place, entry in entries(value, start)
            ]
        for start, value in found:
            # the last step may itself be a list of regions
            yield from entries(value, start)
