"""URNs as the engine makes them.

Source: `generateURN` and `generateAliases` of the engine (pkg/resource/deploy) and
sdk/go/common/resource/urn.
"""

from __future__ import annotations

from typing import Final

STACK_TYPE: Final = "pulumi:pulumi:Stack"


def make(*, stack: str, project: str, parent: str, type_token: str, name: str) -> str:
    """The URN of a resource; `parent` is the URN of its parent or empty.

    The parent's types stand before the own type, joined by `$`; the stack resource and the
    absence of a parent leave no trace.
    """
    chain = parent.split("::", 3)[2] if parent else ""
    prefix = "" if chain in ("", STACK_TYPE) else f"{chain}$"
    return f"urn:pulumi:{stack}::{project}::{prefix}{type_token}::{name}"


def alias(
    *, own: str, parent: str, name: str, type_token: str, stack: str, project: str, without_parent: bool
) -> str:
    """The URN that an alias stands for: whatever it leaves empty is taken from `own`, the resource's URN.

    `parent` is the alias's parent URN, or the resource's parent where the alias names none.
    """
    _, own_stack_project, rest = own.partition("urn:pulumi:")
    own_stack, own_project, own_types, own_name = (
        rest.split("::", 3) if own_stack_project else ("", "", "", "")
    )
    return make(
        stack=stack or own_stack,
        project=project or own_project,
        parent="" if without_parent else parent,
        type_token=type_token or own_types.rsplit("$", 1)[-1],
        name=name or own_name,
    )


def provider_urn(reference: str) -> str | None:
    """The URN inside a provider reference (`URN::id`); None for an empty one."""
    return reference.rsplit("::", 1)[0] if reference else None
