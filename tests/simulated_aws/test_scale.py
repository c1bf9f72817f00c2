"""The cost of an operation does not grow with the world."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hds_blueprint.simulated_aws import world as world_module
from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import GROUP, LOG_GROUP, QUEUE, ROLE, SUBNET, TRUST, VPC, Client


@pytest.fixture
def resources_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many resources were read from the world since it was last asked."""
    read = 0
    original = world_module._resource

    def counted(row: tuple[object, ...]) -> world_module.WorldResource:
        nonlocal read
        read += 1
        return original(row)

    monkeypatch.setattr(world_module, "_resource", counted)

    def take() -> int:
        nonlocal read
        taken, read = read, 0
        return taken

    return take


@pytest.mark.parametrize(("type_", "inputs"), [(QUEUE, {}), (ROLE, TRUST), (LOG_GROUP, {}), (VPC, {})])
def test_a_creation_reads_as_little_of_a_large_world_as_of_a_small_one(
    client: Client, resources_read: Callable[[], int], type_: str, inputs: dict[str, object]
) -> None:
    costs: list[int] = []
    for number in range(30):
        client.create(type_, f"each-{number}", inputs)
        costs.append(resources_read())
    assert costs[-1] <= costs[0]


def test_a_group_is_read_by_its_key(client: Client, resources_read: Callable[[], int]) -> None:
    vpc = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    client.create(SUBNET, "first", {"vpcId": vpc.id, "cidrBlock": "10.0.0.0/24"})
    costs: list[int] = []
    for number in range(20):
        resources_read()
        client.create(GROUP, f"group-{number}", {"vpcId": vpc.id})
        costs.append(resources_read())
    assert costs[-1] <= costs[1]


@pytest.mark.parametrize("column", ["urn", "arn", "id", "physical_name"])
def test_what_resources_are_looked_up_by_has_an_index(world: World, column: str) -> None:
    query = f"EXPLAIN QUERY PLAN SELECT * FROM resources WHERE {column}='x' ORDER BY number"
    plan = world._database.execute(query).fetchone()
    assert "USING INDEX" in plan[3], plan
