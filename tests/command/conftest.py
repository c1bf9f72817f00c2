"""Fixtures of the commands' tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.checkov.conftest import environment as environment


@pytest.fixture(autouse=True, scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Graphs are kept apart from those of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
