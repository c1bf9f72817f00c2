"""A rule of what runs are started with: it stays in the history of each of them."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource, Value
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import NotJsonError, decode
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.secret_names import looks_secret
from hds_blueprint.policies.values import MISSING, get

# by type, the text in which a program writes what a run begins with, or the run itself
INPUTS = {
    "aws:cloudwatch/eventTarget:EventTarget": "input",
    "aws:lambda/invocation:Invocation": "input",
    "aws:scheduler/schedule:Schedule": "target.input",
    "aws:sfn/stateMachine:StateMachine": "definition",
}


@rule("run-inputs-without-secrets", *INPUTS)
def inputs_without_secrets(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    path = INPUTS[holder.type]
    text = get(holder, path)
    if text is MISSING:
        yield not_applicable()
        return
    if not isinstance(text, str | Join):
        yield unknown(path)
        return
    try:
        settings = decode(text)
    except NotJsonError:
        settings = text  # a text of its own, which may hold a secret all the same
    found = [name for name, value in _named(settings) if looks_secret(name, value)]
    yield failed(path, found[0], variable=found[0] or "…") if found else passed(path)


def _named(value: Value, name: str = "") -> Iterator[tuple[str, Value]]:
    """Every value inside that is no container, with the name that stands before it."""
    pending: list[tuple[str, Value]] = [(name, value)]
    while pending:
        called, item = pending.pop()
        if isinstance(item, dict):
            # `password.$` is a path that is read when the run comes to it
            pending.extend((key, inner) for key, inner in item.items() if not key.endswith(".$"))
        elif isinstance(item, list):
            pending.extend((called, inner) for inner in item)
        else:
            yield called, item
