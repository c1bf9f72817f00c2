"""`python -m hds_blueprint.simulated_aws`: serves a world till it is told to end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest

from hds_blueprint.simulated_aws.server import serve
from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import QUEUE, connected

COMMAND = [sys.executable, "-m", "hds_blueprint.simulated_aws"]


@contextmanager
def served(world: Path, *options: str) -> Generator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        [*COMMAND, "--world", str(world), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"port=(\d+)\n", line)
        assert found, line
        yield process, int(found[1])
    finally:
        process.kill()
        process.communicate()


def refused(*options: str) -> str:
    """The message of a start that is refused with exit code 2."""
    ended = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "port=" not in ended.stdout
    return ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_its_port_serves_and_ends_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "world.sqlite"
    with served(file) as (process, port):
        with connected(port) as client:
            made = client.create(QUEUE, "orders")
        process.send_signal(number)
        _, errors = process.communicate(timeout=15)
        assert process.returncode == 0
        assert errors == ""
    with World(file) as world:
        assert [found.id for found in world.list()] == [made.id]


def test_it_ends_on_a_signal_while_an_operation_hangs(tmp_path: Path) -> None:
    with served(tmp_path / "world.sqlite", "--fault", "hang:create") as (process, port):
        with connected(port) as client, pytest.raises(grpc.RpcError):
            client.create(QUEUE, "orders", timeout=0.5)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)
        assert process.returncode == 0


def test_a_kill_leaves_a_world_that_the_next_one_serves(tmp_path: Path) -> None:
    file = tmp_path / "world.sqlite"
    with served(file) as (process, port), connected(port) as client:
        made = client.create(QUEUE, "orders")
        process.kill()
        process.wait(timeout=15)
        assert process.returncode == -signal.SIGKILL
    with served(file) as (_, port), connected(port) as client:
        assert client.read(made)[0] == made.id


def test_faults_are_ordered_on_the_command_line(tmp_path: Path) -> None:
    with (
        served(tmp_path / "world.sqlite", "--fault", f"fail:create:{QUEUE}") as (_, port),
        connected(port) as client,
        pytest.raises(grpc.RpcError, match="InternalFailure"),
    ):
        client.create(QUEUE, "orders")


def test_bad_input_is_refused_with_a_reason(tmp_path: Path) -> None:
    file = str(tmp_path / "world.sqlite")
    assert "is no fault" in refused("--world", file, "--fault", "explode:create")
    assert "this is no world" in refused("--world", str(tmp_path / "nowhere" / "world.sqlite"))
    assert "--world" in refused()
    assert "invalid int value" in refused("--world", file, "--port", "many")


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        message = refused("--world", str(tmp_path / "world.sqlite"), "--port", str(number))
        assert f"port {number} cannot be used" in message
        with World() as world, pytest.raises(OSError, match=f"port {number}"), serve(world, port=number):
            pass


@pytest.mark.skipif(
    not Path("/proc/net/tcp").exists() or sys.byteorder != "little", reason="the sockets of Linux are read"
)
def test_only_the_loopback_interface_is_listened_on(port: int) -> None:
    listening: dict[str, set[str]] = {"tcp": set(), "tcp6": set()}
    for family in listening:
        table = Path(f"/proc/net/{family}")
        for line in table.read_text().splitlines()[1:] if table.exists() else []:
            address, number = line.split()[1].split(":")
            if int(number, 16) == port and line.split()[3] == "0A":
                listening[family].add(address)
    # 127.0.0.1 as the kernel writes it, least byte first; the second as a socket of both families has it.
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    found = listening["tcp"] | listening["tcp6"]
    assert found
    assert found <= loopback


def test_the_port_is_reached_on_the_loopback_address_and_on_no_other(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    # 127.0.0.2 reaches whoever listens on every address, and nobody else.
    if os.uname().sysname == "Linux":
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=5)


def test_two_worlds_never_share_a_port(port: int) -> None:
    with World() as other, pytest.raises(OSError, match=f"port {port}"), serve(other, port=port):
        pass
