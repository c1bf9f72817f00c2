"""EventBridge patterns: which events they find."""

from __future__ import annotations

import pytest

from hds_blueprint.graph.model import Unknown, Value
from hds_blueprint.policies.event_patterns import Event, finds

EVENT: Event = {
    "source": "aws.backup",
    "detail-type": "Backup Job State Change",
    "detail": {"state": "FAILED", "bytes": 12},
}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ({}, True),
        ({"source": ["aws.backup", "aws.rds"]}, True),
        ({"source": ["aws.rds"]}, False),
        ({"account": ["123456789012"]}, True),
        ({"detail": {"state": ["FAILED"]}}, True),
        ({"detail": {"state": ["EXPIRED"]}}, False),
        ({"detail": {"resourceType": ["RDS"]}}, False),
        ({"detail": {"resourceType": [{"exists": False}]}}, True),
        ({"detail": {"state": [{"exists": True}]}}, True),
        ({"detail": {"$or": [{"state": ["EXPIRED"]}, {"bytes": [12]}]}}, True),
        ({"detail": {"$or": [{"state": ["EXPIRED"]}, {"status": ["FAILED"]}]}}, False),
        ({"source": [{"prefix": "aws."}]}, True),
        ({"source": [{"suffix": ".rds"}]}, False),
        ({"source": [{"equals-ignore-case": "AWS.Backup"}]}, True),
        ({"source": [{"wildcard": "aws.*up"}]}, True),
        ({"source": [{"wildcard": "aws.[b]ackup"}]}, False),
        ({"detail": {"state": [{"anything-but": ["COMPLETED"]}]}}, True),
        ({"detail": {"state": [{"anything-but": "FAILED"}]}}, False),
        ({"detail": {"status": [{"anything-but": "COMPLETED"}]}}, False),
        ({"detail": {"bytes": [{"numeric": [">", 0, "<=", 12]}]}}, True),
        ({"detail": {"bytes": [{"numeric": ["=", 13]}]}}, False),
        ({"detail": {"state": [{"numeric": [">", 0]}]}}, False),
        ({"source": [{"a-new-operator": "x"}]}, True),
        ({"source": [Unknown()]}, True),
        (Unknown(), True),
        ("no object", False),
    ],
)
def test_finds(pattern: Value, found: bool) -> None:
    assert finds(pattern, EVENT) is found
