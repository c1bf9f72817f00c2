"""The register of encryption keys: purpose, renewal, administrators, and what each protects."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Cell, Row, Run, Table
from hds_blueprint.dossier.source import Source, plain
from hds_blueprint.graph.model import Ref, Resource, targets
from hds_blueprint.policies.documents import parse
from hds_blueprint.policies.values import boolean, number

KEYS = ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey")
ALIAS = "aws:kms/alias:Alias"
ADMINISTRATION = ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")


def keys(source: Source) -> Table:
    """One row a key of the stack."""
    _ = source.translate
    return Table(
        title=_("Encryption keys"),
        columns=(
            _("Key"),
            _("Purpose"),
            _("Region"),
            _("Rotation"),
            _("Waiting period before deletion"),
            _("Administered by"),
            _("Protects"),
        ),
        rows=tuple(_key(source, key) for key in source.graph.of_type(*KEYS)),
        widths=(17, 19, 10, 11, 11, 14, 18),
        name="register-keys",
    )


def _key(source: Source, key: Resource) -> Row:
    aliases = [plain(alias.inputs.get("name")) for alias in source.graph.referrers(key.urn, ALIAS)]
    uses = [user.urn for user in source.graph.referrers(key.urn) if user.type != ALIAS and user.custom]
    return row(
        lines([line(source.resource(key.urn)), *(line(code(alias)) for alias in aliases if alias)]),
        plain(key.inputs.get("description")) or source.not_stated,
        source.region(key),
        _rotation(source, key),
        _window(source, key),
        _administrators(source, key),
        _uses(source, uses),
        identifier=f"key-{anchor(key.urn)}",
    )


def _rotation(source: Source, key: Resource) -> str:
    _ = source.translate
    if key.type != KEYS[0]:
        return source.not_stated
    if not boolean(key.inputs.get("enableKeyRotation")):
        return _("none")
    days = number(key.inputs.get("rotationPeriodInDays"))
    return _("every %(days)s days") % {"days": source.number(days)} if days else source.yes


def _window(source: Source, key: Resource) -> str:
    days = number(key.inputs.get("deletionWindowInDays"))
    return _days(source, days) if days else source.not_stated


def _days(source: Source, days: float) -> str:
    return source.translate("%(days)s days") % {"days": source.number(days)}


def _administrators(source: Source, key: Resource) -> Cell:
    document = parse(key.inputs.get("policy"))
    found: dict[str, None] = {}
    for statement in document.statements:
        if statement.allows and statement.covers(*ADMINISTRATION):
            for _, principal in statement.principals:
                if isinstance(principal, str):
                    found[principal] = None
                elif isinstance(principal, Ref):
                    found[principal.urn] = None
    return lines([line(_principal(source, each)) for each in found]) if found else cell(source.not_stated)


def _principal(source: Source, principal: str) -> Run:
    if principal in source.graph.by_urn:
        return source.resource(principal)
    return Run(source.translate("anyone"), "bad") if principal == "*" else code(principal)


def _uses(source: Source, urns: list[str]) -> Cell:
    if not urns:
        return cell(source.translate("nothing in this stack"))
    ngettext = source.plural
    summary = ngettext("%(num)d resource", "%(num)d resources", len(urns))
    return Cell(details=source.resources(urns), summary=summary)


def protected_by(source: Source, resource: Resource, name: str) -> Iterator[Run]:
    """The keys that an input of a resource names."""
    for urn in targets(resource, name):
        if urn in source.graph.by_urn:
            yield source.resource(urn)
