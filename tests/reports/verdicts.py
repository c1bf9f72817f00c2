"""Verdicts that the tests of the formats share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from hds_blueprint.graph.model import Origin, Resource, ResourceGraph, Unknown, Value
from hds_blueprint.policies.change import Change, ChangeKind
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status, Verdict
from hds_blueprint.problem import Problem

DATABASE = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
DOCUMENT = "stacks/prod.yaml"
# ends of lines and tables, markup, colours, a formula, text turned around, commands, half of a pair
HOSTILE = (
    "=evil\n| `x` <script>alert(1)</script> \x1b[31mred \u202etxt.exe ::error::boom ##[error]old %0A "
    "@team #1 &amp; ]]> \x00 \ufffe \ud800 end"
)


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:prod::shop::{type_}::{name}"


def database(name: str, inputs: dict[str, Value], line: int = 54, file: str = DOCUMENT) -> Resource:
    origin = Origin(file, f"databases.{name}", line)
    return Resource(urn(DATABASE, name), DATABASE, name, inputs, origin=origin)


@cache
def verdict_of(*names: str) -> Verdict:
    """A verdict with failures, unknown ones, a waived one and a waiver that cannot be applied."""
    resources = [
        database(name, {"engine": "postgres", "storageEncrypted": name, "multiAz": Unknown()}, 54 + number)
        for number, name in enumerate(names)
    ]
    # no origin: not made from the document
    resources.append(Resource(urn(BUCKET, "documents"), BUCKET, "documents", {"region": "eu-west-3"}))
    graph = ResourceGraph("shop", "prod", "program", tuple(resources))
    found = evaluate(graph, as_of=date(2026, 11, 24))
    failed = next(f for f in found.with_status(Status.FAIL) if f.rule == "rds-deletion-protected")
    findings = tuple(
        replace(f, waiver=f"Migration of {names[0]}.") if f is failed else f for f in found.findings
    )
    problem = Problem(
        f"the waiver of {names[0]} has expired",
        file=DOCUMENT,
        line=3,
        path="waivers[0].expiry",
        code="waiver-expired",
    )
    return replace(found, findings=findings, source=DOCUMENT, problems=(problem,), notices=("A notice.",))


def verdict() -> Verdict:
    return verdict_of("records")


def hostile() -> Verdict:
    return verdict_of(HOSTILE, "records")


def clean() -> Verdict:
    """A verdict without a failure."""
    found = verdict()
    passed = tuple(f for f in found.findings if f.status is Status.PASS)
    return replace(found, findings=passed, problems=(), notices=())


def changed() -> Verdict:
    """What `--base` says: some failures are known, one is mended, a store is replaced."""
    found = verdict()
    failures = found.with_status(Status.FAIL)
    findings = tuple(replace(f, known=f in failures[::2]) for f in found.findings)
    change = Change(ChangeKind.REPLACED, failures[0].urn, ("engine", "multiAz"))
    return replace(found, findings=findings, changes=(change,), mended=failures[:1], problems=())


def unusable() -> Verdict:
    """What stands for a document that is not valid."""
    problem = Problem(
        "true or false is expected",
        file="stacks/bad.yaml",
        line=7,
        column=3,
        path="backup.copy",
        value="perhaps",
        code="truth-value",
    )
    return Verdict.unusable("stacks/bad.yaml", [problem])


def many(number: int) -> Verdict:
    """A verdict on so many databases."""
    return verdict_of(*(f"records-{index}" for index in range(number)))
