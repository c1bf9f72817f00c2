"""What an RDS instance class can do, worked out from its name."""

from __future__ import annotations

import math
import re
from typing import Any

from hds_blueprint.components.data_files import table

_CLASS = re.compile(r"db\.([a-z])[a-z0-9-]*\.(?:([0-9]*)xlarge|([a-z]+))(?:\.[a-z0-9.]+)?")
_GIB = 1024**3
_GIB_PER_CAPACITY_UNIT = 2  # Aurora Serverless v2
# Aurora MySQL: GREATEST({log(memory/805306368)*45}, {log(memory/8187281408)*1000}), logarithms of base 2
_AURORA_MYSQL = ((805306368, 45), (8187281408, 1000))


def connection_limit(instance_class: str, engine: str = "postgresql", capacity: float = 0) -> int:
    """How many connections an engine of the document allows by default on an instance class.

    `LEAST(memory / bytes, most)` with the engine's own figures (Amazon RDS and Aurora user guides);
    `capacity` is the greatest of `db.serverless` in capacity units. For a class of a family that the
    table does not know, the smallest instance's limit is taken: an alarm too early, not too late.
    """
    memory = (capacity * _GIB_PER_CAPACITY_UNIT if capacity else _memory_gib(instance_class)) * _GIB
    facts: dict[str, Any] = table("database_engines")["engines"][engine]["connections"]
    if facts.get("logarithmic"):
        by_formula = max(math.log2(memory / divisor) * factor for divisor, factor in _AURORA_MYSQL)
    else:
        by_formula = memory / facts["bytes"]
    return max(1, min(int(by_formula), facts["most"]))


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
