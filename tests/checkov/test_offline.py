"""Checkov is run without a network: it gives the same answer where there is none, and tries none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hds_blueprint.checkov import process
from hds_blueprint.checkov.plan import terraform_plan
from tests.policies.graphs import BUCKET, DATABASE, graph, resource

PLAN = terraform_plan(graph(resource(DATABASE, "records"), resource(BUCKET, "files"))).plan


@pytest.fixture
def apart() -> list[str]:
    """A command prefix under which a program has no network, not even a loopback that answers."""
    for prefix in (["unshare", "--map-root-user", "--net"], ["unshare", "--net"]):
        try:
            done = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return prefix
    pytest.skip("this system lets nobody but its administrator cut the network of a program")


def test_the_same_answer_without_a_network(
    environment: Path, apart: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_network = process.scan(PLAN)
    real = subprocess.run

    def cut(command: list[str], **options: object) -> object:
        return real([*apart, *command], **options)  # pyright: ignore

    monkeypatch.setattr(process.subprocess, "run", cut)
    without = process.scan(PLAN)
    verdicts = [
        sorted(
            (entry["check_id"], entry["resource"])
            for kind in ("passed_checks", "failed_checks")
            for entry in each["results"][kind]
        )
        for (each,) in (with_network, without)
    ]
    assert verdicts[0] == verdicts[1]
    assert len(verdicts[0]) > 20


def test_no_connection_is_tried(environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit hook in the child writes down every connection and every name that is looked up."""
    log = tmp_path / "connections"
    log.touch()
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "def hook(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        f"        open({str(log)!r}, 'a').write(f'{{event}} {{arguments!r}}\\n')\n"
        "sys.addaudithook(hook)\n"
    )
    allowed = process._environment  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(process, "_environment", lambda home: {**allowed(home), "PYTHONPATH": str(tmp_path)})
    assert process.scan(PLAN)
    probe = "import socket; socket.socket(socket.AF_UNIX).connect('/nowhere')"
    subprocess.run([sys.executable, "-c", probe], env={"PYTHONPATH": str(tmp_path)}, capture_output=True)
    (line,) = log.read_text().splitlines()  # the probe's own: the hook works, and Checkov tried nothing
    assert "/nowhere" in line
