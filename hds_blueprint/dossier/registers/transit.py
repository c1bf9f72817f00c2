"""How a flow is protected on its way, as far as the configuration of its target says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal

from hds_blueprint.dossier.registers.flows import ENDPOINT, Flow, is_endpoint, members
from hds_blueprint.dossier.source import Source, entries, first_reference, plain
from hds_blueprint.graph.model import Resource, targets
from hds_blueprint.policies.values import boolean, get, strings

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
SERVICE = "aws:ecs/service:Service"
DATABASES = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster")
PARAMETERS = ("parameterGroupName", "dbClusterParameterGroupName")
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
SEARCH = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
TUNNEL_ROUTE = "aws:ec2/vpnConnectionRoute:VpnConnectionRoute"
MOUNT_TARGET = "aws:efs/mountTarget:MountTarget"
FILE_SYSTEM_POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"
# Protocols of a network load balancer that it does not look into (Elastic Load Balancing user guide).
PASSED_ON = ("TCP", "UDP", "TCP_UDP")
# Parameters that make a database refuse connections without TLS (Amazon RDS user guide).
TLS_FORCED = {"rds.force_ssl": ("1",), "require_secure_transport": ("1", "ON")}


@dataclass(frozen=True, slots=True)
class Protection:
    """How a flow is protected; `text` is what a reader is told."""

    look: Literal["encrypted", "clear", "unknown"]
    text: str


def protection(source: Source, flow: Flow) -> Protection:
    """What the graph says of the encryption of a flow. Silence is not taken for encryption."""
    _ = source.translate
    if is_endpoint(flow.target.urn):
        return Protection("encrypted", _("TLS, endpoint of AWS"))
    if flow.target.urn:
        for member in members(source.graph, flow.target.urn):
            found = _of_member(source, member, flow)
            if found is not None:
                return found
    if _in_tunnel(source, flow):
        return Protection("encrypted", _("IPsec, tunnel of the linked network"))
    if flow.ports == "443":
        return Protection("unknown", _("TLS expected on port 443"))
    return Protection("unknown", source.not_stated)


def _in_tunnel(source: Source, flow: Flow) -> bool:
    """Whether an end of a flow is a network that a VPN connection of the stack leads to."""
    ranges = [
        network
        for route in source.graph.of_type(TUNNEL_ROUTE)
        if (network := _network(plain(route.inputs.get("destinationCidrBlock"))))
    ]
    ends = [network for end in (flow.source, flow.target) if (network := _network(end.addresses))]
    return any(
        end.version == behind.version and end.subnet_of(behind)  # pyright: ignore[reportArgumentType]
        for end in ends
        for behind in ranges
    )


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text) if text else None
    except ValueError:
        return None


def _of_member(source: Source, member: Resource, flow: Flow) -> Protection | None:
    _ = source.translate
    if member.type == BALANCER:
        return next(_of_listeners(source, member, flow.ports), None)
    if member.type == SERVICE:
        return next(_of_target_groups(source, member, flow.ports), None)
    if member.type in DATABASES:
        forced = _tls_forced(source, member)
        return (
            Protection("encrypted", _("TLS, required by the database"))
            if forced
            else Protection("unknown", _("TLS possible, not required"))
        )
    if member.type == ENDPOINT:
        return Protection("encrypted", _("TLS, endpoint of AWS"))
    if member.type == CACHE:
        on = boolean(member.inputs.get("transitEncryptionEnabled"))
        return Protection("encrypted", "TLS") if on else Protection("clear", _("not encrypted"))
    if member.type in SEARCH:
        on = boolean(get(member, "domainEndpointOptions.enforceHttps"))
        return Protection("encrypted", "TLS") if on else Protection("clear", _("not encrypted"))
    if member.type == MOUNT_TARGET and _files_over_tls(source, member):
        return Protection("encrypted", "TLS")
    return None


def _files_over_tls(source: Source, target: Resource) -> bool:
    """Whether the policy of the mounted file system speaks of what arrives without TLS."""
    file_systems = targets(target, "fileSystemId")
    return any(
        "aws:SecureTransport" in text
        for urn in file_systems
        for policy in source.graph.referrers(urn, FILE_SYSTEM_POLICY)
        for _, text in strings(policy.inputs.get("policy"), "policy")
    )


def _of_listeners(source: Source, balancer: Resource, port: str) -> Iterator[Protection]:
    _ = source.translate
    for listener in source.graph.referrers(balancer.urn, LISTENER):
        if plain(listener.inputs.get("port")) != port:
            continue
        protocol = plain(listener.inputs.get("protocol"))
        if protocol in ("HTTPS", "TLS"):
            policy = plain(listener.inputs.get("sslPolicy"))
            yield Protection("encrypted", f"TLS ({policy})" if policy else "TLS")
            continue
        if protocol in PASSED_ON:
            yield Protection("unknown", _("passed on as it comes: the application encrypts, or not"))
            continue
        kinds = {plain(action.get("type")) for action in entries(listener.inputs.get("defaultActions"))}
        redirected = kinds == {"redirect"}
        yield Protection(
            "clear", _("not encrypted: sends callers on to HTTPS") if redirected else _("not encrypted")
        )


def _of_target_groups(source: Source, service: Resource, port: str) -> Iterator[Protection]:
    _ = source.translate
    for balancer in entries(service.inputs.get("loadBalancers")):
        reference = first_reference(balancer.get("targetGroupArn"))
        group = source.graph.by_urn.get(reference.urn) if reference else None
        if group is None or plain(balancer.get("containerPort")) != port:
            continue
        if plain(group.inputs.get("protocol")) in ("HTTPS", "TLS"):
            yield Protection("encrypted", "TLS")
        elif _passed_on(source, group):
            yield Protection("unknown", _("passed on as it comes: the application encrypts, or not"))
        else:
            yield Protection("clear", _("not encrypted, inside the private network"))


def _passed_on(source: Source, group: Resource) -> bool:
    return any(
        plain(listener.inputs.get("protocol")) in PASSED_ON
        for listener in source.graph.referrers(group.urn, LISTENER)
    )


def _tls_forced(source: Source, database: Resource) -> bool:
    named = {plain(database.inputs.get(name)) for name in PARAMETERS} - {""}
    urns = {urn for name in PARAMETERS for urn in targets(database, name)}
    groups = source.graph.of_type(
        "aws:rds/parameterGroup:ParameterGroup", "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    )
    return any(
        plain(parameter.get("value")) in TLS_FORCED.get(plain(parameter.get("name")), ())
        for group in groups
        if group.urn in urns or plain(group.inputs.get("name")) in named
        for parameter in entries(group.inputs.get("parameters"))
    )
