"""Settings of a workload that name other parts of the document: `${databases.records.address}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pulumi

from hds_blueprint.problem import InputError

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")


def resolve(text: str, values: Mapping[str, pulumi.Output[str]], *, path: str) -> str | pulumi.Output[str]:
    """The text with each `${…}` replaced by the value of that name.

    Args:
        text: plain text with any number of placeholders.
        values: what may be named, such as `databases.records.address`.
        path: the place in the document, for the error.

    Raises:
        InputError: a placeholder names nothing that the workload lists.
    """
    parts = _PLACEHOLDER.split(text)
    if len(parts) == 1:
        return text
    found: list[str | pulumi.Output[str]] = []
    for index, part in enumerate(parts):
        # split puts what the group caught at the odd places
        if index % 2 == 0:
            found.append(part)
        elif part in values:
            found.append(values[part])
        else:
            raise InputError.of(
                "the placeholder names nothing that this workload uses",
                path=path,
                value="${" + part + "}",
                bound=", ".join(sorted(values)) or "nothing",
                suggestion="List the database or bucket under the workload, or correct the name.",
                code="unknown-placeholder",
            )
    return pulumi.Output.concat(*[part for part in found if not isinstance(part, str) or part])
