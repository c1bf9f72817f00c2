"""What every component needs to know of the whole: names, tags, regions, account, protection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pulumi
import pulumi_aws as aws

from hds_blueprint.hosting.vocabulary import DataClass


@dataclass(frozen=True, slots=True)
class Scope:
    """The service, life cycle and place of a platform, handed to each component.

    `protect_data` says whether data stores and their keys survive a destroy; `account_id` is
    the account that the main provider acts in; `provider` acts in `region` and
    `recovery_provider` in `recovery_region`; `legal_bases` are the grounds on which traces are kept
    so many months. `boundary` is the ARN of the permission boundary that every role carries, where the
    account has a baseline.
    """

    service: str
    environment: str
    profile: str
    data_class: DataClass
    owner: str
    project: str
    stack: str
    region: str
    recovery_region: str
    protect_data: bool
    account_id: pulumi.Output[str]
    provider: aws.Provider
    recovery_provider: aws.Provider
    legal_bases: Mapping[int, str] = field(default_factory=dict[int, str])
    boundary: pulumi.Output[str] | None = None

    @property
    def partition(self) -> str:
        """The AWS partition of the region: the European Sovereign Cloud is one of its own."""
        return "aws-eusc" if self.region.startswith("eusc-") else "aws"

    @property
    def dns_suffix(self) -> str:
        """The domain under which the partition's services are reached and named as principals."""
        return "amazonaws.eu" if self.partition == "aws-eusc" else "amazonaws.com"

    @property
    def endpoint_prefix(self) -> str:
        """Start of the names of endpoint services in the partition: `com.amazonaws`."""
        return ".".join(reversed(self.dns_suffix.split(".")))

    @property
    def recovery(self) -> Scope:
        """The same platform as seen from the recovery region: what is created with it stands there."""
        return replace(
            self,
            region=self.recovery_region,
            recovery_region=self.region,
            provider=self.recovery_provider,
            recovery_provider=self.provider,
        )

    @property
    def prefix(self) -> str:
        """Start of every physical name: the service and the stack, unless the service ends with it."""
        stack = re.sub(r"[^a-z0-9]+", "-", self.stack.lower()).strip("-")
        said = not stack or f"-{self.service}".endswith(f"-{stack}")
        return self.service if said else f"{self.service}-{stack}"

    def physical_name(self, *parts: str, maximum: int = 63) -> str:
        """A deterministic name for a resource whose name is unique in the account and region only.

        A name longer than `maximum` characters is cut and closed with six hexadecimal digits
        of its SHA-256, so that two long names stay different.
        """
        name = "-".join((self.prefix, *parts))
        if len(name) <= maximum:
            return name
        digest = hashlib.sha256(name.encode()).hexdigest()[:6]
        return f"{name[: maximum - 7].rstrip('-')}-{digest}"

    def global_name(self, *parts: str, region: str | None = None) -> pulumi.Output[str]:
        """A deterministic name for a bucket, unique in the world by account and region (63 characters)."""
        region = region or self.region
        # 12 digits of the account and two hyphens follow the name
        name = self.physical_name(*parts, maximum=63 - 14 - len(region))
        return pulumi.Output.format("{0}-{1}-{2}", name, self.account_id, region)

    def arn(self, service: str, resource: str, *, region: str | None = None) -> pulumi.Output[str]:
        """The ARN of something in this account; `region=""` for services without regions."""
        region = self.region if region is None else region
        return pulumi.Output.format(
            "arn:{0}:{1}:{2}:{3}:{4}", self.partition, service, region, self.account_id, resource
        )
