"""What the workloads reach outside: a list of destinations, enforced on names and on packets."""

from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph

from .conftest import GraphOf, find
from .reading import inputs, statements

ROUTE = "aws:ec2/route:Route"
EGRESS = {
    "network": {
        "nat": "per-zone",
        "egress": [
            {"hostname": "auth.esw.esante.gouv.fr", "reason": "Pro Santé Connect"},
            {"hostname": "mail.example.org", "port": 465, "reason": "Mail"},
        ],
    }
}
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
FIREWALL = "aws:networkfirewall/firewall:Firewall"
POLICY = "aws:networkfirewall/firewallPolicy:FirewallPolicy"
RULES = "aws:networkfirewall/ruleGroup:RuleGroup"


@pytest.fixture(scope="module")
def inspected(graph_of: GraphOf) -> ResourceGraph:
    return graph_of(EGRESS)


@pytest.fixture(scope="module")
def named(graph_of: GraphOf) -> ResourceGraph:
    return graph_of({"network": {**EGRESS["network"], "egress_control": "names"}})


def ports_outside(graph: ResourceGraph) -> dict[str, int]:
    return {
        rule.name: int(rule.inputs["fromPort"])  # type: ignore[arg-type]
        for rule in graph.of_type(EGRESS_RULE)
        if rule.inputs.get("cidrIpv4") == "0.0.0.0/0"
    }


def test_only_the_listed_names_and_ports_pass(inspected: ResourceGraph) -> None:
    source = inputs(inspected, RULES, "egress")["ruleGroup"]["rulesSource"]["rulesString"].splitlines()
    assert [line.split("(")[0].strip() for line in source] == [
        "pass tls $HOME_NET any -> $EXTERNAL_NET 443",
        "pass tls $HOME_NET any -> $EXTERNAL_NET 465",
    ]
    for line, hostname in zip(source, ("auth.esw.esante.gouv.fr", "mail.example.org"), strict=True):
        # the whole name: neither a longer one that ends with it nor one that starts with it
        assert f'tls.sni; content:"{hostname}"; startswith; endswith; nocase;' in line
    assert len({line.split("sid:")[1].split(";")[0] for line in source}) == 2
    variables = inputs(inspected, RULES, "egress")["ruleGroup"]["ruleVariables"]["ipSets"]
    assert variables == [{"key": "HOME_NET", "ipSet": {"definitions": ["10.20.0.0/16"]}}]


def test_what_is_not_listed_is_dropped_and_told(inspected: ResourceGraph) -> None:
    policy = inputs(inspected, POLICY, "egress")["firewallPolicy"]
    assert (
        policy["statelessDefaultActions"]
        == policy["statelessFragmentDefaultActions"]
        == ["aws:forward_to_sfe"]
    )
    assert policy["statefulDefaultActions"] == ["aws:drop_established", "aws:alert_established"]
    assert policy["statefulEngineOptions"] == {"ruleOrder": "STRICT_ORDER", "streamExceptionPolicy": "DROP"}
    logging = inputs(inspected, "aws:networkfirewall/loggingConfiguration:LoggingConfiguration", "egress")
    destinations = logging["loggingConfiguration"]["logDestinationConfigs"]
    assert {each["logType"] for each in destinations} == {"ALERT", "FLOW"}


@pytest.mark.parametrize("token", [FIREWALL, POLICY, RULES])
def test_the_firewall_is_encrypted_with_our_key(inspected: ResourceGraph, token: str) -> None:
    assert inputs(inspected, token, "egress")["encryptionConfiguration"] == {
        "type": "CUSTOMER_KMS",
        "keyId": "<logs.arn>",
    }


def test_the_firewall_is_protected_where_data_are(inspected: ResourceGraph, graph_of: GraphOf) -> None:
    assert inputs(inspected, FIREWALL, "egress")["deleteProtection"] is True
    development = graph_of({**EGRESS, "service": {"environment": "development"}}, stack="dev")
    assert inputs(development, FIREWALL, "egress")["deleteProtection"] is False


def test_questions_and_answers_pass_the_same_endpoint(inspected: ResourceGraph) -> None:
    for letter in "abc":
        out = inputs(inspected, ROUTE, f"private-{letter}")
        assert out["destinationCidrBlock"] == "0.0.0.0/0" and "natGatewayId" not in out
        back = inputs(inspected, ROUTE, f"answers-{letter}")
        assert back["routeTableId"] == f"<nat-{letter}.id>"
        assert back["destinationCidrBlock"] == f"10.20.{16 * 'abc'.index(letter)}.0/20"
        assert inputs(inspected, ROUTE, f"firewall-{letter}")["natGatewayId"] == f"<nat-{letter}.id>"
        assert inputs(inspected, ROUTE, f"nat-{letter}")["gatewayId"] == "<internet.id>"
        assert (
            inputs(inspected, "aws:ec2/natGateway:NatGateway", f"nat-{letter}")["subnetId"]
            == f"<nat-{letter}.id>"
        )


def test_the_load_balancer_stays_out_of_the_firewalls_way(inspected: ResourceGraph) -> None:
    balancer = inputs(inspected, "aws:lb/loadBalancer:LoadBalancer", "edge")
    assert balancer["subnets"] == ["<public-a.id>", "<public-b.id>", "<public-c.id>"]
    assert inputs(inspected, ROUTE, "public")["gatewayId"] == "<internet.id>"


def test_one_gateway_needs_one_endpoint(graph_of: GraphOf) -> None:
    graph = graph_of({"network": {**EGRESS["network"], "nat": "single"}})
    assert len(inputs(graph, FIREWALL, "egress")["subnetMappings"]) == 1
    assert {route.name for route in graph.of_type(ROUTE) if route.name.startswith("answers")} == {
        "answers-a",
        "answers-b",
        "answers-c",
    }
    assert {inputs(graph, ROUTE, f"answers-{letter}")["routeTableId"] for letter in "abc"} == {"<nat-a.id>"}


def test_security_groups_open_the_listed_ports_only(inspected: ResourceGraph) -> None:
    assert ports_outside(inspected) == {"fhir-to-internet": 443, "fhir-to-internet-465": 465}


def test_aws_itself_is_reached_by_its_endpoints(inspected: ResourceGraph, production: ResourceGraph) -> None:
    endpoints = {each.name for each in inspected.of_type("aws:ec2/vpcEndpoint:VpcEndpoint")}
    assert {"ecr-api", "ecr-dkr", "sts", "ssm"} <= endpoints
    assert "ecr-api" not in {each.name for each in production.of_type("aws:ec2/vpcEndpoint:VpcEndpoint")}


@pytest.mark.parametrize("graph_name", ["inspected", "named"])
def test_other_names_are_not_answered(graph_name: str, request: pytest.FixtureRequest) -> None:
    graph: ResourceGraph = request.getfixturevalue(graph_name)
    names = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
    assert inputs(graph, names, "listed-names")["domains"] == [
        "auth.esw.esante.gouv.fr",
        "mail.example.org",
        "*.amazonaws.com",
        "*.eu-west-3.compute.internal",
    ]
    assert inputs(graph, names, "other-names")["domains"] == ["*"]
    rule = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
    allowed, refused = inputs(graph, rule, "listed-names"), inputs(graph, rule, "other-names")
    assert allowed["priority"] < refused["priority"]
    assert (allowed["action"], refused["action"], refused["blockResponse"]) == ("ALLOW", "BLOCK", "NXDOMAIN")
    assert allowed["firewallDomainRedirectionAction"] == "TRUST_REDIRECTION_DOMAIN"
    association = find(
        graph,
        "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
        "names",
    )
    assert find(graph, rule, "other-names").urn in association.options.depends_on, "whole before it rules"
    config = inputs(graph, "aws:route53/resolverFirewallConfig:ResolverFirewallConfig", "names")
    assert config["firewallFailOpen"] == "DISABLED"


def test_names_alone_cost_no_firewall(named: ResourceGraph) -> None:
    assert named.of_type(FIREWALL) == ()
    assert inputs(named, ROUTE, "private-a")["natGatewayId"] == "<nat-a.id>"


def test_what_is_looked_up_is_recorded(production: ResourceGraph) -> None:
    association = inputs(
        production,
        "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
        "name-queries",
    )
    assert association["resourceId"] == "<vpc.id>"
    config = inputs(production, "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "name-queries")
    assert config["destinationArn"] == "<name-queries.arn>"


def test_no_list_lets_tls_out_as_before(production: ResourceGraph) -> None:
    assert ports_outside(production) == {"fhir-to-internet": 443}
    unused: tuple[Any, ...] = production.of_type(FIREWALL)
    assert unused == ()


def test_the_firewall_may_use_the_key(inspected: ResourceGraph, production: ResourceGraph) -> None:
    key = statements(inspected, "aws:kms/key:Key", "logs")
    via = key["GrantToServices"]["Condition"]["StringEquals"]["kms:ViaService"]
    assert via == "network-firewall.eu-west-3.amazonaws.com"
    assert "GrantToServices" not in statements(production, "aws:kms/key:Key", "logs")
