"""How a resource is encrypted at rest, read from its inputs and from its split settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.labels import TypeLabels
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Value, targets
from hds_blueprint.policies.values import MISSING, get

KEY_INPUTS = ("kmsKeyId", "kmsKeyArn", "kmsMasterKeyId", "encryptionKey", "kmsKey")
SPLIT_SETTINGS = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)
# A copy or a restored store takes its encryption from what it is made of.
MADE_FROM = ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime", "replicationSourceIdentifier")


@dataclass(frozen=True, slots=True)
class Encryption:
    """How something is encrypted at rest.

    `kind` is `key` (by the key called `name`, whose row is `anchor` where it is of this stack), `aws` (by a
    key that AWS manages), `none`, `unknown` (not stated, or known after deployment) or `silent` (it holds no
    data and says nothing).
    """

    kind: Literal["key", "aws", "none", "unknown", "silent"]
    name: str = ""
    anchor: str = ""


def encryption(graph: ResourceGraph, labels: TypeLabels, resource: Resource) -> Encryption:
    """What the graph says of a resource's encryption at rest; silence is not taken for encryption.

    Storage that AWS always encrypts is so by its service's own documentation: S3 since January 2023,
    CloudWatch Logs, Secrets Manager, AWS Backup, DynamoDB.
    """
    flag = labels.encryption_flag(resource.type)
    if flag is not None:
        name, default = flag
        stated = get(resource, name)
        value = None if stated is MISSING else stated
        if value is None and any(resource.inputs.get(origin) is not None for origin in MADE_FROM):
            return _named(graph, resource) or Encryption("unknown")
        if value is not None and not isinstance(value, bool | str):
            return Encryption("unknown")
        on = default if value is None else value in (True, "true")
        if not on:
            # a queue with a key of its own has AWS's own encryption turned off
            return (_named(graph, resource) if default else None) or Encryption("none")
    found = _named(graph, resource)
    if found is not None:
        return found
    return Encryption("aws") if labels.holds_data(resource.type) else Encryption("silent")


def of_setting(graph: ResourceGraph, setting: Value) -> Encryption:
    """The encryption that one setting of a resource names, such as that of a copy in another region."""
    return next((_said(graph, value) for value in _keys(setting)), Encryption("aws"))


def _named(graph: ResourceGraph, resource: Resource) -> Encryption | None:
    settings = (
        setting
        for setting in graph.referrers(resource.urn, *SPLIT_SETTINGS)
        if resource.urn in targets(setting, "bucket")
    )
    for holder in (resource, *settings):
        for value in _keys(dict(holder.inputs)):
            return _said(graph, value)
    return None


def _keys(value: Value) -> Iterator[Value]:
    if isinstance(value, list):
        for item in value:
            yield from _keys(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in KEY_INPUTS and item not in (None, ""):
                yield item
            elif isinstance(item, dict | list):
                yield from _keys(item)


def _said(graph: ResourceGraph, value: Value) -> Encryption:
    reference = value.reference if isinstance(value, Secret) else value
    if isinstance(reference, Join):
        reference = next((part for part in reference.parts if isinstance(part, Ref)), None)
    if isinstance(reference, Ref):
        key = graph.by_urn.get(reference.urn)
        return Encryption("key", key.name, anchor(key.urn)) if key is not None else Encryption("unknown")
    if not isinstance(reference, str):
        return Encryption("unknown")
    return (
        Encryption("aws")
        if reference.split(":")[-1].startswith("alias/aws/")
        else Encryption("key", reference)
    )
