"""What an extension gets of the platform, and the component that its resources belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.applications import Applications
from hds_blueprint.components.component import Component
from hds_blueprint.components.foundations import Foundations
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.service import Service
from hds_blueprint.components.store import BackedUp, Store
from hds_blueprint.components.tags import RESOURCE, resource_tag, scope_tags
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.problem import InputError


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The platform as an extension finds it: everything but the safeguards, which come last."""

    requirements: HostingRequirements
    foundations: Foundations
    stores: Mapping[str, Store]
    applications: Applications
    options: pulumi.ResourceOptions


@dataclass(frozen=True, slots=True)
class Contribution:
    """What extensions add to the whole: outputs by extension, stores to back up, accesses to record.

    `recorded` maps a type of CloudTrail data events (`AWS::DynamoDB::Table`) to ARNs.
    """

    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    kept: dict[str, BackedUp] = field(default_factory=dict[str, BackedUp])
    recorded: dict[str, list[pulumi.Output[str]]] = field(
        default_factory=dict[str, "list[pulumi.Output[str]]"]
    )


class Extension(Component):
    """A part of the platform that its users wrote: what `extensions/NAME.py` is handed.

    Whatever the extension creates becomes a child of this component, with or without options of
    its own: it gets the scope tags, acts in the platform's region with the platform's credentials,
    is judged by the same rules, and is traced to the document's line (`extensions[0]`).

    `scope` has the service's names and places: `physical_name("relay")`, `region`, `protect_data`
    (whether data stores survive a destroy), `account_id`, `arn(…)`. `requirements` is the document.
    """

    place: str  # in the document: `extensions[0]`
    requirements: HostingRequirements

    def __init__(self, name: str, *, index: int, around: Surroundings, gives: Contribution) -> None:
        scope = around.foundations.scope
        self.place = f"extensions[{index}]"
        super().__init__(
            name,
            scope=scope,
            document=self.place,
            # the name stands in the type: two extensions may use the same names for their resources
            token=f"hds:extensions:{name}",
            options=pulumi.ResourceOptions.merge(
                around.options, pulumi.ResourceOptions(transformations=[self._settle])
            ),
        )
        self.requirements = around.requirements
        self._own_name = name
        self._around = around
        self._gives = gives

    # --- the platform ------------------------------------------------------------------------

    @property
    def vpc(self) -> aws.ec2.Vpc:
        """The platform's network."""
        return self._around.foundations.network.vpc

    @property
    def private_subnets(self) -> list[aws.ec2.Subnet]:
        """Where workloads run, one subnet a zone: no address from outside, a way out as the document says."""
        return list(self._around.foundations.network.private_subnets)

    @property
    def data_subnets(self) -> list[aws.ec2.Subnet]:
        """Where data stores stand, one subnet a zone: no route out of the network."""
        return list(self._around.foundations.network.data_subnets)

    @property
    def alarm_topic(self) -> aws.sns.Topic:
        """The topic that reaches the document's incident contact: an alarm's `alarm_actions`."""
        return self._around.foundations.notifications.topic

    @property
    def log_key(self) -> aws.kms.Key:
        """The key of log groups and traces."""
        return self._around.foundations.keys.logs

    def key(self, domain: str = "data") -> aws.kms.Key:
        """The key of a data domain (`key_domain` of the document's stores; `data` exists always).

        Raises:
            InputError: the document has no store in this domain.
        """
        return self._of("key_domain", self._around.foundations.keys.domains, domain)

    def store(self, path: str) -> Store:
        """A data store of the document by its path (`databases.records`): `.key`, `.door`, `.permissions`.

        Raises:
            InputError: the document has no such store.
        """
        return self._of("stores", self._around.stores, path)

    def service(self, name: str) -> Service:
        """A workload of the document: `.service`, `.security_group`, `.task_role`.

        Raises:
            InputError: the document has no such workload.
        """
        return self._of("workloads", self._around.applications.services, name)

    # --- parts -------------------------------------------------------------------------------

    def security_group(self, name: str, description: str) -> aws.ec2.SecurityGroup:
        """A security group of the network that lets nothing in and nothing out until `allow` says so."""
        return self._around.foundations.network.security_group(name, description, parent=self)

    def allow(
        self,
        name: str,
        *,
        source: aws.ec2.SecurityGroup,
        target: aws.ec2.SecurityGroup,
        port: int,
        description: str,
    ) -> None:
        """Lets `source` reach `target` on a TCP port; `name` is the logical name of the two rules."""
        self._around.foundations.network.allow(
            name, parent=self, source=source, target=target, port=port, description=description
        )

    def log_group(self, name: str, *, months: int | None = None) -> aws.cloudwatch.LogGroup:
        """An encrypted log group `/hds/<service>-<stack>/extensions/<extension>/<name>`.

        It is kept for `months`; for as long as the document keeps application logs where left out.
        """
        return log_group(
            name,
            parent=self,
            retention_months=months or self.requirements.logging.application.months,
            key=self.log_key,
            physical_name=f"/hds/{self.scope.prefix}/extensions/{self._own_name}/{name}",
        )

    def keep(self, name: str, store: BackedUp, *, recorded_as: str | None = None) -> None:
        """Adds a data store of your own to the backups, their copies and their restore tests.

        `name` is part of the names of the tests' resources; `recorded_as` is its type of CloudTrail
        data events (`AWS::DynamoDB::Table`), with which each access is written to the audit trail.
        """
        self._gives.kept[f"{self._own_name.replace('_', '-')}-{name}"] = store
        if recorded_as is not None:
            self._gives.recorded.setdefault(recorded_as, []).append(store.arn)

    @property
    def tags(self) -> dict[str, str]:
        """The scope tags, for the rare property that asks for tags inside (`volumeTags`); `tags` has them."""
        return scope_tags(self.scope, self.data_class)

    def asking(self) -> pulumi.InvokeOptions:
        """Options for a data source (`aws.get_…`): asks in the platform's region and account."""
        return pulumi.InvokeOptions(parent=self)

    def export(self, name: str, value: Any) -> None:
        """Adds an output to the stack: `extensions.<extension>.<name>`. Never a secret."""
        outputs = self._gives.outputs.setdefault(self._own_name, {})
        self._gives.outputs[self._own_name] = {**outputs, name: value}

    # --- for the platform --------------------------------------------------------------------

    def _settle(
        self, arguments: pulumi.ResourceTransformationArgs
    ) -> pulumi.ResourceTransformationResult | None:
        """Gives a resource without options the platform's provider, and a tag that names the extension.

        Without the extension in it, the tag would be that of a namesake of ours, by which a recovery
        would take one for the other.
        """
        properties, options = dict(arguments.props), arguments.opts
        if arguments.resource is self:
            return None
        if options.provider is None and options.providers is None and options.parent is None:
            options = pulumi.ResourceOptions.merge(
                options, pulumi.ResourceOptions(providers=[self.scope.provider])
            )
        given = properties.get("tags")
        if "tags" in properties and arguments.type_.startswith("aws:") and isinstance(given, Mapping | None):
            scope = self.scope
            name = f"{self._own_name}/{arguments.name}"
            identity = resource_tag(scope.project, scope.stack, arguments.type_, name)
            properties["tags"] = {RESOURCE: identity, **(given or {})}
        return pulumi.ResourceTransformationResult(properties, options)

    def _of(self, section: str, known: Mapping[str, Any], name: str) -> Any:
        if name in known:
            return known[name]
        raise InputError.of(
            f"the document has no such entry in {section}",
            path=self.place,
            value=str(name)[:100],
            bound=", ".join(sorted(known)) or "-",
            code="extension-asks-unknown",
        )
