"""Daily reports of backups, copies and restore tests (AWS Backup): what an auditor asks for as evidence."""

from __future__ import annotations

import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.log_buckets import BACKUP_REPORT_PREFIX
from hds_blueprint.components.logging import Logging

_TEMPLATES = {
    "backups": ("BACKUP_JOB_REPORT", "Backups of the last day"),
    "copies": ("COPY_JOB_REPORT", "Copies of backups of the last day"),
    "restores": ("RESTORE_JOB_REPORT", "Restores and restore tests of the last day"),
}


def backup_reports(parent: Component, *, logging: Logging) -> None:
    """Has AWS Backup write what it did, every day, to the bucket that access logs are delivered to.

    The reports are kept as long as these logs. Cost: that of the storage.
    """
    for name, (template, description) in _TEMPLATES.items():
        aws.backup.ReportPlan(
            name,
            # letters, digits and underscores (AWS Backup API, CreateReportPlan)
            name=parent.scope.physical_name(name, maximum=256).replace("-", "_"),
            description=description,
            report_delivery_channel=aws.backup.ReportPlanReportDeliveryChannelArgs(
                s3_bucket_name=logging.delivery.bucket,
                s3_key_prefix=BACKUP_REPORT_PREFIX,
                formats=["CSV", "JSON"],
            ),
            report_setting=aws.backup.ReportPlanReportSettingArgs(report_template=template),
            opts=parent.child(depends_on=logging.delivery_ready),
        )
