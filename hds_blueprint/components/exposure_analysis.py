"""What others can reach, what has known weaknesses, and where personal data lie unexpectedly."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.tags import DATA_CLASS
from hds_blueprint.hosting.account import Detection

_HEALTH_CLASSES = ("health", "pseudonymised-health")
_JOB = aws.macie2


class ExposureAnalysis(Component):
    """Access Analyzer, Inspector and Macie of one region.

    Creates an analyzer that tells of every resource which another account can reach; scans of the
    registry's images for known vulnerabilities; and a weekly search for personal data in a sample of
    the objects of the buckets whose tag `data-class` says health data, whoever made them.

    Cost: the analyzer is free; 0.09 USD an image and 0.01 USD for each new scan of it; Macie 0.10 USD a
    bucket and month and 1 USD a GB that is read.
    Answers: ISO/IEC 27001:2022 A.8.8 (vulnerabilities), A.8.12 (leakage), A.5.15 and A.8.3 (access), A.5.12.
    """

    token = "hds:exposure_analysis:ExposureAnalysis"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        detection: Detection,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="detection", options=options)
        self.analyzer = aws.accessanalyzer.Analyzer(
            name, analyzer_name=scope.physical_name("external-access"), type="ACCOUNT", opts=self.child()
        )
        if detection.vulnerability_scans:
            aws.inspector2.Enabler(
                name, account_ids=[scope.account_id], resource_types=["ECR"], opts=self.child()
            )
        if detection.sensitive_data_discovery:
            self._discover(name)
        self.register_outputs({})

    def _discover(self, name: str) -> None:
        session = aws.macie2.Account(
            name, status="ENABLED", finding_publishing_frequency="FIFTEEN_MINUTES", opts=self.child()
        )
        tags = [
            _JOB.ClassificationJobS3JobDefinitionBucketCriteriaIncludesAndTagCriterionTagValueArgs(
                key=DATA_CLASS, value=data_class
            )
            for data_class in _HEALTH_CLASSES
        ]
        tagged = _JOB.ClassificationJobS3JobDefinitionBucketCriteriaIncludesAndTagCriterionArgs(
            comparator="EQ", tag_values=tags
        )
        included = _JOB.ClassificationJobS3JobDefinitionBucketCriteriaIncludesArgs(
            ands=[_JOB.ClassificationJobS3JobDefinitionBucketCriteriaIncludesAndArgs(tag_criterion=tagged)]
        )
        aws.macie2.ClassificationJob(
            name,
            name=self.scope.physical_name("health-data", name),
            description="Personal data in the buckets of health data",
            job_type="SCHEDULED",
            schedule_frequency=_JOB.ClassificationJobScheduleFrequencyArgs(weekly_schedule="SUNDAY"),
            sampling_percentage=10,
            s3_job_definition=_JOB.ClassificationJobS3JobDefinitionArgs(
                bucket_criteria=_JOB.ClassificationJobS3JobDefinitionBucketCriteriaArgs(includes=included)
            ),
            opts=self.child(depends_on=[session]),
        )
