"""Limits of AWS on single values: lengths, patterns, enumerations, ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.checking import Failure


def failures(kind: ResourceType, inputs: Mapping[str, Any]) -> list[Failure]:
    """Every value that AWS would not take."""
    return []
