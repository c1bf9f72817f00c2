"""Faults: an operation fails, is throttled, hangs, or loses its answer; and Cancel."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from hds_blueprint.simulated_aws.fault import FaultError
from hds_blueprint.simulated_aws.faults import Faults
from hds_blueprint.simulated_aws.server import serve
from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import QUEUE, VPC, Client, connected

ADDRESSES = {"cidrBlock": "10.0.0.0/16"}
REGION = "aws:index/getRegion:getRegion"


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, ten seconds at most."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "waited for ten seconds"
        time.sleep(0.02)


def test_the_nth_matching_operation_fails_and_changes_nothing(client: Client, world: World) -> None:
    world.add_fault(f"fail:create:{QUEUE}@2")
    client.create(QUEUE, "one")
    client.create(VPC, "main", ADDRESSES)
    with pytest.raises(grpc.RpcError) as caught:
        client.create(QUEUE, "two")
    assert caught.value.details() == (
        f"creating {QUEUE} (two): api error InternalFailure: simulated AWS was told to fail here"
    )
    client.create(QUEUE, "two")
    assert [found.name for found in world.list()] == ["one", "main", "two"]
    assert [entry.outcome for entry in world.journal()] == ["done", "done", "InternalFailure", "done"]


def test_a_failed_create_leaves_the_ids_of_the_next_attempt_alone(client: Client, world: World) -> None:
    with World() as untouched, serve(untouched) as port, connected(port) as other:
        expected = other.create(VPC, "main", ADDRESSES).id
    world.add_fault("fail:create")
    with pytest.raises(grpc.RpcError):
        client.create(VPC, "main", ADDRESSES)
    assert client.create(VPC, "main", ADDRESSES).id == expected


def test_a_fault_is_aimed_at_a_name(client: Client, world: World) -> None:
    world.add_fault(f"fail:create:{QUEUE}#second")
    client.create(QUEUE, "first")
    with pytest.raises(grpc.RpcError, match="InternalFailure"):
        client.create(QUEUE, "second")


def test_faults_strike_every_verb(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders")
    for verb in ("read", "update", "delete", "invoke"):
        world.add_fault(f"fail:{verb}")
    with pytest.raises(grpc.RpcError, match="InternalFailure"):
        client.read(made)
    with pytest.raises(grpc.RpcError, match="InternalFailure"):
        client.update(made, {"delaySeconds": 5})
    with pytest.raises(grpc.RpcError, match="InternalFailure"):
        client.delete(made)
    with pytest.raises(grpc.RpcError, match="InternalFailure"):
        client.invoke(REGION)
    assert client.read(made)[1:] == (made.inputs, made.outputs)
    assert client.invoke(REGION)["name"] == "eu-west-3"


def test_a_fault_without_end_lasts_until_it_is_cancelled(client: Client, world: World) -> None:
    world.add_fault("fail:createx*")
    for name in ("one", "two", "three"):
        with pytest.raises(grpc.RpcError, match="InternalFailure"):
            client.create(QUEUE, name)
    world.clear_faults()
    assert client.create(QUEUE, "one").id


def test_a_short_throttling_is_waited_out(client: Client, world: World) -> None:
    world.add_fault("throttle:createx3")
    client.create(QUEUE, "orders")
    assert len(world.list()) == 1
    assert [entry.outcome for entry in world.journal()] == ["done"]


def test_a_long_throttling_is_an_error(client: Client, world: World) -> None:
    world.add_fault("throttle:createx*")
    with pytest.raises(grpc.RpcError, match="ThrottlingException: Rate exceeded"):
        client.create(QUEUE, "orders")
    assert world.list() == []
    assert [entry.outcome for entry in world.journal()] == ["ThrottlingException"]


def test_a_hanging_operation_ends_by_cancel_and_has_done_nothing(client: Client, world: World) -> None:
    world.add_fault(f"hang:create:{QUEUE}")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.create, QUEUE, "orders")
        until(lambda: len(world.journal()) == 1)
        assert not waiting.done()
        client.cancel()
        with pytest.raises(grpc.RpcError) as caught:
            waiting.result(timeout=10)
    assert caught.value.code() == grpc.StatusCode.CANCELLED
    assert world.list() == []
    assert [entry.outcome for entry in world.journal()] == ["started"]


def test_cancel_ends_what_one_instance_does_and_not_another(port: int, world: World) -> None:
    world.add_fault("hang:createx2")
    with connected(port) as one, connected(port, "eu-west-1") as two, ThreadPoolExecutor(2) as pool:
        first = pool.submit(one.create, QUEUE, "first")
        second = pool.submit(two.create, QUEUE, "second")
        until(lambda: len(world.journal()) == 2)
        one.cancel()
        with pytest.raises(grpc.RpcError, match="cancelled"):
            first.result(timeout=10)
        assert not second.done()
        two.cancel()
        with pytest.raises(grpc.RpcError, match="cancelled"):
            second.result(timeout=10)


def test_a_connection_that_is_configured_anew_is_no_longer_cancelled(client: Client, world: World) -> None:
    client.cancel()
    client.configure("eu-west-3")
    world.add_fault("hang:create")
    with pytest.raises(grpc.RpcError) as caught:
        client.create(QUEUE, "orders", timeout=0.5)
    assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED


def test_the_client_that_gives_up_ends_a_hanging_operation(client: Client, world: World) -> None:
    world.add_fault("hang:create")
    with pytest.raises(grpc.RpcError) as caught:
        client.create(QUEUE, "orders", timeout=0.5)
    assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert client.create(QUEUE, "orders").id
    assert len(world.list()) == 1


def test_a_lost_answer_leaves_the_resource_in_the_world(client: Client, world: World) -> None:
    world.add_fault("lose:create")
    with pytest.raises(grpc.RpcError) as caught:
        client.create(VPC, "main", ADDRESSES, timeout=1)
    assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    (kept,) = world.list()
    assert client.import_(VPC, kept.id)[0] == kept.id
    assert [entry.outcome for entry in world.journal()] == ["answer-lost"]


def test_the_end_of_the_server_ends_what_hangs(world: World) -> None:
    world.add_fault("hang:create")
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        with serve(world) as port:
            client = Client(port)
            client.configure()
            waiting = pool.submit(client.create, QUEUE, "orders")
            until(lambda: len(world.journal()) == 1)
        with pytest.raises(grpc.RpcError):
            waiting.result(timeout=10)
        client.channel.close()
    assert time.monotonic() - began < 8


def test_faults_of_the_command_line_count_for_all_instances(world: World) -> None:
    with (
        serve(world, faults=[f"fail:create:{QUEUE}@2"]) as port,
        connected(port) as one,
        connected(port, "eu-west-1") as two,
    ):
        one.create(QUEUE, "first")
        with pytest.raises(grpc.RpcError, match="InternalFailure"):
            two.create(QUEUE, "second")


def test_a_latency_is_kept(world: World) -> None:
    with serve(world, latency=0.3) as port, connected(port) as client:
        inputs = client.check(QUEUE, "orders", {})
        began = time.monotonic()
        client.create(QUEUE, "orders", inputs)
        assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fail",
        "explode:create",
        "fail:make",
        "fail:create@",
        "fail:create@x",
        "hang:*x",
        "fail:create x2y",
    ],
)
def test_what_is_no_fault_is_refused(world: World, text: str) -> None:
    with pytest.raises(FaultError, match=r"is no fault. It is written ACTION:VERB"):
        Faults(world, (text,))


def test_a_wrong_fault_in_the_world_is_refused_where_it_is_ordered(world: World) -> None:
    with pytest.raises(FaultError, match="is no fault"):
        world.add_fault("explode:create")
    assert world.faults() == []


def test_attempts_are_counted_once_by_many_threads(world: World) -> None:
    faults = Faults(world, ("fail:create@10x5",))
    struck: list[str | None] = []
    start = threading.Barrier(4)

    def strike() -> None:
        start.wait()
        struck.extend(faults.strike("create", QUEUE, "x") for _ in range(25))

    threads = [threading.Thread(target=strike) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert struck.count("fail") == 5
    assert len(struck) == 100
