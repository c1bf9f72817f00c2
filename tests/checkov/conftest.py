"""Checkov's environment: tests that run Checkov are skipped where it is not installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.checkov import install


@pytest.fixture(scope="session")
def environment() -> Path:
    """The folder of Checkov's environment."""
    if not install.is_current():
        pytest.skip("Checkov's environment is not installed: `make setup` installs it")
    return install.folder()
