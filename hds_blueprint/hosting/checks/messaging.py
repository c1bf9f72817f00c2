"""Queues and topics: an order that is kept, messages that somebody reads, alarms that come in time."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.workloads import directions

_DAY_MINUTES = 24 * 60


def topic_order_fits_queues(needs: HostingRequirements) -> Iterator[Complaint]:
    """An ordered queue takes messages of an ordered topic only (SNS refuses another subscription); an
    ordered topic may feed a plain queue, which then loses the order."""
    for name, topic in needs.topics.items():
        for index, fed in enumerate(topic.queues):
            queue = needs.queues.get(fed)
            if queue is None or queue.ordered == topic.ordered:
                continue
            yield Complaint(
                "topic-unordered" if queue.ordered else "topic-order-lost",
                ("topics", name, "queues", index),
                fed,
                severity="error" if queue.ordered else "warning",
                arguments={"topic": f"topics.{name}", "queue": f"queues.{fed}"},
                depends_on=(("topics", name, "ordered"), ("queues", fed, "ordered")),
            )


def queues_read(needs: HostingRequirements) -> Iterator[Complaint]:
    """Somebody of the document reads each queue; messages that nobody reads are lost after their days."""
    read = {
        path
        for _, _, container in containers(needs)
        for path, found in directions(container).items()
        if "receive" in found
    }
    for name in needs.queues:
        if f"queues.{name}" not in read:
            yield Complaint(
                "queue-unread",
                ("queues", name),
                severity="warning",
                arguments={"queue": f"queues.{name}"},
                depends_on=(("workloads",), ("jobs",)),
                at_key=True,
            )


def old_messages_told_in_time(needs: HostingRequirements) -> Iterator[Complaint]:
    """People hear of a message that waits before it is dropped."""
    for name, queue in needs.queues.items():
        kept = queue.retention_days * _DAY_MINUTES
        if queue.alert_after_minutes >= kept:
            yield Complaint(
                "queue-alert-late",
                ("queues", name, "alert_after_minutes"),
                str(queue.alert_after_minutes),
                f"< {kept}",
                depends_on=(("queues", name, "retention_days"),),
            )


def backlog_of_one_queue(needs: HostingRequirements) -> Iterator[Complaint]:
    """A worker that scales with its waiting messages reads exactly one queue."""
    for name, workload in needs.workloads.items():
        if workload.scaling.messages_per_task is None:
            continue
        read = [path for path, found in directions(workload).items() if "receive" in found]
        if len(read) != 1:
            yield Complaint(
                "backlog-queue",
                ("workloads", name, "scaling", "messages_per_task"),
                str(workload.scaling.messages_per_task),
                arguments={"queues": ", ".join(read) or "-"},
                depends_on=(("workloads", name, "uses"),),
            )


CHECKS = (topic_order_fits_queues, queues_read, old_messages_told_in_time, backlog_of_one_queue)
