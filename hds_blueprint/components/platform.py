"""The whole platform of a service, composed from its requirements document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi

from hds_blueprint.components.alarms import Alarms
from hds_blueprint.components.applications import run_applications
from hds_blueprint.components.backup import Backup
from hds_blueprint.components.backup_reports import backup_reports
from hds_blueprint.components.budget import Budget
from hds_blueprint.components.dashboard import Dashboard
from hds_blueprint.components.eea_boundary import boundary_arn
from hds_blueprint.components.extension import Surroundings
from hds_blueprint.components.extensions import build_extensions
from hds_blueprint.components.foundations import COMMON_DOMAIN, lay_foundations
from hds_blueprint.components.log_archive import LogArchive
from hds_blueprint.components.people_roles import Administration, TraceAccess
from hds_blueprint.components.providers import stack_scope
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.storage import Bucket
from hds_blueprint.components.store import Store
from hds_blueprint.components.stores import build_stores
from hds_blueprint.hosting.backup_groups import backup_class_of
from hds_blueprint.hosting.requirements import HostingRequirements

# Reading and writing of objects of these classes is recorded one by one in the audit trail.
RECORDED_CLASSES = frozenset({"health", "pseudonymised-health", "correspondence", "personal"})


class Platform(pulumi.ComponentResource):
    """Everything that a requirements document asks for, in one account, with copies in a second region.

    `outputs` is what the stack exports: places and names, never a secret.
    """

    token = "hds:platform:Platform"  # noqa: S105 - a type, not a password

    outputs: Mapping[str, Any]

    def __init__(
        self, requirements: HostingRequirements, *, options: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(
            self.token,
            "platform",
            {
                "document": "",
                "service": requirements.service.name,
                "profile": requirements.service.environment,
                "healthData": requirements.service.profile != "generic",
            },
            options,
        )
        self._requirements = requirements
        self.scope = self._scope()
        self.foundations = lay_foundations(requirements, self.scope, self._child())
        self.stores = build_stores(requirements, self.foundations, self._child())
        self.applications = run_applications(requirements, self.foundations, self.stores, self._child())
        self.extended = build_extensions(
            Surroundings(requirements, self.foundations, self.stores, self.applications, self._child())
        )
        self._safeguards()
        self.outputs = self._outputs()
        self.register_outputs(self.outputs)

    def _scope(self) -> Scope:
        """Where everything happens: explicit providers, so that no ambient region or profile decides."""
        needs = self._requirements
        scope = stack_scope(
            self,
            named=needs.service,
            location=needs.location,
            data_class=needs.data.data_class,
            logging=needs.logging,
        )
        baseline = needs.baseline
        return scope if baseline is None else replace(scope, boundary=boundary_arn(scope, baseline))

    def _safeguards(self) -> None:
        needs, scope = self._requirements, self.scope
        own = needs.data.data_class
        recorded = [
            store.bucket
            for store in self.stores.values()
            if isinstance(store, Bucket) and (store.data_class or own) in RECORDED_CLASSES
        ]
        self._archive_traces()
        trail = self.foundations.logging.start_trail(recorded, self.extended.recorded)
        self.backup = Backup(
            "backup",
            scope=scope,
            backup=needs.backup,
            keys=self.foundations.keys,
            key_domain=COMMON_DOMAIN,
            stores={
                f"{store.word}-{path.partition('.')[2]}": backed_up
                for path, store in self.stores.items()
                if (backed_up := store.backed_up) is not None
            }
            | self.extended.kept,
            classes={
                f"{store.word}-{path.partition('.')[2]}": named
                for path, store in self.stores.items()
                if (named := backup_class_of(needs, path)) is not None
            },
            options=self._child(),
        )
        if self.backup.protects:
            backup_reports(self.backup, logging=self.foundations.logging)
        administration = self._people()
        alarms = Alarms(
            "alarms",
            scope=scope,
            notifications=self.foundations.notifications,
            edge=self.applications.edge,
            services=self.applications.services,
            stores=self.stores,
            jobs=self.applications.jobs,
            tunnels=self.foundations.tunnels,
            certificates=self.applications.certificates,
            trail_log_group=trail.log_group,
            break_glass=administration.break_glass if administration else None,
            options=self._child(),
        )
        if alarms.shown:
            Dashboard("dashboard", scope=scope, shown=alarms.shown, options=self._child())
        if needs.alerts.budget is not None:
            Budget(
                "budget", scope=scope, budget=needs.alerts.budget, alerts=needs.alerts, options=self._child()
            )

    def _archive_traces(self) -> None:
        """The copy of the audit trail in an account of its own, where the document names one."""
        section = self._requirements.logging
        if section.separate_account is None:
            return
        archive = LogArchive(
            "log-archive",
            scope=self.scope,
            section=section,
            account=section.separate_account,
            options=self._child(),
        )
        self.foundations.logging.copy_to(archive.archive)

    def _people(self) -> Administration | None:
        """The roles of auditors, readers of traces and administrators, as far as the document names any."""
        needs, scope, foundations = self._requirements, self.scope, self.foundations
        if needs.access.auditors or needs.logging.readers:
            TraceAccess(
                "trace-access",
                scope=scope,
                auditors=needs.access.auditors,
                readers=needs.logging.readers,
                mfa_required=needs.access.mfa_required,
                logging=foundations.logging,
                keys=foundations.keys,
                options=self._child(),
            )
        if needs.access.administrators is None:
            return None
        return Administration(
            "administration",
            scope=scope,
            administrators=needs.access.administrators,
            mfa_required=needs.access.mfa_required,
            options=self._child(),
        )

    def _child(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, providers=[self.scope.provider])

    def _outputs(self) -> dict[str, Any]:
        hostnames = {name: w.hostname for name, w in self._requirements.workloads.items() if w.hostname}
        outputs: dict[str, Any] = {
            "target": {"account": self.scope.account_id, "region": self.scope.region},
            **_places(self.stores),
            "auditBucket": self.foundations.logging.audit.bucket,
            "alarmTopic": self.foundations.notifications.topic.arn,
            "backupVault": self.backup.vault.arn,
        }
        if images := self.foundations.images:
            outputs["images"] = {name: image.repository.repository_url for name, image in images.items()}
        if hostnames:
            outputs |= {
                "hostnames": hostnames,
                **self._ways_in(),
            }
        if self.extended.outputs:
            outputs["extensions"] = self.extended.outputs
        return outputs

    def _ways_in(self) -> dict[str, Any]:
        """Where names lead to, and the records that prove them."""
        applications = self.applications
        records: dict[str, pulumi.Output[str]] = {}
        ways: dict[str, Any] = {}
        if (edge := applications.edge) is not None:
            workloads = self._requirements.workloads.values()
            first = next(w.hostname for w in workloads if w.hostname and w.protocol == "http")
            ways |= {"endpoint": f"https://{first}", "loadBalancer": edge.load_balancer.dns_name}
            records |= edge.validation_records
        if (transport := applications.transport) is not None:
            ways["networkLoadBalancer"] = transport.load_balancer.dns_name
            records |= transport.validation_records
        if applications.private_link is not None:
            ways["privateLinkService"] = applications.private_link.service.service_name
        return ways | {"certificateRecords": records}


def _places(stores: Mapping[str, Store]) -> dict[str, dict[str, pulumi.Output[str]]]:
    """Section to store to the place where it is found; databases and buckets are always said."""
    places: dict[str, dict[str, pulumi.Output[str]]] = {"databases": {}, "buckets": {}}
    for path, store in stores.items():
        section, _, name = path.partition(".")
        places.setdefault(section, {})[name] = store.place
    return places
