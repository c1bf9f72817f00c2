"""What AWS refuses of search domains (Amazon OpenSearch Service)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]

_DOMAIN: Final = "aws:opensearch/domain:Domain"
_DOMAIN_POLICY: Final = "aws:opensearch/domainPolicy:DomainPolicy"
_SERVICE_ROLE: Final = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
_LOG_POLICY: Final = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
_SERVICES: Final = ("opensearchservice.amazonaws.com", "es.amazonaws.com")
_EVEN: Final = 2


def check(world: World, find: Find, token: str, inputs: Mapping[str, Any]) -> None:
    """Raise AwsError where AWS would not take the domain or the policy of one."""
    if token == _DOMAIN_POLICY:
        name = str(inputs.get("domainName"))
        if not any(found.inputs.get("domainName") == name for found in world.find(type=_DOMAIN)):
            raise refusal("search-domain-missing", name=name)
    elif token == _DOMAIN:
        _network(world, find, inputs)
        _nodes(inputs)
        _access_control(inputs)
        _logs(world, inputs)


def _part(inputs: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = inputs.get(name)
    return value if isinstance(value, Mapping) else {}


def _network(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """A domain in a network needs the service's own role, and as many subnets and zones as it says."""
    options, cluster = _part(inputs, "vpcOptions"), _part(inputs, "clusterConfig")
    subnets = [str(each) for each in options.get("subnetIds") or []]
    if not options:
        return
    if not any(found.inputs.get("awsServiceName") in _SERVICES for found in world.find(type=_SERVICE_ROLE)):
        raise refusal("search-service-role")
    expected = _zones(cluster)
    if len(subnets) != expected:
        raise refusal("search-subnets", expected=expected, given=len(subnets))
    places = {found.outputs.get("availabilityZone") for each in subnets if (found := find(each)) is not None}
    if len(places) not in (0, expected):
        raise refusal("search-zones", zones=", ".join(sorted(map(str, places))))


def _zones(cluster: Mapping[str, Any]) -> int:
    if cluster.get("zoneAwarenessEnabled") is not True:
        return 1
    count = _part(cluster, "zoneAwarenessConfig").get("availabilityZoneCount")
    return int(count) if isinstance(count, (int, float)) else _EVEN


def _nodes(inputs: Mapping[str, Any]) -> None:
    cluster = _part(inputs, "clusterConfig")
    nodes, zones = cluster.get("instanceCount", 1), _zones(cluster)
    if isinstance(nodes, (int, float)) and (nodes < zones or (zones == _EVEN and nodes % _EVEN)):
        raise refusal("search-nodes", nodes=int(nodes), zones=zones)
    masters = cluster.get("dedicatedMasterCount")
    if cluster.get("dedicatedMasterEnabled") is True and masters not in (3, 5):
        raise refusal("search-masters", count=masters)


def _access_control(inputs: Mapping[str, Any]) -> None:
    """Fine-grained access control rests on encryption at rest, between nodes and of every request."""
    control = _part(inputs, "advancedSecurityOptions")
    if control.get("enabled") is not True:
        return
    missing = [
        name
        for name, held in (
            ("encryption at rest", _part(inputs, "encryptAtRest").get("enabled") is True),
            ("node-to-node encryption", _part(inputs, "nodeToNodeEncryption").get("enabled") is True),
            ("HTTPS", _part(inputs, "domainEndpointOptions").get("enforceHttps") is True),
        )
        if not held
    ]
    if missing:
        raise refusal("search-control", missing=", ".join(missing))
    master = _part(control, "masterUserOptions")
    named = master.get("masterUserArn") is not None
    if named == (control.get("internalUserDatabaseEnabled") is True):
        raise refusal("search-master")


def _logs(world: World, inputs: Mapping[str, Any]) -> None:
    """Log groups are there and say in a policy that the service may write; audits need access control."""
    for option in inputs.get("logPublishingOptions") or []:
        if not isinstance(option, Mapping):
            continue
        arn = str(option.get("cloudwatchLogGroupArn")).removesuffix(":*")
        controlled = _part(inputs, "advancedSecurityOptions").get("enabled") is True
        if option.get("logType") == "AUDIT_LOGS" and not controlled:
            raise refusal("search-audit")
        policies = (str(found.inputs.get("policyDocument")) for found in world.find(type=_LOG_POLICY))
        if not any("es.amazonaws.com" in text and arn in text for text in policies):
            raise refusal("search-log-policy", arn=arn)
