"""The state backend on the real engine: made once, the same the second time, as locked as it should be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from hds_blueprint.deployment.backend import refusals, state_place
from hds_blueprint.deployment.settings import StackSettings
from hds_blueprint.deployment.state_backend import build
from hds_blueprint.graph import program
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status

from .workshop import Workshop

Make = Callable[..., Workshop]
ASKED = ("bootstrap", "--region", "eu-west-3", "--owner", "platform@example.org", "--simulated")


@pytest.mark.engine
def test_a_backend_is_made_once(workshop: Make) -> None:
    project = workshop(program="pieces", policies=False)
    first = project.hds(*ASKED)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "pulumi login 's3://hds-state-123456789012-eu-west-3?region=eu-west-3'" in first.stdout
    assert "awskms://alias/hds-state?region=eu-west-3" in first.stdout
    with project.world("eu-west-3") as world:
        before = world.journal()
        again = project.hds(*ASKED, "--format", "json")
        assert again.returncode == 0, again.stderr
        assert world.journal() == before
        types = {item.type for item in world.list()}
    told = json.loads(again.stdout)
    place = state_place(told["backend"], told["secretsProvider"])
    settings = StackSettings(project.root / "Pulumi.prod.yaml")
    assert refusals(place, settings) == [], "a production stack may use what bootstrap made"
    assert {"aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketLogging:BucketLogging"} <= types


def test_the_backend_passes_the_rules() -> None:
    graph = program.record(
        lambda: build("eu-west-3", account_id="123456789012", owner="platform@example.org"),
        project="hds-bootstrap",
        stack="eu-west-3",
    )
    verdict = evaluate(graph, as_of=date(2026, 11, 24))
    # The bucket's versions are the backup: a state is written whole each time, and kept for a year.
    # The key is used by whoever deploys, so the account's own policies bound its use (advice only).
    accepted = {"data-store-backed-up", "data-store-restore-tested", "kms-key-use-bounded"}
    assert {finding.rule for finding in verdict.with_status(Status.FAIL)} <= accepted
    assert all(resource.options.protect for resource in graph.resources if resource.type.startswith("aws:"))
