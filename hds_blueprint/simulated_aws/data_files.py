"""The data files beside the code, read once."""

from __future__ import annotations

from typing import Any

from hds_blueprint.data_files import read_data


def table(name: str) -> Any:
    """The content of a data file (`naming.yaml`, `limits.json`).

    The result is shared: callers do not change it.
    """
    return read_data("hds_blueprint.simulated_aws", f"data/{name}")
