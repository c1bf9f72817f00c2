"""How a resource that exists already becomes the platform's, without being replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from hds_blueprint.components.data_files import table


def taking_over(type_token: str, import_id: str | None, *, ignored: Sequence[str] = ()) -> dict[str, Any]:
    """The options of a resource of this type that may exist: its import, and what of it stays.

    The engine reads the resource by its id, then changes in place what the program says otherwise;
    inputs that would force a replacement stay (adoption.yaml). The id stays in the document: without
    it those inputs would differ again. `ignored` are the inputs that never change, imported or not.
    """
    if import_id is None:
        return {"ignore_changes": list(ignored)}
    kept: dict[str, list[str]] = table("adoption")["kept"]
    return {"import_": import_id, "ignore_changes": list(dict.fromkeys((*ignored, *kept[type_token])))}


def first_of(found: pulumi.Output[Any], import_id: str | None) -> pulumi.Output[Any]:
    """The first of what AWS lists, such as the secrets of a database.

    A resource that is taken over may have none before its first deployment: unknown until then.
    """
    if import_id is None:
        return found[0]
    return found.apply(lambda listed: listed[0] if listed else pulumi.UNKNOWN)
