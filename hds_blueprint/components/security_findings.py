"""Where the findings of one region come together, and what its posture is measured by (AWS Security Hub)."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope

# Source: AWS Security Hub user guide, "Standards reference"
_STANDARDS = {
    "best-practices": "standards/aws-foundational-security-best-practices/v/1.0.0",
    "benchmark": "standards/cis-aws-foundations-benchmark/v/3.0.0",
}


class SecurityFindings(Component):
    """Collects what the detectors of one region find, and measures the region by two standards.

    Creates the region's Security Hub with AWS's foundational best practices and the CIS benchmark. The
    main region shows the findings of the recovery region too.

    Cost: 0.001 USD a check, the first 10,000 findings a month are free.
    Answers: ISO/IEC 27001:2022 A.8.16 (monitoring), A.5.25 (assessment of events), A.5.36.
    """

    token = "hds:security_findings:SecurityFindings"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        shown_regions: tuple[str, ...] = (),
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="detection", options=options)
        self.hub = aws.securityhub.Account(
            name,
            enable_default_standards=False,  # chosen below
            control_finding_generator="SECURITY_CONTROL",
            auto_enable_controls=True,
            opts=self.child(),
        )
        for standard, path in _STANDARDS.items():
            aws.securityhub.StandardsSubscription(
                f"{name}-{standard}",
                standards_arn=f"arn:{scope.partition}:securityhub:{scope.region}::{path}",
                opts=self.child(depends_on=[self.hub]),
            )
        if shown_regions:
            aws.securityhub.FindingAggregator(
                name,
                linking_mode="SPECIFIED_REGIONS",
                specified_regions=list(shown_regions),
                opts=self.child(depends_on=[self.hub]),
            )
        self.register_outputs({})
