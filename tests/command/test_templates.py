"""What `hds init` writes becomes a platform that every rule passes; stages without real data get advice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hds_blueprint.graph import program
from hds_blueprint.hosting.initial_document import TEMPLATES
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status

from .test_init import APP, GIVEN

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("stage", ["dev", "staging", "prod"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_is_refused(tmp_path: Path, template: str, stage: str) -> None:
    path = tmp_path / f"{stage}.yaml"
    contact = ("--health-professional-contact", "referent@example.org")
    done = CliRunner().invoke(APP, [str(path), "--no-interactive", *GIVEN, "--template", template, *contact])
    assert done.exit_code == 0, done.output
    graph = program.build(load(path, as_of=DAY), stack=stage)
    verdict = evaluate(graph, as_of=DAY)
    failed = verdict.with_status(Status.FAIL) if stage == "prod" else verdict.refused
    assert [f"{f.rule} {f.urn}" for f in failed] == []
    kinds = {resource.type for resource in graph.resources}
    if template != "minimal":
        assert {
            "aws:ecs/service:Service",
            "aws:rds/instance:Instance",
            "aws:s3/bucket:Bucket",
            "aws:cloudwatch/logGroup:LogGroup",
        } <= kinds
        assert ("aws:lb/loadBalancer:LoadBalancer" in kinds) == (template != "worker")
