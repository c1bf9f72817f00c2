"""The figures of docs/benchmarks.md: `python -m tools.bench [--output FILE] [--runs N]`.

Whole processes are timed from outside, with the interpreter's start; parts are timed in a process of
their own. Each figure is the median of the runs. Ratios compare two things of the same run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from hds_blueprint.files import write_atomically
from tools import bench_parts, bench_rules, scale

REPOSITORY = Path(__file__).parents[1]
EXAMPLE = "stacks/examples/hapi-fhir.yaml"
LARGEST = "stacks/examples/data-warehouse.yaml"
# what a check imports of pulumi_aws, and that import alone
_IMPORTED = """
import sys
from pathlib import Path
from hds_blueprint.graph import program
from hds_blueprint.hosting.loader import load
program.build(load(Path(sys.argv[1])), stack="bench")
# a service's own module is a stand-in until something of it is asked for
print(*(name for name in sys.modules if name.startswith("pulumi_aws.") and name.count(".") == 2))
"""
_IMPORT = """
import gc, sys
from importlib import import_module
gc.disable()
for name in sys.argv[1:]:
    import_module(name)
"""
HDS = str(REPOSITORY / ".venv" / "bin" / "hds")


def median(action: Callable[[], object], runs: int) -> float:
    """The median duration of `action` in seconds, after one run that does not count."""
    action()
    durations: list[float] = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def process(*command: str) -> Callable[[], object]:
    """Runs a command in the repository with its output thrown away; a failure ends the benchmark."""

    def run() -> None:
        subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)

    return run


def imported(example: str) -> list[str]:
    """The modules of pulumi_aws that the graph of an example needs."""
    command = [sys.executable, "-W", "ignore", "-c", _IMPORTED, example]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return done.stdout.split()


def commands(runs: int) -> list[tuple[str, float]]:
    """Whole commands on the example document, cold start included."""
    out = REPOSITORY / "build" / "bench"
    rows = [
        ("`hds validate`", median(process(HDS, "validate", EXAMPLE), runs)),
        ("`hds plan`", median(process(HDS, "plan", EXAMPLE), runs)),
        (
            "`hds check --no-checkov --no-cache`",
            median(process(HDS, "check", EXAMPLE, "--no-checkov", "--no-cache"), runs),
        ),
        (
            "`hds check --no-checkov`, the graph cached",
            median(process(HDS, "check", EXAMPLE, "--no-checkov"), runs),
        ),
        ("`hds check`", median(process(HDS, "check", EXAMPLE), runs)),
        (
            f"`hds check --no-checkov --no-cache` of the largest example, `{Path(LARGEST).name}`",
            median(process(HDS, "check", LARGEST, "--no-checkov", "--no-cache"), runs),
        ),
        (
            "of that, importing pulumi_aws with the modules of its services",
            median(process(sys.executable, "-W", "ignore", "-c", _IMPORT, *imported(LARGEST)), runs),
        ),
        ("`hds docs`", median(process(HDS, "docs", EXAMPLE, "--out", str(out)), runs)),
        ("`hds docs --pdf`", median(process(HDS, "docs", EXAMPLE, "--out", str(out), "--pdf"), runs)),
        ("`hds docs` of the largest example", median(process(HDS, "docs", LARGEST, "--out", str(out)), runs)),
        (
            "`hds docs --pdf` of the largest example",
            median(process(HDS, "docs", LARGEST, "--out", str(out), "--pdf"), runs),
        ),
    ]
    if shutil.which("pulumi"):
        # the first run deploys, the counted ones change nothing
        up = process(HDS, "up", "hapi-fhir", "--simulated", "--yes")
        rows.append(
            ("`hds up` that changes nothing (preview under the policy pack)", median(up, min(runs, 3)))
        )
    return rows


def parts(runs: int) -> list[tuple[str, str, str, str]]:
    """What is compared: name, our figure, the other's, ratio; each measured in a process of its own."""
    rows: list[tuple[str, str, str, str]] = []
    for name, (ours, other) in bench_parts.COMPARISONS.items():
        first = statistics.median(_part(ours) for _ in range(runs))
        second = statistics.median(_part(other) for _ in range(runs))
        rows.append((name, f"{first:.2f} s", f"{second:.2f} s", f"{second / first:.2f}"))
    return rows


def _part(name: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench_parts", name],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.strip().splitlines()[-1])


def render(
    command_rows: Sequence[tuple[str, float]],
    part_rows: Sequence[tuple[str, str, str, str]],
    scale_rows: Sequence[tuple[int, int, float, float]],
    rule_rows: Sequence[tuple[int, int, float, float]],
    runs: int,
) -> str:
    """The page in Markdown."""
    lines = [
        "<!-- Generated by `make bench`; run it on your machine to compare. -->",
        "# Benchmarks",
        "",
        f"`make bench`: median of {runs} run(s), {os.cpu_count()} cores, CPython {sys.version.split()[0]}.",
        "Machines differ: look at the ratios, which compare two things measured in the same run.",
        "",
        "## Commands",
        "",
        f"Whole processes on `{EXAMPLE}`, with the interpreter's start and all imports, bytecode compiled.",
        "",
        "| command | seconds |",
        "|---|---|",
        *(f"| {name} | {seconds:.2f} |" for name, seconds in command_rows),
        "",
        "## Beside others",
        "",
        "| what | ours | other | other ÷ ours |",
        "|---|---|---|---|",
        *(f"| {name} | {ours} | {other} | {ratio} |" for name, ours, other, ratio in part_rows),
        "",
        "## Large platforms",
        "",
        "A document of so many workloads, each with a hostname, and a tenth as many databases and buckets,",
        "to its graph; modules imported before (`python -m tools.scale`).",
        "",
        "| workloads | resources | seconds | CPU seconds | CPU milliseconds a resource |",
        "|---|---|---|---|---|",
        *(
            f"| {size} | {resources} | {seconds:.2f} | {used:.2f} | {1000 * used / resources:.2f} |"
            for size, resources, used, seconds in scale_rows
        ),
        "",
        "## Rules",
        "",
        "All rules on the example's graph, repeated under other names (`python -m tools.bench_rules`).",
        "",
        "| resources | verdicts | CPU seconds | CPU microseconds a verdict | megabytes |",
        "|---|---|---|---|---|",
        *(
            f"| {resources} | {verdicts} | {used:.2f} | {1e6 * used / verdicts:.1f} | {megabytes:.0f} |"
            for resources, verdicts, used, megabytes in rule_rows
        ),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print; with --output also write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    compared = parts(max(1, arguments.runs // 2))
    page = render(commands(arguments.runs), compared, scale.rows(), bench_rules.rows(), arguments.runs)
    print(page)
    if arguments.output:
        write_atomically(arguments.output, page)


if __name__ == "__main__":
    main()
