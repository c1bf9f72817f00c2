"""Registers of what the document states: classes of backups, ways out, linked networks and accounts."""

from __future__ import annotations

from datetime import timedelta

from hds_blueprint.dossier.model import Table
from hds_blueprint.dossier.registers.backup_classes import backup_classes
from hds_blueprint.dossier.registers.backups import backups
from hds_blueprint.dossier.registers.copies import copy_table
from hds_blueprint.dossier.registers.flow_tables import flow_matrix
from hds_blueprint.dossier.registers.ways_out import destinations, linked_networks
from hds_blueprint.graph.model import Ref
from hds_blueprint.hosting.backup import BackupClass
from hds_blueprint.hosting.network import Egress, Vpn
from tests.dossier.conftest import HandMade
from tests.policies.graphs import graph, resource, urn

GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def _cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_each_class_of_backups_has_its_stores_and_periods(hand_made: HandMade) -> None:
    vital = BackupClass(frequency=timedelta(hours=1), retention_days=60, monthly_retention_days=None)
    stack = hand_made(graph(), backup={"classes": {"vital": vital}, "second_account": "111122223333"})
    records = stack.document.requirements.databases["records"].model_copy(update={"backup_class": "vital"})
    stack.document.requirements.databases["records"] = records
    try:
        rows = _cells(backup_classes(stack.source("en")))
    finally:
        stack.document.requirements.databases["records"] = records.model_copy(update={"backup_class": None})
    assert rows == [
        ["without a class", "buckets.documents", "1 day", "35 days", "365 days", "35 days", "111122223333"],
        ["vital", "databases.records", "1 hour", "60 days", "none", "35 days", "111122223333"],
    ]


def test_what_services_keep_by_themselves_is_told(hand_made: HandMade) -> None:
    kept = graph(
        resource("aws:dynamodb/table:Table", "forms", {"pointInTimeRecovery": {"enabled": True}}),
        resource("aws:dynamodb/table:Table", "off", {"pointInTimeRecovery": {"enabled": False}}),
        resource("aws:elasticache/replicationGroup:ReplicationGroup", "pages", {"snapshotRetentionLimit": 7}),
        resource("aws:docdb/cluster:Cluster", "notes", {"backupRetentionPeriod": 1}),
    )
    rows = _cells(backups(hand_made(kept).source("en")))
    assert [(row[0], row[1].split()[0], row[3]) for row in rows] == [
        ("point-in-time recovery (Amazon DocumentDB)", "notes", "1 day"),
        ("point-in-time recovery (Amazon DynamoDB)", "forms", "35 days"),
        ("snapshots (Amazon ElastiCache)", "pages", "7 days"),
    ]


def test_ways_out_are_listed_with_what_enforces_them(hand_made: HandMade) -> None:
    egress = (Egress(hostname="api.example.org", port=8443, reason="Prescriptions"),)
    stack = hand_made(graph(), network={"egress": egress})
    assert _cells(destinations(stack.source("en"))) == [
        [
            "api.example.org",
            "8443",
            "Prescriptions",
            "AWS Network Firewall, by the name in the first TLS message",
        ]
    ]
    named = hand_made(graph(), network={"egress": egress, "egress_control": "names"})
    assert _cells(destinations(named.source("fr")))[0][3].startswith("Route 53 Resolver DNS Firewall")


def test_linked_networks_and_accounts_are_listed(hand_made: HandMade) -> None:
    said = {"customer": "CH d'Exemple", "gateway": "192.0.2.44", "ranges": ["10.80.0.0/16"]}
    vpn = Vpn.model_validate({**said, "reached_ports": [11112]})
    stack = hand_made(graph(), network={"vpns": (vpn,), "private_link_accounts": ("210987654321",)})
    assert _cells(linked_networks(stack.source("fr"))) == [
        ["CH d'Exemple", "tunnel IPsec", "192.0.2.44", "10.80.0.0/16", "11112"],
        ["compte 210987654321", "PrivateLink", "", "", "443"],
    ]


def test_a_flow_through_a_tunnel_is_encrypted_by_it(hand_made: HandMade) -> None:
    rules = [
        resource(RULE, name, {
            "securityGroupId": Ref(urn(GROUP, "app"), "id"), "cidrIpv4": addresses, "ipProtocol": "tcp",
            "fromPort": 11112, "toPort": 11112,
        })
        for name, addresses in (("in", "10.80.4.0/24"), ("out", "10.90.0.0/16"))
    ]  # fmt: skip
    route = resource(
        "aws:ec2/vpnConnectionRoute:VpnConnectionRoute", "r", {"destinationCidrBlock": "10.80.0.0/16"}
    )
    rows = _cells(flow_matrix(hand_made(graph(resource(GROUP, "app"), *rules, route)).source("en")))
    assert {row[2]: row[5] for row in rows} == {
        "10.80.4.0/24": "IPsec, tunnel of the linked network",
        "10.90.0.0/16": "Not stated",
    }


def test_what_a_balancer_passes_on_is_not_called_encrypted_nor_clear(hand_made: HandMade) -> None:
    balancer, listener = "aws:lb/loadBalancer:LoadBalancer", "aws:lb/listener:Listener"
    to = {"loadBalancerArn": Ref(urn(balancer, "relay"), "arn")}
    open_ = {"protocol": "udp", "fromPort": 3478, "toPort": 3478, "cidrBlocks": ["0.0.0.0/0"]}
    made = graph(
        resource(GROUP, "edge", {"ingress": [open_]}),
        resource(balancer, "relay", {"securityGroups": [Ref(urn(GROUP, "edge"), "id")]}),
        resource(listener, "udp", {**to, "port": 3478, "protocol": "UDP"}),
    )
    (row,) = _cells(flow_matrix(hand_made(made).source("en")))
    assert row[5] == "passed on as it comes: the application encrypts, or not"


def test_messages_of_a_topic_go_to_people_or_to_a_queue(hand_made: HandMade) -> None:
    topic, queue = "aws:sns/topic:Topic", "aws:sqs/queue:Queue"
    to = {"topic": Ref(urn(topic, "news"), "arn")}
    subscription = "aws:sns/topicSubscription:TopicSubscription"
    made = graph(
        resource(topic, "news"),
        resource(queue, "letters", region="eu-west-3"),
        resource(subscription, "a", {**to, "protocol": "sqs", "endpoint": Ref(urn(queue, "letters"), "arn")}),
        resource(subscription, "b", {**to, "protocol": "email", "endpoint": "a@example.org"}),
    )
    rows = _cells(copy_table(hand_made(made).source("fr")))
    assert [(row[1].split(" ")[0], row[3]) for row in rows] == [
        ("letters", "eu-west-3"),
        ("courriel", "hors d’AWS"),
    ]
