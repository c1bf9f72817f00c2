"""The sentences of messages.yaml."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from hds_blueprint.policies.metadata import Language


def message(key: str, language: Language, **values: object) -> str:
    """A sentence with its values filled in."""
    return _texts()[key][language].format(**values)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return yaml.safe_load(files("hds_blueprint.foreign").joinpath("messages.yaml").read_text("utf-8"))
