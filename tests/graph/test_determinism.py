"""Same program, same bytes; twice the resources, twice the work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pulumi
import pulumi_aws as aws

from hds_blueprint.graph import recording, serialize
from tests.graph.programs import SECRET, Group, recorded, storage

ROOT = Path(__file__).parents[2]
CODE = """
from tests.graph.programs import recorded, storage
from hds_blueprint.graph import serialize
print(serialize.dump(recorded(storage)), end="")
"""


def _output(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    assert done.stderr == ""
    return done.stdout


def test_the_hash_seed_does_not_change_a_byte() -> None:
    assert _output("1") == _output("4242") == serialize.dump(recorded(storage))


def test_a_secret_is_nowhere() -> None:
    graph = recorded(storage)
    assert SECRET not in serialize.dump(graph)
    assert SECRET not in repr(graph)


def _many(number: int) -> None:
    group = Group("group", "")
    for index in range(number):
        options = pulumi.ResourceOptions(parent=group)
        key = aws.kms.Key(f"key-{index}", opts=options)
        aws.sqs.Queue(f"queue-{index}", kms_master_key_id=key.arn, opts=options)


def _work(number: int) -> Counter[str]:
    """How often functions of ours run, whatever the machine is busy with."""
    calls: Counter[str] = Counter()
    folder = str(Path(recording.__file__).parent)

    def count(frame: object, event: str, _argument: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        if event == "call" and code.co_filename.startswith(folder):
            calls[f"{Path(code.co_filename).name}:{code.co_name}"] += 1

    import threading

    threading.setprofile(count)
    try:
        recorded(lambda: _many(number))
    finally:
        threading.setprofile(None)
    return calls


def test_work_grows_in_proportion() -> None:
    _work(1)  # caches
    small, large = _work(50), _work(200)
    assert sum(large.values()) < 4.2 * sum(small.values())
    for name, number in large.items():
        # nothing that runs for each resource runs more often for each when there are more
        assert number <= 4.2 * small[name] + 20, name
