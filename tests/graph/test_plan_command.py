"""`hds plan`: what people and scripts see."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws
from rich.console import Console

from hds_blueprint.graph import serialize
from hds_blueprint.graph.program import build
from hds_blueprint.hosting.loader import load
from hds_blueprint.reports.resources import render
from tests.graph.programs import Group, recorded

ROOT = Path(__file__).parents[2]
EXAMPLE = "stacks/examples/hapi-fhir.yaml"


def _hds(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from hds_blueprint.command.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80"},
        check=False,
    )


def test_text_and_graph_file(tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    done = _hds("plan", EXAMPLE, "--graph", str(file))
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("warning: ") for line in done.stderr.splitlines())
    assert f"{EXAMPLE}:" in done.stdout
    assert "protected" in done.stdout
    assert all(len(line.rstrip()) <= 80 for line in done.stdout.splitlines() if str(file) not in line)
    graph = build(load(ROOT / EXAMPLE), stack="hapi-fhir")
    written = serialize.load(file)
    assert [resource.urn for resource in written.resources] == [resource.urn for resource in graph.resources]
    assert list(tmp_path.iterdir()) == [file]


def test_json_is_the_graph_file(tmp_path: Path) -> None:
    done = _hds("plan", EXAMPLE, "--format", "json", "--stack", "other")
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("warning: ") for line in done.stderr.splitlines())
    file = tmp_path / "graph.json"
    file.write_text(done.stdout)
    assert serialize.load(file).stack == "other"


def test_bad_input_ends_with_its_problems_and_exit_code_2() -> None:
    text = _hds("plan", "missing.yaml")
    assert (text.returncode, text.stdout) == (2, "")
    assert text.stderr.startswith("missing.yaml: error: ")
    assert "Traceback" not in text.stderr
    as_json = _hds("plan", "missing.yaml", "--format", "json")
    assert as_json.returncode == 2
    assert json.loads(as_json.stdout)["problems"][0]["file"] == "missing.yaml"


def test_the_table_of_any_program() -> None:
    def program() -> None:
        provider = aws.Provider("paris", region="eu-west-3")
        group = Group("data[red]", "", pulumi.ResourceOptions(providers=[provider]))
        child = pulumi.ResourceOptions(parent=group, protect=True)
        aws.sqs.Queue("kept", opts=child)
        aws.sqs.Queue("retained", opts=pulumi.ResourceOptions(parent=group, retain_on_delete=True))
        aws.kms.Key.get("other", "1234", opts=pulumi.ResourceOptions(parent=group))
        aws.sqs.Queue("alone")

    stream = io.StringIO()
    render(recorded(program), Console(file=stream, width=80, color_system=None))
    lines = [" ".join(line.split()) for line in stream.getvalue().splitlines()]
    assert lines[0] == "test · production · health data"
    assert "data[red] (Group)" in lines
    assert "sqs Queue kept protected eu-west-3" in lines
    assert "sqs Queue retained retained eu-west-3" in lines
    assert "kms Key other read only eu-west-3" in lines
    assert lines.index("outside of components") < lines.index("sqs Queue alone")
    assert lines[-1] == "4 resources (1 protected) in 1 components, 2 providers"
