"""Jobs: containers that run at set times and end (EventBridge Scheduler, Step Functions, ECS on Fargate)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.cluster import Cluster
from hds_blueprint.components.component import Component
from hds_blueprint.components.dead_letters import allow_sources, dead_letter_queue
from hds_blueprint.components.foundations import COMMON_DOMAIN, Foundations
from hds_blueprint.components.job_run import job_run
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.store import Store, Watched
from hds_blueprint.components.task import container_task
from hds_blueprint.hosting.cron import parse
from hds_blueprint.hosting.workloads import Job as JobSection

_START_ATTEMPTS = 3
_START_WITHIN_SECONDS = 1800  # a nightly run that cannot start within half an hour is a failure


class Job(Component):
    """One container at set times (UTC), in a private subnet, stopped where it takes too long.

    Creates the task definition with its roles, log group and security group; a state machine that
    refuses to start while the last run is at work, waits for the end, and stops a task beyond its
    timeout; the schedule in a group of its own, whose measures are this job's; and a queue for starts
    that did not come about. The incident contact is told of runs that fail, hang or do not start.

    Cost: the task's CPU and memory while it runs (0.048 USD per vCPU and hour, 0.0053 USD per GB and
    hour), and less than a cent a run for the state machine; schedules are free up to 14 million a month.

    Answers: ISO/IEC 27001:2022 A.8.14 (redundancy, by another zone at the next run), A.8.3 and A.8.2 (least
    privilege), A.8.16 (monitoring), A.8.15 (logging), A.8.22 (segregation), A.8.24 (cryptography).

    Args:
        name: the job's name in the document.
        job: its section.
        cluster: where it runs.
        foundations: network, keys and scope.
        stores: all stores by path, of which it reaches those that it lists.
        log_retention_months: how long its log is kept (the document's class `application`).
    """

    token = "hds:job:Job"  # noqa: S105 - a type, not a password

    machine: aws.sfn.StateMachine
    schedule: aws.scheduler.Schedule
    task_role: aws.iam.Role  # what the application itself may do

    def __init__(
        self,
        name: str,
        *,
        job: JobSection,
        cluster: Cluster,
        foundations: Foundations,
        stores: Mapping[str, Store],
        log_retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        scope, path = foundations.scope, f"jobs.{name}"
        super().__init__(name, scope=scope, document=path, options=options)
        self._key = foundations.keys.domain(COMMON_DOMAIN)
        # a workload may have the job's name; none has an underscore in it
        stem = f"job_{name}"
        task = container_task(
            stem,
            parent=self,
            path=path,
            container=job,
            foundations=foundations,
            stores=stores,
            log_retention_months=log_retention_months,
        )
        self.task_role = task.role.role
        self.machine = job_run(
            stem,
            parent=self,
            path=path,
            task=task,
            cluster=cluster.cluster,
            foundations=foundations,
            key=self._key,
            timeout_minutes=job.timeout_minutes,
            log_retention_months=log_retention_months,
        )
        self._schedule(stem, name, job)
        self.register_outputs({"stateMachine": self.machine.arn})

    @property
    def watched(self) -> Sequence[Watched]:
        """Runs that fail or hang, and starts that did not come about."""
        return [
            Watched("job", {"StateMachineArn": self.machine.arn}),
            Watched("job_start", {"QueueName": self._not_started.name}),
        ]

    def _schedule(self, stem: str, name: str, job: JobSection) -> None:
        scope = self.scope
        letters = dead_letter_queue(f"{stem}_not-started", parent=self, key=self._key)
        self._not_started = letters.queue
        allow_sources(f"{stem}_not-started", letters.queue, None, parent=self)
        group = aws.scheduler.ScheduleGroup(
            stem, name=scope.physical_name(stem, maximum=64), opts=self.child()
        )
        role = self._starter(stem, name, group)
        self.schedule = aws.scheduler.Schedule(
            stem,
            name=scope.physical_name(stem, maximum=64),
            group_name=group.name,
            description=f"Runs the job {name}",
            state="ENABLED",
            schedule_expression=parse(job.schedule).aws_expression,
            schedule_expression_timezone="UTC",
            flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            kms_key_arn=self._key.arn,
            target=aws.scheduler.ScheduleTargetArgs(
                arn=self.machine.arn,
                role_arn=role.arn,
                input="{}",
                retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                    maximum_event_age_in_seconds=_START_WITHIN_SECONDS,
                    maximum_retry_attempts=_START_ATTEMPTS,
                ),
                dead_letter_config=aws.scheduler.ScheduleTargetDeadLetterConfigArgs(arn=letters.queue.arn),
            ),
            opts=self.child(depends_on=[*role.permissions, letters.ready]),
        )

    def _starter(self, stem: str, name: str, group: aws.scheduler.ScheduleGroup) -> ServiceRole:
        scope = self.scope

        def through(service: str) -> dict[str, dict[str, str]]:
            return {"StringEquals": {"kms:ViaService": f"{service}.{scope.region}.{scope.dns_suffix}"}}

        return service_role(
            f"{stem}_start",
            parent=self,
            service="scheduler.amazonaws.com",
            description=f"Starts the runs of the job {name}",
            statements=[
                Statement(sid="StartRun", actions=["states:StartExecution"], resources=[self.machine.arn]),
                Statement(sid="SetAside", actions=["sqs:SendMessage"], resources=[self._not_started.arn]),
                Statement(
                    sid="EncryptSetAside",
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[self._key.arn],
                    conditions=through("sqs"),
                ),
                # the start's own input. Own reading, not confirmed: that Scheduler and Step Functions reach
                # the key with kms:ViaService (EventBridge Scheduler user guide, "Encryption at rest")
                Statement(
                    sid="DecryptSchedule",
                    actions=["kms:Decrypt"],
                    resources=[self._key.arn],
                    conditions=through("scheduler"),
                ),
                # a machine under a customer key encrypts its input for who starts it
                Statement(
                    sid="EncryptRun",
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[self._key.arn],
                    conditions=through("states"),
                ),
            ],
            # Scheduler names the group as its source (its user guide, confused deputy prevention)
            source_arn=group.arn,
        )
