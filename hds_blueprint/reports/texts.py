"""The words of the reports."""

from __future__ import annotations

from functools import cache
from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.metadata import Language


@cache
def texts(language: Language) -> dict[str, Any]:
    """The words of one language by key; some are tables of their own (`severities`)."""
    return read_data("hds_blueprint.reports", "texts.yaml")[language]
