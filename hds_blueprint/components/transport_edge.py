"""The entry for what is not HTTP: TLS, TCP and UDP (video relay, DICOM)."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.certificate import IssuedCertificate, certificate, point
from hds_blueprint.components.component import Component
from hds_blueprint.components.entry import NAME_LIMIT, TLS_POLICY, Entry, Route
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.network import Network
from hds_blueprint.components.network_load_balancer import network_load_balancer, pass_on
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.workloads import Workload

_DRAIN_SECONDS = 60
# what a target group says for each protocol of the document: TLS ends at the load balancer
_TO_TARGETS = {"tls": "TCP", "tcp": "TCP", "udp": "UDP"}


class TransportEdge(Entry):
    """A network load balancer for the workloads that speak another protocol than HTTP.

    Creates the load balancer with a security group that lets the document's sources in, on each
    workload's port, and a certificate for each hostname that is reached over TLS. TCP and UDP pass
    as they come: there the application encrypts. What passes is in the flow logs of the network.

    Cost: about 20 USD a month and the traffic; certificates are free.
    Answers: ISO/IEC 27001:2022 A.8.20, A.8.21 (networks and their services), A.8.24 (cryptography).

    Args:
        name: logical name.
        network: where it stands; its section says who may reach it.
        logging: where access logs of TLS connections are delivered.
        workloads: those that are reached here by name, each with a hostname.
        zone_id: the Route 53 zone of the hostnames, where their records are managed here.
    """

    token = "hds:transport_edge:TransportEdge"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        network: Network,
        logging: Logging,
        workloads: Mapping[str, Workload],
        zone_id: pulumi.Input[str] | None = None,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="network.ingress", options=options)
        self._network = network
        self.security_group = network.security_group(
            name, "Load balancer of transport protocols", parent=self
        )
        for workload_name, workload in workloads.items():
            network.allow_sources(
                f"{name}-{workload_name}",
                parent=self,
                target=self.security_group,
                port=workload.port,
                protocol="udp" if workload.protocol == "udp" else "tcp",
                description=f"To {workload_name}",
            )
        public = network.section.ingress.exposure == "public"
        self.load_balancer = network_load_balancer(
            name,
            parent=self,
            internal=not public,
            subnets=network.public_subnets if public else network.private_subnets,
            group=self.security_group,
            logging=logging,
        )
        issued: dict[str, IssuedCertificate] = {}
        for workload_name, workload in workloads.items():
            if workload.hostname is None:
                continue
            if workload.protocol == "tls":
                issued[workload_name] = certificate(
                    workload_name,
                    parent=self,
                    hostname=workload.hostname,
                    zone_id=zone_id,
                    load_balancer=self.load_balancer,
                )
            elif zone_id is not None:
                point(
                    workload_name,
                    parent=self,
                    hostname=workload.hostname,
                    zone_id=zone_id,
                    load_balancer=self.load_balancer,
                )
        self.issued = issued
        self.register_outputs({"dnsName": self.load_balancer.dns_name})

    def route(self, name: str, *, parent: Component, workload: Workload) -> Route:
        """Passes what arrives on the workload's port to the tasks that register in the target group."""
        check, protocol = workload.health_check, _TO_TARGETS[workload.protocol]
        target_group = aws.lb.TargetGroup(
            name,
            name=self.scope.physical_name(name, maximum=NAME_LIMIT),
            vpc_id=self._network.vpc.id,
            target_type="ip",
            port=workload.port,
            protocol=protocol,
            # the task's security group admits the load balancer and needs no client's address
            preserve_client_ip="false" if protocol == "TCP" else None,
            deregistration_delay=_DRAIN_SECONDS,
            connection_termination=True,
            health_check=aws.lb.TargetGroupHealthCheckArgs(
                enabled=True,
                protocol="TCP",
                port=str(check.port) if check.port else "traffic-port",
                interval=check.interval_seconds,
                healthy_threshold=2,
                unhealthy_threshold=3,
            ),
            opts=parent.child(),
        )
        own = self.issued.get(name)
        listener = pass_on(
            name,
            parent=parent,
            load_balancer=self.load_balancer,
            target_group=target_group,
            port=workload.port,
            protocol=workload.protocol.upper(),
            ssl_policy=TLS_POLICY if own else None,
            certificate_arn=own.arn if own else None,
        )
        return Route(target_group, listener)
