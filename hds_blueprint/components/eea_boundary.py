"""The bound of every role: services in use, regions of the EEA, and safeguards that stay on (AWS IAM)."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.policy_documents import Statement, Text, policy_document
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.account import OrganisationGuard, boundary_name
from hds_blueprint.hosting.facts import table as facts

_EVERYTHING = ("*",)


def boundary_arn(scope: Scope, baseline: str) -> pulumi.Output[str]:
    """The ARN of the permission boundary of a baseline in this account, by its name alone."""
    return scope.arn("iam", f"policy/{boundary_name(baseline)}", region="")


class EeaBoundary(Component):
    """The permission boundary of the account, and the same refusal for the organisation where one is named.

    Creates a policy that every role of the baseline and of the services carries: it grants nothing, but
    no role can do more than it says. It refuses calls to regions other than those of use (global
    services excepted, each with its reason in hosting/facts/global_services.yaml), roles without the
    boundary, and whatever would turn the safeguards off. Where a role of the management account is
    given, the regions are refused by a service control policy as well, to the account's root user too.

    A bound on calls is none on what a call names: replicas and copies are judged by the policy pack.

    Free of charge. Answers: R.1111-9-1 CSP and HDS v2.0 EXI 28 (storage in the EEA); ISO/IEC 27001:2022
    A.5.15, A.8.2 (privileged access).
    """

    token = "hds:eea_boundary:EeaBoundary"  # noqa: S105 - a type, not a password

    policy: aws.iam.Policy

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        guard: OrganisationGuard | None,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="location", options=options)
        regions = (scope.region, scope.recovery_region)
        arn = boundary_arn(scope, scope.service)
        self.policy = aws.iam.Policy(
            name,
            name=boundary_name(scope.service),
            description="Bound of every role: services in use, regions of the EEA, safeguards that stay on",
            policy=policy_document(
                Statement(
                    sid="ServicesInUse",
                    actions=[f"{service}:*" for service in table("eea_boundary")["services"]],
                    resources=_EVERYTHING,
                ),
                outside_regions(regions),
                *_bounded_roles(arn),
                Statement(
                    sid="RefuseEndOfSafeguards",
                    effect="Deny",
                    actions=table("eea_boundary")["safeguards"],
                    resources=_EVERYTHING,
                ),
            ),
            opts=self.durable(),
        )
        if guard is not None:
            self._refuse_in_organisation(name, guard, regions)
        self.register_outputs({"boundary": self.policy.arn})

    def _refuse_in_organisation(self, name: str, guard: OrganisationGuard, regions: Sequence[str]) -> None:
        management = aws.Provider(
            "management",
            region=self.scope.region,
            assume_roles=[
                aws.ProviderAssumeRoleArgs(role_arn=guard.management_role, session_name="hds-baseline")
            ],
            opts=self.child(),
        )
        policy = aws.organizations.Policy(
            name,
            name=boundary_name(self.scope.service),
            description="Refuses regions outside of the EEA",
            type="SERVICE_CONTROL_POLICY",
            content=policy_document(outside_regions(regions)),
            opts=self.child(provider=management),
        )
        aws.organizations.PolicyAttachment(
            name, policy_id=policy.id, target_id=guard.target, opts=self.child(provider=management)
        )


def outside_regions(regions: Sequence[str]) -> Statement:
    """Refuses every call to another region, but for services that have an endpoint elsewhere only."""
    return Statement(
        sid="RefuseOutsideOfRegions",
        effect="Deny",
        all_but_actions=list(facts("global_services")["exempt"]),
        resources=_EVERYTHING,
        conditions={"StringNotEquals": {"aws:RequestedRegion": list(regions)}},
    )


def _bounded_roles(boundary: Text) -> list[Statement]:
    """Nobody makes a role or user without the boundary, takes one off, or changes the boundary itself.

    Source: AWS IAM user guide, "Delegating responsibility to others using permissions boundaries".
    """
    return [
        Statement(
            sid="RefuseUnbounded",
            effect="Deny",
            actions=[
                "iam:CreateRole",
                "iam:CreateUser",
                "iam:PutRolePermissionsBoundary",
                "iam:PutUserPermissionsBoundary",
            ],
            resources=_EVERYTHING,
            conditions={"StringNotEquals": {"iam:PermissionsBoundary": boundary}},
        ),
        Statement(
            sid="RefuseUnbinding",
            effect="Deny",
            actions=["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
            resources=_EVERYTHING,
        ),
        Statement(
            sid="RefuseOtherBoundary",
            effect="Deny",
            actions=[
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:SetDefaultPolicyVersion",
            ],
            resources=[boundary],
        ),
    ]
