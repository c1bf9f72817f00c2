from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    # pulumi_aws warns of its own superseded classes whenever a service module is imported
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:pulumi_aws")
