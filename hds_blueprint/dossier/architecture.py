"""The architecture diagram: accounts, regions, private network, tiers and zones as nested boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from hds_blueprint.dossier import components
from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.labels import TypeLabels
from hds_blueprint.dossier.layout import CARD_WIDTH, PADDING, Box, Item
from hds_blueprint.dossier.topology import (
    SUBNET,
    TIERS,
    VPC,
    Tier,
    account_of,
    subnets_of,
    text,
    tiers,
    vpc_of,
    zone_of,
)
from hds_blueprint.graph.model import Resource, ResourceGraph

Translate = Callable[[str], str]

# Above so many resources of one type in one box, they are drawn as a single card with their number; what runs
# and what holds data is looked for by its name.
SEPARATE_CARDS = 3
SEPARATE_CARDS_OF = {"compute": 12, "stores": 12}
ZONE_WIDTH = CARD_WIDTH + 2 * PADDING


def architecture(graph: ResourceGraph, labels: TypeLabels, translate: Translate) -> Box:
    """The whole stack: a box an account, the stack's own first, with a box a region in each."""
    return _Drawer(graph, labels, translate).accounts()


class _Drawer:
    """The boxes of one graph in one language."""

    def __init__(self, graph: ResourceGraph, labels: TypeLabels, translate: Translate) -> None:
        self.graph = graph
        self.labels = labels
        self.translate = translate
        self.tier_of = tiers(graph)

    def accounts(self) -> Box:
        drawn = [
            each
            for each in self.graph.resources
            if each.custom and (each.type == VPC or self.labels.drawn(each.type))
        ]
        by_account: dict[str, list[Resource]] = {}
        for resource in drawn:
            by_account.setdefault(account_of(self.graph, resource), []).append(resource)
        # the account with most of the stack is its own, and the others stand beside it
        ordered = sorted(by_account, key=lambda account: (-len(by_account[account]), account))
        boxes = [self._account(each, by_account[each], own=each == ordered[0]) for each in ordered]
        return Box("", "bare", tuple(boxes), direction="column") if len(boxes) != 1 else boxes[0]

    def _account(self, account: str, drawn: Sequence[Resource], *, own: bool) -> Box:
        by_region: dict[str, list[Resource]] = {}
        everywhere: dict[str, list[Resource]] = {}
        for resource in drawn:
            if self.labels.is_global(resource.type):
                everywhere.setdefault(self.labels.group(resource.type), []).append(resource)
            else:
                by_region.setdefault(resource.region or "", []).append(resource)
        main = _main_region(drawn)
        regions = sorted(by_region, key=lambda region: (region != main, region))
        boxes = [self._region(region, by_region[region]) for region in regions]
        if everywhere:
            boxes.append(Box(self.translate("Services without a region"), "region", self._groups(everywhere)))
        title = self.translate("AWS account")
        if account:
            title += f" {account}"
        if not own and (purpose := self._purpose(drawn)):
            title += f" – {purpose}"
        return Box(title, "account", tuple(boxes), direction="column")

    def _purpose(self, drawn: Sequence[Resource]) -> str:
        """What another account is for: the components of ours whose resources stand in it."""
        kinds: dict[str, None] = {}
        for resource in drawn:
            parent = self.graph.by_urn.get(resource.parent or "")
            while parent is not None and not components.is_component(parent):
                parent = self.graph.by_urn.get(parent.parent or "")
            if parent is not None:
                kinds[components.kind(parent)] = None
        return ", ".join(components.title(kind, self.labels.language) for kind in kinds)

    def _region(self, region: str, drawn: Sequence[Resource]) -> Box:
        networks: dict[str, list[Resource]] = {each.urn: [] for each in drawn if each.type == VPC}
        grouped: dict[str, list[Resource]] = {}
        for resource in drawn:
            if resource.type == VPC:
                continue
            subnets = subnets_of(self.graph, resource)
            vpc = vpc_of(self.graph, subnets[0] if subnets else resource.urn)
            if vpc in networks:
                networks[vpc].append(resource)
            else:
                grouped.setdefault(self.labels.group(resource.type), []).append(resource)
        contents = [self._vpc(self.graph.by_urn[urn], members) for urn, members in networks.items()]
        if grouped and contents:
            contents.append(Box(self.translate("Regional services"), "plain", self._groups(grouped)))
        title = self.translate("Region")
        title = f"{title} {region}" if region else self.translate("Region not stated")
        if contents:
            return Box(title, "region", tuple(contents), direction="column")
        return Box(title, "region", self._groups(grouped))

    def _groups(self, grouped: Mapping[str, Sequence[Resource]]) -> tuple[Box, ...]:
        return tuple(
            Box(self.labels.group_title(group), "group", self._cards(grouped[group]))
            for group in self.labels.groups
            if group in grouped
        )

    def _vpc(self, vpc: Resource, members: Sequence[Resource]) -> Box:
        placed: dict[Tier | None, list[Resource]] = {}
        for resource in members:
            found: set[Tier] = {
                self.tier_of[urn] for urn in subnets_of(self.graph, resource) if urn in self.tier_of
            }
            placed.setdefault(min(found, key=lambda tier: TIERS.index(tier), default=None), []).append(
                resource
            )
        subnets = [each for each in self.graph.of_type(SUBNET) if vpc_of(self.graph, each.urn) == vpc.urn]
        zones = sorted(dict.fromkeys(zone_of(each) or each.name for each in subnets))
        titles: dict[Tier, str] = {
            "public": self.translate("Public tier"),
            "private": self.translate("Application tier"),
            "data": self.translate("Data tier"),
        }
        bands: list[Box] = []
        if None in placed:
            bands.append(Box(self.translate("Gateways of the network"), "group", self._cards(placed[None])))
        for tier in TIERS:
            own = [each for each in subnets if self.tier_of[each.urn] == tier]
            if own or tier in placed:
                contents = self._tier(zones, own, placed.get(tier, ()))
                bands.append(Box(titles[tier], f"tier-{tier}", contents, direction="column"))
        cidr = text(vpc.inputs.get("cidrBlock")) or ""
        return Box(f"VPC {vpc.name} {cidr}".rstrip(), "vpc", tuple(bands), direction="column")

    def _tier(
        self, zones: Sequence[str], subnets: Sequence[Resource], members: Sequence[Resource]
    ) -> tuple[Box, ...]:
        """A box a zone with what stands in it alone, and below what stands in several."""
        zone_by_subnet = {each.urn: zone_of(each) or each.name for each in subnets}
        single: dict[str, list[Resource]] = {}
        several: list[Resource] = []
        for resource in members:
            found = {zone_by_subnet.get(urn) for urn in subnets_of(self.graph, resource)}
            zone = next(iter(found)) if len(found) == 1 else None
            if zone is None:
                several.append(resource)
            else:
                single.setdefault(zone, []).append(resource)
        boxes = tuple(
            Box(
                zone,
                "zone",
                (
                    *(self._subnet(each) for each in subnets if zone_by_subnet[each.urn] == zone),
                    *self._cards(single.get(zone, ())),
                ),
                direction="column",
                width=ZONE_WIDTH,
            )
            for zone in zones
        )
        spread = (Box("", "bare", self._cards(several)),) if several else ()
        return (Box("", "bare", boxes), *spread) if subnets else spread

    def _subnet(self, subnet: Resource) -> Item:
        cidr = text(subnet.inputs.get("cidrBlock")) or subnet.name
        return Item(cidr, self.labels.title(SUBNET), "subnet", anchor(subnet.urn))

    def _cards(self, resources: Iterable[Resource]) -> tuple[Item, ...]:
        by_type: dict[str, list[Resource]] = {}
        for resource in resources:
            by_type.setdefault(resource.type, []).append(resource)
        cards: list[Item] = []
        for type_, members in by_type.items():
            label, group = self.labels.title(type_), self.labels.group(type_)
            if len(members) > SEPARATE_CARDS_OF.get(group, SEPARATE_CARDS):
                urns = tuple(member.urn for member in members)
                cards.append(Item(label, f"× {len(urns)}", group, f"card-{anchor(urns[0])}", urns))
            else:
                cards.extend(Item(member.name, label, group, anchor(member.urn)) for member in members)
        return tuple(cards)


def _main_region(drawn: Sequence[Resource]) -> str:
    """The region of the first network, else of the first resource that has one."""
    regions = [each.region for each in drawn if each.type == VPC] + [each.region for each in drawn]
    return next((region for region in regions if region), "")
