"""The baseline of an account, composed from its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.access_roles import AccessRoles
from hds_blueprint.components.account_alarms import AccountAlarms
from hds_blueprint.components.account_guards import AccountGuards, RegionGuards
from hds_blueprint.components.account_keys import AccountKeys
from hds_blueprint.components.budget import Budget
from hds_blueprint.components.configuration_recorder import ConfigurationRecorder
from hds_blueprint.components.deployer import Deployers
from hds_blueprint.components.eea_boundary import EeaBoundary
from hds_blueprint.components.exposure_analysis import ExposureAnalysis
from hds_blueprint.components.findings_forwarding import FindingsForwarding
from hds_blueprint.components.log_archive import LogArchive
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.notifications import Notifications
from hds_blueprint.components.people_roles import TraceAccess
from hds_blueprint.components.providers import stack_scope
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.security_findings import SecurityFindings
from hds_blueprint.components.service_linked_roles import ServiceLinkedRoles
from hds_blueprint.components.session_recording import SessionRecording
from hds_blueprint.components.threat_detection import ThreatDetection
from hds_blueprint.hosting.account import AccountBaseline


@dataclass(frozen=True, slots=True)
class _Region:
    """One region of use: the scope seen from it, and its keys. `name` is `main` or `recovery`."""

    name: str
    scope: Scope
    logs: aws.kms.Key
    volumes: aws.kms.Key


class Baseline(pulumi.ComponentResource):
    """What exists once per account and region: detectors, records, settings, people's and pipelines' roles.

    Services that run in the account state the baseline by its name; none makes any of this itself.
    `outputs` is what the stack exports: names and ARNs, never a secret.
    """

    token = "hds:baseline:Baseline"  # noqa: S105 - a type, not a password

    outputs: Mapping[str, Any]

    def __init__(self, baseline: AccountBaseline, *, options: pulumi.ResourceOptions | None = None) -> None:
        account = baseline.account
        super().__init__(
            self.token,
            "baseline",
            {
                "document": "",
                "service": account.name,
                "profile": account.environment,
                "healthData": account.profile != "generic",
            },
            options,
        )
        self._document = baseline
        self.scope = self._scope()
        self._bound()
        scope = self.scope
        self.keys = AccountKeys(
            "keys", scope=scope, administrators=baseline.roles.key_administrators, options=self._child(scope)
        )
        self.notifications = Notifications(
            "notifications", scope=scope, alerts=baseline.alerts, keys=self.keys, options=self._child(scope)
        )
        self.logging = Logging(
            "logging", scope=scope, logging=baseline.logging, keys=self.keys, options=self._child(scope)
        )
        self._archive = self.logging.keep_configuration()
        AccountGuards("account", scope=scope, options=self._child(scope))
        ServiceLinkedRoles(
            "service-linked-roles", scope=scope, document="account", options=self._child(scope)
        )
        for region in self._regions():
            self._watch(region)
        self._identities()
        self.outputs = self._outputs()
        self.register_outputs(self.outputs)

    # --- in the order in which one needs the other -------------------------------------------

    def _scope(self) -> Scope:
        """As of a service whose name is the account's and whose data are technical."""
        document = self._document
        return stack_scope(
            self,
            named=document.account,
            location=document.location,
            data_class="technical",
            logging=document.logging,
        )

    def _bound(self) -> None:
        """First of all: every role made after it carries it."""
        self.boundary = EeaBoundary(
            "boundary",
            scope=self.scope,
            guard=self._document.organisation_guard,
            options=self._child(self.scope),
        )
        self.scope = replace(self.scope, boundary=self.boundary.policy.arn)

    def _regions(self) -> tuple[_Region, _Region]:
        scope, keys = self.scope, self.keys
        elsewhere = replace(
            scope,
            region=scope.recovery_region,
            recovery_region=scope.region,
            provider=scope.recovery_provider,
            recovery_provider=scope.provider,
        )
        return (
            _Region("main", scope, keys.logs, keys.volumes),
            _Region("recovery", elsewhere, keys.recovery_logs, keys.recovery_volumes),
        )

    def _watch(self, region: _Region) -> None:
        """Everything that one region has of its own."""
        name, scope, document = region.name, region.scope, self._document
        child = self._child(scope)
        main = name == "main"
        RegionGuards(name, scope=scope, volumes=region.volumes, options=child)
        ConfigurationRecorder(
            name, scope=scope, archive=self._archive, detection=document.detection, main=main, options=child
        )
        ThreatDetection(name, scope=scope, detection=document.detection, options=child)
        SecurityFindings(
            name, scope=scope, shown_regions=(scope.recovery_region,) if main else (), options=child
        )
        ExposureAnalysis(name, scope=scope, detection=document.detection, options=child)
        if (security := document.detection.security_account) is not None:
            FindingsForwarding(
                name, scope=scope, detection=document.detection, account=security, options=child
            )
        if document.roles.session_recording:
            SessionRecording(
                name,
                scope=scope,
                key=region.logs,
                retention_months=document.logging.security.months,
                options=child,
            )

    def _identities(self) -> None:
        scope, document = self.scope, self._document
        self.roles = AccessRoles("roles", scope=scope, roles=document.roles, options=self._child(scope))
        self.deployers = Deployers(
            "deployers",
            scope=scope,
            deployers=document.deployers,
            boundary=self.boundary.policy,
            options=self._child(scope),
        )
        self._traces_and_costs()
        trail = self.logging.start_trail([])
        AccountAlarms(
            "alarms",
            scope=scope,
            notifications=self.notifications,
            trail_log_group=trail.log_group,
            break_glass=self.roles.break_glass,
            options=self._child(scope),
        )

    def _traces_and_costs(self) -> None:
        """Who reads the account's traces, where their copy stands, and what the account may cost."""
        scope, document = self.scope, self._document
        section, budget = document.logging, document.alerts.budget
        if section.readers:
            TraceAccess(
                "trace-access",
                scope=scope,
                auditors=(),
                readers=section.readers,
                mfa_required=document.roles.mfa_required,
                logging=self.logging,
                keys=self.keys,
                options=self._child(scope),
            )
        if section.separate_account is not None:
            archive = LogArchive(
                "log-archive",
                scope=scope,
                section=section,
                account=section.separate_account,
                options=self._child(scope),
            )
            self.logging.copy_to(archive.archive)
        if budget is not None:
            Budget(
                "budget",
                scope=scope,
                budget=budget,
                alerts=document.alerts,
                whole_account=True,
                options=self._child(scope),
            )

    # --- parts -------------------------------------------------------------------------------

    def _child(self, scope: Scope) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, providers=[scope.provider])

    def _outputs(self) -> dict[str, Any]:
        return {
            "target": {"account": self.scope.account_id, "region": self.scope.region},
            "baseline": self._document.account.name,
            "boundary": self.boundary.policy.arn,
            "roles": self.roles.arns,
            "deployers": self.deployers.arns,
            "auditBucket": self.logging.audit.bucket,
            "configurationBucket": self._archive.bucket.bucket,
            "alarmTopic": self.notifications.topic.arn,
        }
