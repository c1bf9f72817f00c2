"""Problems as JSON or SARIF, for editors and continuous integration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from hds_blueprint.problem import Problem


def as_json(problems: Iterable[Problem], **more: Any) -> str:
    """`{"problems": [...]}` with every field of each problem, and whatever else is given."""
    content = {"problems": [asdict(problem) for problem in problems], **more}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_sarif(problems: Sequence[Problem], version: str) -> str:
    """A log of SARIF 2.1.0 (OASIS) with one result a problem; `version` is that of the product."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "hds", "version": version, "rules": [_rule(code, problems) for code in codes]}
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes) for problem in problems],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """A code with the reason of its first problem, which code hosts show as its title."""
    first = next(problem for problem in problems if problem.code == code)
    rule: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": first.reason},
        "defaultConfiguration": {"level": first.severity},
    }
    return {**rule, "help": {"text": first.suggestion}} if first.suggestion else rule


def _result(problem: Problem, codes: Sequence[str]) -> dict[str, Any]:
    text = f"{problem.path}: {problem.reason}" if problem.path else problem.reason
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": problem.severity,
        "message": {"text": f"{text}. {problem.suggestion}" if problem.suggestion else text},
        # the same problem stays one when lines above it come and go
        "partialFingerprints": {"problem/v1": _fingerprint(problem)},
    }
    location: dict[str, Any] = {}
    if problem.file:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
        if problem.line:
            physical["region"] = {"startLine": problem.line, "startColumn": problem.column or 1}
        location["physicalLocation"] = physical
    if problem.path:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.path}]
    if location:
        result["locations"] = [location]
    properties = {key: value for key, value in (("value", problem.value), ("bound", problem.bound)) if value}
    if properties:
        result["properties"] = properties
    return result


def _fingerprint(problem: Problem) -> str:
    said = f"{problem.code}\n{problem.path or ''}\n{problem.value or ''}"
    return hashlib.sha256(said.encode("utf-8", errors="replace")).hexdigest()[:32]


def _uri(file: str) -> str:
    """A relative reference stays one, which viewers resolve against the repository; an absolute path
    becomes a file URI."""
    path = PurePath(file)
    encoded = quote(path.as_posix(), errors="surrogateescape")
    return f"file://{encoded}" if path.is_absolute() else encoded
