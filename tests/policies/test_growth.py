"""What judging costs, counted in calls: the machine that runs it may be busy."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import hds_blueprint.policies
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.engine import evaluate
from tools.bench_rules import repeated

FOLDER = str(Path(hds_blueprint.policies.__path__[0]))


def _work(graph: ResourceGraph) -> tuple[int, Counter[str]]:
    """The verdicts, and how often functions of the rules ran."""
    calls: Counter[str] = Counter()

    def count(frame: object, event: str, _argument: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        if event == "call" and code.co_filename.startswith(FOLDER):
            calls[f"{Path(code.co_filename).name}:{code.co_qualname}"] += 1

    sys.setprofile(count)
    try:
        verdict = evaluate(graph, as_of=None)
    finally:
        sys.setprofile(None)
    return len(verdict.findings), calls


def test_work_grows_in_proportion() -> None:
    large = repeated(1600)
    small = replace(large, resources=large.resources[:400])
    _work(small)  # caches
    (_, few), (verdicts, many) = _work(small), _work(large)
    for name, number in many.items():
        # nothing that runs for each resource runs more often for each when there are more
        assert number <= 5 * few[name] + 60, name
    assert sum(many.values()) < 20 * verdicts
