"""How long the rules take on large graphs: `python -m tools.bench_rules`, each size in a process of its own.

The graph is that of the example, as many times as are needed, each time under names of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from hds_blueprint.graph.model import Resource, ResourceGraph, Value
from tools.mutation_checkov import renamed

REPOSITORY = Path(__file__).parents[1]
EXAMPLE = REPOSITORY / "stacks" / "examples" / "hapi-fhir.yaml"
DAY = date(2026, 1, 1)
SIZES = (1_000, 5_000, 20_000)  # resources


def rows() -> list[tuple[int, int, float, float]]:
    """Resources, verdicts, CPU seconds, and megabytes that judging adds, for each size."""
    found: list[tuple[int, int, float, float]] = []
    for size in SIZES:
        command = [sys.executable, "-m", "tools.bench_rules", str(size)]
        done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
        resources, verdicts, seconds, megabytes = json.loads(done.stdout)
        found.append((resources, verdicts, seconds, megabytes))
    return found


def measure(size: int) -> tuple[int, int, float, float]:
    """One size, in this process."""
    from hds_blueprint.policies.engine import evaluate
    from hds_blueprint.policies.rule import all_rules

    graph = repeated(size)
    all_rules()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    verdict = evaluate(graph, as_of=DAY)
    seconds = time.process_time() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return len(graph.resources), len(verdict.findings), seconds, (after - before) / 1024


def repeated(size: int) -> ResourceGraph:
    """The graph of the example, again and again under other names, up to so many resources."""
    from hds_blueprint.graph import program
    from hds_blueprint.hosting.loader import load

    example = program.build(load(EXAMPLE, as_of=DAY), stack="bench")
    given = (r.inputs.get(name) for r in example.resources for name in ("name", "bucket", "identifier"))
    names = {name for name in given if isinstance(name, str)}
    resources: list[Resource] = []
    for number in range(-(-size // len(example.resources))):
        for each in example.resources:
            inputs = {key: _apart(value, names, number) for key, value in each.inputs.items()}
            resources.append(renamed(replace(each, inputs=inputs), str(number)))
    return replace(example, resources=tuple(resources[:size]))


def _apart(value: Value, names: Collection[object], number: int) -> Value:
    """The value with the names that resources have in their account told apart too."""
    if isinstance(value, str):
        return f"{value}-{number}" if value in names else value
    if isinstance(value, dict):
        return {key: _apart(inner, names, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [_apart(inner, names, number) for inner in value]
    return value


def main() -> None:
    """With a size: measure it and print JSON. Without: a table."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
        return
    for resources, verdicts, seconds, megabytes in rows():
        print(f"{resources:>6} resources  {verdicts:>7} verdicts  {seconds:6.2f} s  {megabytes:6.0f} MB")


if __name__ == "__main__":
    main()
