"""Pipelines that deploy without a stored secret: OpenID Connect and the roles they take (AWS IAM)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.access_roles import listed_statements
from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.policy_documents import Principals, Statement, policy_document
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.account import Deployer

_HOUR = 3600
_GITHUB = "https://token.actions.githubusercontent.com"
_GITLAB = "https://gitlab.com"
_AUDIENCE = "sts.amazonaws.com"  # of GitHub's official action, and of GitLab's tokens as we ask for them


class Deployers(Component):
    """The providers of tokens, once each, and for every pipeline of the document a role of its own.

    Creates an OpenID Connect provider for each issuer and, for each pipeline, a role that its tokens
    open only where they name the one repository and the one branch or the environments of the document. Its
    rights (deployer.yaml) reach the named stacks only; it hands out roles only with the boundary on.

    Free of charge. Answers: ISO/IEC 27001:2022 A.8.2, A.5.17 (no stored secret), A.8.32 (changes), A.8.31.
    """

    token = "hds:deployer:Deployers"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        deployers: Mapping[str, Deployer],
        boundary: aws.iam.Policy,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="deployers", options=options)
        self._boundary = boundary
        issuers = sorted({_issuer(deployer) for deployer in deployers.values()})
        # AWS checks these issuers' certificates by its own list of authorities: no thumbprint to keep up
        self._issuers = {
            issuer: aws.iam.OpenIdConnectProvider(
                issuer.removeprefix("https://").replace("/", "-"),
                url=issuer,
                client_id_lists=[_AUDIENCE],
                opts=self.child(),
            )
            for issuer in issuers
        }
        self.arns = {each: self._role(each, deployer).arn for each, deployer in deployers.items()}
        self.register_outputs({})

    def _role(self, name: str, deployer: Deployer) -> aws.iam.Role:
        scope, logical = self.scope, f"deployer-{name}"
        issuer = _issuer(deployer)
        claims = issuer.removeprefix("https://")
        trust = Statement(
            sid="PipelineTakesRole",
            actions=["sts:AssumeRoleWithWebIdentity"],
            resources=[],
            principals=Principals(federated=[self._issuers[issuer].arn]),
            conditions={
                "StringEquals": {f"{claims}:aud": _AUDIENCE, f"{claims}:sub": subjects(deployer)},
            },
        )
        role = aws.iam.Role(
            logical,
            name=scope.physical_name(logical, maximum=64),
            description=f"Deploys {', '.join(deployer.stacks)} from {deployer.repository}"[:1000],
            assume_role_policy=policy_document(trust),
            max_session_duration=_HOUR,
            opts=self.child(),
        )
        for part, entries in table("deployer").items():
            policy = aws.iam.Policy(
                f"{logical}-{part}",
                name=scope.physical_name(logical, part, maximum=128),
                description=f"Deployment: {part}",
                policy=policy_document(
                    *listed_statements(
                        [_of_stacks(entry, deployer.stacks) for entry in entries],
                        scope,
                        boundary=self._boundary.arn,
                    )
                ),
                opts=pulumi.ResourceOptions(parent=role),
            )
            aws.iam.RolePolicyAttachment(
                f"{logical}-{part}",
                role=role.name,
                policy_arn=policy.arn,
                opts=pulumi.ResourceOptions(parent=role),
            )
        return role


def subjects(deployer: Deployer) -> list[str]:
    """What the `sub` claim of the pipeline's tokens says, one for each environment.

    Sources: GitHub, "About security hardening with OpenID Connect"; GitLab, "ID token payload".
    """
    if deployer.platform == "gitlab":
        return [f"project_path:{deployer.repository}:ref_type:branch:ref:{deployer.branch}"]
    if deployer.environments:
        return [f"repo:{deployer.repository}:environment:{each}" for each in deployer.environments]
    return [f"repo:{deployer.repository}:ref:refs/heads/{deployer.branch}"]


def _issuer(deployer: Deployer) -> str:
    return _GITHUB if deployer.platform == "github" else deployer.issuer or _GITLAB


def _of_stacks(entry: Mapping[str, Any], stacks: tuple[str, ...]) -> Mapping[str, Any]:
    """The entry with {prefix} written out for each stack."""
    resources = entry["resources"]
    if isinstance(resources, str):
        return entry
    written = [
        each.replace("{prefix}", stack)
        for each in resources
        for stack in (stacks if "{prefix}" in each else ("",))
    ]
    return {**entry, "resources": written}
