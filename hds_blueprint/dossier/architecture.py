"""The architecture diagram: account, regions, private network, zones and tiers as nested boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.labels import TypeLabels
from hds_blueprint.dossier.layout import Box, Item
from hds_blueprint.dossier.topology import SUBNET, TIERS, VPC, Tier, subnets_of, text, tiers, vpc_of, zone_of
from hds_blueprint.graph.model import Resource, ResourceGraph

Translate = Callable[[str], str]

# Above this many resources of one type in one box, they are drawn as a single card with their number.
SEPARATE_CARDS = 3


def architecture(graph: ResourceGraph, labels: TypeLabels, translate: Translate) -> Box:
    """The whole stack as one box: the account with a box per region, and one for what has no region."""
    by_region: dict[str, list[Resource]] = {vpc.region or "": [] for vpc in graph.of_type(VPC)}
    everywhere: dict[str, list[Resource]] = {}
    for resource in graph.resources:
        if not resource.custom or not labels.drawn(resource.type):
            continue
        if labels.is_global(resource.type):
            everywhere.setdefault(labels.group(resource.type), []).append(resource)
        else:
            by_region.setdefault(resource.region or "", []).append(resource)
    main = _main_region(graph)
    regions = sorted(by_region, key=lambda region: (region != main, region))
    boxes = [_region(graph, labels, translate, region, by_region[region]) for region in regions]
    if everywhere:
        groups = _groups(labels, everywhere)
        boxes.append(Box(translate("Services without a region"), "region", groups, columns=2))
    return Box(translate("AWS account"), "account", tuple(boxes), direction="column")


def _main_region(graph: ResourceGraph) -> str:
    vpc = next(iter(graph.of_type(VPC)), None)
    return (vpc.region if vpc else None) or next((r.region for r in graph.resources if r.region), "")


def _region(
    graph: ResourceGraph, labels: TypeLabels, translate: Translate, region: str, drawn: list[Resource]
) -> Box:
    networked: dict[str, list[Resource]] = {}
    grouped: dict[str, list[Resource]] = {}
    for resource in drawn:
        subnets = subnets_of(graph, resource)
        vpc = vpc_of(graph, subnets[0] if subnets else resource.urn)
        if vpc is not None:
            networked.setdefault(vpc, []).append(resource)
        else:
            grouped.setdefault(labels.group(resource.type), []).append(resource)
    vpcs = tuple(
        _vpc(graph, labels, translate, vpc, networked.get(vpc.urn, []))
        for vpc in graph.of_type(VPC)
        if (vpc.region or "") == region
    )
    groups = _groups(labels, grouped)
    # beside a network the services stand in one column, so that the whole stays readable
    direction = "column" if vpcs else "flow"
    services = Box(translate("Regional services"), "plain", groups, direction, columns=2)
    contents = (*vpcs, services) if groups else vpcs
    title = f"{translate('Region')} {region}" if region else translate("Region not stated")
    return Box(title, "region", contents, direction="row" if vpcs else "column")


def _groups(labels: TypeLabels, grouped: dict[str, list[Resource]]) -> tuple[Box, ...]:
    return tuple(
        Box(labels.group_title(group), "group", _cards(labels, grouped[group]), columns=2)
        for group in labels.groups
        if group in grouped
    )


def _vpc(
    graph: ResourceGraph, labels: TypeLabels, translate: Translate, vpc: Resource, resources: list[Resource]
) -> Box:
    tier_of = tiers(graph)
    placed: dict[Tier, list[Resource]] = {tier: [] for tier in TIERS}
    whole: list[Resource] = []
    for resource in resources:
        found: set[Tier] = {tier_of[urn] for urn in subnets_of(graph, resource) if urn in tier_of}
        first = min(found, key=lambda tier: TIERS.index(tier), default=None)
        (whole if first is None else placed[first]).append(resource)
    titles: dict[Tier, str] = {
        "public": translate("Public tier"),
        "private": translate("Application tier"),
        "data": translate("Data tier"),
    }
    bands: list[Box] = []
    if whole:
        bands.append(Box(translate("Gateways of the network"), "tier-whole", _cards(labels, whole)))
    for tier in TIERS:
        subnets = [
            s for s in graph.of_type(SUBNET) if tier_of[s.urn] == tier and vpc_of(graph, s.urn) == vpc.urn
        ]
        if not subnets and not placed[tier]:
            continue
        zones = tuple(
            Item(text(s.inputs.get("cidrBlock")) or s.name, zone_of(s) or s.name, "subnet", anchor(s.urn))
            for s in subnets
        )
        contents: list[Box | Item] = [Box("", "bare", zones, columns=3)] if zones else []
        if placed[tier]:
            contents.append(Box("", "bare", _cards(labels, placed[tier]), columns=3))
        bands.append(Box(titles[tier], f"tier-{tier}", tuple(contents), direction="column"))
    cidr = text(vpc.inputs.get("cidrBlock")) or ""
    return Box(f"VPC {vpc.name} {cidr}".rstrip(), "vpc", tuple(bands), direction="column")


def _cards(labels: TypeLabels, resources: Iterable[Resource]) -> tuple[Item, ...]:
    by_type: dict[str, list[Resource]] = {}
    for resource in resources:
        by_type.setdefault(resource.type, []).append(resource)
    cards: list[Item] = []
    for type_, members in by_type.items():
        label, group = labels.title(type_), labels.group(type_)
        if len(members) > SEPARATE_CARDS:
            cards.append(Item(label, f"× {len(members)}", group, anchor(members[0].urn), len(members)))
        else:
            cards.extend(Item(member.name, label, group, anchor(member.urn)) for member in members)
    return tuple(cards)
