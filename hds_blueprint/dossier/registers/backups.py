"""The register of backups: what is copied how often, kept how long, where, under which lock; and tests."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Cell, Line, Row, Table
from hds_blueprint.dossier.registers.logs import lock_mode, writers
from hds_blueprint.dossier.registers.schedules import schedule
from hds_blueprint.dossier.source import Source, dictionary, entries, first_reference, plain
from hds_blueprint.graph.model import Resource, Value, targets
from hds_blueprint.policies.values import boolean, get, number

PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
CLUSTERS: tuple[str, ...] = (
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:docdb/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
)
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
TABLE = "aws:dynamodb/table:Table"
TABLE_DAYS = 35  # what DynamoDB keeps where no number is given (Amazon DynamoDB developer guide)
TEST = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
TEST_SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection"


def backups(source: Source) -> Table:
    """One row for each rule of a plan, and for each means of a data store itself."""
    _ = source.translate
    return Table(
        title=_("Backups"),
        columns=(
            _("Means"),
            _("What is copied"),
            _("Frequency"),
            _("Retention"),
            _("Vault"),
            _("Lock"),
            _("Copies"),
        ),
        rows=(*_plans(source), *_kept_by_services(source), *_versions(source)),
        widths=(15, 18, 15, 10, 14, 14, 14),
        name="register-backups",
    )


def restore_tests(source: Source) -> Table:
    """One row for each data store that a plan of restore tests brings back."""
    _ = source.translate
    plans = {plain(plan.inputs.get("name")): plan for plan in source.graph.of_type(TEST)}
    return Table(
        title=_("Restore tests"),
        columns=(_("What is restored"), _("Plan"), _("Frequency"), _("Time to look at it"), _("Result")),
        rows=tuple(_test(source, each, plans) for each in source.graph.of_type(TEST_SELECTION)),
        widths=(22, 18, 24, 14, 22),
        name="register-restore-tests",
    )


def _days(source: Source, value: Value) -> str:
    days = number(value)
    return source.days(days) if days else source.not_stated


def _plans(source: Source) -> Iterator[Row]:
    for plan in source.graph.of_type(PLAN):
        selections = source.graph.referrers(plan.urn, SELECTION)
        stores = dict.fromkeys(urn for each in selections for urn in targets(each, "resources"))
        for rule in entries(plan.inputs.get("rules")):
            vault = _vault(source, rule.get("targetVaultName"))
            copies = [_copy(source, copy) for copy in entries(rule.get("copyActions"))]
            yield row(
                lines([line(source.resource(plan.urn)), line(code(plain(rule.get("ruleName"))))]),
                Cell(source.resources(stores)),
                schedule(source, plain(rule.get("schedule"))),
                _days(source, dictionary(rule.get("lifecycle")).get("deleteAfter")),
                _place(source, vault),
                _lock(source, vault),
                lines(text for copy in copies for text in copy) if copies else source.translate("none"),
            )


def _vault(source: Source, value: Value) -> Resource | None:
    reference = first_reference(value)
    if reference is not None:
        return source.graph.by_urn.get(reference.urn)
    named = plain(value)
    return next((v for v in source.graph.of_type(VAULT) if plain(v.inputs.get("name")) == named), None)


def _place(source: Source, vault: Resource | None) -> Cell:
    if vault is None:
        return cell(source.not_stated)
    return lines([line(source.resource(vault.urn)), source.region(vault)])


def _lock(source: Source, vault: Resource | None) -> Cell:
    _ = source.translate
    if vault is None:
        return cell(source.not_stated)
    name = plain(vault.inputs.get("name"))
    for lock in source.graph.of_type(LOCK):
        if vault.urn in targets(lock, "backupVaultName") or plain(lock.inputs.get("backupVaultName")) == name:
            # without a cooling-off period the lock is in governance mode: administrators may lift it
            cooling = number(lock.inputs.get("changeableForDays"))
            least, most = (number(lock.inputs.get(f"{end}RetentionDays")) for end in ("min", "max"))
            return lines(
                [
                    lock_mode(source, compliance=bool(cooling)),
                    _("at least %(period)s") % {"period": source.days(least)} if least else "",
                    _("at most %(period)s") % {"period": source.days(most)} if most else "",
                ]
            )
    return cell(_("none"))


def _copy(source: Source, copy: dict[str, Value]) -> list[str | Line]:
    vault = _vault(source, copy.get("destinationVaultArn"))
    place = (
        line(source.resource(vault.urn), f" ({source.region(vault)})") if vault else line(source.not_stated)
    )
    return [place, _days(source, dictionary(copy.get("lifecycle")).get("deleteAfter"))]


def _kept_by_services(source: Source) -> Iterator[Row]:
    """What services of AWS keep of a store by themselves: changes to go back to, or daily snapshots."""
    _ = source.translate
    continuous, daily = (_("point-in-time recovery"), _("continuous")), (_("snapshots"), _("every day"))
    for (means, frequency), kept in (
        (continuous, dict.fromkeys(CLUSTERS, "backupRetentionPeriod")),
        (continuous, {TABLE: "pointInTimeRecovery.recoveryPeriodInDays"}),
        (daily, {CACHE: "snapshotRetentionLimit"}),
    ):
        for store in source.graph.of_type(*kept):
            days = number(get(store, kept[store.type]))
            if store.type == TABLE and boolean(get(store, "pointInTimeRecovery.enabled")):
                days = days or TABLE_DAYS
            if days:
                service = source.labels.service(store.type)
                yield row(
                    f"{means} ({service})",
                    Cell(source.resources([store.urn])),
                    frequency,
                    source.days(days),
                    lines([_("kept by %(service)s") % {"service": service}, source.region(store)]),
                    _("none"),
                    _("none"),
                )


def _versions(source: Source) -> Iterator[Row]:
    _ = source.translate
    traces = writers(source)
    lifecycles = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    replications = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
    for setting in source.graph.of_type("aws:s3/bucketVersioning:BucketVersioning"):
        if plain(dictionary(setting.inputs.get("versioningConfiguration")).get("status")) != "Enabled":
            continue
        for urn in targets(setting, "bucket")[:1]:
            if urn not in source.graph.by_urn or urn in traces:
                continue  # traces have a register of their own
            kept = [
                number(dictionary(rule.get("noncurrentVersionExpiration")).get("noncurrentDays"))
                for lifecycle in source.graph.referrers(urn, lifecycles)
                for rule in entries(lifecycle.inputs.get("rules"))
            ]
            copies = [
                first_reference(dictionary(rule.get("destination")).get("bucket"))
                for replication in source.graph.referrers(urn, replications)
                if urn in targets(replication, "bucket")
                for rule in entries(replication.inputs.get("rules"))
            ]
            copied = source.resources(each.urn for each in copies if each is not None)
            yield row(
                _("versions of objects (S3)"),
                Cell(source.resources([urn])),
                _("at each change"),
                _days(source, max((each for each in kept if each), default=0)),
                lines([_("in the bucket itself"), source.region(source.graph.by_urn[urn])]),
                _("none"),
                Cell(copied) if copied else _("none"),
            )


def _test(source: Source, selection: Resource, plans: dict[str, Resource]) -> Row:
    _ = source.translate
    named = [urn for urn in targets(selection, "restoreTestingPlanName") if urn in source.graph.by_urn]
    plan = (
        source.graph.by_urn[named[0]]
        if named
        else plans.get(plain(selection.inputs.get("restoreTestingPlanName")))
    )
    hours = number(selection.inputs.get("validationWindowHours"))
    return row(
        Cell(source.resources(targets(selection, "protectedResourceArns"))),
        cell(source.resource(plan.urn)) if plan else source.not_stated,
        schedule(source, plain(plan.inputs.get("scheduleExpression"))) if plan else source.not_stated,
        _("%(hours)s hours") % {"hours": source.number(hours)} if hours else source.not_stated,
        cell(source.blank(_("date, duration, result and who looked at it"))),
    )
