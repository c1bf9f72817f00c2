"""Reports of backups, copies and restore tests, which an auditor asks for."""

from __future__ import annotations

from hds_blueprint.graph.model import ResourceGraph

from .conftest import find
from .reading import inputs, statements

REPORT = "aws:backup/reportPlan:ReportPlan"


def test_three_reports_a_day_reach_the_bucket_of_deliveries(production: ResourceGraph) -> None:
    delivery = find(production, "aws:s3/bucket:Bucket", "delivery").inputs["bucket"]
    templates: set[str] = set()
    for report in production.of_type(REPORT):
        content = inputs(production, REPORT, report.name)
        templates.add(content["reportSetting"]["reportTemplate"])
        channel = content["reportDeliveryChannel"]
        assert (channel["s3BucketName"], channel["s3KeyPrefix"]) == (delivery, "backup")
        assert channel["formats"] == ["CSV", "JSON"]
        assert "-" not in content["name"], "AWS takes letters, digits and underscores"
    assert templates == {"BACKUP_JOB_REPORT", "COPY_JOB_REPORT", "RESTORE_JOB_REPORT"}


def test_only_aws_backups_own_role_writes_them(production: ResourceGraph) -> None:
    written = statements(production, "aws:s3/bucketPolicy:BucketPolicy", "delivery")["BackupReports"]
    assert written["Action"] == "s3:PutObject"
    assert written["Resource"].endswith("/backup/*")
    role = written["Condition"]["StringEquals"]["aws:PrincipalArn"]
    assert role.startswith("arn:aws:iam::123456789012:role/aws-service-role/reports.backup.amazonaws.com/")
