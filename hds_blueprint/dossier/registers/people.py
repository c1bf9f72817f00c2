"""Rights of people as the document states them, of a service or of an account; a blank where it is silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Cell, Row, Table
from hds_blueprint.dossier.source import Source
from hds_blueprint.hosting.account import AccountBaseline, AccountRole
from hds_blueprint.hosting.requirements import HostingRequirements


def people(source: Source) -> Table:
    """What the document says of people and their rights."""
    _ = source.translate
    content = source.document.content
    found = (
        _of_account(source, content) if isinstance(content, AccountBaseline) else _of_service(source, content)
    )
    return Table(
        title=_("Rights of people"),
        columns=(_("Right"), _("Held by"), _("Conditions")),
        rows=tuple(found),
        widths=(28, 36, 36),
        name="register-people",
    )


def _of_service(source: Source, needs: HostingRequirements) -> Iterator[Row]:
    _ = source.translate
    access, administrators = needs.access, needs.access.administrators
    nobody = _nobody(source)
    yield row(
        _("Administration of the platform"),
        lines(administrators.groups) if administrators and administrators.groups else nobody,
        lines(
            [
                _("named accounts, AWS IAM Identity Center")
                if administrators and administrators.identity_centre
                else "",
                _sessions(source, administrators.session_hours) if administrators else "",
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
    yield _keys(source, access.key_administrators)
    yield row(
        _("Audit, reading only"), _named(access.auditors) if access.auditors else nobody, source.not_stated
    )
    yield _traces(source, needs.logging.readers)


def _of_account(source: Source, baseline: AccountBaseline) -> Iterator[Row]:
    _ = source.translate
    roles = baseline.roles
    names = {
        _("Administration of the account"): roles.administrator,
        _("Operation of the services"): roles.operator,
        _("Audit, reading only"): roles.auditor,
        _("Emergency access"): roles.break_glass,
    }
    for name, role in names.items():
        yield row(name, _role(source, role), lines(_conditions(source, baseline, role)))
    yield _keys(source, roles.key_administrators)
    yield _traces(source, baseline.logging.readers)


def _role(source: Source, role: AccountRole) -> Cell:
    if role.principals:
        return _named(role.principals)
    return cell(source.translate("whoever the account’s IAM policies let take it"))


def _conditions(source: Source, baseline: AccountBaseline, role: AccountRole) -> Iterator[str]:
    _ = source.translate
    yield _sessions(source, role.session_hours)
    if baseline.roles.mfa_required:
        yield _("multi-factor authentication asked for")
    if baseline.roles.session_recording:
        yield _("sessions are recorded")


def _sessions(source: Source, hours: int) -> str:
    ngettext = source.plural
    return ngettext("sessions of %(num)d hour at most", "sessions of %(num)d hours at most", hours)


def _keys(source: Source, administrators: Sequence[str]) -> Row:
    _ = source.translate
    return row(
        _("Administration of encryption keys"),
        _named(administrators) if administrators else _("administrators of the account"),
        _("see the register of keys"),
    )


def _traces(source: Source, readers: Sequence[str]) -> Row:
    _ = source.translate
    return row(
        _("Reading of traces"),
        _named(readers) if readers else _("administrators of the account"),
        source.not_stated,
    )


def _named(principals: Sequence[str]) -> Cell:
    return lines([line(code(each)) for each in principals])


def _nobody(source: Source) -> Cell:
    return cell(source.blank(source.translate("names or functions")))
