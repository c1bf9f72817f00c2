"""The end-to-end tests run wherever the Pulumi CLI is found; elsewhere they are skipped, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hds_blueprint.deployment.cli import CliMissingError, find_cli

from .installed import environment, wheel
from .workshop import ROOT, Workshop

__all__ = ["environment", "wheel"]  # fixtures of installed.py

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ours = [item for item in items if HERE in item.path.parents and item.get_closest_marker("engine")]
    if not ours:
        return
    try:
        find_cli(ROOT)
    except CliMissingError as error:
        skip = pytest.mark.skip(reason=str(error))
        for item in ours:
            item.add_marker(skip)


@pytest.fixture
def workshop(tmp_path: Path) -> Callable[..., Workshop]:
    def make(**options: object) -> Workshop:
        return Workshop.make(tmp_path / "project", **options)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """The example, deployed once and shared; tests that change it put it back."""
    made = Workshop.make(tmp_path_factory.mktemp("example") / "project")
    made.up("hapi-fhir")
    yield made


@pytest.fixture
def pieces(workshop: Callable[..., Workshop]) -> Workshop:
    """A project with the small program of pieces.py and no rule."""
    return workshop(program="pieces", policies=False)
