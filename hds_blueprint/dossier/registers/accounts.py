"""The register of accounts and roles: the identities of the stack."""

from __future__ import annotations

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Cell, Row, Run, Table
from hds_blueprint.dossier.registers.principals import principal
from hds_blueprint.dossier.source import Source, entries, plain
from hds_blueprint.graph.model import Ref, Resource, targets
from hds_blueprint.policies.documents import parse

ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
INLINE = ("aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy")
ATTACHED = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)


def roles(source: Source) -> Table:
    """One row an identity of IAM."""
    _ = source.translate
    return Table(
        title=_("Accounts and roles of the stack"),
        columns=(_("Identity"), _("Purpose"), _("Taken by"), _("Rights"), _("Place in the document")),
        rows=tuple(_identity(source, each) for each in source.graph.of_type(ROLE, USER)),
        widths=(20, 24, 18, 24, 14),
        name="register-roles",
    )


def _identity(source: Source, identity: Resource) -> Row:
    name = plain(identity.inputs.get("name"))
    origin = identity.origin
    return row(
        lines([line(source.resource(identity.urn)), line(code(name)) if name else ()]),
        source.purpose(plain(identity.inputs.get("description"))),
        _taken_by(source, identity),
        _rights(source, identity, name),
        cell(code(origin.path)) if origin is not None and origin.path else Cell(),
        identifier=f"identity-{anchor(identity.urn)}",
    )


def _taken_by(source: Source, identity: Resource) -> Cell:
    if identity.type == USER:
        return cell(Run(source.translate("long-lived credentials"), "unsure"))
    found = dict.fromkeys(
        each
        for statement in parse(identity.inputs.get("assumeRolePolicy")).statements
        if statement.allows
        for _, each in statement.principals
        if isinstance(each, str | Ref)
    )
    return lines([(principal(source, each),) for each in found]) if found else cell(source.not_stated)


def _rights(source: Source, identity: Resource, name: str) -> Cell:
    found: list[Run] = []
    for policy in source.graph.of_type(*INLINE):
        if _concerns(policy, identity, name):
            found.append(source.resource(policy.urn))
    for attachment in source.graph.of_type(*ATTACHED):
        if _concerns(attachment, identity, name):
            arn = plain(attachment.inputs.get("policyArn"))
            named = [
                source.resource(urn) for urn in targets(attachment, "policyArn") if urn in source.graph.by_urn
            ]
            found += named or [code(arn.rpartition("/")[2])]
    found += [code(plain(each.get("name"))) for each in entries(identity.inputs.get("inlinePolicies"))]
    return lines([(each,) for each in found]) if found else cell(source.translate("none in this stack"))


def _concerns(policy: Resource, identity: Resource, name: str) -> bool:
    field = "role" if identity.type == ROLE else "user"
    return identity.urn in targets(policy, field) or (bool(name) and plain(policy.inputs.get(field)) == name)
