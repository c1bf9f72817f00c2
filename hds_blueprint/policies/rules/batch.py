"""Rules of AWS Batch: containers of jobs that stay apart from the machine under them."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource, Value
from hds_blueprint.policies.checks import judge_boolean
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import read
from hds_blueprint.policies.outcome import Outcome, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import Found, entries, get, is_open, within

JOB = "aws:batch/jobDefinition:JobDefinition"
# where each input keeps its containers, step by step
CONTAINERS = {
    "containerProperties": (),
    "ecsProperties": ("taskProperties", "containers"),
    "eksProperties": ("podProperties", "containers"),
    "nodeProperties": ("nodeRangeProperties", "container"),
}


@rule("batch-container-unprivileged", JOB)
def unprivileged(job: Resource, facts: Facts) -> Iterator[Outcome]:
    for name, steps in CONTAINERS.items():
        setting = "securityContext.privileged" if name == "eksProperties" else "privileged"
        for place, container in _reached(_written(job, name), name, steps):
            if isinstance(container, Outcome):
                yield container
            else:
                found = within(container, setting)
                yield judge_boolean(found, f"{place}.{setting}", wanted=False, default=False)


def _written(job: Resource, name: str) -> Found | Outcome:
    """What an input says, which may be written as JSON text."""
    value = get(job, name)
    return read(value, name) if isinstance(value, str | Join) else value


def _reached(
    value: Found | Outcome, path: str, steps: tuple[str, ...]
) -> Iterator[tuple[str, Value | Outcome]]:
    """What stands at the end of these steps, each of which may lead through a list, with its path."""
    if isinstance(value, Outcome):
        yield path, value
        return
    for place, item in entries(value, path):
        if is_open(item):
            yield place, unknown(place)
        elif not steps:
            yield place, item
        else:
            yield from _reached(within(item, steps[0]), f"{place}.{steps[0]}", steps[1:])
