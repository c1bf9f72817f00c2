"""The matrix of flows: three ways to write a rule, one row a flow, no encryption that nobody configured."""

from __future__ import annotations

import pytest

from hds_blueprint.dossier.registers.copies import copy_table
from hds_blueprint.dossier.registers.flow_tables import flow_drawing, flow_matrix
from hds_blueprint.dossier.registers.flows import GROUP, OLD_RULE, flows
from hds_blueprint.dossier.registers.transit import protection
from hds_blueprint.graph.model import Ref, Resource
from tests.dossier.conftest import HandMade, Stack
from tests.policies.graphs import DATABASE, graph, resource, urn

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def group(name: str, **inputs: object) -> Resource:
    return resource(GROUP, name, dict(inputs))


def to(name: str) -> Ref:
    return Ref(urn(GROUP, name), "id")


QUERIES = {"fromPort": 5432, "toPort": 5432}
PAIR = [
    resource(
        EGRESS,
        "out",
        {
            "securityGroupId": to("web"),
            "referencedSecurityGroupId": to("data"),
            "ipProtocol": "tcp",
            "description": "Queries",
            **QUERIES,
        },
    ),
    resource(
        INGRESS,
        "in",
        {
            "securityGroupId": to("data"),
            "referencedSecurityGroupId": to("web"),
            "ipProtocol": "tcp",
            **QUERIES,
        },
    ),
]
OLD = [
    resource(
        OLD_RULE,
        "in",
        {
            "type": "ingress",
            "securityGroupId": to("data"),
            "sourceSecurityGroupId": to("web"),
            "protocol": "tcp",
            "description": "Queries",
            **QUERIES,
        },
    )
]
INLINE = {
    "ingress": [{"protocol": "tcp", "securityGroups": [to("web")], "description": "Queries", **QUERIES}]
}


@pytest.mark.parametrize("way", ["pair", "old", "inline"])
def test_a_flow_is_one_row_however_it_is_written(way: str) -> None:
    data = group("data", **INLINE) if way == "inline" else group("data")
    rules = {"pair": PAIR, "old": OLD, "inline": []}[way]
    (flow,) = flows(graph(group("web"), data, *rules))
    assert (flow.source.urn, flow.target.urn) == (urn(GROUP, "web"), urn(GROUP, "data"))
    assert (flow.protocol, flow.ports, flow.purpose) == ("tcp", "5432", "Queries")
    assert len(flow.rules) == (2 if way == "pair" else 1)


def test_addresses_ranges_of_ports_and_all_protocols() -> None:
    rules = [
        resource(INGRESS, "a", {"securityGroupId": to("web"), "cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1"}),
        resource(
            EGRESS,
            "b",
            {
                "securityGroupId": to("web"),
                "cidrIpv6": "::/0",
                "ipProtocol": "udp",
                "fromPort": 1,
                "toPort": 9,
            },
        ),
    ]
    first, second = flows(graph(group("web"), *rules))
    assert (first.source.addresses, first.protocol, first.ports) == ("0.0.0.0/0", "", "")
    assert (second.target.addresses, second.protocol, second.ports) == ("::/0", "udp", "1-9")


def test_a_group_that_lets_itself_in_is_a_row_and_no_arrow(hand_made: HandMade) -> None:
    own = group("web", ingress=[{"protocol": "tcp", "fromPort": 80, "toPort": 80, "self": True}])
    source = hand_made(graph(own)).source("en")
    assert len(flow_matrix(source).rows) == 1
    drawing = flow_drawing(source)
    assert len(drawing.nodes) == 1


@pytest.mark.parametrize(
    ("parameters", "look"),
    [
        ([{"name": "rds.force_ssl", "value": "1"}], "encrypted"),
        ([{"name": "rds.force_ssl", "value": "0"}], "unknown"),
        ([{"name": "require_secure_transport", "value": "ON"}], "encrypted"),
        ([], "unknown"),
    ],
)
def test_a_database_is_encrypted_on_the_way_only_if_it_insists(
    hand_made: HandMade, parameters: list[dict[str, str]], look: str
) -> None:
    made = graph(
        group("web"),
        group("data"),
        *PAIR,
        resource("aws:rds/parameterGroup:ParameterGroup", "p", {"name": "own", "parameters": parameters}),
        resource(DATABASE, "records", {"parameterGroupName": "own", "vpcSecurityGroupIds": [to("data")]}),
    )
    (flow,) = flows(made)
    assert protection(hand_made(made).source("en"), flow).look == look


def does(action: str) -> dict[str, object]:
    return {"defaultActions": [{"type": action}]}


@pytest.mark.parametrize(
    ("listener", "look", "text"),
    [
        ({"port": 443, "protocol": "HTTPS", "sslPolicy": "TLS-1-3"}, "encrypted", "TLS (TLS-1-3)"),
        ({"port": 443, "protocol": "HTTP", **does("forward")}, "clear", "not encrypted"),
        (
            {"port": 443, "protocol": "HTTP", **does("redirect")},
            "clear",
            "not encrypted: sends callers on to HTTPS",
        ),
        ({"port": 8443, "protocol": "HTTPS"}, "unknown", "TLS expected on port 443"),
    ],
)
def test_a_load_balancer_is_as_its_listener(
    hand_made: HandMade, listener: dict[str, object], look: str, text: str
) -> None:
    made = graph(
        group("edge"),
        resource(
            INGRESS,
            "in",
            {
                "securityGroupId": to("edge"),
                "cidrIpv4": "0.0.0.0/0",
                "ipProtocol": "tcp",
                "fromPort": 443,
                "toPort": 443,
            },
        ),
        resource(BALANCER, "edge", {"securityGroups": [to("edge")]}),
        resource(
            "aws:lb/listener:Listener",
            "l",
            {"loadBalancerArn": Ref(urn(BALANCER, "edge"), "arn"), **listener},
        ),
    )
    (flow,) = flows(made)
    found = protection(hand_made(made).source("en"), flow)
    assert (found.look, found.text) == (look, text)


def test_the_flows_of_the_example(example: Stack) -> None:
    table = flow_matrix(example.source("en"))
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in table.rows}
    assert list(rows) == [f"F{number}" for number in range(1, len(rows) + 1)]
    said = {(row[3], row[4], row[5]) for row in rows.values()}
    assert ("TCP", "5432", "TLS, required by the database") in said
    assert ("TCP", "8080", "not encrypted, inside the private network") in said
    assert all(cell for row in rows.values() for cell in row)


def test_copies_between_regions_are_told(example: Stack) -> None:
    found = [[cell.text for cell in row.cells] for row in copy_table(example.source("en")).rows]
    assert ["eu-west-3", "eu-central-1", "copy of backups"] in [row[2:] for row in found]
