"""A document with queues, topics and jobs, laid over the example."""

from __future__ import annotations

from typing import Any

IMAGE = "123456789012.dkr.ecr.eu-west-3.amazonaws.com/device:1.0"
MESSAGING: dict[str, Any] = {
    "queues": {
        "measures": {
            "retention_days": 14,
            "attempts": 7,
            "visibility_timeout_seconds": 300,
            "alert_after_minutes": 15,
        },
        "alarms": {"ordered": True, "key_domain": "alarms"},
    },
    "topics": {"alarms": {"ordered": True, "queues": ["alarms"]}},
    "workloads": {
        "intake": {"image": IMAGE, "uses": ["queues.measures:send"]},
        "processing": {
            "image": IMAGE,
            "uses": ["queues.measures:receive", "topics.alarms"],
            "environment": {"QUEUE": "${queues.measures.url}", "TOPIC": "${topics.alarms.arn}"},
            "scaling": {"messages_per_task": 200},
        },
        "both": {"image": IMAGE, "uses": ["queues.measures", "queues.alarms"]},
    },
    "jobs": {
        "summary": {
            "image": IMAGE,
            "schedule": "15 3 * * 1-5",
            "timeout_minutes": 45,
            "databases": ["records"],
            "uses": ["queues.measures:send"],
        }
    },
}
