"""The register of secrets: names, keys, renewal and readers. No value is ever in the graph."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.dossier.inline import cell, joined, lines, row
from hds_blueprint.dossier.model import Cell, Row, Table
from hds_blueprint.dossier.registers.keys import protected_by
from hds_blueprint.dossier.source import Source, dictionary, plain
from hds_blueprint.graph.model import Resource, targets
from hds_blueprint.policies.values import boolean, number

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type, not a password
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
PARAMETER = "aws:ssm/parameter:Parameter"
DATABASES = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster")
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def secrets(source: Source) -> Table:
    """One row a secret: those of the stack, and those that AWS keeps for a database of it."""
    _ = source.translate
    rows = [*_managed(source), *_stored(source), *_parameters(source), *_named(source)]
    return Table(
        title=_("Secrets"),
        columns=(_("Secret"), _("Kept in"), _("Region"), _("Encryption key"), _("Rotation"), _("Read by")),
        rows=tuple(rows),
        widths=(24, 20, 12, 14, 14, 16),
        name="register-secrets",
    )


def _managed(source: Source) -> Iterator[Row]:
    _ = source.translate
    for database in source.graph.of_type(*DATABASES):
        if boolean(database.inputs.get("manageMasterUserPassword")):
            key = joined(list(protected_by(source, database, "masterUserSecretKmsKeyId")))
            yield row(
                lines([(source.resource(database.urn),), _("account of the owner of the database")]),
                "AWS Secrets Manager (RDS)",
                source.region(database),
                Cell((key,)) if key else cell(_("Key managed by AWS")),
                _("by RDS"),
                _readers(source, database),
            )


def _stored(source: Source) -> Iterator[Row]:
    _ = source.translate
    for secret in source.graph.of_type(SECRET):
        rotations = source.graph.referrers(secret.urn, ROTATION)
        days = next(
            (
                number(dictionary(each.inputs.get("rotationRules")).get("automaticallyAfterDays"))
                for each in rotations
            ),
            None,
        )
        key = joined(list(protected_by(source, secret, "kmsKeyId")))
        yield row(
            cell(source.resource(secret.urn)),
            "AWS Secrets Manager",
            source.region(secret),
            Cell((key,)) if key else cell(_("Key managed by AWS")),
            _("every %(period)s") % {"period": source.days(days)} if days else source.not_stated,
            _readers(source, secret),
        )


def _parameters(source: Source) -> Iterator[Row]:
    for parameter in source.graph.of_type(PARAMETER):
        if plain(parameter.inputs.get("type")) == "SecureString":
            key = joined(list(protected_by(source, parameter, "keyId")))
            yield row(
                cell(source.resource(parameter.urn)),
                "AWS Systems Manager Parameter Store",
                source.region(parameter),
                Cell((key,)) if key else cell(source.translate("Key managed by AWS")),
                source.not_stated,
                _readers(source, parameter),
            )


def _named(source: Source) -> Iterator[Row]:
    """Secrets that the document names and the stack does not create: they exist beforehand."""
    _ = source.translate
    named: dict[str, list[str]] = {}
    groups = (source.requirements.workloads, source.requirements.jobs) if source.of_service else ()
    for group in groups:
        for name, container in group.items():
            for reference in container.secrets.values():
                if not reference.startswith("databases."):
                    named.setdefault(reference, []).append(name)
    made = {plain(secret.inputs.get("name")) for secret in source.graph.of_type(SECRET)}
    for reference, users in named.items():
        if reference not in made:
            yield row(
                lines([reference, _("named in the document, created elsewhere")]),
                "AWS Secrets Manager",
                source.content.region,
                source.not_stated,
                source.not_stated,
                ", ".join(dict.fromkeys(users)),
            )


def _readers(source: Source, holder: Resource) -> Cell:
    # a task may wait for the first version of a secret, and name that
    holders = (holder.urn, *(each.urn for each in source.graph.referrers(holder.urn, VERSION)))
    tasks = [
        task
        for urn in holders
        for task in source.graph.referrers(urn, TASK)
        if urn in targets(task, "containerDefinitions")
    ]
    return Cell(source.resources(task.urn for task in tasks)) if tasks else cell(source.not_stated)
