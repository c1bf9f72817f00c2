"""Customer managed keys (AWS KMS): one per data domain."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.access import Access


class Keys(Component):
    token = "hds:keys:Keys"

    logs: aws.kms.Key  # log groups, trail, audit bucket
    alerts: aws.kms.Key  # the topic of alarms
    recovery_copies: aws.kms.Key  # in the recovery region: copies of backups and replicas

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        access: Access,
        domains: Iterable[str],
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        raise NotImplementedError

    def domain(self, name: str) -> aws.kms.Key:
        """The key of a data domain of the document, such as `data`. Raises KeyError for another name."""
        raise NotImplementedError
