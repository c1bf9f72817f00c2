"""The state backend in AWS: a bucket for states, a key for their secrets, a bucket for access logs."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.bucket_settings import secure
from hds_blueprint.components.component import Component
from hds_blueprint.components.key_policies import THIS_KEY, USE, account, administration, use_through
from hds_blueprint.components.log_buckets import SERVER_ACCESS_PREFIX, delivery_bucket
from hds_blueprint.components.policy_documents import Statement, policy_document
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.stores import Bucket as BucketSection

PROJECT = "hds-bootstrap"
NAME = "hds-state"
_NONCURRENT_DAYS = 365  # how long an earlier state can be brought back
_LOG_MONTHS = 12


class StateBackend(Component):
    """Where production stacks keep their state: in one region, encrypted, versioned, closed, logged.

    Protected and retained: a lost state is a platform that nobody can change safely.
    """

    token = "hds:state:StateBackend"  # noqa: S105 - a type, not a password

    bucket: aws.s3.Bucket
    key: aws.kms.Key
    alias: aws.kms.Alias

    def __init__(self, name: str, *, scope: Scope, options: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, scope=scope, document="", data_class="technical", options=options)
        self.key = aws.kms.Key(
            "state",
            description="States of Pulumi and their secrets",
            deletion_window_in_days=30,
            enable_key_rotation=True,
            rotation_period_in_days=365,
            policy=policy_document(
                administration(scope, ()),
                use_through(scope, ("s3",), scope.region),
                # the CLI encrypts secrets with the key itself, for whoever may deploy by IAM
                Statement(sid="EncryptSecrets", principals=account(scope), actions=USE, resources=THIS_KEY),
            ),
            opts=self.durable(),
        )
        self.alias = aws.kms.Alias(
            "state", name=f"alias/{NAME}", target_key_id=self.key.key_id, opts=self.durable()
        )
        logs = delivery_bucket(self, retention_months=_LOG_MONTHS)
        self.bucket = aws.s3.Bucket(
            "state", bucket=scope.global_name(), force_destroy=False, opts=self.durable()
        )
        secure(
            "state",
            self.bucket,
            self.key,
            section=BucketSection(noncurrent_days=_NONCURRENT_DAYS),
            locked=None,  # the engine writes the state anew and deletes its own locks
            opts=self.durable(),
        )
        aws.s3.BucketLogging(
            "state",
            bucket=self.bucket.id,
            target_bucket=logs.bucket.id,
            target_prefix=f"{SERVER_ACCESS_PREFIX}state/",
            opts=self.durable(depends_on=logs.ready),
        )
        self.register_outputs({"bucket": self.bucket.bucket, "key": self.key.arn})


def build(region: str, *, account_id: str | None, owner: str) -> None:
    """The Pulumi program: the backend in a region of an account, and the values that stacks need."""
    provider = aws.Provider("main", region=region, allowed_account_ids=[account_id] if account_id else None)
    identity = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=provider))
    scope = Scope(
        service=NAME,
        environment="production",
        profile="generic",
        data_class="technical",
        owner=owner,
        project=PROJECT,
        stack=NAME,
        region=region,
        recovery_region=region,
        protect_data=True,
        account_id=identity.account_id,
        provider=provider,
        recovery_provider=provider,
    )
    backend = StateBackend("state", scope=scope, options=pulumi.ResourceOptions(providers=[provider]))
    pulumi.export("backend", pulumi.Output.format("s3://{0}?region={1}", backend.bucket.bucket, region))
    pulumi.export(
        "secretsProvider", pulumi.Output.format("awskms://{0}?region={1}", backend.alias.name, region)
    )
