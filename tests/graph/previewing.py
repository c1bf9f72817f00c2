"""What a preview shows of a resource of a program."""

from __future__ import annotations

from dataclasses import replace

from hds_blueprint.graph.model import Join, Ref, Resource, Unknown, Value, references


def hidden(value: Value) -> Value:
    """The value as a preview has it: what is computed from other resources is not known."""
    if isinstance(value, Ref):
        return Unknown((value.urn,))
    if isinstance(value, Join):
        return Unknown(tuple(part.urn for part in value.parts if isinstance(part, Ref)))
    if isinstance(value, dict):
        return {name: hidden(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [hidden(inner) for inner in value]
    return value


def as_previewed(resource: Resource) -> Resource:
    """References hidden, and the dependencies of each property recorded, as the engine does."""
    return replace(
        resource,
        inputs={name: hidden(value) for name, value in resource.inputs.items()},
        dependencies={
            name: tuple(reference.urn for reference in references(value))
            for name, value in resource.inputs.items()
        },
    )
