"""Tunnels to the networks of customers (AWS Site-to-Site VPN)."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.network import Network
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.network import Vpn

_UNUSED_ASN = 65000  # of the private range; routes are written here, none is learnt
# IKEv2, AES-256 in GCM, SHA-2 of 384 bits and elliptic groups of 256 bits and more, as ANSSI recommends
# for IPsec (note technique DAT-NT-003, "Recommandations de sécurité relatives à IPsec").
_IKE = ["ikev2"]
_ENCRYPTION = ["AES256-GCM-16"]
_INTEGRITY = ["SHA2-384", "SHA2-512"]
_GROUPS = [19, 20, 21]


class Tunnels(Component):
    """Two tunnels to each customer's gateway, with the routes to the networks behind it.

    Creates the gateway of our side, one customer gateway and one connection for each customer (IKEv2
    and strong suites only, keys kept by AWS in Secrets Manager, so that no key is in the state), the
    routes to the customer's ranges for the tier of the workloads, and a log of the tunnels.

    The configuration for the customer's device is downloaded in the console, by whoever may read it.

    Cost: about 0.05 USD an hour and connection (some 36 USD a month), and the traffic.
    Answers: ISO/IEC 27001:2022 A.8.20 to A.8.22 (networks), A.8.24 (cryptography), A.8.15 (logging).

    Args:
        name: logical name.
        tunnels: the section of the document, at least one.
        network: which the tunnels lead to.
        keys: the key of the traces.
        log_retention_months: how long the log is kept (the document's class `security`).
    """

    token = "hds:tunnels:Tunnels"  # noqa: S105 - a type, not a password

    connections: dict[str, aws.ec2.VpnConnection]  # by the address of the customer's gateway

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        tunnels: tuple[Vpn, ...],
        network: Network,
        keys: Keys,
        log_retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="network.vpns", data_class="technical", options=options)
        gateway = aws.ec2.VpnGateway(name, vpc_id=network.vpc.id, opts=self.child())
        for plan, route_table in zip(network.private_tier, network.private_route_tables, strict=True):
            aws.ec2.VpnGatewayRoutePropagation(
                plan, vpn_gateway_id=gateway.id, route_table_id=route_table.id, opts=self.child()
            )
        logs = log_group(name, parent=self, retention_months=log_retention_months, key=keys.logs)
        self.connections = {vpn.gateway: self._connection(vpn, gateway, logs) for vpn in tunnels}
        self.register_outputs({})

    def _connection(
        self, vpn: Vpn, gateway: aws.ec2.VpnGateway, logs: aws.cloudwatch.LogGroup
    ) -> aws.ec2.VpnConnection:
        # by its address: a customer that leaves the list renames nobody's tunnel
        name = vpn.gateway.replace(".", "-")
        customer = aws.ec2.CustomerGateway(
            name,
            type="ipsec.1",
            bgp_asn=str(_UNUSED_ASN),
            ip_address=vpn.gateway,
            opts=self.child(),
        )
        connection = aws.ec2.VpnConnection(
            name,
            type="ipsec.1",
            customer_gateway_id=customer.id,
            vpn_gateway_id=gateway.id,
            static_routes_only=True,
            preshared_key_storage="SecretsManager",
            tunnel1_log_options=aws.ec2.VpnConnectionTunnel1LogOptionsArgs(
                cloudwatch_log_options=aws.ec2.VpnConnectionTunnel1LogOptionsCloudwatchLogOptionsArgs(
                    log_enabled=True, log_group_arn=logs.arn, log_output_format="json"
                )
            ),
            tunnel2_log_options=aws.ec2.VpnConnectionTunnel2LogOptionsArgs(
                cloudwatch_log_options=aws.ec2.VpnConnectionTunnel2LogOptionsCloudwatchLogOptionsArgs(
                    log_enabled=True, log_group_arn=logs.arn, log_output_format="json"
                )
            ),
            opts=self.child(),
            **_suites("tunnel1"),
            **_suites("tunnel2"),
        )
        for addresses in vpn.ranges:
            aws.ec2.VpnConnectionRoute(
                f"{name}-{str(addresses).replace('/', '-')}",
                vpn_connection_id=connection.id,
                destination_cidr_block=str(addresses),
                opts=self.child(),
            )
        return connection


def _suites(tunnel: str) -> dict[str, Any]:
    return {
        f"{tunnel}_ike_versions": _IKE,
        **{
            f"{tunnel}_{phase}_{setting}": value
            for phase in ("phase1", "phase2")
            for setting, value in (
                ("encryption_algorithms", _ENCRYPTION),
                ("integrity_algorithms", _INTEGRITY),
                ("dh_group_numbers", _GROUPS),
            )
        },
    }
