"""Rules of which policies are attached to whom, and of those who come by SAML."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.choices import is_absent
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.iam import ADMINISTRATOR_POLICIES, ATTACHMENTS
from hds_blueprint.policies.statements import ROLE, each_statement, narrowed
from hds_blueprint.policies.values import entries, get, is_open

TO_USERS = (
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)
# AWS's policies that give a whole service, besides those that end in FullAccess
WHOLE_SERVICES = ("AmazonEC2ContainerRegistryPowerUser", "SecretsManagerReadWrite")
_SAML = "sts:AssumeRoleWithSAML"


@rule("iam-service-policies-unattached", *ATTACHMENTS)
def service_policies_unattached(attachment: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in ("policyArn", "policyArns", "managedPolicyArns", "managedPolicyArn"):
        for path, arn in entries(get(attachment, name), name):
            if not isinstance(arn, str):
                yield unknown(path) if is_open(arn) and not facts.targets(attachment, path) else passed(path)
                continue
            policy = arn.rsplit("/", 1)[-1]
            whole = policy.endswith("FullAccess") or policy in WHOLE_SERVICES
            told = policy in ADMINISTRATOR_POLICIES  # by a rule of its own
            broad = ":aws:policy/" in arn and whole and not told
            yield failed(path, arn) if broad else passed(path, arn)


@rule("iam-policies-attached-to-roles", *TO_USERS)
def attached_to_roles(attachment: Resource, facts: Facts) -> Outcome:
    if attachment.type == TO_USERS[0]:
        return is_absent(attachment, "users")
    return failed("user", get(attachment, "user"))


@rule("iam-saml-audience-bound", ROLE)
def saml_audience_bound(role: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        return _SAML if _by_assertion(statement) and not narrowed(statement, "saml:aud") else None

    if not any(_by_assertion(each) for each in facts.document(role, "assumeRolePolicy").statements):
        return [not_applicable()]
    return each_statement(role, "assumeRolePolicy", facts, broken, absent=not_applicable())


def _by_assertion(statement: Statement) -> bool:
    federated = any(kind == "Federated" for kind, _ in statement.principals)
    return statement.allows and federated and statement.covers(_SAML) is not None
