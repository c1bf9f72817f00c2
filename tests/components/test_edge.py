from __future__ import annotations

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find
from .reading import inputs

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
ACL = "aws:wafv2/webAcl:WebAcl"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loadBalancerType", "application"),
        ("internal", False),
        ("dropInvalidHeaderFields", True),
        ("desyncMitigationMode", "defensive"),
        ("enableDeletionProtection", True),
        ("subnets", ["<public-a.id>", "<public-b.id>", "<public-c.id>"]),
        ("securityGroups", ["<edge.id>"]),
    ],
)
def test_the_load_balancer(production: ResourceGraph, name: str, value: object) -> None:
    assert inputs(production, BALANCER, "edge")[name] == value


def test_a_private_service_has_a_private_load_balancer(graph_of: GraphOf) -> None:
    balancer = inputs(graph_of({"network": {"ingress": {"exposure": "private"}}}), BALANCER, "edge")
    assert balancer["internal"] is True
    assert balancer["subnets"] == ["<private-a.id>", "<private-b.id>", "<private-c.id>"]


def test_access_and_connections_are_logged_where_the_delivery_is_allowed(
    production: ResourceGraph,
) -> None:
    balancer = inputs(production, BALANCER, "edge")
    delivery = find(production, "aws:s3/bucket:Bucket", "delivery")
    for kind in ("accessLogs", "connectionLogs"):
        assert balancer[kind] == {"bucket": delivery.inputs["bucket"], "enabled": True, "prefix": "alb"}
    policy = find(production, "aws:s3/bucketPolicy:BucketPolicy", "delivery")
    assert policy.urn in find(production, BALANCER, "edge").options.depends_on


def test_tls_is_modern_and_plain_http_is_sent_on(production: ResourceGraph) -> None:
    secure = inputs(production, LISTENER, "edge")
    assert (secure["port"], secure["protocol"]) == (443, "HTTPS")
    assert secure["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    strict = secure["routingHttpResponseStrictTransportSecurityHeaderValue"]
    assert strict == "max-age=31536000; includeSubDomains"
    plain = inputs(production, LISTENER, "edge-redirect")
    (action,) = plain["defaultActions"]
    assert action["redirect"] == {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}


def test_an_unknown_hostname_finds_nothing(production: ResourceGraph) -> None:
    (action,) = inputs(production, LISTENER, "edge")["defaultActions"]
    assert action["type"] == "fixed-response"
    assert action["fixedResponse"]["statusCode"] == "404"


def test_each_hostname_has_its_certificate_and_its_route(wide: ResourceGraph) -> None:
    for name, hostname in (("fhir", "fhir.example.org"), ("portal", "portal.example.org")):
        certificate = inputs(wide, "aws:acm/certificate:Certificate", name)
        assert (certificate["domainName"], certificate["validationMethod"]) == (hostname, "DNS")
        rule = inputs(wide, RULE, name)
        assert rule["conditions"] == [{"hostHeader": {"values": [hostname]}}]
        assert rule["actions"] == [{"type": "forward", "targetGroupArn": f"<{name}.arn>"}]
    default = find(wide, LISTENER, "edge")
    validated = find(wide, "aws:acm/certificateValidation:CertificateValidation", "fhir")
    # the listener takes a certificate that is issued, not one that is asked for
    assert validated.urn in default.dependencies["certificateArn"]
    other = find(wide, "aws:lb/listenerCertificate:ListenerCertificate", "portal")
    assert {wide.by_urn[urn].name for urn in targets(other, "certificateArn")} == {"portal"}


def test_a_worker_without_hostname_is_not_exposed(wide: ResourceGraph) -> None:
    assert "worker" not in {rule.name for rule in wide.of_type(RULE)}
    assert "loadBalancers" not in find(wide, "aws:ecs/service:Service", "worker").inputs


def test_without_hostnames_there_is_no_load_balancer(graph_of: GraphOf) -> None:
    graph = graph_of({"workloads": {"fhir": {"hostname": None}}})
    assert graph.of_type(BALANCER) == ()


def test_another_workload_moves_no_route(production: ResourceGraph, wide: ResourceGraph) -> None:
    place = inputs(production, RULE, "fhir")["priority"]
    assert 1 <= place <= 50000
    assert inputs(wide, RULE, "fhir")["priority"] == place
    assert inputs(wide, RULE, "portal")["priority"] != place


def test_targets_are_asked_for_the_path_of_the_document(production: ResourceGraph) -> None:
    group = inputs(production, "aws:lb/targetGroup:TargetGroup", "fhir")
    check = group["healthCheck"]
    assert (check["path"], check["interval"]) == ("/fhir/metadata", 30)
    assert check["timeout"] < check["interval"]
    assert (group["port"], group["targetType"]) == (8080, "ip")
    assert len(group["name"]) <= 32


def test_the_firewall_blocks_what_aws_knows_and_floods(production: ResourceGraph) -> None:
    rules = {rule["name"]: rule for rule in inputs(production, ACL, "edge")["rules"]}
    managed = {
        rule["statement"]["managedRuleGroupStatement"]["name"]
        for rule in rules.values()
        if "managedRuleGroupStatement" in rule["statement"]
    }
    assert managed == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesSQLiRuleSet",
        "AWSManagedRulesAnonymousIpList",
    }
    counted = {name for name in managed if rules[name]["overrideAction"] != {"none": {}}}
    # hospitals call from hosting providers, too: seen, not shut out
    assert counted == {"AWSManagedRulesAnonymousIpList"}
    rate = rules["requests-per-address"]
    assert rate["action"] == {"block": {}}
    assert rate["statement"]["rateBasedStatement"]["limit"] == 2000
    assert len({rule["priority"] for rule in rules.values()}) == len(rules)


def test_large_documents_pass_the_firewall(production: ResourceGraph) -> None:
    rules = {rule["name"]: rule for rule in inputs(production, ACL, "edge")["rules"]}
    common = rules["AWSManagedRulesCommonRuleSet"]["statement"]["managedRuleGroupStatement"]
    assert common["ruleActionOverrides"] == [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}]


def test_the_firewall_protects_the_load_balancer(production: ResourceGraph) -> None:
    association = inputs(production, "aws:wafv2/webAclAssociation:WebAclAssociation", "edge")
    assert association == {"resourceArn": "<edge.arn>", "webAclArn": "<edge.arn>"}
    resource = find(production, "aws:wafv2/webAclAssociation:WebAclAssociation", "edge")
    assert targets(resource, "resourceArn") == (find(production, BALANCER, "edge").urn,)


def test_the_firewall_log_names_no_patient(production: ResourceGraph) -> None:
    type_ = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
    redacted = inputs(production, type_, "edge")["redactedFields"]
    assert {"queryString": {}} in redacted
    assert {"uriPath": {}} in redacted
    assert {"singleHeader": {"name": "authorization"}} in redacted
    acl = inputs(production, ACL, "edge")
    configs = [acl["visibilityConfig"], *(rule["visibilityConfig"] for rule in acl["rules"])]
    assert not any(config["sampledRequestsEnabled"] for config in configs)
    group = find(production, "aws:cloudwatch/logGroup:LogGroup", "edge-firewall")
    assert str(group.inputs["name"]).startswith("aws-waf-logs-")
    assert targets(find(production, type_, "edge"), "logDestinationConfigs") == (group.urn,)
