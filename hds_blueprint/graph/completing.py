"""A preview or a state beside the document that it comes from: places, and what the engine did not show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Resource, ResourceGraph, Unknown, Value
from hds_blueprint.graph.origin import with_document

if TYPE_CHECKING:
    from hds_blueprint.hosting.document import LoadedDocument


def completed(shown: ResourceGraph, program: ResourceGraph, document: LoadedDocument) -> ResourceGraph:
    """`shown` with the places of `document`; in a preview, with the references and outputs of `program` too.

    A preview writes "not known yet" for whatever is computed from another resource, so a policy with
    one reference is unknown as a whole, and it has no outputs of the stack. `program` is the graph of the
    document for the same stack, where the same value is written with its reference. Only what is unknown
    is filled in: a value that the preview shows stays as the engine has it. A state holds what is
    deployed, not what the document says today; nothing of it is filled in.

    Raises:
        GraphError: no resource of the program is part of what is shown.
    """
    if not any(each.custom and each.urn in shown.by_urn for each in program.resources):
        raise GraphError.of(
            f"no resource of {document.file} is part of this {shown.source}",
            path="stack",
            value=shown.stack,
            suggestion="Name the document of this stack.",
            code="document-of-another-stack",
        )
    if shown.source == "preview":
        written = program.by_urn
        resources = tuple(_filled(each, written.get(each.urn)) for each in shown.resources)
        shown = replace(shown, resources=resources, outputs=shown.outputs or program.outputs)
    return with_document(shown, document)


def _filled(shown: Resource, written: Resource | None) -> Resource:
    if written is None:
        return shown
    inputs = {name: _value(value, written.inputs.get(name)) for name, value in shown.inputs.items()}
    return replace(shown, inputs=inputs)


def _value(shown: Value, written: Value) -> Value:
    if isinstance(shown, Unknown):
        return shown if written is None else written
    if isinstance(shown, dict) and isinstance(written, dict):
        return {name: _value(value, written.get(name)) for name, value in shown.items()}
    if isinstance(shown, list) and isinstance(written, list) and len(shown) == len(written):
        return [_value(*pair) for pair in zip(shown, written, strict=True)]
    return shown
