"""What is said of encryption at rest: silence is never taken for encryption."""

from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.encryption import Encryption, encryption
from hds_blueprint.dossier.labels import type_labels
from hds_blueprint.graph.model import Ref, Unknown
from tests.policies.graphs import BUCKET, DATABASE, graph, resource, urn

KEY = "aws:kms/key:Key"
SPLIT = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
OWN = Encryption("key", "domain", anchor(urn(KEY, "domain")))
QUEUE, TABLE = "aws:sqs/queue:Queue", "aws:dynamodb/table:Table"


def _key() -> Ref:
    return Ref(urn(KEY, "domain"), "arn")


@pytest.mark.parametrize(
    ("type_", "inputs", "expected"),
    [
        (DATABASE, {}, Encryption("none")),
        (DATABASE, {"storageEncrypted": False, "kmsKeyId": _key()}, Encryption("none")),
        (DATABASE, {"storageEncrypted": True}, Encryption("aws")),
        (DATABASE, {"storageEncrypted": True, "kmsKeyId": _key()}, OWN),
        (DATABASE, {"storageEncrypted": Unknown()}, Encryption("unknown")),
        (DATABASE, {"storageEncrypted": True, "kmsKeyId": Unknown()}, Encryption("unknown")),
        (DATABASE, {"replicateSourceDb": "other"}, Encryption("unknown")),
        (BUCKET, {}, Encryption("aws")),
        (QUEUE, {}, Encryption("aws")),
        (QUEUE, {"sqsManagedSseEnabled": False}, Encryption("none")),
        (QUEUE, {"sqsManagedSseEnabled": False, "kmsMasterKeyId": _key()}, OWN),
        (QUEUE, {"kmsMasterKeyId": "alias/aws/sqs"}, Encryption("aws")),
        (TABLE, {"serverSideEncryption": {"enabled": True, "kmsKeyArn": _key()}}, OWN),
        (TABLE, {"serverSideEncryption": {"kmsKeyArn": "arn:aws:kms:eu-west-3:1:key/k"}},
         Encryption("key", "arn:aws:kms:eu-west-3:1:key/k")),
        ("aws:lb/listener:Listener", {}, Encryption("silent")),
    ],
)  # fmt: skip
def test_encryption_is_what_the_inputs_say(type_: str, inputs: dict[str, Any], expected: Encryption) -> None:
    store = resource(type_, "store", inputs)
    assert encryption(graph(resource(KEY, "domain"), store), type_labels("en"), store) == expected


def test_a_split_setting_speaks_for_its_bucket_and_not_for_its_key() -> None:
    key, bucket = resource(KEY, "domain"), resource(BUCKET, "documents")
    rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": _key()}}]
    setting = resource(SPLIT, "documents", {"bucket": Ref(bucket.urn, "id"), "rules": rules})
    made = graph(key, bucket, setting)
    assert encryption(made, type_labels("en"), bucket) == OWN
    assert encryption(made, type_labels("en"), key) == Encryption("silent")
