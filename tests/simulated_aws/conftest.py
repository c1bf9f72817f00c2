"""A world of its own, a server and a client for each test."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from hds_blueprint.simulated_aws.server import serve
from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import Client, connected


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    with World(tmp_path / "world.sqlite") as made:
        yield made


@pytest.fixture
def port(world: World) -> Generator[int]:
    with serve(world) as number:
        yield number


@pytest.fixture
def client(port: int) -> Generator[Client]:
    with connected(port) as made:
        yield made
