"""TLS certificates (AWS Certificate Manager), proven by DNS."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component

_RECORD_SECONDS = 300


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate that ACM has issued: `arn` is known once its hostname is proven."""

    arn: pulumi.Output[str]
    validation_record: pulumi.Output[str]


def certificate(
    name: str,
    *,
    parent: Component,
    hostname: str,
    zone_id: pulumi.Input[str] | None,
    load_balancer: aws.lb.LoadBalancer,
) -> IssuedCertificate:
    """A certificate for one hostname, which ACM renews as long as its DNS record stands.

    Where `zone_id` is given, the proof and the alias to the load balancer are written there;
    otherwise people publish `validation_record`, and the deployment waits for it.
    """
    issued = aws.acm.Certificate(
        name,
        domain_name=hostname,
        validation_method="DNS",
        options=aws.acm.CertificateOptionsArgs(certificate_transparency_logging_preference="ENABLED"),
        opts=parent.child(),
    )
    proof = issued.domain_validation_options[0]
    fqdns: list[pulumi.Output[str]] | None = None
    if zone_id is not None:
        record = aws.route53.Record(
            f"{name}-validation",
            zone_id=zone_id,
            name=proof.resource_record_name,
            type=proof.resource_record_type,
            records=[proof.resource_record_value],
            ttl=_RECORD_SECONDS,
            opts=parent.child(),
        )
        fqdns = [record.fqdn]
        point(name, parent=parent, hostname=hostname, zone_id=zone_id, load_balancer=load_balancer)
    validation = aws.acm.CertificateValidation(
        name, certificate_arn=issued.arn, validation_record_fqdns=fqdns, opts=parent.child()
    )
    return IssuedCertificate(
        validation.certificate_arn,
        pulumi.Output.concat(proof.resource_record_name, " CNAME ", proof.resource_record_value),
    )


def point(
    name: str,
    *,
    parent: Component,
    hostname: str,
    zone_id: pulumi.Input[str],
    load_balancer: aws.lb.LoadBalancer,
) -> None:
    """Points a hostname at a load balancer, by a record in its Route 53 zone."""
    aws.route53.Record(
        name,
        zone_id=zone_id,
        name=hostname,
        type="A",
        aliases=[
            aws.route53.RecordAliasArgs(
                name=load_balancer.dns_name, zone_id=load_balancer.zone_id, evaluate_target_health=True
            )
        ],
        opts=parent.child(),
    )
