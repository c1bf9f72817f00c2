"""The world: several instances and threads at once, a restart, transactions."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hds_blueprint.simulated_aws.server import environment, serve
from hds_blueprint.simulated_aws.world import World, WorldError, WorldResource
from tests.simulated_aws.client import DATABASE, DATABASE_INPUTS, QUEUE, VPC, Client, connected


def resource(id_: str = "r-1") -> WorldResource:
    return WorldResource(
        type=QUEUE, id=id_, region="eu-west-3", account="1", name="n", urn="u", inputs={}, outputs={}
    )


def test_two_regions_are_served_at_once(port: int, world: World) -> None:
    with connected(port, "eu-west-3") as paris, connected(port, "eu-central-1") as frankfurt:
        one = paris.create(QUEUE, "orders", {"name": "orders"})
        two = frankfurt.create(QUEUE, "copies", {"name": "orders"})
        assert paris.read(one)[0] == one.id
        assert frankfurt.read(two)[0] == two.id
        assert frankfurt.import_(QUEUE, one.id)[0] == ""
    assert one.id == "https://sqs.eu-west-3.amazonaws.com/123456789012/orders"
    assert two.id == "https://sqs.eu-central-1.amazonaws.com/123456789012/orders"
    assert [found.id for found in world.find(region="eu-central-1")] == [two.id]


def test_nothing_is_lost_when_forty_resources_are_made_at_once(client: Client, world: World) -> None:
    names = [f"queue-{number:02}" for number in range(40)]
    with ThreadPoolExecutor(40) as pool:
        made = list(pool.map(lambda name: client.create(QUEUE, name, {"delaySeconds": 5}), names))
    kept = {found.name: found for found in world.list()}
    assert sorted(kept) == names
    assert len({found.id for found in made}) == 40
    for one in made:
        assert kept[one.name].id == one.id
        assert kept[one.name].outputs["delaySeconds"] == 5
    journal = world.journal(verb="create")
    assert sorted(entry.name for entry in journal) == names
    assert {entry.outcome for entry in journal} == {"done"}
    assert {entry.id for entry in journal} == {one.id for one in made}
    assert len({entry.number for entry in journal}) == 40


def test_of_forty_that_want_the_same_name_one_gets_it(client: Client, world: World) -> None:
    def attempt(number: int) -> bool:
        try:
            client.create(QUEUE, f"queue-{number}", {"name": "orders"})
        except Exception as error:  # noqa: BLE001 - counted below
            assert "already exists" in str(error)
            return False
        return True

    with ThreadPoolExecutor(40) as pool:
        assert list(pool.map(attempt, range(40))).count(True) == 1
    assert len(world.list()) == 1
    assert len(world.journal()) == 40


def test_a_restart_with_the_same_file_finds_everything(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    with World(file) as world, serve(world) as port, connected(port) as client:
        made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "tags": {"a": "b"}})
        gone = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
        client.delete(gone)
    with World(file) as world, serve(world) as port, connected(port) as client:
        assert client.read(made) == (made.id, made.inputs, made.outputs)
        assert client.read(gone)[0] == ""
        assert [entry.verb for entry in world.journal()] == ["create", "create", "delete"]
        # The counters are kept too: a successor does not take the id of what was deleted.
        assert client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"}).id != gone.id
        client.update(made, {**DATABASE_INPUTS, "backupRetentionPeriod": 7})
        assert world.list()[0].outputs["backupRetentionPeriod"] == 7


def test_the_world_is_read_by_others_while_it_is_served(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders")
    with World(world.path) as other:
        assert [found.id for found in other.list()] == [made.id]
        other.drift(QUEUE, made.id, delaySeconds=60)
    assert client.read(made)[2]["delaySeconds"] == 60


def test_a_transaction_happens_whole_or_not_at_all(world: World) -> None:
    world.add(resource("kept"))
    with pytest.raises(ZeroDivisionError), world.transaction():
        world.add(resource("lost"))
        assert world.count("counter") == 0
        1 / 0  # noqa: B018
    assert [found.id for found in world.list()] == ["kept"]
    assert world.count("counter") == 0
    assert world.count("counter") == 1


def test_an_error_inside_of_a_nested_transaction_undoes_the_outer_one(world: World) -> None:
    with pytest.raises(WorldError, match="exists already"), world.transaction():
        world.add(resource("one"))
        world.add(resource("one"))
    assert world.list() == []


def test_resources_are_found_by_whatever_is_known_of_them(world: World) -> None:
    one = world.add(resource("one"))
    other = WorldResource(
        type=VPC, id="two", region="eu-west-1", account="2", name="m", urn="v", inputs={}, outputs={},
        arn="arn:two", physical_name="net", tags={"a": "b", "c": "d"},
    )  # fmt: skip
    two = world.add(other)
    assert world.list() == [one, two]
    assert world.get(QUEUE, "one") == one
    assert world.get(QUEUE, "one", region="eu-west-1") is None
    for key in ("type", "id", "urn", "name", "physical_name", "arn", "region", "account"):
        assert world.find(**{key: getattr(two, key)}) == [two]
    assert world.find(tags={"a": "b"}) == [two]
    assert world.find(tags={"a": "c"}) == []


def test_a_file_that_is_no_world_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no database at all, but a text that is long enough to be looked at\n" * 20)
    with pytest.raises(WorldError, match=r"notes\.txt: this is no world of simulated AWS"):
        World(file)
    with pytest.raises(WorldError, match="this is no world"):
        World(tmp_path / "nowhere" / "world.sqlite")
    assert file.read_text().startswith("no database")


def test_the_world_is_an_ordinary_database(client: Client, world: World) -> None:
    client.create(QUEUE, "orders")
    with sqlite3.connect(world.path) as database:
        assert database.execute("SELECT type, name FROM resources").fetchall() == [(QUEUE, "orders")]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_engine_is_told_where_to_attach_and_to_download_nothing() -> None:
    variables = environment(4711)
    assert variables["PULUMI_DEBUG_PROVIDERS"] == "aws:4711"
    assert variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "1"
