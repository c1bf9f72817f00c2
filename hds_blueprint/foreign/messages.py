"""The sentences of messages.yaml."""

from __future__ import annotations

from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.metadata import Language


def message(key: str, language: Language, **values: object) -> str:
    """A sentence with its values filled in."""
    return _texts()[key][language].format(**values)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return read_data("hds_blueprint.foreign", "messages.yaml")
