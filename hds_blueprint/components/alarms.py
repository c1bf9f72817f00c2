"""Alarms: what goes wrong, and who tampers with what protects the data (CloudWatch, EventBridge)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.dashboard import Shown
from hds_blueprint.components.data_files import table
from hds_blueprint.components.edge import Edge
from hds_blueprint.components.job import Job
from hds_blueprint.components.notifications import Notifications
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.service import Service
from hds_blueprint.components.store import Store
from hds_blueprint.components.traced_alarms import taken_pattern, traced_alarm
from hds_blueprint.components.tunnels import Tunnels


class Alarms(Component):
    """Tells the incident contact of errors, shortages, failed backups and tampering.

    Creates metric alarms for the load balancer, each service and each store, and event rules
    for failed backups, changes of the backups' protection, of the audit trail and of keys, and the
    use of the root user. Each goes to the topic of its severity, and so does the end of an alarm.

    Cost: 0.10 USD a month for each metric alarm; rules on AWS's own events are free.

    Answers: ISO/IEC 27001:2022 A.8.16 (monitoring), A.5.24 and A.5.25 (incidents), A.8.6 (capacity),
    A.8.15 (protection of logs); HDS v2.0 EXI 05 (risk scenarios B, D and G), EXI 21 (indicators) in part.

    Args:
        name: logical name.
        notifications: where alarms are sent, by severity.
        edge: the load balancer, where there is one.
        services: the container services by name.
        stores: the stores by path.
        jobs: the scheduled jobs by name.
        tunnels: the tunnels to networks of customers, where there are any.
        certificates: the ARN of the certificate of each workload that has one.
        trail_log_group: the log group of the audit trail, where it writes to one.
        break_glass: the role for emergencies, where there is one.
    """

    token = "hds:alarms:Alarms"  # noqa: S105 - a type, not a password

    shown: list[Shown]  # what is looked at, for the dashboard

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        notifications: Notifications,
        edge: Edge | None,
        services: Mapping[str, Service],
        stores: Mapping[str, Store],
        jobs: Mapping[str, Job] | None = None,
        tunnels: Tunnels | None = None,
        certificates: Mapping[str, pulumi.Output[str]] | None = None,
        trail_log_group: aws.cloudwatch.LogGroup | None = None,
        break_glass: aws.iam.Role | None = None,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="alerts", data_class="technical", options=options)
        self._notifications = notifications
        self.shown = []
        self._table = table("alarms")
        if edge is not None:
            self._watch("load_balancer", "load-balancer", {"LoadBalancer": edge.load_balancer.arn_suffix})
        for service_name, service in services.items():
            self._watch(
                "tasks",
                f"service-{service_name}",
                {"ClusterName": service.cluster.name, "ServiceName": service.service.name},
            )
            if (way_in := service.watched) is not None:
                self._watch(way_in.kind, f"service-{service_name}", way_in.dimensions)
        for workload, arn in (certificates or {}).items():
            self._watch("certificate", f"certificate-{workload}", {"CertificateArn": arn})
        for address, connection in (tunnels.connections if tunnels else {}).items():
            self._watch("tunnel", f"tunnel-{address.replace('.', '-')}", {"VpnId": connection.id})
        for job_name, job in (jobs or {}).items():
            for watched in job.watched:
                self._watch(watched.kind, f"job-{job_name}", watched.dimensions)
        for path, store in stores.items():
            for watched in store.watched:
                self._watch(
                    watched.kind,
                    "-".join(filter(None, (store.word, path.partition(".")[2], watched.part))),
                    watched.dimensions,
                    thresholds=watched.thresholds,
                )
        for event_name, event in self._table["events"].items():
            self._on_event(event_name, event)
        if trail_log_group is not None:
            traced_alarm(
                "root-signed-in",
                parent=self,
                description=self._table["events"]["root-used"]["description"],
                pattern=self._table["root_used_filter"].strip(),
                trail=trail_log_group,
                topic=self._topic("events.root-used"),
            )
            if break_glass is not None:
                used = table("account_alarms")["traced"]["break-glass-used"]
                traced_alarm(
                    "break-glass-used",
                    parent=self,
                    description=used["description"],
                    pattern=taken_pattern(used["filter"], break_glass),
                    trail=trail_log_group,
                    topic=notifications.topic_for(used["severity"]),
                )
        self.register_outputs({})

    def _watch(
        self,
        kind: str,
        name: str,
        dimensions: Mapping[str, pulumi.Input[str]],
        *,
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        """The alarms of one kind of the table, for one resource."""
        self.shown.append(Shown(name, kind, dimensions))
        for suffix, alarm in self._table[kind].items():
            threshold = alarm["threshold"]
            below = alarm.get("below", False)
            self._alarm(
                f"{name}-{suffix}",
                namespace=alarm["namespace"],
                metric=alarm["metric"],
                statistic=alarm["statistic"],
                dimensions=dimensions,
                operator="LessThanThreshold" if below else "GreaterThanThreshold",
                threshold=(thresholds or {})[threshold] if isinstance(threshold, str) else threshold,
                period=alarm["period"],
                periods=alarm["periods"],
                description=alarm["description"],
                topic=self._topic(f"{kind}.{suffix}"),
            )

    def _topic(self, alarm: str) -> aws.sns.Topic:
        """The topic of an alarm (`kind.name` of alarms.yaml) by its severity."""
        for severity, alarms in table("alarm_severities").items():
            if alarm in alarms:
                return self._notifications.topic_for(severity)
        return self._notifications.topic_for("warning")

    def _alarm(
        self,
        name: str,
        *,
        namespace: str,
        metric: str,
        statistic: str,
        dimensions: Mapping[str, pulumi.Input[str]] | None,
        operator: str,
        threshold: float,
        period: int,
        periods: int,
        description: str,
        topic: aws.sns.Topic,
    ) -> None:
        aws.cloudwatch.MetricAlarm(
            name,
            name=self.scope.physical_name(name, maximum=255),
            alarm_description=description,
            namespace=namespace,
            metric_name=metric,
            statistic=statistic,
            dimensions=dimensions,
            comparison_operator=operator,
            threshold=float(threshold),
            period=period,
            evaluation_periods=periods,
            # counts of errors are absent where there are none
            treat_missing_data="notBreaching",
            actions_enabled=True,
            alarm_actions=[topic.arn],
            ok_actions=[topic.arn],
            opts=self.child(),
        )

    def _on_event(self, name: str, event: Mapping[str, Any]) -> None:
        rule = aws.cloudwatch.EventRule(
            name,
            name=self.scope.physical_name(name, maximum=64),
            description=event["description"],
            event_pattern=json.dumps(_pattern(event)),
            state="ENABLED",
            opts=self.child(),
        )
        aws.cloudwatch.EventTarget(
            name,
            rule=rule.name,
            target_id="alarms",
            arn=self._topic(f"events.{name}").arn,
            opts=self.child(),
        )


def _pattern(event: Mapping[str, Any]) -> Mapping[str, Any]:
    if "pattern" in event:
        return event["pattern"]
    calls = event["calls"]
    return {
        "source": ["aws." + calls["source"].split(".")[0]],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {"eventSource": [calls["source"]], "eventName": calls["names"]},
    }
