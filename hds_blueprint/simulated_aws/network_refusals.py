"""What AWS refuses of routes, load balancers, firewalls, tunnels and endpoint services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from typing import Any, Final

from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]

VPC, SUBNET, TABLE = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable"
BALANCERS: Final = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
_TARGETS: Final = (
    "gatewayId",
    "natGatewayId",
    "vpcEndpointId",
    "transitGatewayId",
    "networkInterfaceId",
    "vpcPeeringConnectionId",
    "egressOnlyGatewayId",
    "carrierGatewayId",
    "localGatewayId",
    "coreNetworkArn",
)
# protocol of a listener -> those of target groups that it may send to (Elastic Load Balancing API)
_PAIRS: Final[Mapping[str, frozenset[str]]] = {
    "HTTP": frozenset({"HTTP", "HTTPS"}),
    "HTTPS": frozenset({"HTTP", "HTTPS"}),
    "TCP": frozenset({"TCP"}),
    "TLS": frozenset({"TCP", "TLS"}),
    "UDP": frozenset({"UDP"}),
    "TCP_UDP": frozenset({"TCP_UDP"}),
}
_ON_APPLICATIONS: Final = frozenset({"HTTP", "HTTPS"})
_ASSOCIATION: Final = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
_RESERVED_PRIORITIES: Final = (100, 9900)  # Route 53 Resolver: of rule group associations


def check(world: World, find: Find, token: str, inputs: Mapping[str, Any], *, new: bool) -> None:
    """Raise AwsError where AWS would not make (`new`) or change this resource of the network."""
    if (judge := _JUDGES.get(token)) is not None:
        judge(world, find, inputs)
    if new and (alone := _ALONE.get(token)) is not None:
        alone(world, inputs)


def _route(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """A route has one target; inside of the network it leads to a whole subnet, by way of an appliance."""
    targets = [name for name in _TARGETS if inputs.get(name)]
    if len(targets) != 1:
        raise refusal("route-targets", count=len(targets))
    endpoint = inputs.get("vpcEndpointId")
    if endpoint is not None and endpoint not in set(_endpoints(world)):
        raise refusal("endpoint-missing", endpoint=endpoint)
    table, block = find(str(inputs.get("routeTableId"))), inputs.get("destinationCidrBlock")
    vpc = find(str(table.inputs.get("vpcId"))) if table is not None else None
    if vpc is None or not isinstance(block, str) or not vpc.inputs.get("cidrBlock"):
        return
    if not ip_network(block, strict=False).subnet_of(ip_network(vpc.inputs["cidrBlock"])):  # pyright: ignore[reportArgumentType]
        return
    subnets = {found.inputs.get("cidrBlock") for found in _of_vpc(world, SUBNET, vpc.id)}
    if block not in subnets or targets[0] not in ("vpcEndpointId", "networkInterfaceId", "natGatewayId"):
        raise refusal("route-inside-network", cidr=block, vpc=vpc.inputs["cidrBlock"])


def _endpoints(world: World) -> Iterator[str]:
    for found in world.find(type="aws:ec2/vpcEndpoint:VpcEndpoint"):
        yield found.id
    for found in world.find(type="aws:networkfirewall/firewall:Firewall"):
        for status in found.outputs.get("firewallStatuses") or ():
            for state in status["syncStates"]:
                yield from (attachment["endpointId"] for attachment in state["attachments"])


def _of_vpc(world: World, token: str, vpc: str) -> list[WorldResource]:
    return [found for found in world.find(type=token) if found.inputs.get("vpcId") == vpc]


def _listener(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """A listener fits its load balancer and what it sends to, has a certificate for TLS and its own port."""
    balancer = find(str(inputs.get("loadBalancerArn")))
    if balancer is None:
        raise refusal("load-balancer-missing", arn=inputs.get("loadBalancerArn"))
    kind = balancer.inputs.get("loadBalancerType") or "application"
    protocol, port = inputs.get("protocol") or "HTTP", inputs.get("port")
    if kind == "gateway":
        return
    if (protocol in _ON_APPLICATIONS) != (kind == "application"):
        raise refusal("listener-protocol", protocol=protocol, kind=kind)
    if protocol in ("HTTPS", "TLS") and not inputs.get("certificateArn"):
        raise refusal("certificate-missing", protocol=protocol)
    if protocol not in ("HTTPS", "TLS") and inputs.get("sslPolicy"):
        raise refusal("policy-without-tls", protocol=protocol)
    for action in inputs.get("defaultActions") or ():
        group = find(str(action.get("targetGroupArn"))) if action.get("targetGroupArn") else None
        if group is not None and group.inputs.get("protocol") not in _PAIRS.get(str(protocol), frozenset()):
            raise refusal(
                "listener-target", protocol=protocol, target=group.inputs.get("protocol"), port=port
            )


def _listener_alone(world: World, inputs: Mapping[str, Any]) -> None:
    """No other listener of the load balancer has the port and transport."""
    transport = "udp" if inputs.get("protocol") == "UDP" else "tcp"
    for other in world.find(type="aws:lb/listener:Listener"):
        taken = "udp" if other.inputs.get("protocol") == "UDP" else "tcp"
        same = all(other.inputs.get(key) == inputs.get(key) for key in ("loadBalancerArn", "port"))
        if same and taken == transport:
            raise refusal("listener-twice", port=inputs.get("port"))


def _attachment(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """A load balancer is a target of a group of its kind only, on a port on which it listens."""
    group = find(str(inputs.get("targetGroupArn")))
    if group is None or group.inputs.get("targetType") != "alb":
        return
    target = find(str(inputs.get("targetId")))
    if target is None or (target.inputs.get("loadBalancerType") or "application") != "application":
        raise refusal("target-not-application", target=inputs.get("targetId"))
    listened = {
        listener.inputs.get("port")
        for listener in world.find(type="aws:lb/listener:Listener")
        if listener.inputs.get("loadBalancerArn") == target.arn
    }
    if inputs.get("port") not in listened:
        raise refusal("target-not-listening", target=target.arn, port=inputs.get("port"))


def _endpoint_service(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """An endpoint service stands on network load balancers."""
    for arn in inputs.get("networkLoadBalancerArns") or ():
        found = find(str(arn))
        if found is None or found.inputs.get("loadBalancerType") != "network":
            raise refusal("service-without-network-balancer", arn=arn)


def _firewall(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """A firewall has a policy that exists, and one endpoint a zone in subnets of its network."""
    if find(str(inputs.get("firewallPolicyArn"))) is None:
        raise refusal("firewall-policy-missing", arn=inputs.get("firewallPolicyArn"))
    zones: list[str] = []
    for mapping in inputs.get("subnetMappings") or ():
        subnet = find(str(mapping.get("subnetId")))
        if subnet is None:
            continue
        if subnet.inputs.get("vpcId") != inputs.get("vpcId"):
            raise refusal("firewall-subnet-elsewhere", subnet=subnet.id)
        zones.append(str(subnet.outputs.get("availabilityZone")))
    if len(zones) != len(set(zones)):
        raise refusal("firewall-zone-twice", zones=", ".join(zones))


def _firewall_policy(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """The rule groups of a policy exist and are ordered as it is."""
    policy = inputs.get("firewallPolicy") or {}
    order = (policy.get("statefulEngineOptions") or {}).get("ruleOrder") or "DEFAULT_ACTION_ORDER"
    for reference in policy.get("statefulRuleGroupReferences") or ():
        group = find(str(reference.get("resourceArn")))
        if group is None:
            raise refusal("rule-group-missing", arn=reference.get("resourceArn"))
        options = (group.inputs.get("ruleGroup") or {}).get("statefulRuleOptions") or {}
        own = options.get("ruleOrder") or "DEFAULT_ACTION_ORDER"
        if own != order:
            raise refusal("rule-order-differs", group=own, policy=order)


def _vpn_connection(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """A tunnel ends at one gateway of ours and at one of a customer, both of which exist."""
    if find(str(inputs.get("customerGatewayId"))) is None:
        raise refusal("customer-gateway-missing", gateway=inputs.get("customerGatewayId"))
    own = inputs.get("vpnGatewayId")
    if own is not None and find(str(own)) is None:
        raise refusal("vpn-gateway-missing", gateway=own)


def _vpn_gateway_alone(world: World, inputs: Mapping[str, Any]) -> None:
    """A network has one gateway for tunnels."""
    vpc = inputs.get("vpcId")
    if vpc and _of_vpc(world, "aws:ec2/vpnGateway:VpnGateway", str(vpc)):
        raise refusal("vpn-gateway-twice", vpc=vpc)


def _propagation(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """Routes are learnt from a gateway that is attached to the table's network."""
    gateway, table = find(str(inputs.get("vpnGatewayId"))), find(str(inputs.get("routeTableId")))
    if gateway is None or table is None or gateway.inputs.get("vpcId") != table.inputs.get("vpcId"):
        raise refusal("gateway-not-attached", gateway=inputs.get("vpnGatewayId"))


def _resolver_association(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """AWS keeps the first and last priorities for itself."""
    low, high = _RESERVED_PRIORITIES
    if not low < float(inputs.get("priority") or 0) < high:
        raise refusal("priority-reserved", priority=inputs.get("priority"))


_JUDGES: Final[Mapping[str, Callable[[World, Find, Mapping[str, Any]], None]]] = {
    "aws:ec2/route:Route": _route,
    "aws:lb/listener:Listener": _listener,
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": _attachment,
    "aws:ec2/vpcEndpointService:VpcEndpointService": _endpoint_service,
    "aws:networkfirewall/firewall:Firewall": _firewall,
    "aws:networkfirewall/firewallPolicy:FirewallPolicy": _firewall_policy,
    "aws:ec2/vpnConnection:VpnConnection": _vpn_connection,
    "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation": _propagation,
    _ASSOCIATION: _resolver_association,
}
_ALONE: Final[Mapping[str, Callable[[World, Mapping[str, Any]], None]]] = {
    "aws:lb/listener:Listener": _listener_alone,
    "aws:ec2/vpnGateway:VpnGateway": _vpn_gateway_alone,
}
