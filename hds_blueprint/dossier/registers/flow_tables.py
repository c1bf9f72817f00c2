"""The matrix of flows and its drawing: network flows and endpoints."""

from __future__ import annotations

from typing import Literal, TypeAlias

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.flow_order import Arrow, Drawing, Node
from hds_blueprint.dossier.inline import badge, cell, code, row
from hds_blueprint.dossier.model import Cell, Look, Row, Table
from hds_blueprint.dossier.registers.flows import ENDPOINT, End, Flow, flows, is_endpoint, members
from hds_blueprint.dossier.registers.transit import protection
from hds_blueprint.dossier.source import Source, plain

LOOKS: dict[str, Look] = {"encrypted": "good", "clear": "unsure", "unknown": "none"}
Shade: TypeAlias = Literal["encrypted", "clear", "unknown"]
EVERYWHERE = ("0.0.0.0/0", "::/0")
DRAWN_TYPES_FIRST = ("aws:lb/", "aws:ecs/", "aws:rds/", "aws:elasticache/", "aws:efs/")


def flow_matrix(source: Source) -> Table:
    """The *matrice de flux*: one row a flow that is let through."""
    _ = source.translate
    return Table(
        title=_("Matrix of network flows"),
        columns=(
            _("Flow"),
            _("Source"),
            _("Destination"),
            _("Protocol"),
            _("Port"),
            _("Encryption"),
            _("Purpose"),
        ),
        rows=tuple(
            _flow_row(source, number, flow) for number, flow in enumerate(flows(source.graph), start=1)
        ),
        widths=(7, 18, 20, 8, 9, 18, 20),
        name="register-flows",
    )


def endpoint_table(source: Source) -> Table:
    """The private ways to services of AWS."""
    _ = source.translate
    return Table(
        title=_("Private endpoints of AWS services"),
        columns=(_("Endpoint"), _("Service"), _("Kind"), _("Limited by a policy")),
        rows=tuple(
            row(
                cell(source.resource(endpoint.urn)),
                cell(code(plain(endpoint.inputs.get("serviceName")))),
                _endpoint_kind(source, plain(endpoint.inputs.get("vpcEndpointType"))),
                source.yes if "policy" in endpoint.inputs else _("no"),
            )
            for endpoint in source.graph.of_type(ENDPOINT)
        ),
        widths=(20, 44, 18, 18),
        name="register-endpoints",
    )


def _endpoint_kind(source: Source, name: str) -> str:
    _ = source.translate
    kinds = {
        "": _("gateway"),
        "Gateway": _("gateway"),
        "Interface": _("interface"),
        "GatewayLoadBalancer": _("gateway of a load balancer"),
    }
    return kinds.get(name, name)


def _flow_row(source: Source, number: int, flow: Flow) -> Row:
    found = protection(source, flow)
    return row(
        f"F{number}",
        _end(source, flow.source),
        _end(source, flow.target),
        flow.protocol.upper() or source.translate("all"),
        flow.ports or source.translate("all"),
        cell(badge(found.text, LOOKS[found.look])),
        source.purpose(flow.purpose),
        identifier=f"flow-{number}",
    )


def _end(source: Source, end: End) -> Cell:
    if not end.urn:
        return cell(_addresses(end))
    behind = members(source.graph, end.urn)
    named = source.resources([end.urn])
    return (
        Cell((*named, *source.resources(each.urn for each in behind))) if named else cell(source.not_stated)
    )


def _addresses(end: End) -> str:
    if end.addresses in EVERYWHERE:
        return f"Internet ({end.addresses})"
    return end.addresses


def flow_drawing(source: Source) -> Drawing:
    """The flows as nodes and arrows; those between the same ends share one if they are protected alike."""
    nodes: dict[str, Node] = {}
    arrows: dict[tuple[str, str, Shade], list[tuple[int, Flow]]] = {}
    for number, flow in enumerate(flows(source.graph), start=1):
        for end in (flow.source, flow.target):
            # Internet is a caller on the left and a destination on the right
            identifier = _node_id(end, flow)
            nodes.setdefault(identifier, _node(source, end, identifier))
        pair = (_node_id(flow.source, flow), _node_id(flow.target, flow), protection(source, flow).look)
        arrows.setdefault(pair, []).append((number, flow))
    return Drawing(
        tuple(nodes.values()),
        tuple(_arrow(source, pair, members) for pair, members in arrows.items()),
        (
            ("encrypted", source.translate("encrypted")),
            ("clear", source.translate("not encrypted")),
            ("unknown", source.translate("the configuration does not say")),
        ),
    )


def _node_id(end: End, flow: Flow) -> str:
    if end.urn:
        return end.urn
    return f"{'to' if end is flow.target else 'from'} {end.addresses}"


def _node(source: Source, end: End, identifier: str) -> Node:
    if not end.urn:
        outside = end.addresses in EVERYWHERE
        title = "Internet" if outside else end.addresses
        return Node(identifier, title, end.addresses if outside else source.translate("Addresses"), "network")
    behind = sorted(
        members(source.graph, end.urn),
        key=lambda each: next(
            (place for place, start in enumerate(DRAWN_TYPES_FIRST) if each.type.startswith(start)),
            len(DRAWN_TYPES_FIRST),
        ),
    )
    shown = behind[0] if behind and not is_endpoint(behind[0].urn) else source.graph.by_urn.get(end.urn)
    if shown is None:
        return Node(identifier, end.urn.rsplit("::", 1)[-1], "", "other")
    labels = source.labels
    return Node(identifier, shown.name, labels.title(shown.type), labels.group(shown.type), anchor(shown.urn))


def _arrow(source: Source, pair: tuple[str, str, Shade], flows_: list[tuple[int, Flow]]) -> Arrow:
    start, end, look = pair
    said = ", ".join(
        f"F{number} {flow.protocol.upper() or source.translate('all')} {flow.ports}".rstrip()
        for number, flow in flows_
    )
    return Arrow(start, end, said, look)
