"""The audit trail and where logs are kept."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.logging import Logging as LoggingSection


class Logging(Component):
    token = "hds:logging:Logging"

    audit: aws.s3.Bucket  # immutable; CloudTrail
    # S3 server access logs and ALB access logs. Whoever uses it as a target depends on `delivery_ready`.
    delivery: aws.s3.Bucket
    delivery_ready: list[pulumi.Resource]  # the bucket's policy and ownership: pass as depends_on

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        logging: LoggingSection,
        keys: Keys,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        raise NotImplementedError

    def record_data_events(self, bucket_arns: list[pulumi.Output[str]]) -> None:
        """Creates the trail, with the data events of these buckets (health data). Called once, by the platform."""
        raise NotImplementedError
