"""A client that speaks the provider protocol as the engine does, without the engine."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from hds_blueprint.simulated_aws.values import UNKNOWN, Secret, decode, encode

BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
ROLE = "aws:iam/role:Role"
VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
DATABASE = "aws:rds/instance:Instance"
KEY = "aws:kms/key:Key"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            }
        ],
    }
)
TRUST = {"assumeRolePolicy": POLICY}
DATABASE_INPUTS = {"instanceClass": "db.t4g.micro", "engine": "postgres", "allocatedStorage": 20}

__all__ = ["UNKNOWN", "Secret"]


def urn_of(type_: str, name: str) -> str:
    """The URN under which the engine knows a resource of these tests."""
    return f"urn:pulumi:test::hds-blueprint::{type_}::{name}"


@dataclass(frozen=True)
class Created:
    """A resource as Create answered it, with what the client sent."""

    type: str
    name: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]


class Client:
    """One provider instance: a connection of its own, as the engine opens for each provider resource."""

    def __init__(self, port: int) -> None:
        # Channels of one process share a connection unless they are told not to.
        options = [("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=options)
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def configure(self, region: str | None = "eu-west-3", **arguments: Any) -> provider_pb2.ConfigureResponse:
        given = {**({"region": region} if region else {}), **arguments}
        return self.stub.Configure(provider_pb2.ConfigureRequest(args=encode(given), acceptSecrets=True))

    def attach(self, port: int) -> None:
        self.stub.Attach(plugin_pb2.PluginAttach(address=f"127.0.0.1:{port}"))

    def check_whole(
        self,
        type_: str,
        name: str,
        news: Mapping[str, Any],
        olds: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> provider_pb2.CheckResponse:
        request = provider_pb2.CheckRequest(
            urn=urn_of(type_, name), news=encode(news), olds=encode(olds or {}), **more
        )
        return self.stub.Check(request)

    def check(
        self,
        type_: str,
        name: str,
        news: Mapping[str, Any],
        olds: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """The completed inputs; the test ends where Check finds fault with them."""
        answer = self.check_whole(type_, name, news, olds, **more)
        assert not answer.failures, answer.failures
        return decode(answer.inputs)

    def failures(self, type_: str, news: Mapping[str, Any]) -> dict[str, str]:
        """What Check finds wrong: path → reason."""
        return {item.property: item.reason for item in self.check_whole(type_, "x", news).failures}

    def create(
        self, type_: str, name: str, news: Mapping[str, Any] | None = None, *, timeout: float = 20
    ) -> Created:
        """Check and Create, as the engine does."""
        inputs = self.check(type_, name, news or {})
        request = provider_pb2.CreateRequest(urn=urn_of(type_, name), properties=encode(inputs))
        answer = self.stub.Create(request, timeout=timeout)
        return Created(type_, name, answer.id, inputs, decode(answer.properties))

    def preview(self, type_: str, name: str, news: Mapping[str, Any]) -> dict[str, Any]:
        inputs = self.check(type_, name, news)
        request = provider_pb2.CreateRequest(urn=urn_of(type_, name), properties=encode(inputs), preview=True)
        return decode(self.stub.Create(request).properties)

    def read(self, resource: Created) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Id, inputs and outputs of a refresh; the id is empty where the resource is gone."""
        request = provider_pb2.ReadRequest(
            id=resource.id,
            urn=urn_of(resource.type, resource.name),
            inputs=encode(resource.inputs),
            properties=encode(resource.outputs),
        )
        answer = self.stub.Read(request)
        return answer.id, decode(answer.inputs), decode(answer.properties)

    def import_(self, type_: str, id_: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
        answer = self.stub.Read(provider_pb2.ReadRequest(id=id_, urn=urn_of(type_, "imported")))
        return answer.id, decode(answer.inputs), decode(answer.properties)

    def diff(
        self, resource: Created, news: Mapping[str, Any], *, ignored: tuple[str, ...] = ()
    ) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(
            id=resource.id,
            urn=urn_of(resource.type, resource.name),
            olds=encode(resource.outputs),
            old_inputs=encode(resource.inputs),
            news=encode(news),
            ignoreChanges=ignored,
        )
        return self.stub.Diff(request)

    def update(self, resource: Created, news: Mapping[str, Any], *, preview: bool = False) -> Created:
        inputs = self.check(resource.type, resource.name, news, resource.inputs)
        request = provider_pb2.UpdateRequest(
            id=resource.id,
            urn=urn_of(resource.type, resource.name),
            olds=encode(resource.outputs),
            old_inputs=encode(resource.inputs),
            news=encode(inputs),
            preview=preview,
        )
        outputs = decode(self.stub.Update(request).properties)
        return Created(resource.type, resource.name, resource.id, inputs, outputs)

    def delete(self, resource: Created) -> None:
        request = provider_pb2.DeleteRequest(
            id=resource.id,
            urn=urn_of(resource.type, resource.name),
            properties=encode(resource.outputs),
            old_inputs=encode(resource.inputs),
        )
        self.stub.Delete(request)

    def invoke(self, token: str, **arguments: Any) -> dict[str, Any]:
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=encode(arguments)))
        assert not answer.failures
        return decode(getattr(answer, "return"))

    def cancel(self) -> None:
        self.stub.Cancel(empty_pb2.Empty())


def two_subnets(client: Client) -> list[str]:
    """The ids of two subnets in two zones of a new network."""
    vpc = client.create(VPC, "network", {"cidrBlock": "10.0.0.0/16"})
    return [
        client.create(
            SUBNET,
            f"network-{zone}",
            {
                "vpcId": vpc.id,
                "cidrBlock": f"10.0.{number}.0/24",
                "availabilityZone": f"eu-west-3{zone}",
            },
        ).id
        for number, zone in enumerate("ab")
    ]


@contextmanager
def connected(port: int, region: str | None = "eu-west-3", **arguments: Any) -> Generator[Client]:
    """A configured client while the context lasts; not configured where `region` is None."""
    client = Client(port)
    try:
        if region:
            client.configure(region, **arguments)
        yield client
    finally:
        client.channel.close()
