"""Rules of what a container of Amazon ECS is told besides its environment: commands, options of its log."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Value
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.plain_settings import mapping_without_secrets, writes_secret
from hds_blueprint.policies.rules.ecs import container_rule
from hds_blueprint.policies.values import entries, is_open, within

COMMANDS = ("entryPoint", "command", "healthCheck.command")


@container_rule("ecs-container-command-without-secrets")
def command_without_secrets(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    for name in COMMANDS:
        written, place = within(container, name), f"{path}.{name}"
        if is_open(written):
            yield unknown(place)
            continue
        words = [word for _, word in entries(written, place) if isinstance(word, str)]
        # the command itself is never repeated
        yield failed(place) if writes_secret(" ".join(words)[:4096]) else passed(place)


@container_rule("ecs-container-log-options-without-secrets")
def log_options_without_secrets(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    place = f"{path}.logConfiguration.options"
    yield passed(path)
    yield from mapping_without_secrets(within(container, "logConfiguration.options"), place)
