"""Rules of the settings of a whole account: no public bucket, strong passwords, and one place for them."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.graph.origin import BASELINE, PLATFORM
from hds_blueprint.policies.checks import at_least, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.detection import DETECTOR

BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
PASSWORDS = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"
BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
# What an account has once, in each region or at all: AWS refuses a second one, or overwrites the first.
ONCE_IN_A_REGION = (
    "aws:accessanalyzer/analyzer:Analyzer",
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cfg/recorder:Recorder",
    "aws:ebs/defaultKmsKey:DefaultKmsKey",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    DETECTOR,
    "aws:inspector2/enabler:Enabler",
    "aws:macie2/account:Account",
    "aws:securityhub/account:Account",
    "aws:ssm/serviceSetting:ServiceSetting",
)
ONCE_PER_ACCOUNT = (
    BLOCK,
    PASSWORDS,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    *ONCE_IN_A_REGION,
)


@rule("s3-account-public-access-blocked", BLOCK)
def public_access_blocked(block: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in BLOCKS:
        yield is_true(block, name)


@rule("iam-password-policy-strong", PASSWORDS)
def passwords_strong(
    policy: Resource, facts: Facts, *, minimum_length: int, minimum_remembered: int
) -> Iterator[Outcome]:
    # 6 and none are what IAM takes where nothing is said
    yield at_least(policy, "minimumPasswordLength", minimum_length, default=6)
    yield at_least(policy, "passwordReusePrevention", minimum_remembered, default=0)


@rule("account-settings-apart", *ONCE_PER_ACCOUNT)
def settings_apart(setting: Resource, facts: Facts) -> Outcome:
    if facts.graph.of_type(PLATFORM) and not facts.graph.of_type(BASELINE):
        return failed("stack")
    return passed("stack") if facts.complete else not_applicable()
