"""The backup classes of the document: which stores are in each, how often they are copied, for how long."""

from __future__ import annotations

from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Row, Run, Table
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.summary import duration
from hds_blueprint.hosting.backup_groups import BackupGroup, groups_in_use


def backup_classes(source: Source) -> Table:
    """One row a class with stores in it; that of the stores which name no class comes first."""
    _ = source.translate
    return Table(
        title=_("Backup classes"),
        columns=(
            _("Class"),
            _("Data stores"),
            _("Interval"),
            _("Retention"),
            _("Monthly backups kept for"),
            _("Copies in the recovery region kept for"),
            _("Copies in another account"),
        ),
        rows=tuple(_class(source, group) for group in groups_in_use(source.requirements) if group.stores),
        widths=(14, 22, 13, 12, 13, 13, 13),
        name="backup-classes",
    )


def _class(source: Source, group: BackupGroup) -> Row:
    _ = source.translate
    backup, rules = source.requirements.backup, group.rules
    return row(
        cell(code(group.name)) if group.name else cell(Run(_("without a class"), "muted")),
        lines([line(code(f"{section}.{name}")) for section, name in group.stores]),
        duration(rules.frequency, source.language),
        source.days(rules.retention_days),
        source.days(rules.monthly_retention_days) if rules.monthly_retention_days else _("none"),
        source.days(rules.copy_retention_days) if backup.copy_to_recovery_region else _("none"),
        backup.second_account or _("none"),
    )
