"""The program of a commit, in a process of its own: what it sees, what it may take, what is said of it."""

from __future__ import annotations

import json
import textwrap
from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.command.program_process import Program, graph_of
from hds_blueprint.problem import InputError

DAY = date(2026, 11, 1)
MODULES = {
    "hosting/loader.py": "def load(path, *, as_of): return path",
    "graph/serialize.py": "def write(graph, path): path.write_text(graph)",
    "problem.py": "class InputError(Exception): problems = ()",
}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A package that answers to the names of ours; its `graph/program.py` is each test's own."""
    for name, text in MODULES.items():
        path = tmp_path / "hds_blueprint" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for folder in ("", "hosting", "graph"):
        (tmp_path / "hds_blueprint" / folder / "__init__.py").touch()
    (tmp_path / "dev.yaml").write_text("{}\n", "utf-8")
    return Program(tmp_path, tmp_path)


def run(program: Program, build: str, *, timeout: float = 60, memory: int = 4 << 30) -> dict[str, object]:
    """What the test's program puts into its graph's only output."""
    body = textwrap.indent(textwrap.dedent(build), "    ")
    text = f"import json, os, socket, sys\n\ndef said():\n{body}\n\ndef build(document, *, stack):\n"
    text += "    graph = {'project': 'p', 'stack': stack, 'resources': [], 'outputs': {'said': said()}}\n"
    text += "    return json.dumps(graph)\n"
    (program.package / "hds_blueprint/graph/program.py").write_text(text, "utf-8")
    graph = graph_of(
        program.project / "dev.yaml",
        program,
        name="dev.yaml",
        stack="dev",
        as_of=DAY,
        timeout=timeout,
        memory=memory,
    )
    found = graph.outputs["said"]
    assert isinstance(found, str)
    return json.loads(found)


def test_the_program_sees_nothing_of_our_environment(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "AWS_SECRET_ACCESS_KEY",
        "GITHUB_TOKEN",
        "CI_JOB_TOKEN",
        "PULUMI_ACCESS_TOKEN",
        "HTTPS_PROXY",
    ):
        monkeypatch.setenv(name, "leaked-into-the-program")
    seen = run(program, "return json.dumps(dict(os.environ))")
    assert "leaked-into-the-program" not in json.dumps(seen)
    assert set(seen) <= {
        "PATH",
        "HOME",
        "TMPDIR",
        "LANG",
        "PYTHONDONTWRITEBYTECODE",
        "AWS_EC2_METADATA_DISABLED",
        "LC_CTYPE",
        "PWD",
    }
    assert seen["HOME"] != str(Path.home())


def test_the_program_is_the_one_of_the_folder(program: Program) -> None:
    seen = run(program, "return json.dumps({'file': __file__, 'here': os.getcwd()})")
    assert seen == {
        "file": str(program.package / "hds_blueprint/graph/program.py"),
        "here": str(program.project),
    }


def test_the_program_has_no_network_where_the_kernel_lets_it_go(program: Program) -> None:
    seen = run(
        program,
        """
        names = [name for _, name in socket.if_nameindex()]
        return json.dumps({"names": names, "user": os.getuid()})
        """,
    )
    if seen["user"] == 65534:  # a user namespace was made, and a network of its own with it
        assert seen["names"] == ["lo"]


def test_a_program_that_does_not_end_is_ended(program: Program) -> None:
    with pytest.raises(InputError, match="did not end within 1 seconds"):
        run(program, "import time; time.sleep(60)", timeout=1)


def test_a_program_that_takes_too_much_memory_fails(program: Program) -> None:
    with pytest.raises(InputError, match="MemoryError"):
        run(program, "return 'x' * (2 << 30)", memory=1 << 30)


def test_a_program_that_fails_is_told_with_its_document(program: Program) -> None:
    with pytest.raises(InputError) as raised:
        run(program, "raise RuntimeError('no such network')")
    (problem,) = raised.value.problems
    assert (problem.file, problem.code) == ("dev.yaml", "program-failed")
    assert "RuntimeError: no such network" in problem.reason
