from __future__ import annotations

from ipaddress import IPv4Network

import pytest

from hds_blueprint.components.address_plan import subnets
from hds_blueprint.graph.model import Resource, ResourceGraph, Value, targets

from .conftest import GraphOf, find, policy, text

ANYWHERE = "0.0.0.0/0"
SUBNET = "aws:ec2/subnet:Subnet"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


def network(**section: Value) -> dict[str, dict[str, Value]]:
    return {"network": dict(section)}


def names(resources: tuple[Resource, ...]) -> list[str]:
    return sorted(resource.name for resource in resources)


# --- addresses -------------------------------------------------------------------------------


def test_subnets_of_all_tiers_lie_in_the_network_apart_from_each_other() -> None:
    whole = IPv4Network("10.20.0.0/16")
    plans = [plan for tier in ("public", "private", "data") for plan in subnets(whole, tier, 3)]
    assert len(plans) == 9
    for index, plan in enumerate(plans):
        assert plan.cidr.subnet_of(whole)
        assert not any(plan.cidr.overlaps(other.cidr) for other in plans[index + 1 :])


def test_a_zone_added_later_moves_no_subnet() -> None:
    whole = IPv4Network("10.20.0.0/16")
    for tier in ("public", "private", "data"):
        assert subnets(whole, tier, 3)[:2] == subnets(whole, tier, 2)


def test_a_network_too_small_for_its_subnets_is_refused() -> None:
    assert subnets(IPv4Network("10.0.0.0/24"), "data", 3)[2].cidr.prefixlen == 28
    with pytest.raises(ValueError, match="/24 or wider"):
        subnets(IPv4Network("10.0.0.0/25"), "data", 1)


# --- shape -----------------------------------------------------------------------------------


def test_subnets_give_no_public_address(small: ResourceGraph) -> None:
    assert len(small.of_type(SUBNET)) == 9
    for subnet in small.of_type(SUBNET):
        assert subnet.inputs["mapPublicIpOnLaunch"] is False


@pytest.mark.parametrize(("zones", "letters"), [(1, "a"), (2, "ab"), (3, "abc")])
def test_zones_of_the_region(small_graph: GraphOf, zones: int, letters: str) -> None:
    changes = {"network": {"zones": zones}, "databases": {"records": {"multi_az": zones > 1}}}
    graph = small_graph(changes)
    found = {subnet.inputs["availabilityZone"] for subnet in graph.of_type(SUBNET)}
    assert found == {f"eu-west-3{letter}" for letter in letters}


def test_nothing_leads_to_the_internet_where_nothing_asks_for_it(small_graph: GraphOf) -> None:
    graph = small_graph(network(nat="none", ingress={"exposure": "private"}))
    assert not graph.of_type("aws:ec2/internetGateway:InternetGateway")
    assert not graph.of_type("aws:ec2/route:Route")
    assert not graph.of_type("aws:ec2/natGateway:NatGateway")
    assert not any(subnet.name.startswith("public") for subnet in graph.of_type(SUBNET))


@pytest.mark.parametrize(
    ("nat", "gateways"), [("none", []), ("single", ["a"]), ("per-zone", ["a", "b", "c"])]
)
def test_nat_gateways_as_asked(small_graph: GraphOf, nat: str, gateways: list[str]) -> None:
    graph = small_graph(network(nat=nat))
    assert names(graph.of_type("aws:ec2/natGateway:NatGateway")) == [f"nat-{letter}" for letter in gateways]
    routes = [route for route in graph.of_type("aws:ec2/route:Route") if route.name != "public"]
    assert len(routes) == (3 if gateways else 0)
    used = {target for route in routes for target in targets(route, "natGatewayId")}
    assert {urn.rsplit("::", 1)[1] for urn in used} == {f"nat-{letter}" for letter in gateways}


def test_databases_have_no_route_out(small_graph: GraphOf) -> None:
    graph = small_graph(network(nat="per-zone"))
    data = find(graph, "aws:ec2/routeTable:RouteTable", "data")
    assert "routes" not in data.inputs
    assert not graph.referrers(data.urn, "aws:ec2/route:Route")
    assert len(graph.referrers(data.urn, "aws:ec2/routeTableAssociation:RouteTableAssociation")) == 3


# --- what is closed --------------------------------------------------------------------------


def test_default_security_group_and_access_list_let_nothing_pass(small: ResourceGraph) -> None:
    for type_token in (
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    ):
        closed = find(small, type_token, "default")
        assert closed.inputs["ingress"] == []
        assert closed.inputs["egress"] == []


def test_only_the_load_balancer_is_open_to_the_world(small: ResourceGraph) -> None:
    rules = small.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    world = [rule for rule in rules if rule.inputs.get("cidrIpv4") == ANYWHERE]
    assert sorted(int(str(rule.inputs["fromPort"])) for rule in world) == [80, 443]
    for rule in world:
        assert {urn.rsplit("::", 1)[1] for urn in targets(rule, "securityGroupId")} == {"edge"}
    for group in small.of_type("aws:ec2/securityGroup:SecurityGroup"):
        assert "ingress" not in group.inputs


def test_allowed_sources_replace_the_world(small_graph: GraphOf) -> None:
    graph = small_graph(network(ingress={"allowed_sources": ["192.0.2.0/24"]}))
    rules = graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert {rule.inputs["cidrIpv4"] for rule in rules if "cidrIpv4" in rule.inputs} == {"192.0.2.0/24"}


def test_a_private_service_is_reached_from_the_network_only(small_graph: GraphOf) -> None:
    graph = small_graph(network(cidr="10.9.0.0/16", ingress={"exposure": "private"}))
    rules = graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert {rule.inputs["cidrIpv4"] for rule in rules if "cidrIpv4" in rule.inputs} == {"10.9.0.0/16"}


def test_a_private_service_is_reached_from_the_ranges_that_are_named_too(small_graph: GraphOf) -> None:
    ingress = {"exposure": "private", "allowed_sources": ["192.168.8.0/24"]}
    graph = small_graph(network(cidr="10.9.0.0/16", ingress=ingress))
    rules = graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    opened = {rule.inputs["cidrIpv4"] for rule in rules if "cidrIpv4" in rule.inputs}
    assert opened == {"10.9.0.0/16", "192.168.8.0/24"}
    for direction in ("ingress", "egress"):
        entries = find(graph, "aws:ec2/networkAcl:NetworkAcl", "private").inputs[direction]
        assert isinstance(entries, list)
        assert "192.168.8.0/24" in [entry["cidrBlock"] for entry in entries if isinstance(entry, dict)]


def test_access_list_of_the_data_tier_knows_the_network_only(small: ResourceGraph) -> None:
    acl = find(small, "aws:ec2/networkAcl:NetworkAcl", "data")
    assert {urn.rsplit("::", 1)[1] for urn in targets(acl, "subnetIds")} == {"data-a", "data-b", "data-c"}
    for direction in ("ingress", "egress"):
        entries = acl.inputs[direction]
        assert isinstance(entries, list)
        assert {entry["cidrBlock"] for entry in entries if isinstance(entry, dict)} == {"10.20.0.0/16"}


@pytest.mark.parametrize("tier", ["public", "private"])
def test_access_lists_open_no_port_to_administer(small: ResourceGraph, tier: str) -> None:
    entries = find(small, "aws:ec2/networkAcl:NetworkAcl", tier).inputs["ingress"]
    assert isinstance(entries, list)
    for entry in entries:
        assert isinstance(entry, dict)
        if entry["cidrBlock"] == ANYWHERE:
            opened = range(int(str(entry["fromPort"])), int(str(entry["toPort"])) + 1)
            assert 22 not in opened
            assert 3389 not in opened


def test_more_sources_than_an_access_list_holds_are_left_to_the_security_group(small_graph: GraphOf) -> None:
    many = [f"192.0.2.{number}/32" for number in range(20)]
    graph = small_graph(network(ingress={"allowed_sources": many}))
    for direction in ("ingress", "egress"):
        entries = find(graph, "aws:ec2/networkAcl:NetworkAcl", "public").inputs[direction]
        assert isinstance(entries, list)
        assert len(entries) <= 20
    rules = graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert {rule.inputs["cidrIpv4"] for rule in rules if "cidrIpv4" in rule.inputs} == set(many)


# --- endpoints and flow logs -----------------------------------------------------------------


def test_without_nat_fargate_finds_every_service_it_needs(small_graph: GraphOf) -> None:
    graph = small_graph(network(nat="none"))
    needed = {"ecr-api", "ecr-dkr", "kms", "logs", "secretsmanager", "ssm", "ssmmessages", "sts"}
    assert set(names(graph.of_type(ENDPOINT))) == needed | {"s3", "dynamodb"}


def test_with_nat_only_what_carries_secrets_and_traces_has_an_endpoint(small_graph: GraphOf) -> None:
    graph = small_graph(network(nat="single"))
    assert names(graph.of_type(ENDPOINT)) == ["dynamodb", "kms", "logs", "s3", "secretsmanager"]


def test_endpoints_serve_this_account_only(small_graph: GraphOf) -> None:
    graph = small_graph(network(nat="none"))
    for endpoint in graph.of_type(ENDPOINT):
        statements = policy(endpoint)
        layers = statements.pop("ImageLayers", None)
        assert (layers is not None) == (endpoint.name == "s3")
        for statement in statements.values():
            assert statement["Condition"]["StringEquals"]["aws:PrincipalAccount"] == "123456789012"
            assert "*" not in "".join(statement["Action"])
    s3 = policy(find(graph, ENDPOINT, "s3"))
    own = s3["OwnPrincipalsAndResources"]["Condition"]["StringEquals"]
    assert own["aws:ResourceAccount"] == "123456789012"
    assert s3["ImageLayers"]["Resource"] == "arn:aws:s3:::prod-eu-west-3-starport-layer-bucket/*"


def test_interface_endpoints_admit_workloads_only(small: ResourceGraph) -> None:
    for endpoint in small.of_type(ENDPOINT):
        if endpoint.inputs["vpcEndpointType"] == "Interface":
            assert endpoint.inputs["privateDnsEnabled"] is True
            assert [urn.rsplit("::", 1)[1] for urn in targets(endpoint, "securityGroupIds")] == ["endpoints"]
    group = find(small, "aws:ec2/securityGroup:SecurityGroup", "endpoints")
    rules = small.referrers(group.urn, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert [rule.inputs["fromPort"] for rule in rules] == [443]
    assert all("cidrIpv4" not in rule.inputs for rule in rules)


def test_all_traffic_is_recorded_in_an_encrypted_log_group(small: ResourceGraph) -> None:
    flow_log = find(small, "aws:ec2/flowLog:FlowLog", "flow-logs")
    assert flow_log.inputs["trafficType"] == "ALL"
    assert [urn.rsplit("::", 1)[1] for urn in targets(flow_log, "vpcId")] == ["vpc"]
    group = find(small, "aws:cloudwatch/logGroup:LogGroup", "flow-logs")
    assert targets(flow_log, "logDestination") == (group.urn,)
    assert group.inputs["retentionInDays"] == 365
    assert [urn.rsplit("::", 1)[1] for urn in targets(group, "kmsKeyId")] == ["logs"]
    role_policy = policy(find(small, "aws:iam/rolePolicy:RolePolicy", "flow-logs"))["WriteFlowLogs"]
    assert role_policy["Resource"] == "${aws:cloudwatch/logGroup:LogGroup::flow-logs.arn}:*"
    trust = text(find(small, "aws:iam/role:Role", "flow-logs").inputs["assumeRolePolicy"])
    assert '"aws:SourceAccount": "123456789012"' in trust
