from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.certificate import certificate
from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.program import record

from .conftest import find
from .reading import inputs, plain

RECORD = "aws:route53/record:Record"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"


class Door(Component):
    token = "hds:test:Door"


def graph_with(zone_id: str | None) -> ResourceGraph:
    def program() -> None:
        provider = aws.Provider("main", region="eu-west-3")
        scope = Scope(
            service="carnet",
            environment="production",
            profile="hds",
            data_class="health",
            owner="platform@example.org",
            project="hds-blueprint",
            stack="prod",
            region="eu-west-3",
            recovery_region="eu-central-1",
            protect_data=True,
            account_id=pulumi.Output.from_input("123456789012"),
            provider=provider,
            recovery_provider=provider,
        )
        door = Door("door", scope=scope, document="", options=pulumi.ResourceOptions(provider=provider))
        balancer = aws.lb.LoadBalancer("edge", opts=door.child())
        issued = certificate(
            "web", parent=door, hostname="web.example.org", zone_id=zone_id, load_balancer=balancer
        )
        pulumi.export("record", issued.validation_record)

    return record(program, project="hds-blueprint", stack="prod")


def test_without_a_zone_people_publish_the_record() -> None:
    graph = graph_with(None)
    assert graph.of_type(RECORD) == ()
    assert inputs(graph, VALIDATION, "web") == {"certificateArn": "<web.arn>"}
    option = "web.domainValidationOptions[0]"
    assert plain(graph.outputs["record"]) == (
        f"<{option}.resourceRecordName> CNAME <{option}.resourceRecordValue>"
    )


def test_with_a_zone_the_proof_and_the_address_are_written_there() -> None:
    graph = graph_with("Z123")
    proof = inputs(graph, RECORD, "web-validation")
    assert proof["zoneId"] == "Z123"
    assert proof["records"] == ["<web.domainValidationOptions[0].resourceRecordValue>"]
    written = find(graph, RECORD, "web-validation")
    assert find(graph, VALIDATION, "web").dependencies["validationRecordFqdns"] == (written.urn,)
    address = inputs(graph, RECORD, "web")
    assert (address["name"], address["type"]) == ("web.example.org", "A")
    (alias,) = address["aliases"]
    assert alias == {"name": "<edge.dnsName>", "zoneId": "<edge.zoneId>", "evaluateTargetHealth": True}
