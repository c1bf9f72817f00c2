"""AWS providers: one for each region and account, so that no ambient region or profile decides."""

from __future__ import annotations

from dataclasses import replace

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.account import Account
from hds_blueprint.hosting.location import Location
from hds_blueprint.hosting.logging import Logging
from hds_blueprint.hosting.service import Service
from hds_blueprint.hosting.vocabulary import DataClass


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


def inside_account(
    scope: Scope, options: pulumi.ResourceOptions, name: str, *, account: str, role: str
) -> tuple[Scope, pulumi.ResourceOptions]:
    """The scope and options of a component that is made in another account, as the role of this name there.

    `options` name the parent, under which the provider of that account stands by the component's `name`.
    """
    parent = options.parent
    assert isinstance(parent, pulumi.Resource)  # noqa: S101 - a component is made inside another
    provider = account_provider(
        parent, name, region=scope.region, account=account, role=role, partition=scope.partition
    )
    return (
        in_account(scope, account, provider),
        pulumi.ResourceOptions(parent=parent, providers=[provider]),
    )


def stack_scope(
    parent: pulumi.ComponentResource,
    *,
    named: Service | Account,
    location: Location,
    data_class: DataClass,
    logging: Logging,
) -> Scope:
    """The scope of a stack, with explicit providers for both of its regions."""
    provider = regional_provider(parent, "main", location.region)
    identity = aws.get_caller_identity_output(
        opts=pulumi.InvokeOutputOptions(parent=parent, provider=provider)
    )
    return Scope(
        service=named.name,
        environment=named.environment,
        profile=named.profile,
        data_class=data_class,
        owner=named.owner,
        project=pulumi.get_project(),
        stack=pulumi.get_stack(),
        region=location.region,
        recovery_region=location.recovery_region,
        protect_data=named.environment == "production",
        account_id=identity.account_id,
        provider=provider,
        recovery_provider=regional_provider(parent, "recovery", location.recovery_region),
        legal_bases=logging.legal_bases(),
    )
