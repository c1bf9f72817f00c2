"""Which topic feeds which queue: the queues' policies and the subscriptions."""

from __future__ import annotations

from collections.abc import Mapping

from hds_blueprint.components.queue import Queue
from hds_blueprint.components.store import Store
from hds_blueprint.components.topic import Topic
from hds_blueprint.hosting.requirements import HostingRequirements


def connect_topics(needs: HostingRequirements, stores: Mapping[str, Store]) -> None:
    """Gives every queue its policy, and subscribes it to the topics that feed it.

    A queue has one policy, which names all of its topics: it is written when all of them exist.
    """
    for name in needs.queues:
        queue = stores[f"queues.{name}"]
        feeding = {
            topic: store
            for topic, section in needs.topics.items()
            if name in section.queues and isinstance(store := stores[f"topics.{topic}"], Topic)
        }
        if isinstance(queue, Queue):
            admission = queue.admit([store.topic for store in feeding.values()])
            for topic, store in feeding.items():
                # underscores keep `a` to `b-to-c` and `a-to-b` to `c` apart
                store.deliver_to(f"{topic}_to_{name}", queue, admission)
