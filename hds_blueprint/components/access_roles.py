"""The roles that people take: what each may do stands in access_roles.yaml (AWS IAM)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.policy_documents import (
    Conditions,
    Principals,
    Statement,
    Text,
    policy_document,
)
from hds_blueprint.components.roles import role_name
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.account import AccountRole, PeopleRoles

_HOUR = 3600


class AccessRoles(Component):
    """The administrator, the operator, the auditor and the way in for emergencies.

    Creates four roles with the permission boundary, each taken by the principals that the document
    names (or by whoever the account's own IAM allows) and, where asked, with a second factor only. None
    reads data of a service: the auditor reads traces, the others settings. A session by federation
    (IAM Identity Center, SAML) carries no second factor of AWS: the permission set asks for it then.

    Free of charge. Answers: ISO/IEC 27001:2022 A.5.15, A.8.2 (privileged access), A.5.3 (separation of
    duties), A.8.5; HDS v2.0 EXI 05 (scenario G), chapter 2.1, activity 5.
    """

    token = "hds:access_roles:AccessRoles"  # noqa: S105 - a type, not a password

    break_glass: aws.iam.Role

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        roles: PeopleRoles,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="roles", options=options)
        sections: dict[str, AccountRole] = {
            "administrator": roles.administrator,
            "operator": roles.operator,
            "auditor": roles.auditor,
            "break-glass": roles.break_glass,
        }
        made = {
            role: people_role(
                role,
                parent=self,
                trust=taken_by(scope, section.principals, mfa_required=roles.mfa_required),
                session_hours=section.session_hours,
            )
            for role, section in sections.items()
        }
        self.break_glass = made["break-glass"]
        self.arns = {role: resource.arn for role, resource in made.items()}
        self.register_outputs({})


def people_role(
    name: str,
    *,
    parent: Component,
    trust: pulumi.Output[str],
    session_hours: int = 1,
    names: Mapping[str, Text] | None = None,
) -> aws.iam.Role:
    """A role of access_roles.yaml with its permissions and this trust policy.

    `names` fill the braces of its statements besides account and partition.
    """
    scope, entry = parent.scope, table("access_roles")[name]
    role = aws.iam.Role(
        name,
        name=role_name(scope, name),
        description=entry["description"],
        assume_role_policy=trust,
        max_session_duration=session_hours * _HOUR,
        opts=parent.child(),
    )
    aws.iam.RolePolicy(
        name,
        name=name,
        role=role.id,
        policy=policy_document(*listed_statements(entry["statements"], scope, **(names or {}))),
        opts=pulumi.ResourceOptions(parent=role),
    )
    for suffix, policy in entry.get("managed", {}).items():
        aws.iam.RolePolicyAttachment(
            f"{name}-{suffix}",
            role=role.name,
            policy_arn=f"arn:{scope.partition}:iam::aws:policy/{policy}",
            opts=pulumi.ResourceOptions(parent=role),
        )
    return role


def taken_by(scope: Scope, principals: Sequence[str], *, mfa_required: bool) -> pulumi.Output[str]:
    """The trust policy of a role that people take; without principals the account's own IAM decides.

    A role among the principals is trusted without a second factor of its own: whoever acts in it has
    proved who he is when he took it, and AWS hands the proof no further (IAM user guide, "Configuring
    MFA-protected API access").
    """
    roles = [each for each in principals if ":role/" in each]
    people = [each for each in principals if each not in roles]
    conditions: Conditions = {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if mfa_required else {}
    statements: list[Statement] = []
    if people or not roles:
        statements.append(
            _taken("PeopleTakeRole", people or [scope.arn("iam", "root", region="")], conditions)
        )
    if roles:
        statements.append(_taken("RolesTakeRole", roles, {}))
    return policy_document(*statements)


def taken_from_identity_centre(scope: Scope) -> pulumi.Output[str]:
    """The trust policy of a role that people take out of a session of IAM Identity Center.

    Identity Center asks for the second factor itself. Its roles have names that nobody can choose, so
    that they are trusted by their path (IAM Identity Center user guide, "Referencing permission sets").
    """
    sessions = scope.arn("iam", "role/aws-reserved/sso.amazonaws.com/*", region="")
    return policy_document(
        _taken(
            "IdentityCentreTakesRole",
            [scope.arn("iam", "root", region="")],
            {"ArnLike": {"aws:PrincipalArn": sessions}},
        )
    )


def _taken(sid: str, principals: Sequence[Text], conditions: Conditions) -> Statement:
    return Statement(
        sid=sid,
        actions=["sts:AssumeRole"],
        resources=[],
        principals=Principals(accounts_and_roles=principals),
        conditions=conditions,
    )


def listed_statements(entries: Sequence[Mapping[str, Any]], scope: Scope, **names: Text) -> list[Statement]:
    """Statements of a data file, with {partition}, {account}, {suffix} and further `names` filled in."""

    def filled(text: str) -> Text:
        return pulumi.Output.format(
            text, partition=scope.partition, account=scope.account_id, suffix=scope.dns_suffix, **names
        )

    def several(texts: str | Sequence[str]) -> list[Text]:
        return [filled(text) for text in ([texts] if isinstance(texts, str) else texts)]

    return [
        Statement(
            sid=entry["sid"],
            actions=entry["actions"],
            resources=several(entry["resources"]),
            conditions={
                operator: {key: several(values) for key, values in keys.items()}
                for operator, keys in entry.get("conditions", {}).items()
            },
        )
        for entry in entries
    ]
