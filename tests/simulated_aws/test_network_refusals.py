"""What AWS refuses of routes, load balancers, firewalls, tunnels and endpoint services."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.simulated_aws.client import BALANCER, GROUP, SUBNET, VPC, Client, Created

TABLE, ROUTE = "aws:ec2/routeTable:RouteTable", "aws:ec2/route:Route"
LISTENER, TARGETS = "aws:lb/listener:Listener", "aws:lb/targetGroup:TargetGroup"
ATTACHMENT = "aws:lb/targetGroupAttachment:TargetGroupAttachment"
SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService"
FIREWALL = "aws:networkfirewall/firewall:Firewall"
POLICY = "aws:networkfirewall/firewallPolicy:FirewallPolicy"
RULES = "aws:networkfirewall/ruleGroup:RuleGroup"
GATEWAY, CUSTOMER = "aws:ec2/vpnGateway:VpnGateway", "aws:ec2/customerGateway:CustomerGateway"
CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
ASSOCIATION = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
FORWARD = ["aws:forward_to_sfe"]


@pytest.fixture
def vpc(client: Client) -> Created:
    return client.create(VPC, "vpc", {"cidrBlock": "10.0.0.0/16"})


def subnet(client: Client, vpc: Created, letter: str, number: int) -> Created:
    inputs = {
        "vpcId": vpc.id,
        "cidrBlock": f"10.0.{number}.0/24",
        "availabilityZone": f"eu-west-3{letter}",
    }
    return client.create(SUBNET, f"subnet-{letter}-{number}", inputs)


def refuses(client: Client, type_: str, inputs: dict[str, Any], code: str) -> None:
    with pytest.raises(grpc.RpcError, match=code):
        client.create(type_, "refused", inputs)


def firewall(client: Client, vpc: Created, subnets: list[Created], **more: Any) -> dict[str, Any]:
    policy = client.create(
        POLICY,
        "policy",
        {
            "firewallPolicy": {
                "statelessDefaultActions": FORWARD,
                "statelessFragmentDefaultActions": FORWARD,
            }
        },
    )
    mappings = [{"subnetId": each.id} for each in subnets]
    return {
        "vpcId": vpc.id,
        "firewallPolicyArn": policy.outputs["arn"],
        "subnetMappings": mappings,
        "name": "egress",
        **more,
    }


def balancer(client: Client, kind: str, vpc: Created) -> Created:
    group = client.create(GROUP, f"group-{kind}", {"vpcId": vpc.id})
    subnets = [subnet(client, vpc, letter, number) for letter, number in (("a", 1), ("b", 2))]
    return client.create(
        BALANCER,
        f"balancer-{kind}",
        {
            "loadBalancerType": kind,
            "subnets": [each.id for each in subnets],
            "securityGroups": [group.id],
        },
    )


def targets(client: Client, vpc: Created, protocol: str, **more: Any) -> Created:
    inputs = {"vpcId": vpc.id, "port": 443, "protocol": protocol, "targetType": "ip", **more}
    return client.create(TARGETS, f"targets-{protocol.lower()}", inputs)


def sends(group: Created) -> list[dict[str, Any]]:
    return [{"type": "forward", "targetGroupArn": group.outputs["arn"]}]


def test_a_firewall_has_one_endpoint_in_each_subnet(client: Client, vpc: Created) -> None:
    subnets = [subnet(client, vpc, "a", 1), subnet(client, vpc, "b", 2)]
    made = client.create(FIREWALL, "egress", firewall(client, vpc, subnets))
    states = made.outputs["firewallStatuses"][0]["syncStates"]
    attachments = [attachment for state in states for attachment in state["attachments"]]
    assert [each["subnetId"] for each in attachments] == [each.id for each in subnets]
    assert len({each["endpointId"] for each in attachments}) == 2
    table = client.create(TABLE, "table", {"vpcId": vpc.id})
    out = {
        "routeTableId": table.id,
        "destinationCidrBlock": "0.0.0.0/0",
        "vpcEndpointId": attachments[0]["endpointId"],
    }
    client.create(ROUTE, "out", out)


def test_two_endpoints_in_one_zone_are_refused(client: Client, vpc: Created) -> None:
    subnets = [subnet(client, vpc, "a", 1), subnet(client, vpc, "a", 2)]
    refuses(client, FIREWALL, firewall(client, vpc, subnets), "InvalidRequestException")


def test_a_firewall_needs_its_policy_and_its_own_network(client: Client, vpc: Created) -> None:
    here = subnet(client, vpc, "a", 1)
    inputs = firewall(client, vpc, [here])
    refuses(
        client, FIREWALL, {**inputs, "firewallPolicyArn": "arn:aws:network-firewall:x"}, "ResourceNotFound"
    )
    other = client.create(VPC, "other", {"cidrBlock": "10.1.0.0/16"})
    refuses(client, FIREWALL, {**inputs, "vpcId": other.id}, "not of the firewall's network")


def test_a_protected_firewall_is_not_deleted(client: Client, vpc: Created) -> None:
    inputs = firewall(client, vpc, [subnet(client, vpc, "a", 1)], deleteProtection=True)
    made = client.create(FIREWALL, "egress", inputs)
    with pytest.raises(grpc.RpcError, match="OperationNotPermitted"):
        client.delete(made)


def test_a_policy_orders_its_rule_groups_alike(client: Client) -> None:
    rules = client.create(
        RULES,
        "rules",
        {
            "type": "STATEFUL",
            "capacity": 10,
            "name": "rules",
            "ruleGroup": {"rulesSource": {"rulesString": "pass tls any any -> any 443 (sid:1;)"}},
        },
    )
    policy = {
        "statelessDefaultActions": FORWARD,
        "statelessFragmentDefaultActions": FORWARD,
        "statefulRuleGroupReferences": [{"priority": 1, "resourceArn": rules.outputs["arn"]}],
    }
    client.create(POLICY, "same", {"firewallPolicy": policy})
    strict = {**policy, "statefulEngineOptions": {"ruleOrder": "STRICT_ORDER"}}
    refuses(client, POLICY, {"firewallPolicy": strict}, "ordered by")


@pytest.mark.parametrize(
    ("route", "code"),
    [
        ({"destinationCidrBlock": "0.0.0.0/0"}, "InvalidParameterCombination"),
        (
            {"destinationCidrBlock": "0.0.0.0/0", "vpcEndpointId": "vpce-0123456789abcdef0"},
            "InvalidVpcEndpointId",
        ),
        ({"destinationCidrBlock": "10.0.1.0/28", "networkInterfaceId": "eni-1"}, "inside of the network"),
        ({"destinationCidrBlock": "10.0.1.0/24", "transitGatewayId": "tgw-1"}, "inside of the network"),
    ],
)
def test_routes_that_lead_nowhere(client: Client, vpc: Created, route: dict[str, Any], code: str) -> None:
    subnet(client, vpc, "a", 1)
    table = client.create(TABLE, "table", {"vpcId": vpc.id})
    refuses(client, ROUTE, {"routeTableId": table.id, **route}, code)


@pytest.mark.parametrize(
    ("kind", "protocol", "more", "code"),
    [
        ("network", "HTTP", {}, "UnsupportedProtocol"),
        ("application", "TCP", {}, "UnsupportedProtocol"),
        ("network", "TLS", {}, "CertificateNotFound"),
        ("network", "TCP", {"sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, "security policy"),
        ("network", "UDP", {}, "IncompatibleProtocols"),
    ],
)
def test_listeners_that_do_not_fit(
    client: Client, vpc: Created, kind: str, protocol: str, more: dict[str, Any], code: str
) -> None:
    made = balancer(client, kind, vpc)
    group = targets(client, vpc, "TCP" if kind == "network" else "HTTP")
    inputs = {
        "loadBalancerArn": made.outputs["arn"],
        "port": 443,
        "protocol": protocol,
        "defaultActions": sends(group),
        **more,
    }
    refuses(client, LISTENER, inputs, code)


def test_one_port_has_one_listener_for_each_transport(client: Client, vpc: Created) -> None:
    made = balancer(client, "network", vpc)
    stream, datagrams = targets(client, vpc, "TCP"), targets(client, vpc, "UDP")
    here = {"loadBalancerArn": made.outputs["arn"], "port": 3478}
    client.create(LISTENER, "stream", {**here, "protocol": "TCP", "defaultActions": sends(stream)})
    client.create(LISTENER, "datagrams", {**here, "protocol": "UDP", "defaultActions": sends(datagrams)})
    refuses(
        client, LISTENER, {**here, "protocol": "TCP", "defaultActions": sends(stream)}, "DuplicateListener"
    )


def test_a_load_balancer_is_a_target_once_it_listens(client: Client, vpc: Created) -> None:
    edge = balancer(client, "application", vpc)
    group = targets(client, vpc, "TCP", targetType="alb")
    inputs = {"targetGroupArn": group.outputs["arn"], "targetId": edge.outputs["arn"], "port": 443}
    refuses(client, ATTACHMENT, inputs, "has no listener")
    refuses(client, ATTACHMENT, {**inputs, "targetId": "i-1"}, "not an Application Load Balancer")
    fixed = [{"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "404"}}]
    client.create(
        LISTENER,
        "edge",
        {
            "loadBalancerArn": edge.outputs["arn"],
            "port": 443,
            "protocol": "HTTPS",
            "certificateArn": "arn:aws:acm:eu-west-3:123456789012:certificate/1",
            "defaultActions": fixed,
        },
    )
    client.create(ATTACHMENT, "edge", inputs)


def test_an_endpoint_service_stands_on_network_load_balancers(client: Client, vpc: Created) -> None:
    edge = balancer(client, "application", vpc)
    inputs = {"acceptanceRequired": True, "networkLoadBalancerArns": [edge.outputs["arn"]]}
    refuses(client, SERVICE, inputs, "not a Network Load Balancer")


def test_tunnels_end_at_gateways_that_exist(client: Client, vpc: Created) -> None:
    customer = client.create(
        CUSTOMER, "customer", {"type": "ipsec.1", "bgpAsn": "65000", "ipAddress": "198.51.100.7"}
    )
    gateway = client.create(GATEWAY, "gateway", {"vpcId": vpc.id})
    good = {"type": "ipsec.1", "customerGatewayId": customer.id, "vpnGatewayId": gateway.id}
    client.create(CONNECTION, "connection", good)
    refuses(client, CONNECTION, {**good, "customerGatewayId": "cgw-0"}, "InvalidCustomerGatewayID")
    refuses(client, CONNECTION, {**good, "vpnGatewayId": "vgw-0"}, "InvalidVpnGatewayID")
    refuses(client, GATEWAY, {"vpcId": vpc.id}, "AttachmentLimitExceeded")


def test_routes_are_learnt_from_the_networks_own_gateway(client: Client, vpc: Created) -> None:
    other = client.create(VPC, "other", {"cidrBlock": "10.1.0.0/16"})
    gateway = client.create(GATEWAY, "gateway", {"vpcId": other.id})
    table = client.create(TABLE, "table", {"vpcId": vpc.id})
    refuses(client, PROPAGATION, {"vpnGatewayId": gateway.id, "routeTableId": table.id}, "NotAttached")


@pytest.mark.parametrize("priority", [100, 9900])
def test_reserved_priorities_are_refused(client: Client, vpc: Created, priority: int) -> None:
    inputs = {"firewallRuleGroupId": "rslvr-frg-1", "vpcId": vpc.id, "priority": priority}
    refuses(client, ASSOCIATION, inputs, "ValidationException")
    client.create(ASSOCIATION, "fine", {**inputs, "priority": 101})
