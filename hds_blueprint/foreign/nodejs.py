"""Programs in TypeScript and JavaScript: Node with the project's own packages, and how a run of it ended."""

from __future__ import annotations

import re
import shlex
import shutil
from importlib.resources import files
from pathlib import Path

from hds_blueprint.child_processes import bare_environment
from hds_blueprint.foreign import child_process
from hds_blueprint.foreign.child_process import Ended, Failure
from hds_blueprint.foreign.project import Project
from hds_blueprint.foreign.python import configured
from hds_blueprint.foreign.server import Heard
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.problem import InputError

_HOST = Path("node_modules/@pulumi/pulumi/cmd/run")  # what the engine's language host runs as well
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# `(FILE:LINE:COLUMN)` and `at FILE:LINE:COLUMN` of a stack trace, `FILE:LINE` above a syntax error
_PLACES = re.compile(r"((?:/|[A-Za-z]:\\)[^\s():]*(?:\.[cm]?[jt]sx?)):([0-9]+)")
_ERROR = re.compile(r"^(?:Uncaught )?([A-Z]\w*(?:Error|Exception))(?: \[\w+\])?: (.*)")
_COMPILER = re.compile(r"^(.+?)\(([0-9]+),[0-9]+\): (error TS[0-9]+: .*)$", re.MULTILINE)
_UNHANDLED = "failed with an unhandled exception"
_ABORTED = (-6, 134)  # SIGABRT: how Node ends where it gets no more memory
# the last line that the SDK prints where a program ends with outputs that are not settled
_UNFINISHED = "leaked promises"


def run(
    project: Project, settings: Settings, address: str, home: Path, heard: Heard, notices: list[str]
) -> Failure | None:
    """Run the program against the monitor and engine at an address; None where it ended well.

    Types are not checked: that is the compiler's part, and takes most of the time of a run.

    Raises:
        InputError: Node or the project's packages are not there.
    """
    place = project.place if project.place.is_dir() else project.place.parent
    entry = "." if project.place.is_dir() else project.place.name
    node, host = _node(project), _host(project, place)
    given = project.options.get("nodeargs")
    stack = home / "stack"
    stack.unlink(missing_ok=True)
    ended = child_process.run(
        [
            str(node),
            f"--max-old-space-size={settings.memory // 2 >> 20}",
            # not --require: with that, the SDK thinks that the project loads TypeScript by itself
            *("-r", str(files("hds_blueprint.foreign").joinpath("node_preload.cjs"))),
            *(shlex.split(given) if isinstance(given, str) else ()),
            str(host),
            *("--monitor", address, "--engine", address, "--parallel", "16", "--dry-run"),
            *("--organization", "organization", "--project", project.name, "--stack", project.stack),
            *("--root-directory", str(project.folder.resolve()), "--pwd", str(place)),
            entry,
        ],
        place=place,
        environment={
            **bare_environment(node, home),
            **configured(project),
            "PULUMI_NODEJS_TYPESCRIPT": "false" if project.options.get("typescript") is False else "true",
            "PULUMI_NODEJS_TRANSPILE_ONLY": "true",
            "NO_COLOR": "1",
            "HDS_STACK": str(stack),
        },
        output=home / "output",
        timeout=settings.timeout,
        failed=lambda: bool(heard.logged),
    )
    return ended if isinstance(ended, Failure) else _outcome(ended, heard, stack, project)


def _node(project: Project) -> Path:
    found = shutil.which("node")
    if found is None:
        raise InputError.of(
            "the project runs on Node.js, which is not on the PATH",
            file=project.file.file,
            path="runtime",
            value=project.runtime,
            suggestion="Install Node.js, or run `pulumi preview --json > preview.json` where it is and give "
            "that file with --preview.",
            code="node-missing",
        )
    return Path(found)


def _host(project: Project, place: Path) -> Path:
    for folder in (place, *place.parents):
        if (folder / _HOST / "index.js").is_file():
            return folder / _HOST
    raise InputError.of(
        "the packages of the project are not installed",
        file=project.file.file,
        path="runtime",
        value=str(_HOST),
        suggestion=f"Run `npm install` (or `pulumi install`) in {project.folder}.",
        code="packages-missing",
    )


def _outcome(ended: Ended, heard: Heard, stack: Path, project: Project) -> Failure | None:
    if ended.code == 0 and heard.finished and not heard.logged:
        return None
    if heard.logged:
        kept = stack.read_text("utf-8", "replace") if stack.is_file() else ""
        return _logged(_COLOURS.sub("", heard.logged[0]), kept, project)
    if ended.code in _ABORTED:
        return Failure("", "the program took more memory than it may have")
    if ended.code == 0 or _UNFINISHED in ended.words:
        return Failure("SystemExit", "0")
    return ended.early()


def _logged(text: str, stack: str, project: Project) -> Failure:
    """The failure that an error in the program's log tells of; `stack` is its stack, where it was kept."""
    refused = _COMPILER.search(text)
    if refused:
        file = str(project.place / refused[1])
        return Failure(
            "", refused[3], child_process.shown(file), int(refused[2]), of_program=True, logged=True
        )
    file, line = _place(f"{text}\n{stack}", project)
    lines = [each.strip() for each in text.splitlines() if each.strip() and _UNHANDLED not in each]
    said = next((each for each in lines if _ERROR.match(each)), lines[0] if lines else "")
    found = _ERROR.match(said)
    kind, words = (
        (found[1], found[2]) if found and found[1] != "Error" else ("", said.removeprefix("Error: "))
    )
    suggestion = None
    if "Cannot find module" in text:
        suggestion = f"Install the project's packages: run `npm install` in {project.folder}."
    return Failure(kind, words, file, line, suggestion, of_program=True, logged=True)


def _place(text: str, project: Project) -> tuple[str | None, int | None]:
    """File and line of the innermost place in the program's own files."""
    root = project.folder.resolve()
    for match in _PLACES.finditer(text):
        path = Path(match[1])
        if path.is_relative_to(root) and "node_modules" not in path.parts:
            return child_process.shown(match[1]), int(match[2])
    return None, None
