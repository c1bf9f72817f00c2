"""The register of encryption keys: purpose, renewal, administrators, and what each protects."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Cell, Row, Run, Table
from hds_blueprint.dossier.registers.principals import principal
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
        source.purpose(plain(key.inputs.get("description"))),
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
    return _("every %(period)s") % {"period": source.days(days)} if days else source.yes


def _window(source: Source, key: Resource) -> str:
    days = number(key.inputs.get("deletionWindowInDays"))
    return source.days(days) if days else source.not_stated


def _administrators(source: Source, key: Resource) -> Cell:
    found = dict.fromkeys(
        each
        for statement in parse(key.inputs.get("policy")).statements
        if statement.allows and statement.covers(*ADMINISTRATION)
        for _, each in statement.principals
        if isinstance(each, str | Ref)
    )
    return lines([line(principal(source, each)) for each in found]) if found else cell(source.not_stated)


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
