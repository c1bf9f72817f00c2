"""What AWS refuses of an account's own parts: a second one, a bound that is not there, a locked archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.errors import AwsError, refusal
from hds_blueprint.simulated_aws.storage_refusals import has_default_lock
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]

_CHANNEL: Final = "aws:cfg/deliveryChannel:DeliveryChannel"
_POLICY: Final = re.compile(r"arn:[a-z-]+:iam::(\d{12}):policy/.+")
# Properties that name a managed policy, which must be there.
_NAMED_POLICIES: Final = ("permissionsBoundary", "policyArn")


def check_account(
    world: World, find: Find, token: str, inputs: Mapping[str, Any], region: str, account: str
) -> None:
    """Raise AwsError where AWS would not make a resource because of what else the account has."""
    _check_single(world, token, inputs, region, account)
    check_policies(find, inputs, account)
    if token == _CHANNEL:
        _check_archive(world, inputs)


def check_policies(find: Find, inputs: Mapping[str, Any], account: str) -> None:
    """Raise AwsError where a role's boundary or an attached policy of this account does not exist."""
    for name in _NAMED_POLICIES:
        arn = inputs.get(name)
        match = _POLICY.fullmatch(arn) if isinstance(arn, str) else None
        if match is not None and match[1] == account and find(match[0]) is None:
            what = "Scope ARN:" if name == "permissionsBoundary" else "Policy"
            raise refusal("policy-missing", what=what, arn=arn)


def _check_single(world: World, token: str, inputs: Mapping[str, Any], region: str, account: str) -> None:
    entry = table("singletons.yaml").get(token)
    if entry is None:
        return
    by = entry.get("by")
    for other in world.find(type=token, region=region, account=account):
        if by is None or other.inputs.get(by) == inputs.get(by):
            name = inputs.get(by) if by else inputs.get("name")
            raise AwsError(entry["code"], entry["message"].format(name=name))


def _check_archive(world: World, inputs: Mapping[str, Any]) -> None:
    """AWS Config delivers to no bucket with a default retention."""
    bucket = inputs.get("s3BucketName")
    for found in world.list():
        if found.inputs.get("bucket") == bucket and has_default_lock(found):
            raise refusal("archive-locked", bucket=bucket)
