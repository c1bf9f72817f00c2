from __future__ import annotations

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find
from .reading import inputs, statements

BUCKET = "aws:s3/bucket:Bucket"
SETTINGS = (
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
)
LIFECYCLE = SETTINGS[5]


def test_the_public_is_shut_out(production: ResourceGraph) -> None:
    block = inputs(production, SETTINGS[0], "documents")
    names = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert all(block[name] is True for name in names)
    assert inputs(production, SETTINGS[1], "documents")["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_objects_are_encrypted_with_the_key_of_the_domain(production: ResourceGraph) -> None:
    (rule,) = inputs(production, SETTINGS[3], "documents")["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": "<domain-data.arn>",
    }
    assert rule["bucketKeyEnabled"] is True
    assert rule["blockedEncryptionTypes"] == ["SSE-C"]


def test_the_policy_refuses_plain_transport_and_other_keys(production: ResourceGraph) -> None:
    policy = statements(production, SETTINGS[2], "documents")
    assert {statement["Effect"] for statement in policy.values()} == {"Deny"}
    assert policy["RefuseWithoutTls"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert policy["RefuseWithoutTls"]["Resource"] == ["<documents.arn>", "<documents.arn>/*"]
    assert policy["RefuseOldTls"]["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    other = policy["RefuseOtherEncryption"]["Condition"]
    # a request that states no encryption takes the bucket's; one that does must name this key
    assert other["Null"] == {"s3:x-amz-server-side-encryption": "false"}
    assert other["StringNotEquals"] == {"s3:x-amz-server-side-encryption-aws-kms-key-id": "<domain-data.arn>"}


def test_versions_are_kept_for_the_days_of_the_document(production: ResourceGraph) -> None:
    assert inputs(production, SETTINGS[4], "documents")["versioningConfiguration"] == {"status": "Enabled"}
    rules = {rule["id"]: rule for rule in inputs(production, LIFECYCLE, "documents")["rules"]}
    assert rules["replaced-versions"]["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert rules["replaced-versions"]["expiration"] == {"expiredObjectDeleteMarker": True}
    assert rules["abandoned-uploads"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert set(rules) == {"replaced-versions", "abandoned-uploads"}


def test_archive_and_expiry_follow_the_document(wide: ResourceGraph) -> None:
    rules = {rule["id"]: rule for rule in inputs(wide, LIFECYCLE, "documents")["rules"]}
    assert rules["archive"]["transitions"] == [{"days": 90, "storageClass": "GLACIER_IR"}]
    assert rules["end-of-retention"]["expiration"] == {"days": 7305}
    assert "expiration" not in rules["replaced-versions"]
    assert all(rule["status"] == "Enabled" for rule in rules.values())


def test_access_is_logged_after_the_delivery_bucket_is_ready(production: ResourceGraph) -> None:
    type_ = "aws:s3/bucketLogging:BucketLogging"
    logging = inputs(production, type_, "documents")
    assert logging["targetBucket"] == "<delivery.id>"
    assert logging["targetPrefix"] == "s3/documents/"
    policy = find(production, SETTINGS[2], "delivery")
    assert policy.urn in find(production, type_, "documents").options.depends_on


def test_protected_data_and_their_settings_outlive_the_stack(production: ResourceGraph) -> None:
    bucket = find(production, BUCKET, "documents")
    assert bucket.inputs["forceDestroy"] is False
    for resource in (bucket, *(find(production, type_, "documents") for type_ in SETTINGS)):
        assert resource.options.protect, resource.urn
        assert resource.options.retain_on_delete, resource.urn


def test_unprotected_data_end_with_the_stack(development: ResourceGraph) -> None:
    options = find(development, BUCKET, "documents").options
    assert (options.protect, options.retain_on_delete) == (False, False)


def test_the_name_of_a_bucket_survives_a_renamed_service(production: ResourceGraph) -> None:
    bucket = find(production, BUCKET, "documents")
    assert bucket.inputs["bucket"] == "carnet-prod-data-documents-123456789012-eu-west-3"
    assert bucket.options.ignore_changes == ("bucket",)


def test_nothing_is_replicated_unless_asked(production: ResourceGraph) -> None:
    assert production.of_type("aws:s3/bucketReplicationConfig:BucketReplicationConfig") == ()
    assert not [bucket for bucket in production.of_type(BUCKET) if bucket.name.endswith("_replica")]


def test_the_replica_is_secured_in_the_recovery_region(wide: ResourceGraph) -> None:
    replica = find(wide, BUCKET, "documents_replica")
    assert replica.region == "eu-central-1"
    assert replica.inputs["bucket"] == "carnet-prod-data-documents-123456789012-eu-central-1"
    for type_ in SETTINGS:
        setting = find(wide, type_, "documents_replica")
        assert setting.region == "eu-central-1", type_
        assert targets(setting, "bucket") == (replica.urn,), type_
        assert setting.options.protect, type_
    (rule,) = inputs(wide, SETTINGS[3], "documents_replica")["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == "<recovery-copies.arn>"


def test_every_object_is_replicated_within_fifteen_minutes(wide: ResourceGraph) -> None:
    type_ = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
    (rule,) = inputs(wide, type_, "documents")["rules"]
    assert rule["status"] == "Enabled"
    assert rule["filter"] == {"prefix": ""}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    destination = rule["destination"]
    assert destination["bucket"] == "<documents_replica.arn>"
    assert destination["encryptionConfiguration"] == {"replicaKmsKeyId": "<recovery-copies.arn>"}
    assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
    versioning = find(wide, SETTINGS[4], "documents_replica")
    assert versioning.urn in find(wide, type_, "documents").options.depends_on


def test_the_replication_role_reads_one_bucket_and_writes_the_other(wide: ResourceGraph) -> None:
    policy = statements(wide, "aws:iam/rolePolicy:RolePolicy", "documents-replication")
    assert policy["ReadVersions"]["Resource"] == "<documents.arn>/*"
    assert policy["WriteReplicas"]["Resource"] == "<documents_replica.arn>/*"
    assert policy["DecryptSource"]["Resource"] == "<domain-data.arn>"
    assert policy["EncryptReplicas"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}
    }
    trust = statements(wide, "aws:iam/role:Role", "documents-replication", "assumeRolePolicy")[
        "ServiceAssumesRole"
    ]
    assert trust["Principal"] == {"Service": "s3.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "<documents.arn>"},
    }


LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"


def test_a_lock_lasts_as_long_as_its_class_is_kept(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "data": {"retention": {"days": 7305, "legal_basis": "R.1112-7 CSP"}},
            "buckets": {"documents": {"object_lock": "governance", "replicate": True}},
        }
    )
    for name in ("documents", "documents_replica"):
        lock = inputs(graph, LOCK, name)
        assert lock["rule"] == {"defaultRetention": {"mode": "GOVERNANCE", "days": 7305}}
        assert inputs(graph, BUCKET, name)["tags"]["retention-basis"] == "R.1112-7 CSP"
        assert find(graph, SETTINGS[4], name).urn in find(graph, LOCK, name).options.depends_on
        # set on the bucket itself, the lock would replace it
        assert "objectLockEnabled" not in inputs(graph, BUCKET, name)
    read = statements(graph, "aws:iam/rolePolicy:RolePolicy", "documents-replication")["ReadVersions"]
    assert {"s3:GetObjectRetention", "s3:GetObjectLegalHold"} <= set(read["Action"])


def test_nothing_is_locked_unless_asked(production: ResourceGraph) -> None:
    assert "documents" not in {lock.name for lock in production.of_type(LOCK)}
