"""AWS providers: one for each region and account, so that no ambient region or profile decides."""

from __future__ import annotations

from dataclasses import replace

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.scope import Scope


def regional_provider(parent: pulumi.ComponentResource, name: str, region: str) -> aws.Provider:
    """The provider of a region in the stack's own account."""
    account = pulumi.Config("hds").get("account")
    return aws.Provider(
        name,
        region=region,
        # a deployment with the credentials of another account stops before it creates anything
        allowed_account_ids=[account] if account else None,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def account_provider(
    parent: pulumi.Resource, name: str, *, region: str, account: str, role: str, partition: str = "aws"
) -> aws.Provider:
    """The provider of another account: acts in `region` as the role of this name there.

    The role is made by whoever owns that account; it trusts whoever deploys this stack.
    """
    return aws.Provider(
        name,
        region=region,
        allowed_account_ids=[account],
        assume_roles=[
            aws.ProviderAssumeRoleArgs(
                role_arn=f"arn:{partition}:iam::{account}:role/{role}", session_name="hds-blueprint"
            )
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def in_account(scope: Scope, account: str, provider: aws.Provider) -> Scope:
    """The scope as seen from another account, in which `provider` acts; no boundary of ours is there."""
    return replace(
        scope,
        account_id=pulumi.Output.from_input(account),
        provider=provider,
        recovery_provider=provider,
        boundary=None,
    )
