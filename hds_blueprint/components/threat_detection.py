"""What looks for attacks in one region (Amazon GuardDuty)."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.account import Detection

_FEATURE = aws.guardduty.DetectorFeature
_AGENT = "ECS_FARGATE_AGENT_MANAGEMENT"


class ThreatDetection(Component):
    """Reads the region's traces, network flows and log-ins for signs of an attack.

    Creates the region's GuardDuty detector with protection of S3 objects, of database log-ins, of
    container processes and, after a finding, scans of volumes for malware.

    Cost: by volume, about 1.20 USD for a million data events; 4 USD for a million management events.
    Answers: ISO/IEC 27001:2022 A.8.16 (monitoring), A.8.7 (malware), A.5.7 (threat intelligence), A.5.25.
    """

    token = "hds:threat_detection:ThreatDetection"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        detection: Detection,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="detection", options=options)
        self.detector = aws.guardduty.Detector(
            name, enable=True, finding_publishing_frequency="FIFTEEN_MINUTES", opts=self.child()
        )
        states = {
            "S3_DATA_EVENTS": True,
            "RDS_LOGIN_EVENTS": True,
            "EBS_MALWARE_PROTECTION": detection.malware_protection,
            "RUNTIME_MONITORING": detection.container_runtime,
        }
        for feature, on in states.items():
            status = _status(on=on)
            agent = aws.guardduty.DetectorFeatureAdditionalConfigurationArgs(name=_AGENT, status=status)
            _FEATURE(
                f"{name}-{feature.lower().replace('_', '-')}",
                detector_id=self.detector.id,
                name=feature,
                status=status,
                additional_configurations=[agent] if feature == "RUNTIME_MONITORING" else None,
                opts=self.child(),
            )
        self.register_outputs({})


def _status(*, on: bool) -> str:
    return "ENABLED" if on else "DISABLED"
