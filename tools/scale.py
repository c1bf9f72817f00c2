"""What a large platform costs: `python -m tools.scale [WORKLOADS ...]` prints a row for each size.

Each size is measured in a process of its own, on the document that `document` makes: so many workloads, a
tenth as many databases and buckets. CPU seconds of all threads, imports apart: a busy machine changes them
less than the time on the clock.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]
SIZES = (4, 40, 100, 160, 300)


def document(workloads: int) -> dict[str, Any]:
    """A document of a production service with so many workloads, each with a hostname and two stores."""
    stores = max(1, workloads // 10)
    return {
        "service": {"name": "large", "title": "Large", "owner": "platform@example.org"},
        "data": {"data_class": "health"},
        "network": {"nat": "per-zone"},
        "databases": {f"db{n}": {"database_name": f"db{n}"} for n in range(stores)},
        "buckets": {f"files{n}": {} for n in range(stores)},
        "workloads": {
            f"service{n}": {
                "image": "example/service:1.0.0",
                "hostname": f"service{n}.example.org",
                "databases": [f"db{n % stores}"],
                "buckets": [f"files{n % stores}"],
            }
            for n in range(workloads)
        },
        "alerts": {
            "incident_contact": "incidents@example.org",
            "health_professional_contact": "referent@example.org",
        },
    }


def measure(workloads: int) -> tuple[int, float, float]:
    """Resources, CPU seconds and seconds of a graph of so many workloads; modules are imported before."""
    from hds_blueprint.components.program import build
    from hds_blueprint.graph.program import record
    from hds_blueprint.hosting.requirements import HostingRequirements

    small = HostingRequirements.model_validate(document(1))
    record(lambda: build(small), project="scale", stack="small")  # pulumi_aws loads what is used at first use
    requirements = HostingRequirements.model_validate(document(workloads))
    started, used = time.perf_counter(), time.process_time()
    graph = record(lambda: build(requirements), project="scale", stack="large")
    return len(graph.resources), time.process_time() - used, time.perf_counter() - started


def rows(sizes: tuple[int, ...] = SIZES) -> list[tuple[int, int, float, float]]:
    """Workloads, resources, CPU seconds and seconds for each size, each from a process of its own."""
    found: list[tuple[int, int, float, float]] = []
    for size in sizes:
        command = [sys.executable, "-W", "ignore", "-m", "tools.scale", "--one", str(size)]
        done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
        resources, used, seconds = done.stdout.split()
        found.append((size, int(resources), float(used), float(seconds)))
    return found


def main() -> None:
    """Measure one size in this process, or each in its own."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        print(*measure(int(arguments[1])))
        return
    sizes = tuple(int(size) for size in arguments) or SIZES
    for size, resources, used, _ in rows(sizes):
        each = 1000 * used / resources
        print(f"{size:4} workloads, {resources:5} resources: {used:5.2f} s CPU ({each:.2f} ms each)")


if __name__ == "__main__":
    main()
