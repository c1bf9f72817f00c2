"""Rules of what a permission boundary must refuse, so that it bounds: its own end, and that of safeguards."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import IDENTITIES, POLICY

# Ways out of a boundary: taking it off, another one, another version of it, an identity without it.
WAYS_OUT = (
    *("iam:CreateRole", "iam:CreateUser", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"),
    *("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"),
    *("iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"),
)
# Ends of what watches and guards an account.
SAFEGUARDS = (
    *("cloudtrail:DeleteTrail", "cloudtrail:StopLogging"),
    *("config:DeleteConfigurationRecorder", "config:StopConfigurationRecorder"),
    *("guardduty:DeleteDetector", "guardduty:UpdateDetector", "s3:PutAccountPublicAccessBlock"),
    *(
        "ec2:DisableEbsEncryptionByDefault",
        "access-analyzer:DeleteAnalyzer",
        "securityhub:DisableSecurityHub",
    ),
)


@rule("iam-boundary-irremovable", POLICY)
def irremovable(policy: Resource, facts: Facts) -> Iterator[Outcome]:
    return _refused(policy, facts, WAYS_OUT)


@rule("iam-boundary-keeps-safeguards", POLICY)
def keeps_safeguards(policy: Resource, facts: Facts) -> Iterator[Outcome]:
    return _refused(policy, facts, SAFEGUARDS)


def _refused(policy: Resource, facts: Facts, acts: tuple[str, ...]) -> Iterator[Outcome]:
    """An outcome for each act that the boundary would allow."""
    if not facts.attached(policy, "permissionsBoundary", *IDENTITIES).resources:
        yield not_applicable()
        return
    document = facts.document(policy, "policy")
    if not document.parsed:
        yield unknown("policy")
        return
    for act in acts:
        allowed = [s for s in document.statements if s.allows and (s.covers(act) or s.all_but_actions)]
        if not allowed or any(s.denies and s.covers(act) for s in document.statements):
            yield passed("policy")
        elif any(statement.open for statement in document.statements):
            yield unknown("policy")
        else:
            yield failed(f"policy.{allowed[0].path}", act)
