"""The register of accounts and roles: identities of the stack, and the people whom the document names."""

from __future__ import annotations

from collections.abc import Iterator

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


def people(source: Source) -> Table:
    """What the document says of people and their rights; a blank where it says nothing."""
    _ = source.translate
    return Table(
        title=_("Rights of people"),
        columns=(_("Right"), _("Held by"), _("Conditions")),
        rows=tuple(_people(source)),
        widths=(28, 36, 36),
        name="register-people",
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


def _people(source: Source) -> Iterator[Row]:
    _ = source.translate
    access, logging = source.requirements.access, source.requirements.logging
    administrators = access.administrators
    nobody = cell(source.blank(_("names or functions")))
    yield row(
        _("Administration of the platform"),
        lines(administrators.groups) if administrators and administrators.groups else nobody,
        lines(
            [
                _("named accounts, AWS IAM Identity Center")
                if administrators and administrators.identity_centre
                else "",
                _("sessions of %(hours)s hours at most") % {"hours": administrators.session_hours}
                if administrators
                else "",
                _("multi-factor authentication asked for") if access.mfa_required else "",
                _("review of the rights every %(months)s months") % {"months": access.review_months},
            ]
        ),
    )
    yield row(
        _("Approval of interventions"),
        lines(administrators.approvers) if administrators and administrators.approvers else nobody,
        _("before each intervention")
        if administrators and administrators.interventions_approved
        else source.not_stated,
    )
    glass = administrators.break_glass if administrators else None
    yield row(
        _("Emergency access"),
        lines(glass.holders) if glass else nobody,
        _("tried every %(period)s") % {"period": source.days(glass.tested_every.days)}
        if glass
        else source.not_stated,
    )
    yield row(
        _("Administration of encryption keys"),
        lines([line(code(each)) for each in access.key_administrators])
        if access.key_administrators
        else _("administrators of the account"),
        _("see the register of keys"),
    )
    yield row(
        _("Audit, reading only"),
        lines([line(code(each)) for each in access.auditors]) if access.auditors else nobody,
        source.not_stated,
    )
    yield row(
        _("Reading of traces"),
        lines([line(code(each)) for each in logging.readers])
        if logging.readers
        else _("administrators of the account"),
        source.not_stated,
    )
