"""Ways in besides the web: TLS, TCP and UDP by a network load balancer, PrivateLink, tunnels."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph

from .conftest import GraphOf, find
from .reading import inputs, statements, texts

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
TARGETS = "aws:lb/targetGroup:TargetGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ACL = "aws:ec2/networkAcl:NetworkAcl"
IMAGE = "123456789012.dkr.ecr.eu-west-3.amazonaws.com/relay:1"


@pytest.fixture(scope="module")
def transport(graph_of: GraphOf) -> ResourceGraph:
    return graph_of(
        {
            "workloads": {
                "relay": {
                    "image": IMAGE,
                    "hostname": "relay.example.org",
                    "protocol": "udp",
                    "port": 3478,
                    "health_check": {"port": 8081},
                },
                "dicom": {"image": IMAGE, "hostname": "dicom.example.org", "protocol": "tls", "port": 2762},
            },
            "network": {"dns_zone": "Z0123456789EXAMPLE", "private_link_accounts": ["210987654321"]},
        }
    )


@pytest.fixture(scope="module")
def linked(graph_of: GraphOf) -> ResourceGraph:
    return graph_of(
        {
            "network": {
                "ingress": {"exposure": "private", "allowed_sources": ["10.80.0.0/14"]},
                "vpns": [
                    {
                        "customer": "CH d'Exemple",
                        "gateway": "198.51.100.7",
                        "ranges": ["10.80.0.0/16"],
                        "reached_ports": [11112],
                    },
                    {
                        "customer": "CHU",
                        "gateway": "198.51.100.8",
                        "ranges": ["10.81.0.0/16", "10.82.0.0/24"],
                    },
                ],
            }
        }
    )


def alarm_dimensions(graph: ResourceGraph, name: str) -> Any:
    return inputs(graph, ALARM, name)["dimensions"]


def test_the_network_load_balancer(transport: ResourceGraph) -> None:
    balancer = inputs(transport, BALANCER, "transport")
    assert balancer["loadBalancerType"] == "network" and balancer["internal"] is False
    assert balancer["securityGroups"] == ["<transport.id>"]
    assert balancer["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] == "on"
    assert balancer["enableDeletionProtection"] is True and balancer["enableCrossZoneLoadBalancing"] is True
    assert balancer["accessLogs"]["prefix"] == "nlb"


def test_tls_ends_with_a_certificate_and_a_current_policy(transport: ResourceGraph) -> None:
    listener = inputs(transport, LISTENER, "dicom")
    assert (listener["port"], listener["protocol"]) == (2762, "TLS")
    assert listener["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    assert listener["certificateArn"] == "<dicom.arn>"
    assert inputs(transport, TARGETS, "dicom")["protocol"] == "TCP"


def test_datagrams_pass_and_health_is_asked_over_tcp(transport: ResourceGraph) -> None:
    listener = inputs(transport, LISTENER, "relay")
    assert (listener["port"], listener["protocol"]) == (3478, "UDP")
    assert "certificateArn" not in listener and "sslPolicy" not in listener
    group = inputs(transport, TARGETS, "relay")
    assert group["protocol"] == "UDP"
    assert (group["healthCheck"]["protocol"], group["healthCheck"]["port"]) == ("TCP", "8081")
    container = json.loads(
        inputs(transport, "aws:ecs/taskDefinition:TaskDefinition", "relay")["containerDefinitions"]
    )
    assert container[0]["portMappings"] == [
        {"containerPort": 3478, "hostPort": 3478, "protocol": "udp"},
        {"containerPort": 8081, "hostPort": 8081, "protocol": "tcp"},
    ]


def test_each_workload_is_reached_on_its_own_port_and_protocol(transport: ResourceGraph) -> None:
    assert {
        (rule.name, rule.inputs["ipProtocol"], rule.inputs["fromPort"])
        for rule in transport.of_type(INGRESS)
        if rule.name.startswith(("transport-", "edge-to-relay", "health-of-relay", "edge-to-dicom"))
    } == {
        ("transport-relay-0.0.0.0-0", "udp", 3478),
        ("transport-dicom-0.0.0.0-0", "tcp", 2762),
        ("edge-to-relay", "udp", 3478),
        ("health-of-relay", "tcp", 8081),
        ("edge-to-dicom", "tcp", 2762),
    }


@pytest.mark.parametrize(("tier", "direction"), [("public", "ingress"), ("private", "ingress")])
def test_the_access_lists_let_datagrams_in(transport: ResourceGraph, tier: str, direction: str) -> None:
    entries = inputs(transport, ACL, tier)[direction]
    datagrams = [entry for entry in entries if entry["protocol"] == "udp"]
    assert [(entry["fromPort"], entry["toPort"], entry["cidrBlock"]) for entry in datagrams] == [
        (3478, 3478, "0.0.0.0/0")
    ]
    assert len(entries) <= 20


def test_hostnames_point_at_their_own_load_balancer(transport: ResourceGraph) -> None:
    record = "aws:route53/record:Record"
    assert inputs(transport, record, "relay")["aliases"][0]["name"] == "<transport.dnsName>"
    assert inputs(transport, record, "fhir")["aliases"][0]["name"] == "<edge.dnsName>"
    assert inputs(transport, record, "fhir")["zoneId"] == "Z0123456789EXAMPLE"


def test_a_task_that_is_not_well_is_told_of(transport: ResourceGraph) -> None:
    assert inputs(transport, ALARM, "service-relay-unhealthy")["namespace"] == "AWS/NetworkELB"
    assert alarm_dimensions(transport, "service-relay-unhealthy")["LoadBalancer"] == "<transport.arnSuffix>"
    assert inputs(transport, ALARM, "service-fhir-unhealthy")["namespace"] == "AWS/ApplicationELB"


def test_delivery_of_the_network_load_balancers_logs_is_allowed(transport: ResourceGraph) -> None:
    policy = statements(transport, "aws:s3/bucketPolicy:BucketPolicy", "delivery")
    written = policy["NetworkLoadBalancerLogs"]
    assert written["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert written["Condition"]["StringEquals"]["aws:SourceAccount"] == "123456789012"
    (resource,) = texts(written["Resource"])
    assert resource.endswith("/nlb/AWSLogs/123456789012/*")


def test_private_link_is_for_the_listed_accounts_and_accepted_by_hand(transport: ResourceGraph) -> None:
    service = inputs(transport, "aws:ec2/vpcEndpointService:VpcEndpointService", "private-link")
    assert service["acceptanceRequired"] is True
    assert service["allowedPrincipals"] == ["arn:aws:iam::210987654321:root"]
    balancer = inputs(transport, BALANCER, "private-link")
    assert balancer["internal"] is True
    assert balancer["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] == "off"
    group = find(transport, "aws:ec2/securityGroup:SecurityGroup", "private-link").urn
    assert not [
        rule
        for rule in transport.of_type(INGRESS)
        if getattr(rule.inputs.get("securityGroupId"), "urn", None) == group
    ], "nobody else gets in by it"


def test_private_link_leads_to_the_entry_of_everybody(transport: ResourceGraph) -> None:
    group = inputs(transport, TARGETS, "private-link")
    assert (group["targetType"], group["port"], group["protocol"]) == ("alb", 443, "TCP")
    attachment = find(transport, "aws:lb/targetGroupAttachment:TargetGroupAttachment", "private-link")
    assert find(transport, LISTENER, "edge").urn in attachment.options.depends_on


@pytest.mark.parametrize("tunnel", ["tunnel1", "tunnel2"])
def test_tunnels_agree_on_strong_suites_only(linked: ResourceGraph, tunnel: str) -> None:
    connection = inputs(linked, CONNECTION, "198-51-100-7")
    assert connection[f"{tunnel}IkeVersions"] == ["ikev2"]
    for phase in ("Phase1", "Phase2"):
        assert connection[f"{tunnel}{phase}EncryptionAlgorithms"] == ["AES256-GCM-16"]
        assert connection[f"{tunnel}{phase}IntegrityAlgorithms"] == ["SHA2-384", "SHA2-512"]
        assert connection[f"{tunnel}{phase}DhGroupNumbers"] == [19, 20, 21]
    assert connection[f"{tunnel}LogOptions"]["cloudwatchLogOptions"]["logEnabled"] is True
    assert f"{tunnel}PresharedKey" not in connection


def test_no_key_of_a_tunnel_is_in_the_state(linked: ResourceGraph) -> None:
    assert inputs(linked, CONNECTION, "198-51-100-7")["presharedKeyStorage"] == "SecretsManager"


def test_the_customers_ranges_are_routed(linked: ResourceGraph) -> None:
    routes = linked.of_type("aws:ec2/vpnConnectionRoute:VpnConnectionRoute")
    assert {str(route.inputs["destinationCidrBlock"]) for route in routes} == {
        "10.80.0.0/16",
        "10.81.0.0/16",
        "10.82.0.0/24",
    }
    propagated = linked.of_type("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation")
    assert {each.name for each in propagated} == {"private-a", "private-b", "private-c"}


def test_workloads_ask_the_other_side_on_the_listed_ports_only(linked: ResourceGraph) -> None:
    towards = [rule for rule in linked.of_type(EGRESS) if "linked" in rule.name]
    assert [(rule.inputs["cidrIpv4"], rule.inputs["fromPort"]) for rule in towards] == [
        ("10.80.0.0/16", 11112)
    ]
    outward = inputs(linked, ACL, "private")["egress"]
    assert ("10.80.0.0/16", 11112) in {(entry["cidrBlock"], entry["fromPort"]) for entry in outward}


def test_a_tunnel_that_is_down_is_told_of(linked: ResourceGraph) -> None:
    assert alarm_dimensions(linked, "tunnel-198-51-100-7-down") == {"VpnId": "<198-51-100-7.id>"}


def test_a_customer_that_leaves_renames_nobodys_tunnel(graph_of: GraphOf, linked: ResourceGraph) -> None:
    alone = graph_of(
        {
            "network": {
                "ingress": {"exposure": "private", "allowed_sources": ["10.80.0.0/14"]},
                "vpns": [{"customer": "CHU", "gateway": "198.51.100.8", "ranges": ["10.81.0.0/16"]}],
            }
        }
    )
    assert find(alone, CONNECTION, "198-51-100-8").urn == find(linked, CONNECTION, "198-51-100-8").urn


def test_a_certificate_that_was_not_renewed_is_told_of(transport: ResourceGraph) -> None:
    for workload in ("fhir", "dicom"):
        alarm = inputs(transport, ALARM, f"certificate-{workload}-expiry")
        assert (alarm["metricName"], alarm["threshold"]) == ("DaysToExpiry", 30)
        assert alarm["comparisonOperator"] == "LessThanThreshold"
        assert alarm["dimensions"] == {"CertificateArn": f"<{workload}.arn>"}
