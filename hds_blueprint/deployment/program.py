"""What `__main__.py` runs: find the stack's document, verify it, build the platform, export its places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

from hds_blueprint.days import today
from hds_blueprint.problem import InputError

if TYPE_CHECKING:
    from hds_blueprint.components.baseline import Baseline
    from hds_blueprint.components.platform import Platform
    from hds_blueprint.hosting.document import LoadedDocument

# Sections whose fields inform people; nothing is missing in the account where none is built from them.
STATEMENTS = frozenset({"access", "alerts", "continuity", "logging"})
FOLDERS = (Path("stacks"), Path("stacks/examples"))


def deploy() -> Platform | Baseline:
    """The program of a stack: what `__main__.py` runs.

    Raises:
        pulumi.RunError: no document for this stack, a document with errors, a production stack
            whose state is kept where it may not be, or one that a mandatory rule refuses; nothing
            has been registered then.
    """
    from hds_blueprint.components.program import build
    from hds_blueprint.deployment import backend
    from hds_blueprint.hosting.loader import load

    try:
        configured = pulumi.Config("hds").get("document")
        document = load(find_document(pulumi.get_stack(), configured=configured), as_of=today())
        refuse_unbuilt(document)
        backend.verify(document.content, pulumi.get_stack())
        if document.content.environment == "production":
            verify(document)
        return build(document.content)
    except InputError as error:
        raise pulumi.RunError(str(error)) from error


def find_document(stack: str, *, configured: str | None = None) -> Path:
    """The requirements document of a stack, relative to the project's folder.

    The configuration value `hds:document` names it; without, it is `stacks/<stack>.yaml`, or an
    example of that name.

    Raises:
        InputError: there is none.
    """
    candidates = [Path(configured)] if configured else [folder / f"{stack}.yaml" for folder in FOLDERS]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise InputError.of(
        f"the stack {stack} has no requirements document",
        value=" or ".join(str(candidate) for candidate in candidates),
        suggestion="Write the document there, or name another: pulumi config set hds:document FILE.",
        code="document-missing",
    )


def refuse_unbuilt(document: LoadedDocument) -> None:
    """Refuses a document that states what no component builds yet: it would be deployed without it.

    Raises:
        InputError: the fields in question.
    """
    unbuilt = [
        notice
        for notice in document.notices
        if notice.code == "not-built-yet" and (notice.path or "").split(".")[0] not in STATEMENTS
    ]
    if unbuilt:
        raise InputError(replace(notice, severity="error") for notice in unbuilt)


def try_extensions(document: LoadedDocument, stack: str) -> None:
    """Runs the program offline where a document names extensions: what is wrong in one is told at once.

    Raises:
        InputError: an extension is not in the project, or fails.
    """
    if document.content.extensions:
        from hds_blueprint.graph import program

        program.build(document, stack=stack)


def verify(document: LoadedDocument) -> None:
    """Refuses a platform that breaks a mandatory rule: `pulumi up` without a policy pack is no way round.

    The platform is built a second time, offline, and judged as `hds check` does, with the
    document's waivers as they stand today.

    Raises:
        InputError: the findings, or waivers that cannot be applied.
    """
    from hds_blueprint.graph import program
    from hds_blueprint.policies.engine import evaluate

    graph = program.build(document, stack=pulumi.get_stack(), project=pulumi.get_project())
    verdict = evaluate(graph, waivers=document.content.waivers, as_of=today())
    if verdict.problems:
        raise InputError(verdict.problems)
    if verdict.refused:
        findings = [f"- {finding.rule}: {finding.message}\n  {finding.urn}" for finding in verdict.refused]
        raise InputError.of(
            f"{len(findings)} findings of mandatory rules refuse this production stack:\n"
            + "\n".join(findings),
            file=document.file,
            suggestion="Mend them, or waive a rule in the document with a reason and an expiry.",
            code="refused",
        )
