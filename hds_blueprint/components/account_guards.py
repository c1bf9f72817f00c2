"""Settings of an account and of its regions that hold whatever a program forgets."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope

# NIST SP 800-63B: length, no expiry without a reason; ANSSI, "Recommandations relatives à
# l'authentification multifacteur et aux mots de passe" (2021): 15 characters for privileged users
_PASSWORD_LENGTH = 15
_REMEMBERED_PASSWORDS = 24  # the most that IAM offers


class AccountGuards(Component):
    """What holds for the whole account: no public bucket, and long passwords where IAM users exist at all.

    Creates the account's public access block of S3 and its password policy. Free of charge.
    Answers: ISO/IEC 27001:2022 A.8.3 (access to information), A.8.5 (authentication), A.5.17.
    """

    token = "hds:account_guards:AccountGuards"  # noqa: S105 - a type, not a password

    def __init__(self, name: str, *, scope: Scope, options: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, scope=scope, document="account", options=options)
        aws.s3.AccountPublicAccessBlock(
            name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.durable(),
        )
        aws.iam.AccountPasswordPolicy(
            name,
            minimum_password_length=_PASSWORD_LENGTH,
            password_reuse_prevention=_REMEMBERED_PASSWORDS,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
            opts=self.child(),
        )
        self.register_outputs({})


class RegionGuards(Component):
    """What holds for everything that somebody starts in one region.

    Creates encryption of volumes by default with the account's own key, metadata of machines by token
    only, and refuses public snapshots, public images and public documents. Free of charge.
    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.8.9 (configuration), A.8.12 (leakage).
    """

    token = "hds:account_guards:RegionGuards"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        volumes: aws.kms.Key,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="account", options=options)
        key = aws.ebs.DefaultKmsKey(name, key_arn=volumes.arn, opts=self.child())
        aws.ebs.EncryptionByDefault(name, enabled=True, opts=self.child(depends_on=[key]))
        aws.ebs.SnapshotBlockPublicAccess(name, state="block-all-sharing", opts=self.child())
        aws.ec2.ImageBlockPublicAccess(name, state="block-new-sharing", opts=self.child())
        aws.ec2.InstanceMetadataDefaults(
            name,
            http_endpoint="enabled",
            http_tokens="required",
            http_put_response_hop_limit=1,
            opts=self.child(),
        )
        aws.ssm.ServiceSetting(
            name,
            setting_id=scope.arn("ssm", "servicesetting/ssm/documents/console/public-sharing-permission"),
            setting_value="Disable",
            opts=self.child(),
        )
        self.register_outputs({})
