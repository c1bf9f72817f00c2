"""`hds check --tfplan` as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from hds_blueprint.command.main import application

RUNNER = CliRunner()


def test_a_failure_in_a_plan_gives_1(tmp_path: Path) -> None:
    database = {"engine": "postgres", "publicly_accessible": True}
    change = {"actions": ["create"], "after": database}
    content = {
        "planned_values": {},
        "resource_changes": [
            {"address": "aws_db_instance.records", "type": "aws_db_instance", "change": change}
        ],
    }
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(content), "utf-8")
    done = RUNNER.invoke(
        application(("check", "rules")), ["check", "--tfplan", str(file), "--no-checkov", "--format", "json"]
    )
    assert done.exit_code == 1
    (stack,) = json.loads(done.stdout)["stacks"]
    failed = {v["rule"]: v for v in stack["verdicts"] if v["status"] == "FAIL"}
    assert failed["rds-instance-private"]["property"] == "publiclyAccessible"
    assert stack["source"] == str(file)
