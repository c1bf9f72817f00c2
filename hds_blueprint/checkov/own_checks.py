"""A user's own Checkov checks: none of them is left out without a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from hds_blueprint.problem import InputError, Problem

_OPTION = "--external-checks-dir"
_FORMS = (".yaml", ".yml", ".json", ".py")
# what Checkov says of a check that it goes on without (base_check_registry.py, checks_infra/registry.py)
_LEFT_OUT = re.compile(
    r"Cannot load external check '[^']*' from (?P<python>.+)"
    r"|Failed to parse check id '[^']*' from file (?P<text>.+?): "
    r"|Custom policy (?P<policy>.+?) (?:is missing required fields|has an invalid)"
    r"|Loaded data from JSON is not (?P<shape>Dict)"
)


def refuse_unusable(folders: Sequence[Path]) -> None:
    """Raises InputError for folders in which Checkov would find no check, or not all of them."""
    problems = [problem for folder in folders for problem in _problems(folder)]
    if problems:
        raise InputError(problems)


def refuse_left_out(said: str) -> None:
    """Raises InputError where Checkov's log says that it went on without a check."""
    left_out = dict.fromkeys(
        None if found["shape"] else found["python"] or found["text"] or found["policy"]
        for found in _LEFT_OUT.finditer(said)
    )
    if left_out:
        raise InputError(
            [
                Problem(
                    "Checkov cannot load this check"
                    if file
                    else "Checkov cannot load a check: it is no mapping",
                    file=file,
                    suggestion="See https://www.checkov.io/3.Custom%20Policies for the form of a check.",
                    code="check-not-loaded",
                )
                for file in left_out
            ]
        )


def _problems(folder: Path) -> list[Problem]:
    if not folder.is_dir():
        return [
            Problem(
                "there is no such folder of checks", path=_OPTION, value=str(folder), code="checks-missing"
            )
        ]
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in _FORMS and file.is_file()]
    if not files:
        return [
            Problem(
                "the folder holds no check",
                path=_OPTION,
                value=str(folder),
                suggestion="Checks are files that end with .yaml, .json or .py.",
                code="checks-missing",
            )
        ]
    bare = dict.fromkeys(
        file.parent for file in files if file.suffix == ".py" and not (file.parent / "__init__.py").exists()
    )
    return [
        Problem(
            "Checkov takes checks in Python only from a folder with an __init__.py",
            path=_OPTION,
            value=str(place),
            suggestion="Add an empty __init__.py to the folder.",
            code="checks-without-init",
        )
        for place in bare
    ]
