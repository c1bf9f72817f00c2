"""One measurement a process: `python -m tools.bench_parts NAME` prints seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

BUCKETS = 500  # each with its public access block, versioning and key: 2,000 resources
DAY = date(2026, 1, 1)

# name: (ours, other)
COMPARISONS = {
    "program to graph, 2,000 resources: recording monitor, the SDK's mock monitor": ("record", "mocks"),
    "judging 2,000 resources: our rules, Checkov alone on the same plan": ("rules", "checkov"),
    "the engine's questions about 100 resources: our pack, as many empty policies of the stock SDK": (
        "pack",
        "stock-pack",
    ),
    "Checkov on 2,000 resources: through the bridge, alone on the plan": ("bridge", "checkov"),
    "the bridge's own work on 2,000 resources, Checkov alone on the plan": ("bridge-alone", "checkov"),
    "checking a folder of eight documents: two processes, one": ("two-with-checkov", "one-with-checkov"),
    "the same without Checkov: two processes, one": ("two-processes", "one-process"),
}


def program() -> None:
    """A program of 2,000 resources that refer to each other."""
    import pulumi_aws as aws

    for number in range(BUCKETS):
        key = aws.kms.Key(f"key-{number}", enable_key_rotation=True)
        bucket = aws.s3.Bucket(f"bucket-{number}", tags={"service": "bench", "key": key.id})
        aws.s3.BucketPublicAccessBlock(f"block-{number}", bucket=bucket.id, block_public_acls=True)
        aws.s3.BucketVersioning(
            f"versions-{number}", bucket=bucket.id, versioning_configuration={"status": "Enabled"}
        )


def _graph() -> Any:
    from hds_blueprint.graph.program import record

    return record(program, project="bench", stack="bench")


def record() -> Callable[[], object]:
    """Our recording monitor on the program; pulumi_aws is imported beforehand on both sides."""
    _import()
    return _graph


def mocks() -> Callable[[], object]:
    """The SDK's mock monitor on the same program."""
    import pulumi

    _import()

    class Echo(pulumi.runtime.Mocks):
        def new_resource(self, args: Any) -> tuple[str, dict[str, Any]]:
            return f"{args.name}-id", dict(args.inputs)

        def call(self, args: Any) -> tuple[dict[str, Any], None]:
            return {}, None

    def run() -> None:
        pulumi.runtime.set_mocks(Echo(), project="bench", stack="bench")
        pulumi.runtime.test(lambda: program())()

    return run


def rules() -> Callable[[], object]:
    """All our rules."""
    from hds_blueprint.policies.engine import evaluate

    graph = _graph()
    return lambda: evaluate(graph, as_of=DAY)


def pack() -> Callable[[], object]:
    """Our policy pack, asked as the engine asks."""
    from tools import bench_pack

    return bench_pack.ours(_graph())


def stock_pack() -> Callable[[], object]:
    """A pack of the stock policy SDK, asked the same."""
    from tools import bench_pack

    return bench_pack.stock(_graph())


def bridge() -> Callable[[], object]:
    """Translation, Checkov, and its results in our terms."""
    from hds_blueprint.checkov.runner import run

    graph = _graph()
    return lambda: run(graph)


def bridge_alone() -> Callable[[], object]:
    """Translation and results in our terms, with what Checkov said before in place of its run."""
    from hds_blueprint.checkov import process
    from hds_blueprint.checkov.plan import terraform_plan
    from hds_blueprint.checkov.runner import run

    graph, said = _graph(), bytearray()
    real = subprocess.run

    def kept(command: list[str], **options: Any) -> Any:
        done = real(command, **options)
        said.extend(Path(options["stdout"].name).read_bytes())
        return done

    def again(command: list[str], **options: Any) -> Any:
        options["stdout"].write(said)
        return subprocess.CompletedProcess(command, 0)

    process.subprocess.run = kept
    process.scan(terraform_plan(graph).plan)
    process.subprocess.run = again
    return lambda: run(graph)


def checkov() -> Callable[[], object]:
    """Checkov as a process on a plan that is already written."""
    import json

    from hds_blueprint.checkov.install import folder
    from hds_blueprint.checkov.plan import terraform_plan

    file = Path(tempfile.mkdtemp(prefix="hds-bench-")) / "plan.json"
    file.write_text(json.dumps(terraform_plan(_graph()).plan), "utf-8")
    program_file = folder() / "bin" / "checkov"
    command = [str(program_file), "--file", str(file), "--framework", "terraform_plan", "--output", "json"]
    command += ["--skip-download", "--compact", "--soft-fail"]
    environment = {**os.environ, "CKV_SKIP_PACKAGE_UPDATE_CHECK": "True"}  # no question to the registry
    return lambda: subprocess.run(command, check=True, capture_output=True, env=environment)


def folder(jobs: int, *, checkov: bool) -> Callable[[], object]:
    """A folder of copies of the example, checked by so many processes, each graph built anew."""
    from hds_blueprint.command.parallel import Work, check_all

    place = Path(tempfile.mkdtemp(prefix="hds-bench-"))
    text = (Path(__file__).parents[1] / "stacks" / "examples" / "hapi-fhir.yaml").read_text("utf-8")
    work: list[Work] = []
    for number in range(8):
        path = place / f"stack-{number}.yaml"
        path.write_text(text, "utf-8")
        work.append(Work(path, DAY, "en", checkov=checkov))
    return lambda: check_all(work, jobs=jobs)


def _import() -> None:
    import pulumi_aws as aws

    _ = (aws.kms.Key, aws.s3.Bucket, aws.s3.BucketPublicAccessBlock, aws.s3.BucketVersioning)


def main() -> None:
    """Prepare, then time one run."""
    parts = {
        "record": record,
        "mocks": mocks,
        "rules": rules,
        "pack": pack,
        "stock-pack": stock_pack,
        "bridge": bridge,
        "bridge-alone": bridge_alone,
        "checkov": checkov,
        "one-process": partial(folder, 1, checkov=False),
        "two-processes": partial(folder, 2, checkov=False),
        "one-with-checkov": partial(folder, 1, checkov=True),
        "two-with-checkov": partial(folder, 2, checkov=True),
    }
    action = parts[sys.argv[1]]()
    started = time.perf_counter()
    action()
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
