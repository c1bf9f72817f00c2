"""Which data a resource holds, by its tag `data-class`, and what reading them takes."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Ref, Resource, Unknown, references
from hds_blueprint.policies.buckets import BUCKETS, ENCRYPTION
from hds_blueprint.policies.checks import KEY_TYPES
from hds_blueprint.policies.databases import CLUSTER, INSTANCE
from hds_blueprint.policies.documents import Statement, Term
from hds_blueprint.policies.facts import NAMING_INPUTS, Facts
from hds_blueprint.policies.values import get

TAG = "tags.data-class"
PERSONS = ("health", "pseudonymised-health", "correspondence", "personal")
SECRET, QUEUE, TABLE = "aws:secretsmanager/secret:Secret", "aws:sqs/queue:Queue", "aws:dynamodb/table:Table"
FILES = "aws:efs/fileSystem:FileSystem"
_S3 = ("s3:GetObject", "s3:GetObjectVersion")
# What an identity has to be allowed to read a store of each type (service authorization reference). A
# database is read by whoever reads its master secret, or connects by IAM.
READING: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(BUCKETS, _S3),
    INSTANCE: ("secretsmanager:GetSecretValue", "rds-db:connect"),
    CLUSTER: ("secretsmanager:GetSecretValue", "rds-db:connect"),
    SECRET: ("secretsmanager:GetSecretValue",),
    QUEUE: ("sqs:ReceiveMessage",),
    TABLE: ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"),
    FILES: ("elasticfilesystem:ClientMount",),
}
_KEYS = {
    INSTANCE: "kmsKeyId",
    CLUSTER: "kmsKeyId",
    SECRET: "kmsKeyId",
    QUEUE: "kmsMasterKeyId",
    TABLE: "serverSideEncryption.kmsKeyArn",
    FILES: "kmsKeyId",
}


def stores_of(data_class: str, facts: Facts) -> tuple[Resource, ...]:
    """The stores of the graph that are tagged with the class."""
    return tuple(store for store in facts.graph.of_type(*READING) if get(store, TAG) == data_class)


def may_read(statement: Statement, store: Resource) -> bool:
    """Whether an allowing statement lets its holder read the store; conditions are taken to hold."""
    if not statement.allows or not statement.covers(*READING[store.type]):
        return False
    return statement.any_resource or any(_names(resource, store) for resource in statement.resources)


def _names(resource: Term, store: Resource) -> bool:
    if isinstance(resource, Ref | Join):
        return store.urn in {reference.urn for reference in references(resource)}
    if not isinstance(resource, str):
        return False
    name = resource.split(":")[-1].removesuffix("/*").rpartition("/")[2]
    return name in [store.inputs.get(key) for key in NAMING_INPUTS]


def keys_of(store: Resource, facts: Facts) -> Iterator[str]:
    """The URNs of the keys of the graph that a store is encrypted with."""
    if store.type in _KEYS:
        yield from facts.targets(store, _KEYS[store.type], *KEY_TYPES)
    elif store.type in BUCKETS:
        for holder in facts.attached(store, "bucket", *ENCRYPTION.types).resources:
            yield from facts.targets(holder, "rules", *KEY_TYPES)
        yield from facts.targets(store, "serverSideEncryptionConfiguration", *KEY_TYPES)


def key_unknown(store: Resource) -> bool:
    """Whether the store says that it has a key, and not yet which."""
    return store.type in _KEYS and isinstance(get(store, _KEYS[store.type]), Unknown)
