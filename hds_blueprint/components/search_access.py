"""Who may use a search domain, who administers it, and that it may write its logs."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import (
    Conditions,
    Principals,
    Statement,
    Text,
    policy_document,
)
from hds_blueprint.components.roles import role_name
from hds_blueprint.components.scope import Scope

# The methods of the search API; none of them changes the domain itself.
REQUESTS = tuple(f"es:ESHttp{method}" for method in ("Delete", "Get", "Head", "Patch", "Post", "Put"))


def admission(parent: Component, domain_arn: pulumi.Output[str], callers: Sequence[Text]) -> Statement:
    """Admits these roles of the account, by condition: a role that is made anew keeps its admission."""
    return Statement(
        sid="AdmitRoles",
        principals=Principals(accounts_and_roles=[parent.scope.arn("iam", "root", region="")]),
        actions=list(REQUESTS),
        resources=[pulumi.Output.concat(domain_arn, "/*")],
        conditions={"ArnEquals": {"aws:PrincipalArn": callers}},
    )


def administration_role(
    parent: Component,
    stem: str,
    domain_name: str,
    *,
    container: pulumi.Output[str] | None,
    mfa_required: bool,
) -> aws.iam.Role:
    """The role that administers the domain: for people, as the account's IAM says, and for one container.

    `container` is the ARN of its role, which need not exist yet: a condition names it, not the principal.
    """
    scope, name = parent.scope, f"{stem}-administration"
    people: Conditions = {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if mfa_required else {}
    trust = [_taken("PeopleTakeRole", scope, people)]
    if container is not None:
        trust.append(_taken("ContainerTakesRole", scope, {"ArnEquals": {"aws:PrincipalArn": container}}))
    role = aws.iam.Role(
        name,
        name=role_name(scope, name),
        description="Administers a search index: what is in it, and who may use it",
        max_session_duration=3600,
        assume_role_policy=policy_document(*trust),
        opts=parent.child(),
    )
    aws.iam.RolePolicy(
        name,
        name=name,
        role=role.id,
        policy=policy_document(
            Statement(
                sid="UseSearch",
                actions=list(REQUESTS),
                resources=[scope.arn("es", f"domain/{domain_name}/*")],
            )
        ),
        opts=pulumi.ResourceOptions(parent=role),
    )
    return role


def _taken(sid: str, scope: Scope, conditions: Conditions) -> Statement:
    return Statement(
        sid=sid,
        actions=["sts:AssumeRole"],
        resources=[],
        principals=Principals(accounts_and_roles=[scope.arn("iam", "root", region="")]),
        conditions=conditions,
    )


def log_delivery(
    parent: Component, stem: str, groups: Sequence[aws.cloudwatch.LogGroup]
) -> aws.cloudwatch.LogResourcePolicy:
    """Lets this account's search domains write to these groups; an account has ten such policies a region.

    Source: Amazon OpenSearch Service developer guide, "Monitoring logs"; read 2026-11.
    """
    scope = parent.scope
    return aws.cloudwatch.LogResourcePolicy(
        stem,
        policy_name=scope.physical_name(stem, maximum=255),
        policy_document=policy_document(
            Statement(
                sid="SearchWritesLogs",
                principals=Principals(services=["es.amazonaws.com"]),
                actions=["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"],
                resources=[pulumi.Output.concat(group.arn, ":*") for group in groups],
                conditions={
                    "StringEquals": {"aws:SourceAccount": scope.account_id},
                    "ArnLike": {"aws:SourceArn": scope.arn("es", "domain/*")},
                },
            )
        ),
        opts=parent.child(),
    )
