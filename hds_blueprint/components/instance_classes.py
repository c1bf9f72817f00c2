"""What an RDS instance class can do, worked out from its name."""

from __future__ import annotations

import re
from typing import Any

from hds_blueprint.components.data_files import table

_CLASS = re.compile(r"db\.([a-z])[a-z0-9-]*\.(?:([0-9]*)xlarge|([a-z]+))(?:\.[a-z0-9.]+)?")
_BYTES_PER_CONNECTION = 9531392  # RDS for PostgreSQL's own formula
_MOST_CONNECTIONS = 5000
_GIB = 1024**3


def connection_limit(instance_class: str) -> int:
    """How many connections RDS for PostgreSQL allows by default on an instance class.

    `LEAST(memory in bytes / 9531392, 5000)` (Amazon RDS user guide). For a class of a family that
    the table does not know, the smallest instance's limit is taken: an alarm too early, not too late.
    """
    memory = _memory_gib(instance_class)
    return min(int(memory * _GIB / _BYTES_PER_CONNECTION), _MOST_CONNECTIONS)


def _memory_gib(instance_class: str) -> float:
    facts: dict[str, Any] = table("alarms")
    match = _CLASS.fullmatch(instance_class)
    smallest = facts["memory_of_small"]["micro"]
    if match is None:
        return smallest
    family, multiple, size = match.groups()
    if size in facts["memory_of_small"]:
        return facts["memory_of_small"][size]
    vcpus = 2 if size == "large" else 4 * int(multiple or 1)
    return facts["memory_per_vcpu"].get(family, 0) * vcpus or smallest
