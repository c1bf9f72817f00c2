"""The program of a commit, in a process of its own: what it sees, what it may take, what is said of it."""

from __future__ import annotations

import ctypes
import json
import os
import socket
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.command.program_process import Program, graph_of
from hds_blueprint.problem import InputError

DAY = date(2026, 11, 1)
LANDLOCK = sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, 0, 1) >= 4
NAMESPACES = (
    sys.platform == "linux"
    and subprocess.run(["unshare", "-Urnmpf", "true"], capture_output=True, check=False).returncode == 0
)
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
    text = f"import json, os, socket, sys\n\ndef said():\n{body}\n\ndef build(document, *, stack, project):\n"
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


@pytest.mark.skipif(not LANDLOCK, reason="the kernel has no Landlock")
def test_the_program_reads_the_project_and_writes_to_its_home_alone(program: Program, tmp_path: Path) -> None:
    project = tmp_path / "project"
    files = {
        "credentials": tmp_path / "outside" / "credentials",
        "token": project / ".git" / "config",
        "own": project / "extensions" / "own.py",
    }
    for path in (*files.values(), project / "dev.yaml"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret", "utf-8")
    files["caller"] = Path(f"/proc/{os.getpid()}/environ")
    seen = run(
        Program(program.package, project),
        f"""
        def can(path, mode, act):
            try:
                with open(path, mode) as file:
                    return bool(act(file))
            except OSError:
                return False

        files = { ({name: str(path) for name, path in files.items()})!r}
        said = {{name: can(path, "rb", lambda file: file.read()) for name, path in files.items()}}
        places = files["own"], os.path.join(os.environ["HOME"], "own")
        said["written"] = [can(path, "w", lambda file: file.write("x")) for path in places]
        return json.dumps(said)
        """,
    )
    assert seen == {
        "credentials": False,
        "token": False,
        "own": True,
        "caller": False,
        "written": [False, True],
    }


@pytest.mark.skipif(not NAMESPACES, reason="the kernel gives no namespaces to a process without rights")
def test_the_program_has_no_network_and_sees_no_other_process(program: Program) -> None:
    seen = run(
        program,
        """
        names = [name for _, name in socket.if_nameindex()]
        return json.dumps({"names": names, "process": os.getpid()})
        """,
    )
    assert seen == {"names": ["lo"], "process": 1}


@pytest.mark.skipif(not LANDLOCK, reason="the kernel has no Landlock")
def test_the_program_reaches_no_server_of_the_machine(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen = run(
            program,
            f"""
            try:
                socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), timeout=2)
            except OSError as error:
                return json.dumps({{"error": type(error).__name__}})
            return json.dumps({{}})
            """,
        )
    assert seen["error"]


@pytest.mark.skipif(not NAMESPACES, reason="the kernel gives no namespaces to a process without rights")
def test_what_the_program_starts_ends_with_it(program: Program) -> None:
    mark = f"left-behind-{os.getpid()}"
    run(
        program,
        f"""
        import subprocess
        command = [sys.executable, "-c", "import time; time.sleep(60)", "{mark}"]
        subprocess.Popen(command, start_new_session=True)
        return json.dumps({{}})
        """,
    )
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [command for command in commands if mark.encode() in command]


def test_a_program_that_does_not_end_is_ended(program: Program) -> None:
    with pytest.raises(InputError, match="did not end within 1 seconds"):
        run(program, "import time; time.sleep(60)", timeout=1)


def test_a_program_that_takes_too_much_memory_fails(program: Program) -> None:
    with pytest.raises(InputError, match="MemoryError"):
        run(program, "return 'x' * (2 << 30)", memory=1 << 30)


REPORT = "os.path.join(os.environ['HOME'], 'report.json')"


@pytest.mark.parametrize(
    "act",
    [
        f"os.symlink('/etc/hostname', {REPORT}); os._exit(0)",
        f"os.mkfifo({REPORT}); os._exit(0)",
        f"""open({REPORT}, 'w').write('{{"problems": [{{"x": 1}}]}}'); os._exit(0)""",
        f"open({REPORT}, 'w').write('[' * 100000); os._exit(0)",
        r"raise RuntimeError('::error::forged \x1b[2J \n::error::forged')",
    ],
)
def test_whatever_a_program_leaves_behind_is_one_line_of_an_error(program: Program, act: str) -> None:
    with pytest.raises(InputError) as raised:
        run(program, act)
    (problem,) = raised.value.problems
    assert problem.code == "program-failed"
    assert problem.reason.isprintable()


def test_a_program_that_fails_is_told_with_its_document(program: Program) -> None:
    with pytest.raises(InputError) as raised:
        run(program, "raise RuntimeError('no such network')")
    (problem,) = raised.value.problems
    assert (problem.file, problem.code) == ("dev.yaml", "program-failed")
    assert "RuntimeError: no such network" in problem.reason
